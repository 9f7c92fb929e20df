import { expect } from "chai";
import type { Answered } from "../../../doctor/exchange/exchange.ts";
import { REQUESTS_A_SESSION, SESSIONS } from "../../../doctor/probes/sessions.ts";
import { affinity } from "../../../doctor/rungs/affinity.ts";
import { headers } from "../../../doctor/rungs/headers.ts";
import type { Seen } from "../../../doctor/seen.ts";
import { answered, sight } from "./sight.ts";

const FOUND: Partial<Answered> = { json: { jsonrpc: "2.0", id: 1, result: { tools: [] } } };
const UNKNOWN = refusal(404, "Session not found");
const ABSENT = refusal(400, "Mcp-Session-Id header is required");

function refusal(status: number, message: string): Partial<Answered> {
  return { status, json: { jsonrpc: "2.0", id: null, error: { code: -32000, message } } };
}

/** A server with sessions, of which each request is answered as `of` says; the first session's only request counts as session 0's. */
function sessions(of: (session: number, request: number) => Partial<Answered>): Seen {
  const opened: Partial<Answered> = {
    headers: [["Mcp-Session-Id", "abc"]],
    json: { jsonrpc: "2.0", id: 1, result: { protocolVersion: "2025-11-25" } },
  };
  const more = Array.from({ length: SESSIONS }, (_, at) => at + 1).flatMap((session) => [
    answered(`session-${session}-initialize`, opened),
    ...Array.from({ length: REQUESTS_A_SESSION }, (__, request) =>
      answered(`session-${session}-${request + 1}`, of(session, request)),
    ),
  ]);
  return sight([
    answered("initialize", opened),
    answered("tools-list", of(0, 0)),
    answered("session-absent", ABSENT),
    answered("session-unknown", UNKNOWN),
    ...more,
  ]);
}

const told = (seen: Seen) => affinity.judge(seen).findings.map(({ id, severity }) => ({ id, severity }));
const facts = (seen: Seen) => affinity.judge(seen).findings[0]?.evidence[0]?.facts ?? [];

describe("the rung of sessions", () => {
  it("finds nothing where every request finds its session", () => {
    const { says, findings } = affinity.judge(sessions(() => FOUND));
    expect({ says, findings }).to.deep.equal({
      says: "13 of 13 requests in 5 sessions found theirs",
      findings: [],
    });
  });

  it("has nothing to ask of a server without sessions", () => {
    const { says, findings } = affinity.judge(sight([answered("initialize", FOUND)]));
    expect({ says, findings }).to.deep.equal({
      says: "the server keeps no sessions: any node will do",
      findings: [],
    });
  });

  it("asked nothing of sessions where no conversation began", () => {
    const judged = affinity.judge(sight([answered("initialize", { status: 401 })]));
    expect(judged).to.deep.equal({
      says: "no session was asked for: no conversation began",
      findings: [],
      skipped: true,
    });
  });

  it("tells requests that go round from the rest", () => {
    const seen = sessions((session, request) => ((session + request) % 2 === 0 ? FOUND : UNKNOWN));
    expect(told(seen)).to.deep.equal([{ id: "affinity.none", severity: "broken" }]);
    expect(facts(seen)).to.include(
      "as many as with about 2 nodes chosen between without regard to the session",
    );
  });

  it("counts the nodes by the share of requests that find their session", () => {
    // 4 of 13: a third, near enough.
    const seen = sessions((session, request) => (session === 0 || request === session % 3 ? FOUND : UNKNOWN));
    const lucky = sessions((session, request) => (request === 0 && session < 4 ? FOUND : UNKNOWN));
    expect(facts(seen)).to.include(
      "as many as with about 3 nodes chosen between without regard to the session",
    );
    expect(facts(lucky)).to.include(
      "as many as with about 3 nodes chosen between without regard to the session",
    );
  });

  it("tells a choice by the session's id, which some sessions survive whole", () => {
    const seen = sessions((session) => (session < 2 ? FOUND : UNKNOWN));
    expect(told(seen)).to.deep.equal([{ id: "affinity.partial", severity: "broken" }]);
  });

  it("tells sessions that end after a while, and alike, from a choice of nodes", () => {
    const seen = sessions((_, request) => (request < 2 ? FOUND : UNKNOWN));
    expect(told(seen)).to.deep.equal([{ id: "session.expired", severity: "degraded" }]);
  });

  it("tells sessions that nobody knows from the beginning", () => {
    const seen = sessions(() => UNKNOWN);
    expect(told(seen)).to.deep.equal([{ id: "session.expired", severity: "broken" }]);
    expect(headers.judge(seen).findings).to.deep.equal([]);
  });
});

