import { errorText, hasResult, HEADER_MISMATCH, rpcOf } from "../exchange/rpc.ts";
import type { Answered, Exchange } from "../exchange/exchange.ts";
import type { Finding } from "../report/report.ts";
import { answerOf, exchangeOf, type Seen } from "../seen.ts";
import { cutStreamOf } from "./cutStream.ts";
import { isChallenge, openingOf, refuserOf } from "./reached.ts";
import { finding, type Judgement, type Rung } from "./rung.ts";
import { isLost } from "./sessionRequests.ts";
import { toolsOf } from "./tools.ts";

/** Whether what answers speaks MCP, in which era, and in a form that clients take. */
export const protocol: Rung = {
  id: "protocol",
  title: "Protocol",
  needs: ["path"],
  judge(seen): Judgement {
    if (cutStreamOf(seen) !== null)
      return { says: "an answer broke off: see the streams", findings: [], unknown: true };
    const opening = openingOf(seen);
    const answer = opening?.result.outcome === "answer" ? opening.result : undefined;
    if (opening === undefined || answer === undefined)
      return { says: "no answer to judge by", findings: [], unknown: true };
    if (!hasResult(answer) && isChallenge(answer))
      return { says: "the server wants a token first", findings: [], unknown: true };
    const findings = [...refusal(opening, answer), ...notificationRefused(seen), ...promisedTools(seen)];
    return { says: findings[0]?.says ?? erasOf(seen), findings };
  },
};

function refusal(opening: Exchange, answer: Answered): Finding[] {
  const error = rpcOf(answer)?.error;
  // What the headers' rung tells better: a request that lost a header on the way.
  if (error === undefined || error.code === HEADER_MISMATCH) return [];
  return [
    finding("protocol.server-error", {
      layer: "server",
      shown: [opening],
      says: `POST (${opening.asked.message ?? ""}) is answered by the server with an error: ${answer.status} ${errorText(answer)}`,
    }),
  ];
}

/** What every client of the sessions' era sends next, and stops at where it is refused. What a lost session is told is another rung's. */
function notificationRefused(seen: Seen): Finding[] {
  const exchange = exchangeOf(seen, "initialized");
  if (exchange?.result.outcome !== "answer" || exchange.result.status < 400 || isLost(exchange)) return [];
  const { status } = exchange.result;
  // What refuses too many requests, or asks for a token only now, has its own rungs.
  if (status === 429 || isChallenge(exchange.result)) return [];
  return [
    finding("protocol.notification-refused", {
      layer: refuserOf(exchange.result) ?? "server",
      shown: [exchange],
      says: `POST (notifications/initialized) is answered ${status}, at which clients stop`,
    }),
  ];
}

function promisedTools(seen: Seen): Finding[] {
  const { tools } = seen.promised;
  const probe = exchangeOf(seen, "tools-list") ?? exchangeOf(seen, "tools-list-modern");
  const named = toolsOf(answerOf(seen, "tools-list")) ?? toolsOf(answerOf(seen, "tools-list-modern"));
  if (tools === undefined || named === undefined || named.length === tools) return [];
  return [
    finding("protocol.tools-missing", {
      layer: "server",
      shown: [probe],
      says: `POST (tools/list) names ${toolsInWords(named.length)}, and ${tools} are promised`,
    }),
  ];
}

function erasOf(seen: Seen): string {
  const legacy = resultOf(answerOf(seen, "initialize"));
  const modern = resultOf(answerOf(seen, "discover"));
  const tools = toolsOf(answerOf(seen, "tools-list")) ?? toolsOf(answerOf(seen, "tools-list-modern"));
  const eras = [
    ...(legacy === undefined ? [] : [`sessions' era (${text(legacy, "protocolVersion")})`]),
    ...(modern === undefined ? [] : ["2026-07-28"]),
  ];
  return `${eras.join(" and ")}${tools === undefined ? "" : `, ${toolsInWords(tools.length)}`}`;
}

function toolsInWords(count: number): string {
  return count === 1 ? "1 tool" : `${count} tools`;
}

function resultOf(answer: Answered | undefined): object | undefined {
  const result = rpcOf(answer)?.result;
  return typeof result === "object" && result !== null ? result : undefined;
}

function text(result: object, name: string): string {
  const value: unknown = Object.entries(result).find(([key]) => key === name)?.[1];
  return typeof value === "string" ? value : "of no version";
}
