import type { Answered } from "../exchange/exchange.ts";
import { readable } from "./readable.ts";

/** The statuses with which firewalls, rate limits and bot checks refuse. */
const REFUSALS: readonly number[] = [403, 405, 406, 429, 503];

/**
 * Whether an answer is a refusal of something in front of the server, and so never a matter of authorization: a page or
 * nothing, without a challenge. An empty 405 is one too, although a server may well answer GET so: the caller knows the method.
 */
export function isBlockPage(answer: Answered): boolean {
  const { status, headers, kind } = readable(answer);
  return (
    REFUSALS.includes(status) && !headers.has("www-authenticate") && (kind === "html" || kind === "empty")
  );
}
