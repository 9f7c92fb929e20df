import { errorText, rpcOf } from "../exchange/rpc.ts";
import type { Exchange } from "../exchange/exchange.ts";
import { REQUESTS_A_SESSION, SESSIONS } from "../probes/sessions.ts";
import { exchangeOf, type Seen } from "../seen.ts";

/** What the requests of one session came to, each on a connection of its own. */
export interface SessionRequests {
  opened: Exchange;
  requests: Exchange[];
}

/** The sessions of a hop with their requests, in the order in which they were sent. */
export function requestsOf(seen: Seen): SessionRequests[] {
  const names = [
    { opened: "initialize", requests: ["tools-list"] },
    ...Array.from({ length: SESSIONS }, (_, at) => ({
      opened: `session-${at + 1}-initialize`,
      requests: Array.from(
        { length: REQUESTS_A_SESSION },
        (__, request) => `session-${at + 1}-${request + 1}`,
      ),
    })),
  ];
  return names.flatMap(({ opened, requests }) => {
    const first = exchangeOf(seen, opened);
    const sent = requests.map((probe) => exchangeOf(seen, probe)).filter((each) => each !== undefined);
    return first === undefined || sent.length === 0 ? [] : [{ opened: first, requests: sent }];
  });
}

/** JSON-RPC's code for a method that the server does not have, which says nothing of the session. */
const METHOD_NOT_FOUND = -32601;

/** Whether a request of a session was refused by the server itself. */
export function isLost(exchange: Exchange | undefined): boolean {
  if (exchange?.result.outcome !== "answer") return false;
  const { status } = exchange.result;
  const error = rpcOf(exchange.result)?.error;
  return (status === 400 || status === 404) && error !== undefined && error.code !== METHOD_NOT_FOUND;
}

/** Whether two requests were refused in the same words. */
export function isSameRefusal(one: Exchange, other: Exchange): boolean {
  if (one.result.outcome !== "answer" || other.result.outcome !== "answer") return false;
  return one.result.status === other.result.status && errorText(one.result) === errorText(other.result);
}