describe("the rung of headers", () => {
  const ids = (seen: Seen) => headers.judge(seen).findings.map(({ id, severity }) => ({ id, severity }));

  it("tells a session header that is lost on the way in by what a request without one is told", () => {
    const lost = sessions(() => ABSENT);
    expect(ids(lost)).to.deep.equal([{ id: "header.session-lost-in", severity: "broken" }]);
  });

  it("does not take one request that found its session for a lost header", () => {
    const seen = sessions((session) => (session === 0 ? FOUND : ABSENT));
    expect(ids(seen)).to.deep.equal([]);
  });

  it("tells one that is lost on the way out: the server wants what it seems not to have given", () => {
    const seen = sight([answered("initialize", FOUND), answered("tools-list", ABSENT)]);
    expect(ids(seen)).to.deep.equal([{ id: "header.session-lost-out", severity: "broken" }]);
  });

  it("takes a server that gives no session, and asks for none, for one without sessions", () => {
    expect(ids(sight([answered("initialize", FOUND), answered("tools-list", FOUND)]))).to.deep.equal([]);
  });

  it("tells a session that comes twice, in two headers or joined in one", () => {
    const twice = (values: string[]) =>
      sight([
        answered("initialize", {
          ...FOUND,
          headers: values.map((value) => ["mcp-session-id", value] as const),
        }),
        answered("tools-list", FOUND),
      ]);
    expect(ids(twice(["a", "a"]))).to.deep.equal([{ id: "header.session-doubled", severity: "broken" }]);
    expect(ids(twice(["a, a"]))).to.deep.equal([{ id: "header.session-doubled", severity: "broken" }]);
    expect(ids(twice(["a"]))).to.deep.equal([]);
  });

  const mismatch = (message: string): Partial<Answered> => ({
    status: 400,
    json: { jsonrpc: "2.0", id: 1, error: { code: -32020, message } },
  });

  it("calls a lost Mcp-Method degraded where clients can fall back to sessions, and broken where not", () => {
    const discover = answered("discover", mismatch("Mcp-Method header is missing"));
    expect(ids(sight([answered("initialize", FOUND), discover]))).to.deep.equal([
      { id: "header.mcp-method-lost", severity: "degraded" },
    ]);
    expect(ids(sight([answered("initialize", UNKNOWN), discover]))).to.deep.equal([
      { id: "header.mcp-method-lost", severity: "broken" },
    ]);
  });

  it("names MCP-Protocol-Version where that is what the server misses", () => {
    const discover = answered("discover", mismatch("MCP-Protocol-Version header does not match the body"));
    expect(ids(sight([answered("initialize", FOUND), discover]))).to.deep.equal([
      { id: "header.protocol-version-lost", severity: "degraded" },
    ]);
  });

  it("notes a server that answers a session it does not know with another status than 404", () => {
    const unknown = (answer: Partial<Answered>) =>
      sight([
        answered("initialize", FOUND),
        answered("tools-list", FOUND),
        answered("session-unknown", answer),
      ]);
    expect(ids(unknown(ABSENT))).to.deep.equal([{ id: "session.not-404", severity: "note" }]);
    expect(ids(unknown(UNKNOWN))).to.deep.equal([]);
    // What something in between answers is not the server's word.
    expect(ids(unknown({ status: 503 }))).to.deep.equal([]);
  });

  it("notes a Mcp-Method that nobody compares with the body", () => {
    const differs = (answer: Partial<Answered>) => sight([answered("method-differs", answer)]);
    expect(ids(differs(FOUND))).to.deep.equal([{ id: "header.not-compared", severity: "note" }]);
    expect(ids(differs(mismatch("Mcp-Method does not match")))).to.deep.equal([]);
  });
});
