import { errorText } from "../exchange/rpc.ts";
import type { Exchange } from "../exchange/exchange.ts";
import { exchangeOf } from "../seen.ts";
import { betweenOf, isOpened } from "./reached.ts";
import { finding, type Judgement, type Rung } from "./rung.ts";
import { isLost, isSameRefusal, requestsOf, type SessionRequests } from "./sessionRequests.ts";

/** Whether the requests of a session find the node that has it, each over a fresh connection. */
export const affinity: Rung = {
  id: "affinity",
  title: "Sessions",
  needs: ["path", "headers"],
  judge(seen): Judgement {
    const sessions = requestsOf(seen);
    if (!isOpened(seen))
      return { says: "no session was asked for: no conversation began", findings: [], skipped: true };
    if (exchangeOf(seen, "session-1-initialize") === undefined)
      return { says: "the server keeps no sessions: any node will do", findings: [] };
    const all = sessions.flatMap(({ requests }) => requests);
    const lost = all.filter(isLost);
    const counted = `${all.length - lost.length} of ${all.length} requests in ${sessions.length} sessions found theirs`;
    if (lost.length === 0) return { says: counted, findings: [] };
    const [first] = lost;
    const facts = [counted, `each request went over a connection of its own`];
    const shown = [first];
    if (lost.length === all.length)
      return told(
        finding("session.expired", {
          layer: "server",
          shown,
          facts,
          says: `no request found its session: ${wordsOf(first)}`,
        }),
      );
    if (isAfterAWhile(sessions))
      return told(
        finding("session.expired", {
          layer: "server",
          severity: "degraded",
          shown,
          facts,
          says: `every session ends after the same few requests, and clients begin anew: ${wordsOf(first)}`,
        }),
      );
    if (isBySession(sessions))
      return told(
        finding("affinity.partial", {
          layer: betweenOf(seen),
          shown,
          facts: [...facts, nodes(sessions.length, sessions.filter(isWhole).length)],
          says: `some sessions work whole and some not at all: ${wordsOf(first)}`,
        }),
      );
    // Between two refusals that differ, the nodes may be of different versions; the count says it all the same.
    const same = lost.every((each) => first === undefined || isSameRefusal(each, first));
    return told(
      finding("affinity.none", {
        layer: betweenOf(seen),
        shown,
        facts: [
          ...facts,
          nodes(all.length, all.length - lost.length),
          ...(same ? [] : ["the refusals differ: the nodes may not be of one version"]),
        ],
        says: "requests of one session reach nodes that do not know it",
      }),
    );
  },
};

function told(found: Judgement["findings"][number]): Judgement {
  return { says: found.says, findings: [found] };
}

/** Whether every session that made more than one request has all of them answered, or none. */
function isBySession(sessions: readonly SessionRequests[]): boolean {
  return sessions.every(({ requests }) => requests.every(isLost) || !requests.some(isLost));
}

/** Whether all sessions with as many requests were found for the same first few of them, and lost for the rest. */
function isAfterAWhile(sessions: readonly SessionRequests[]): boolean {
  const long = sessions
    .filter(({ requests }) => requests.length > 1)
    .map(({ requests }) => requests.map(isLost));
  const [pattern = []] = long;
  const once = pattern.indexOf(true);
  return (
    once > 0 &&
    pattern.slice(once).every(Boolean) &&
    long.every((other) => other.every((lost, at) => lost === pattern[at]))
  );
}

function isWhole({ requests }: SessionRequests): boolean {
  return !requests.some(isLost);
}

/** A balancer that chooses at random among n nodes finds the right one once in n times. */
function nodes(tries: number, found: number): string {
  return `as many as with about ${Math.max(2, Math.round(tries / Math.max(found, 1)))} nodes chosen between without regard to the session`;
}

function wordsOf(exchange: Exchange | undefined): string {
  if (exchange?.result.outcome !== "answer") return "no answer";
  return `${exchange.result.status} ${errorText(exchange.result)}`;
}
