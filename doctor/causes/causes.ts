import { AWS_CAUSES } from "./aws.ts";
import { AUTHORIZATION } from "./authorization.ts";
import { BROWSER } from "./browser.ts";
import { CALLER } from "./caller.ts";
import type { Cause } from "./cause.ts";
import { HEADERS } from "./headers.ts";
import { ROUTE } from "./route.ts";
import { SIZES } from "./sizes.ts";
import { STREAMS } from "./streams.ts";
import { TARGETS } from "./targets.ts";

/** Everything that can be wrong with a route, by its stable id. */
export const CAUSES = {
  ...CALLER,
  ...ROUTE,
  ...HEADERS,
  ...STREAMS,
  ...SIZES,
  ...TARGETS,
  ...AUTHORIZATION,
  ...BROWSER,
  ...AWS_CAUSES,
} as const satisfies Record<string, Cause>;

/** The id of a cause. */
export type CauseId = keyof typeof CAUSES;
