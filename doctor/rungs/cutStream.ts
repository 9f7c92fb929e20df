import type { Answered, Exchange } from "../exchange/exchange.ts";
import { isStream } from "../exchange/stream.ts";
import { exchangeOf, type Seen } from "../seen.ts";

/** The probes whose answers may be streams that end by themselves. */
const ANSWERS = ["initialize", "discover", "tools-list", "tools-list-modern"];

/** An answer to a POST that came as a stream, and broke off before it had said anything: nothing works then. */
export interface CutStream {
  exchange: Exchange;
  answer: Answered;
}

/** The first such answer; null where each has come whole. */
export function cutStreamOf(seen: Seen): CutStream | null {
  for (const probe of ANSWERS) {
    const exchange = exchangeOf(seen, probe);
    const answer = exchange?.result;
    if (exchange === undefined || answer?.outcome !== "answer") continue;
    if (answer.end === "cut" && answer.json === undefined && isStream(answer)) return { exchange, answer };
  }
  return null;
}
