import { expect } from "chai";
import type { Answered } from "../../../doctor/exchange/exchange.ts";
import { call } from "../../../doctor/rungs/call.ts";
import { answered, event, failed, gist, NOTHING_WANTED, sight, streamed } from "./sight.ts";

const WANTED = { ...NOTHING_WANTED, call: "slow" };
const RESULT = { jsonrpc: "2.0", id: 1, result: { content: [] } };

/** A call whose progress came at these times, and its answer at the end. */
function progressed(at: readonly number[], end: number) {
  const events = [
    ...at.map((time) =>
      event(time, { json: { jsonrpc: "2.0", method: "notifications/progress", params: {} } }),
    ),
    event(end, { json: RESULT }),
  ];
  return streamed("call", events, { json: RESULT, times: { head: 1, firstByte: 1, end } });
}

function judged(exchange: ReturnType<typeof answered>) {
  return call.judge(sight([exchange], { wanted: WANTED }));
}

describe("the rung of a tool call", () => {
  it("calls nothing where no tool is named", () => {
    expect(call.judge(sight([]))).to.deep.equal({
      says: "no tool was called; --call NAME calls one",
      findings: [],
      skipped: true,
    });
  });

  it("knows nothing where the tool could not be called", () => {
    expect(call.judge(sight([], { wanted: WANTED })).unknown).to.equal(true);
  });

  it("says when progress came", () => {
    expect(judged(progressed([500, 1000], 1500))).to.deep.equal({
      says: "progress events of slow came after 500, 1000 ms, its answer after 1500 ms",
      findings: [],
    });
  });

  for (const [what, at, end, ids] of [
    ["together with the answer", [2000, 2000], 2099, ["stream.buffered"]],
    ["a moment before the answer", [2000, 2000], 2100, []],
    ["at once with a quick answer", [500, 500], 501, []],
    ["only once", [2000], 2001, []],
  ] as const) {
    it(`${ids.length === 0 ? "finds nothing" : "finds buffering"} in progress that comes ${what}`, () => {
      expect(judged(progressed(at, end)).findings.map(({ id }) => id)).to.deep.equal(ids);
    });
  }

  for (const [why, exchange] of [
    ["connected, but no answer began in time (ETIMEDOUT)", failed("call", "timeout", 60_000)],
    ["error -32602", answered("call", { json: { jsonrpc: "2.0", id: 1, error: { code: -32602 } } })],
    ["the tool says that it failed", answered("call", { json: { ...RESULT, result: { isError: true } } })],
    ["HTTP 200", streamed("call", [], { end: "left" })],
  ] as const) {
    it(`leaves untold a call that the route may have carried: ${why}`, () => {
      const judgement = judged(exchange);
      expect(judgement.says).to.equal(`slow gave no result: ${why}`);
      expect(gist(judgement)).to.deep.equal([{ id: "call.failed", layer: null, severity: "unknown" }]);
    });
  }

  const ended = (end: number) =>
    streamed("call", [event(0)], { end: "cut", times: { head: 0, firstByte: 0, end } });
  for (const [what, id, exchange] of [
    ["a connection that ends", "stream.cut", failed("call", "reset", 10)],
    ["a connection that ends by a layer's clock", "stream.idle-cut", failed("call", "reset", 60_000)],
    ["a stream that breaks off", "stream.cut", ended(100)],
    ["a stream that breaks off by a layer's clock", "stream.idle-cut", ended(60_000)],
    ["a stream that ends without its result", "stream.cut", streamed("call", [], { end: "complete" })],
    [
      "a gateway that gave up",
      "stream.idle-cut",
      answered("call", { status: 504, times: { head: 29_000, firstByte: null, end: 29_000 } }),
    ],
    ["a page in the answer's place", "call.failed", answered("call", { status: 502 })],
  ] as const) {
    it(`finds the route degraded by ${what}`, () => {
      const judgement = judged(exchange);
      expect(judgement.says).to.match(/^slow gave no result: /);
      expect(gist(judgement)).to.deep.equal([{ id, layer: "proxy", severity: "degraded" }]);
    });
  }

  it("says so where the server lists no such tool, and not where it lists it", () => {
    const error = answered("call", { json: { jsonrpc: "2.0", id: 1, error: { code: -32602 } } });
    const says = (tool: string) => {
      const json = { ...RESULT, result: { tools: [{ name: tool }] } };
      return call.judge(sight([answered("tools-list", { json }), error], { wanted: WANTED })).says;
    };
    expect([says("fast"), says("slow")]).to.deep.equal([
      "slow gave no result: error -32602; tools/list names no such tool",
      "slow gave no result: error -32602",
    ]);
  });

  it("names which of its headers a tool was given, and never their values", () => {
    const text = JSON.stringify({ headers: { Accept: "*/*", Authorization: "Bearer secret-value" } });
    const json: Answered["json"] = { ...RESULT, result: { content: [{ type: "text", text }] } };
    const headers = [
      ["Authorization", "Bearer (12 bytes)"],
      ["Mcp-Session-Id", "s"],
    ] as const;
    const judgement = judged(answered("call", { json }, { headers }));
    expect(judgement.says).to.equal(
      "slow answered after 10 ms, without progress events; it names the headers that it was given: authorization, but not mcp-session-id",
    );
    expect(JSON.stringify(judgement)).not.to.include("secret-value");
  });

  it("takes no other JSON for headers", () => {
    const json = { ...RESULT, result: { content: [{ type: "text", text: '{"authorization":"x"}' }] } };
    expect(judged(answered("call", { json })).says).to.equal(
      "slow answered after 10 ms, without progress events",
    );
  });
});
