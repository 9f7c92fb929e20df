import { errorText, hasResult, HEADER_MISMATCH, rpcOf } from "../exchange/rpc.ts";
import type { Exchange } from "../exchange/exchange.ts";
import { headerValues } from "../exchange/exchange.ts";
import type { Finding } from "../report/report.ts";
import { answerOf, exchangeOf, type Seen } from "../seen.ts";
import { betweenOf } from "./reached.ts";
import { finding, type Rung } from "./rung.ts";
import { isLost, isSameRefusal, requestsOf } from "./sessionRequests.ts";

/** Whether the headers that the protocol lives by come through, on the way in and on the way out. */
export const headers: Rung = {
  id: "headers",
  title: "Headers",
  needs: ["path"],
  judge(seen) {
    const findings = [...sessionHeader(seen), ...modernHeaders(seen), ...notCompared(seen), ...notGone(seen)];
    const says = findings
      .filter(({ severity }) => severity !== "note")
      .map((each) => each.says)
      .join("; ");
    if (says !== "") return { says, findings };
    const told = [
      ...(answerOf(seen, "tools-list") === undefined ? [] : ["Mcp-Session-Id"]),
      ...(answerOf(seen, "tools-list-modern") === undefined ? [] : ["Mcp-Method", "MCP-Protocol-Version"]),
    ];
    return told.length === 0
      ? { says: "no conversation to see them in", findings, unknown: true }
      : { says: `${told.join(", ")} as they were sent`, findings };
  },
};

function sessionHeader(seen: Seen): Finding[] {
  const opened = exchangeOf(seen, "initialize");
  if (opened?.result.outcome !== "answer" || !hasResult(opened.result)) return [];
  const values = headerValues(opened.result, "mcp-session-id");
  const listed = exchangeOf(seen, "tools-list");
  if (values.length > 1 || values[0]?.includes(",") === true)
    return [
      finding("header.session-doubled", {
        layer: betweenOf(seen),
        shown: [opened, listed],
        says: `the answer to POST (initialize) has ${Math.max(values.length, 2)} values of Mcp-Session-Id`,
      }),
    ];
  if (values.length === 0) return lostOut(seen, opened, listed);
  return lostIn(seen);
}

/** A server that gives no session asks for none; one that asks for one has given one. */
function lostOut(seen: Seen, opened: Exchange, listed: Exchange | undefined): Finding[] {
  if (!isLost(listed)) return [];
  return [
    finding("header.session-lost-out", {
      layer: betweenOf(seen),
      shown: [opened, listed],
      says: `the answer to POST (initialize) has no Mcp-Session-Id, and the server wants one: ${refusalOf(listed)}`,
    }),
  ];
}

/**
 * The requests of every session are refused as one without a session is. A node that does not know the session would say so in
 * other words, which the control with a session that nobody knows brings out; where the header is lost, that control too is
 * answered like one without.
 */
function lostIn(seen: Seen): Finding[] {
  const sent = requestsOf(seen).flatMap(({ requests }) => requests);
  const absent = exchangeOf(seen, "session-absent");
  if (sent.length === 0 || !sent.every(isLost) || absent === undefined) return [];
  if (!sent.every((request) => isSameRefusal(request, absent))) return [];
  return [
    finding("header.session-lost-in", {
      layer: betweenOf(seen),
      shown: [sent[0], absent],
      facts: [`all ${sent.length} requests with a session are refused as the one without a session is`],
      says: `POST with a Mcp-Session-Id is answered as if it had none: ${refusalOf(sent[0])}`,
    }),
  ];
}

function refusalOf(exchange: Exchange | undefined): string {
  if (exchange?.result.outcome !== "answer") return "no answer";
  return `${exchange.result.status} ${errorText(exchange.result)}`.trim();
}

/** A well-formed request that the server says has lost a header has lost it on the way. */
function modernHeaders(seen: Seen): Finding[] {
  const discover = exchangeOf(seen, "discover");
  if (discover?.result.outcome !== "answer") return [];
  if (rpcOf(discover.result)?.error?.code !== HEADER_MISMATCH) return [];
  const text = errorText(discover.result);
  const cause =
    /protocol-version/i.test(text) && !/mcp-method/i.test(text)
      ? "header.protocol-version-lost"
      : "header.mcp-method-lost";
  const sessions = hasResult(answerOf(seen, "initialize"));
  return [
    finding(cause, {
      layer: betweenOf(seen),
      shown: [discover],
      severity: sessions ? "degraded" : "broken",
      says: `POST (server/discover) with every header of 2026-07-28 is answered as if one had been lost: ${text}; ${
        sessions ? "clients quietly fall back to sessions" : "and the server has no sessions to fall back to"
      }`,
    }),
  ];
}

/** A request whose Mcp-Method is not that of its body, and that is answered all the same. */
function notCompared(seen: Seen): Finding[] {
  const differs = exchangeOf(seen, "method-differs");
  if (differs?.result.outcome !== "answer" || !hasResult(differs.result)) return [];
  return [
    finding("header.not-compared", {
      layer: null,
      shown: [differs],
      says: "POST with a Mcp-Method that is not its body's is answered as if it were: the server does not compare them, or a layer on the way wrote the header anew",
    }),
  ];
}

/** A session that no node has is to be answered 404: only then does a client begin anew. */
function notGone(seen: Seen): Finding[] {
  const unknown = exchangeOf(seen, "session-unknown");
  if (unknown?.result.outcome !== "answer" || unknown.result.status === 404) return [];
  if (rpcOf(unknown.result)?.error === undefined) return [];
  return [
    finding("session.not-404", {
      layer: "server",
      shown: [unknown],
      says: `POST with a session that does not exist is answered ${unknown.result.status} instead of 404: after a restart clients do not begin anew`,
    }),
  ];
}
