import type { Answered, Exchange, Failed, StreamEvent } from "../../../doctor/exchange/exchange.ts";
import type { Seen } from "../../../doctor/seen.ts";

/** What is wanted where no option asks for more. */
export const NOTHING_WANTED: Seen["wanted"] = {
  idleSeconds: null,
  call: null,
  healthCheck: null,
  suspicious: false,
};

/** A sight of a route at which nothing but these exchanges was seen. */
export function sight(exchanges: readonly Exchange[], more: Partial<Seen> = {}): Seen {
  return {
    hop: "public",
    url: "https://mcp.example.com/mcp",
    token: false,
    credential: null,
    caller: { proxyVariables: {}, proxy: null, nodeUsesProxy: false, trust: [] },
    name: null,
    tls: null,
    promised: {},
    wanted: NOTHING_WANTED,
    exchanges,
    requestsSent: exchanges.length,
    ...more,
  };
}

/** An exchange that was answered. */
export function answered(
  probe: string,
  answer: Partial<Answered> = {},
  asked: Partial<Exchange["asked"]> = {},
): Exchange {
  return {
    probe,
    asked: { method: "POST", url: "https://mcp.example.com/mcp", headers: [], bytes: 0, ...asked },
    result: {
      outcome: "answer",
      status: 200,
      statusText: "OK",
      headers: [["Content-Type", "application/json"]],
      body: "",
      bytes: 0,
      events: [],
      end: "complete",
      times: { head: 10, firstByte: 10, end: 10 },
      ...answer,
    },
  };
}

/** An exchange that was answered with a stream. */
export function streamed(
  probe: string,
  events: readonly StreamEvent[],
  answer: Partial<Answered> = {},
  asked: Partial<Exchange["asked"]> = {},
): Exchange {
  return answered(
    probe,
    { headers: [["Content-Type", "text/event-stream"]], events, end: "left", ...answer },
    asked,
  );
}

/** An exchange that was not answered. */
export function failed(
  probe: string,
  failure: Failed["failure"],
  at: number,
  asked: Partial<Exchange["asked"]> = {},
): Exchange {
  return {
    probe,
    asked: { method: "POST", url: "https://mcp.example.com/mcp", headers: [], bytes: 0, ...asked },
    result: { outcome: "failure", failure, code: failure === "timeout" ? "ETIMEDOUT" : "ECONNRESET", at },
  };
}

/** An event that came so many milliseconds after the request. */
export function event(at: number, more: Partial<StreamEvent> = {}): StreamEvent {
  return { at, kind: "event", ...more };
}

/** The answer to `initialize` of a server that gives a session. */
export const OPENED = answered("initialize", { json: { jsonrpc: "2.0", id: 1, result: {} } });

/** The same of a server that keeps its events, as its first event shows. */
export const KEEPING = streamed(
  "initialize",
  [event(5, { id: "a" }), event(6, { id: "b", json: { jsonrpc: "2.0", id: 1, result: {} } })],
  { json: { jsonrpc: "2.0", id: 1, result: {} } },
);

/** The answer to `server/discover`. */
export const DISCOVERED = answered("discover", { json: { jsonrpc: "2.0", id: 1, result: {} } });

/** What of a judgement tests compare. */
export function gist({
  findings,
}: {
  findings: readonly { id: string; layer: string | null; severity: string }[];
}) {
  return findings.map(({ id, layer, severity }) => ({ id, layer, severity }));
}
