import { expect } from "chai";
import type { Answered } from "../../../doctor/exchange/exchange.ts";
import { protocol } from "../../../doctor/rungs/protocol.ts";
import type { Seen } from "../../../doctor/seen.ts";
import { answered, DISCOVERED, failed, gist, sight } from "./sight.ts";

const OPENING = answered("initialize", {
  json: { jsonrpc: "2.0", id: 1, result: { protocolVersion: "2025-11-25" } },
});
const CHALLENGE: Partial<Answered> = { status: 401, headers: [["WWW-Authenticate", "Bearer"]] };

/** A server of the sessions' era that names so many tools, where so many are promised. */
function tools(named: number, promised?: number, probe = "tools-list"): Seen {
  const list = Array.from({ length: named }, (_, at) => ({ name: `tool-${at}` }));
  return sight(
    [OPENING, answered(probe, { json: { jsonrpc: "2.0", id: 1, result: { tools: list } } })],
    promised === undefined ? {} : { promised: { tools: promised } },
  );
}

const MISSING = [{ id: "protocol.tools-missing", layer: "server", severity: "degraded" }];

describe("the rung of the protocol", () => {
  it("finds the tools that are promised, and says how many", () => {
    expect(protocol.judge(tools(13, 13))).to.deep.equal({
      says: "sessions' era (2025-11-25), 13 tools",
      findings: [],
    });
  });

  it("finds 12 tools where 13 are promised", () => {
    const judgement = protocol.judge(tools(12, 13));
    expect(gist(judgement)).to.deep.equal(MISSING);
    expect(judgement.findings[0]?.says).to.equal("POST (tools/list) names 12 tools, and 13 are promised");
  });

  it("finds more tools than are promised", () => {
    expect(gist(protocol.judge(tools(14, 13)))).to.deep.equal(MISSING);
  });

  it("counts the tools of 2026-07-28 where the sessions' era names none", () => {
    expect(gist(protocol.judge(tools(12, 13, "tools-list-modern")))).to.deep.equal(MISSING);
    expect(gist(protocol.judge(tools(13, 13, "tools-list-modern")))).to.deep.equal([]);
  });

  it("misses no tools where none are promised, or where the list was not got", () => {
    expect(gist(protocol.judge(tools(12)))).to.deep.equal([]);
    const unlisted = sight([OPENING, answered("tools-list", { status: 502 })], { promised: { tools: 13 } });
    expect(gist(protocol.judge(unlisted))).to.deep.equal([]);
  });

  it("is unknown where the server wants a token first, whatever is promised", () => {
    const guarded = sight([answered("initialize", CHALLENGE)], { promised: { tools: 13 } });
    expect(protocol.judge(guarded)).to.deep.equal({
      says: "the server wants a token first",
      findings: [],
      unknown: true,
    });
  });

  it("is unknown without an answer", () => {
    expect(protocol.judge(sight([failed("initialize", "timeout", 5000)]))).to.deep.equal({
      says: "no answer to judge by",
      findings: [],
      unknown: true,
    });
  });

  const refusal = (code: number): Seen =>
    sight([
      answered(
        "initialize",
        { status: 500, json: { jsonrpc: "2.0", id: 1, error: { code, message: "Internal error" } } },
        { message: "initialize" },
      ),
    ]);

  it("quotes the server's own error", () => {
    const judgement = protocol.judge(refusal(-32603));
    expect(gist(judgement)).to.deep.equal([
      { id: "protocol.server-error", layer: "server", severity: "broken" },
    ]);
    expect(judgement.says).to.equal(
      "POST (initialize) is answered by the server with an error: 500 Internal error",
    );
  });

  it("leaves a header that does not fit to the rung of headers", () => {
    expect(gist(protocol.judge(refusal(-32020)))).to.deep.equal([]);
  });

  it("says which eras the server speaks", () => {
    expect(protocol.judge(sight([OPENING, DISCOVERED])).says).to.equal(
      "sessions' era (2025-11-25) and 2026-07-28",
    );
  });

  describe("of notifications/initialized", () => {
    const told = (status: number, more = {}) =>
      gist(protocol.judge(sight([OPENING, answered("initialized", { status, ...more })])));

    it("takes an answer that is no refusal", () => {
      for (const status of [200, 202, 204]) expect(told(status)).to.deep.equal([]);
    });

    it("is broken where it is refused, since clients stop there", () => {
      for (const status of [400, 403, 405, 500])
        expect(told(status)).to.deep.equal([
          { id: "protocol.notification-refused", layer: "server", severity: "broken" },
        ]);
    });

    it("leaves sessions that are lost, tokens and limits of requests to others", () => {
      const lost = {
        json: { jsonrpc: "2.0", id: null, error: { code: -32001, message: "Session not found" } },
      };
      expect([told(404, lost), told(401), told(429)]).to.deep.equal([[], [], []]);
    });
  });
});
