import { expect } from "chai";
import type { Answered } from "../../../doctor/exchange/exchange.ts";
import { health } from "../../../doctor/rungs/health.ts";
import type { Seen } from "../../../doctor/seen.ts";
import { closeAll, result, seenAt, serve } from "../loopback.ts";
import { answered, failed, gist, NOTHING_WANTED, sight } from "./sight.ts";

const GET = { method: "GET" };
const PLAIN: Partial<Answered> = { headers: [["Content-Type", "text/plain"]] };

/** What comes of a health check at a hop that answers it so. */
function judged(answer: Partial<Answered>, path = "/healthz", matcher = "200", more: Partial<Seen> = {}) {
  const wanted = { ...NOTHING_WANTED, healthCheck: { path, matcher } };
  return health.judge(
    sight([answered("health", { ...PLAIN, ...answer }, GET)], { hop: "origin", wanted, ...more }),
  );
}

/** The same where no answer comes. */
function unanswered(...[failure, at]: [Parameters<typeof failed>[1], number]) {
  const wanted = { ...NOTHING_WANTED, healthCheck: { path: "/healthz", matcher: "200" } };
  return health.judge(sight([failed("health", failure, at, GET)], { hop: "origin", wanted }));
}

describe("the rung of a load balancer's health check", () => {
  it("is skipped where nobody asked for it", () => {
    expect(health.judge(sight([], { hop: "origin" }))).to.deep.equal({
      says: "not asked; --health-check /healthz asks each --via as a load balancer does",
      findings: [],
      skipped: true,
    });
  });

  for (const hop of ["public", "alb", "cloudfront"])
    it(`is skipped at ${hop}, which is nobody's target`, () => {
      expect(judged({ status: 404 }, "/healthz", "200", { hop })).to.deep.equal({
        says: "a load balancer asks its targets, which stand behind this place",
        findings: [],
        skipped: true,
      });
    });

  it("is skipped where a hop bears the mark of a balancer", () => {
    const balancer = answered("initialize", { status: 503, headers: [["Server", "awselb/2.0"]] });
    const wanted = { ...NOTHING_WANTED, healthCheck: { path: "/healthz", matcher: "200" } };
    const seen = sight([answered("health", { status: 404 }, GET), balancer], { hop: "inner", wanted });
    expect(health.judge(seen).skipped).to.equal(true);
  });

  it("finds nothing where the answer is what the matcher takes", () => {
    expect(judged({ status: 200 })).to.deep.equal({
      says: "GET /healthz at origin, as a load balancer's health check sends it, is answered 200 OK",
      findings: [],
    });
  });

  for (const [matcher, status, finds] of [
    ["200", 201, true],
    ["200-299", 299, false],
    ["200-299", 300, true],
    ["200,405", 405, false],
    ["200,405", 404, true],
  ] as const)
    it(`${finds ? "finds" : "takes"} a ${status} where the matcher is ${matcher}`, () => {
      expect(gist(judged({ status }, "/healthz", matcher))).to.deep.equal(
        finds ? [{ id: "health.refused", layer: "server", severity: "degraded" }] : [],
      );
    });

  it("names who answered, and what a balancer makes of it", () => {
    const body =
      "<html><head><title>404 Not Found</title></head><body><center><h1>404 Not Found</h1></center><hr><center>nginx/1.22.1</center></body></html>";
    const headers = [
      ["Server", "nginx/1.22.1"],
      ["Content-Type", "text/html"],
    ] as const;
    const { findings } = judged({ status: 404, statusText: "Not Found", headers, body });
    expect(gist({ findings })).to.deep.equal([
      { id: "health.refused", layer: "nginx", severity: "degraded" },
    ]);
    expect(findings[0]?.says).to.match(
      /^GET \/healthz at origin, .* is answered 404 Not Found by nginx \(.*\): with the matcher 200 the balancer takes the target for unhealthy$/,
    );
  });

  describe("where it asks the MCP endpoint itself", () => {
    for (const status of [400, 401, 405, 406])
      it(`says that a ${status} is what every MCP server answers`, () => {
        const [found] = judged({ status }, "/mcp").findings;
        expect(found?.remedy).to.match(/^give the target group's health check a path of its own/);
        expect(found?.evidence[0]?.facts).to.deep.equal([
          "/mcp is the MCP endpoint: it answers a bare GET with 400, 401, 404, 405, 406, never with a success.",
        ]);
      });

    it("says nothing of the sort of a server that fails", () => {
      const [found] = judged({ status: 500 }, "/mcp").findings;
      expect(found?.remedy).to.match(/^have the server answer the health check's path/);
      expect(found?.evidence[0]?.facts).to.equal(undefined);
    });

    it("finds nothing where the matcher takes that answer", () => {
      expect(judged({ status: 405 }, "/mcp", "200,405").findings).to.deep.equal([]);
    });
  });

  for (const [status, body] of [
    [421, "Invalid Host header"],
    [403, '{"jsonrpc":"2.0","error":{"code":-32000,"message":"Invalid Host: 10.0.0.5:8000"},"id":null}'],
  ] as const)
    it(`says of a ${status} that it is the guard of host names which refuses the target's address`, () => {
      const json = status === 403 ? { json: JSON.parse(body) as unknown } : {};
      const type = status === 403 ? "application/json" : "text/plain";
      const [found] = judged({ status, body, headers: [["Content-Type", type]], ...json }).findings;
      expect(found?.layer).to.equal("server");
      expect(found?.remedy).to.match(/^answer the health check's path in front of the server's guard/);
    });

  for (const failure of ["timeout", "refused", "reset"] as const)
    it(`finds a health check that fails by ${failure}`, () => {
      expect(gist(unanswered(failure, 5000))).to.deep.equal([
        { id: "health.refused", layer: "server", severity: "degraded" },
      ]);
    });

  it("knows nothing where the certificate is not believed, at which no balancer looks", () => {
    const { findings, unknown } = unanswered("certificate", 5);
    expect({ findings, unknown }).to.deep.equal({ findings: [], unknown: true });
  });
});

describe("the probe of a health check", () => {
  afterEach(closeAll);

  it("sends a hop what a load balancer sends its targets, without the token", async () => {
    const { origin, seen } = await serve(result);
    const wanted = { healthCheck: { path: "/healthz?deep=1", matcher: "200" } };
    const place = { way: { url: new URL(`${origin}/mcp`), host: "mcp.example.com" }, token: "t0k3n" };
    const { exchanges } = await seenAt(place, {}, "origin", wanted);
    expect(seen.filter(({ path }) => path.startsWith("/healthz"))).to.deep.equal([
      {
        method: "GET",
        path: "/healthz?deep=1",
        headers: {
          host: new URL(origin).host,
          "user-agent": "ELB-HealthChecker/2.0",
          "accept-encoding": "gzip, compressed",
          connection: "close",
        },
        rpc: "",
        origin,
      },
    ]);
    expect(exchanges.find(({ probe }) => probe === "health")?.asked.url).to.equal(`${origin}/healthz?deep=1`);
  });

  it("asks nothing at the public URL", async () => {
    const { origin, seen } = await serve(result);
    const wanted = { healthCheck: { path: "/healthz", matcher: "200" } };
    await seenAt({ way: { url: new URL(`${origin}/mcp`) } }, {}, "public", wanted);
    expect(seen.filter(({ path }) => path === "/healthz")).to.deep.equal([]);
  });
});
