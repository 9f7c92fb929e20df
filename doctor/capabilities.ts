import { AWS_RUNGS } from "./aws/examine.ts";
import { CAUSES } from "./causes/causes.ts";
import type { Cause } from "./causes/cause.ts";
import { SECONDS } from "./examine.ts";
import {
  BODY_READ,
  CONNECT_MILLISECONDS,
  HEAD_MILLISECONDS,
  HEAD_READ,
  REQUESTS,
  TOTAL_MILLISECONDS,
} from "./exchange/limits.ts";
import { LAYER_NAMES, LAYERS } from "./layers.ts";
import { LADDER, WHO } from "./rungs/ladder.ts";
import { EXIT_CODES } from "./report/exitCode.ts";

/** What the doctor can find and how it ends, for programs that call it. */
export function capabilities(): object {
  return {
    layers: LAYERS.map((id) => ({ id, name: LAYER_NAMES[id] })),
    rungs: [
      ...LADDER.map(({ id, title, needs }) => ({ id, title, needs, who: WHO.has(id), aws: false })),
      ...AWS_RUNGS.map(({ id, title }) => ({ id, title, needs: [], who: false, aws: true })),
    ],
    causes: Object.entries<Cause>(CAUSES)
      .map(([id, { rung, severity, title, remedy, sources }]) => ({
        id,
        rung,
        severity,
        title,
        remedy,
        sources,
      }))
      .toSorted((one, other) => (one.id < other.id ? -1 : 1)),
    exitCodes: EXIT_CODES,
    limits: {
      requestsToOnePlace: REQUESTS,
      seconds: SECONDS,
      connectMilliseconds: CONNECT_MILLISECONDS,
      headMilliseconds: HEAD_MILLISECONDS,
      totalMilliseconds: TOTAL_MILLISECONDS,
      headBytes: HEAD_READ,
      bodyBytes: BODY_READ,
    },
  };
}
