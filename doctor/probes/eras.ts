import type { Exchange } from "../exchange/exchange.ts";
import { sessionOf } from "./sessions.ts";

/** The eras that the server has shown that it speaks, each by its first exchange. */
export interface Eras {
  /** The answer to `initialize`; undefined where that gave no result. */
  opened: Exchange | undefined;
  /** The answer to `server/discover`; undefined where that gave no result. */
  discovered: Exchange | undefined;
}

/** The session of the first `initialize`; undefined without one. */
export function firstSessionOf({ opened }: Eras): string | undefined {
  return opened === undefined ? undefined : sessionOf(opened);
}
