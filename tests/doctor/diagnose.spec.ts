import { expect } from "chai";
import { diagnose } from "../../doctor/diagnose.ts";
import type { Answered } from "../../doctor/exchange/exchange.ts";
import type { Seen } from "../../doctor/seen.ts";
import { answered, failed, sight } from "./rungs/sight.ts";

const RESULT: Partial<Answered> = {
  json: { jsonrpc: "2.0", id: 1, result: { protocolVersion: "2025-11-25" } },
};
const PAGE: Partial<Answered> = {
  status: 405,
  statusText: "Not Allowed",
  headers: [
    ["Server", "nginx/1.25.3"],
    ["Content-Type", "text/html"],
  ],
  body: "<html><head><title>405 Not Allowed</title></head><body><center><h1>405 Not Allowed</h1></center><hr><center>nginx/1.25.3</center></body></html>",
};
const CHALLENGE: Partial<Answered> = {
  status: 401,
  headers: [["WWW-Authenticate", "Bearer"]],
};

const healthy = sight([answered("initialize", RESULT)]);
const blockedGet = sight([
  answered("initialize", RESULT),
  answered("get", { ...PAGE, status: 403 }, { method: "GET" }),
]);

const report = (hops: Seen[]) => diagnose({ hops, token: null, seconds: 45 });

describe("the diagnosis", () => {
  it("works where a conversation was had and nothing was found", () => {
    const { verdict, layer, cause, remedy } = report([healthy]);
    expect({ verdict, layer, cause, remedy }).to.deep.equal({
      verdict: "works",
      layer: null,
      cause: null,
      remedy: null,
    });
  });

  it("is broken by the web site that answers in the server's place, and names the method", () => {
    const { verdict, layer, cause, findings, hops } = report([
      sight([answered("initialize", PAGE), answered("discover", PAGE)]),
    ]);
    expect({ verdict, layer, cause, method: findings[0]?.method }).to.deep.equal({
      verdict: "broken",
      layer: "frontend",
      cause: "route.missing",
      method: "POST",
    });
    const states = Object.fromEntries(
      hops[0]!.rungs.map(({ id, state, blockedBy }) => [id, blockedBy ?? state]),
    );
    expect(states).to.include({
      path: "broken",
      methods: "path",
      headers: "path",
      affinity: "path",
      streaming: "path",
    });
  });

  it("is unknown without a connection, and says of each rung what blocked it", () => {
    const { verdict, cause, hops } = report([sight([failed("initialize", "connect-timeout", 5000)])]);
    expect({ verdict, cause }).to.deep.equal({ verdict: "unknown", cause: "network.timeout" });
    const blocked = new Set(
      hops[0]!.rungs.filter(({ state }) => state === "skipped").map(({ blockedBy }) => blockedBy),
    );
    expect([...blocked]).to.deep.equal(["connection"]);
  });

  it("never says degraded of a conversation that was not had", () => {
    const guarded = sight([answered("initialize", CHALLENGE), answered("discover", CHALLENGE)]);
    expect(report([guarded]).verdict).to.not.equal("degraded");
  });

  it("is degraded by what clients can do without", () => {
    const { verdict, cause, layer } = report([blockedGet]);
    expect({ verdict, cause, layer }).to.deep.equal({
      verdict: "degraded",
      cause: "method.get-blocked",
      layer: "nginx",
    });
  });

  it("blames the hop's own layer for what a proxy without a mark does", () => {
    const doubled = sight([
      answered("initialize", {
        ...RESULT,
        headers: [
          ["Mcp-Session-Id", "a, a"],
          ["Content-Type", "application/json"],
        ],
      }),
    ]);
    const alone = report([doubled]);
    const hops = report([doubled, { ...doubled, hop: "envoy" }, { ...healthy, hop: "origin" }]);
    expect([alone.layer, hops.layer, hops.changesAt?.hop]).to.deep.equal(["proxy", "envoy", "origin"]);
  });

  it("makes what is found at a hop alone a note that names the hop", () => {
    const { verdict, findings } = report([healthy, { ...blockedGet, hop: "origin" }]);
    expect(verdict).to.equal("works");
    expect(
      findings.map(({ id, severity, evidence }) => ({ id, severity, hop: evidence[0]?.hop })),
    ).to.deep.include({
      id: "method.get-blocked",
      severity: "note",
      hop: "origin",
    });
  });

  it("skips what was not asked for, and says why; that blocks nothing", () => {
    const { hops } = report([sight([answered("initialize", CHALLENGE), answered("discover", CHALLENGE)])]);
    const skipped = hops[0]!.rungs.filter(({ state }) => state === "skipped");
    expect(skipped.map(({ id, says, blockedBy }) => [id, says, blockedBy])).to.deep.equal([
      ["affinity", "no session was asked for: no conversation began", null],
      ["streaming", "no stream was asked for: no conversation began", null],
      ["call", "no tool was called; --call NAME calls one", null],
      ["idle", "not measured; --idle 75 holds a stream for 75 s", null],
      ["content", "not tried; --suspicious sends some", null],
      [
        "keep-alive",
        "a balancer's connections to the server are not seen from here; --via origin=http://… with --idle 75 measures them",
        null,
      ],
      ["health", "not asked; --health-check /healthz asks each --via as a load balancer does", null],
    ]);
  });

  it("gives the same report, to the byte, for the same sight", () => {
    const hops = [blockedGet, { ...healthy, hop: "origin" }];
    expect(JSON.stringify(report(structuredClone(hops)))).to.equal(JSON.stringify(report(hops)));
  });

  it("keeps to the first rungs for --who, and tells who answers", () => {
    const who = diagnose({
      hops: [sight([answered("initialize", RESULT)])],
      token: null,
      seconds: 45,
      who: true,
    });
    expect(who.hops[0]!.rungs.map(({ id }) => id)).to.deep.equal([
      "caller",
      "name",
      "connection",
      "tls",
      "redirects",
      "who",
      "path",
    ]);
    expect(who.clients).to.deep.equal([]);
  });

  it("lets what AWS says explain what was seen, where both are as bad", () => {
    const missing = sight([answered("initialize", PAGE)]);
    const cause = {
      id: "alb.rule-missing",
      rung: "aws.rules",
      layer: "alb" as const,
      severity: "broken" as const,
      method: "POST",
      says: "no rule takes /mcp",
      remedy: "add one",
      evidence: [],
      sources: [],
    };
    const { cause: primary, findings } = diagnose({
      hops: [missing],
      token: null,
      seconds: 45,
      aws: { rungs: [], findings: [cause], facts: ["rule 5 does not take it: /api/*"] },
    });
    expect(primary).to.equal("alb.rule-missing");
    expect(findings.find(({ id }) => id === "aws.explained")?.evidence).to.deep.equal([
      { facts: ["rule 5 does not take it: /api/*"] },
    ]);
  });

  it("leaves what works as it is where AWS does not tell everything", () => {
    const untold = {
      id: "aws.not-told",
      rung: "aws.waf",
      layer: null,
      severity: "unknown" as const,
      method: null,
      says: "the web ACL is not told",
      remedy: null,
      evidence: [],
      sources: [],
    };
    const { verdict } = diagnose({
      hops: [healthy],
      token: null,
      seconds: 45,
      aws: { rungs: [], findings: [untold], facts: [] },
    });
    expect(verdict).to.equal("works");
  });
});
