import { expect } from "chai";
import { REQUESTS } from "../../../doctor/exchange/limits.ts";
import type { Answered, Exchange } from "../../../doctor/exchange/exchange.ts";
import { content } from "../../../doctor/rungs/content.ts";
import { closeAll, result, seenAt, serve } from "../loopback.ts";
import { answered, DISCOVERED, failed, gist, NOTHING_WANTED, OPENED, sight } from "./sight.ts";

const WANTED = { ...NOTHING_WANTED, suspicious: true };
const RPC: Partial<Answered> = { json: { jsonrpc: "2.0", id: 1, result: {} } };
const PLAIN = answered("content-plain", RPC);

const judged = (...exchanges: readonly Exchange[]) =>
  content.judge(sight([OPENED, ...exchanges], { wanted: WANTED }));
const suspicious = (answer: Partial<Answered>) => answered("content-suspicious", { headers: [], ...answer });

describe("the rung of text that looks like code", () => {
  it("is skipped where nobody asked for it", () => {
    expect(content.judge(sight([OPENED]))).to.deep.equal({
      says: "not tried; --suspicious sends some",
      findings: [],
      skipped: true,
    });
  });

  it("is skipped where no conversation began", () => {
    const guarded = sight([answered("initialize", { status: 401 })], { wanted: WANTED });
    expect(content.judge(guarded)).to.deep.equal({
      says: "not tried: no conversation began",
      findings: [],
      skipped: true,
    });
  });

  it("finds nothing where it comes through", () => {
    expect(judged(PLAIN, suspicious(RPC))).to.deep.equal({
      says: "text that looks like SQL and a script comes through",
      findings: [],
    });
  });

  it("finds nothing where the server itself answers with an error", () => {
    const json = { jsonrpc: "2.0", id: 1, error: { code: -32601, message: "Method not found" } };
    expect(judged(PLAIN, suspicious({ status: 400, json })).findings).to.deep.equal([]);
  });

  for (const [what, answer, layer] of [
    [
      "a web ACL's 403",
      {
        status: 403,
        body: "<html><head><title>403 Forbidden</title></head><body><center><h1>403 Forbidden</h1></center></body></html>",
        headers: [
          ["Server", "awselb/2.0"],
          ["Content-Type", "text/html"],
        ],
      },
      "waf",
    ],
    [
      "nginx's 403",
      {
        status: 403,
        body: "<html><head><title>403 Forbidden</title></head><body><center><h1>403 Forbidden</h1></center><hr><center>nginx</center></body></html>",
        headers: [
          ["Server", "nginx"],
          ["Content-Type", "text/html"],
        ],
      },
      "nginx",
    ],
    ["a 406 without a mark", { status: 406 }, "proxy"],
    [
      "a challenge in the answer's place",
      { status: 202, headers: [["x-amzn-waf-action", "challenge"]] },
      "waf",
    ],
    ["an empty 503", { status: 503 }, "proxy"],
  ] as const satisfies readonly (readonly [string, Partial<Answered>, string])[])
    it(`finds ${what}`, () => {
      const { findings } = judged(PLAIN, suspicious(answer));
      expect(gist({ findings })).to.deep.equal([{ id: "blocked.content", layer, severity: "degraded" }]);
    });

  it("finds a connection that ends, and shows what was answered beside it", () => {
    const { findings } = judged(PLAIN, failed("content-suspicious", "reset", 3));
    expect(gist({ findings })).to.deep.equal([
      { id: "blocked.content", layer: "proxy", severity: "degraded" },
    ]);
    expect(findings[0]?.evidence.map(({ probe }) => probe)).to.deep.equal([
      "content-suspicious",
      "content-plain",
    ]);
  });

  for (const [what, exchange] of [
    ["too many requests", suspicious({ status: 429 })],
    ["a gateway that fails", suspicious({ status: 502 })],
    ["no answer in time", failed("content-suspicious", "timeout", 15_000)],
  ] as const)
    it(`knows nothing by ${what}`, () => {
      const { findings, unknown } = judged(PLAIN, exchange);
      expect({ findings, unknown }).to.deep.equal({ findings: [], unknown: true });
    });

  it("knows nothing where the same with harmless text is refused as well", () => {
    const refused = answered("content-plain", { status: 403 });
    expect(judged(refused, suspicious({ status: 403 }))).to.deep.equal({
      says: "the same request with harmless text is not answered either",
      findings: [],
      unknown: true,
    });
  });

  it("takes 2026-07-28 for a conversation too", () => {
    const seen = sight([DISCOVERED, PLAIN, suspicious(RPC)], { wanted: WANTED });
    expect(content.judge(seen).skipped).to.equal(undefined);
  });
});

describe("the probe of text that looks like code", () => {
  afterEach(closeAll);

  it("is sent behind all others, after the same with harmless text", async () => {
    const { origin, seen } = await serve(result);
    const { exchanges } = await seenAt({ way: { url: new URL(origin) } }, {}, "public", { suspicious: true });
    expect(seen.slice(-2).map(({ rpc }) => rpc)).to.deep.equal(["server/discover", "server/discover"]);
    expect(
      exchanges.filter(({ probe }) => probe.startsWith("content-")).map(({ probe }) => probe),
    ).to.deep.equal(["content-plain", "content-suspicious"]);
  });

  it("is not sent where nobody asked for it", async () => {
    const { origin } = await serve(result);
    const { exchanges } = await seenAt({ way: { url: new URL(origin) } });
    expect(exchanges.filter(({ probe }) => probe.startsWith("content-"))).to.deep.equal([]);
  });

  it("leaves an examination with every option within its requests", async () => {
    const { origin, seen } = await serve((request) => ({
      ...result(request),
      ...(request.rpc === "initialize" ? { headers: { "mcp-session-id": "a" } } : {}),
    }));
    const wanted = {
      idleSeconds: 1,
      call: "echo",
      healthCheck: { path: "/healthz", matcher: "200" },
      suspicious: true,
    };
    const { exchanges } = await seenAt(
      { way: { url: new URL(origin) }, token: "t0k3n" },
      {},
      "origin",
      wanted,
    );
    expect(seen.length).to.equal(exchanges.length).and.to.be.at.most(REQUESTS);
    expect(exchanges.map(({ probe }) => probe)).to.include.members([
      "kept",
      "health",
      "content-suspicious",
      "delete",
    ]);
  });
});
