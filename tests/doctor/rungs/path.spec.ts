import { expect } from "chai";
import type { Answered } from "../../../doctor/exchange/exchange.ts";
import { path } from "../../../doctor/rungs/path.ts";
import type { Seen } from "../../../doctor/seen.ts";
import { answered, failed, gist, OPENED, sight } from "./sight.ts";

const BELOW = { url: "https://mcp.example.com/mcp/doctor" };
const RPC: Partial<Answered> = {
  status: 400,
  json: { jsonrpc: "2.0", id: null, error: { code: -32000, message: "Bad Request" } },
};
const NGINX: Partial<Answered> = {
  status: 404,
  statusText: "Not Found",
  headers: [
    ["Server", "nginx/1.25.3"],
    ["Content-Type", "text/html"],
  ],
  body: "<html><head><title>404 Not Found</title></head><body><center><h1>404 Not Found</h1></center><hr><center>nginx/1.25.3</center></body></html>",
};

/** Express's page for a path that it does not have. */
function express(asked: string): Partial<Answered> {
  return {
    status: 404,
    statusText: "Not Found",
    headers: [["Content-Type", "text/html; charset=utf-8"]],
    body: `<html lang="en"><head><title>Error</title></head><body><pre>Cannot POST ${asked}</pre></body></html>`,
  };
}

/** A route whose endpoint is answered so, and what is below it so. */
function route(answer: Partial<Answered>, below?: Partial<Answered>): Seen {
  return sight([
    answered("initialize", answer),
    ...(below === undefined ? [] : [answered("below", below, BELOW)]),
  ]);
}

const told = (seen: Seen) => gist(path.judge(seen));

describe("the rung of the path", () => {
  it("is content with the server's own answer", () => {
    expect(path.judge(sight([OPENED]))).to.deep.equal({
      says: "POST is answered by the MCP server (200)",
      findings: [],
    });
  });

  it("knows no more than that the server wants a token", () => {
    const judgement = path.judge(route({ status: 401, headers: [["WWW-Authenticate", "Bearer"]] }));
    expect(judgement).to.deep.equal({
      says: "POST is answered by the MCP server (401)",
      findings: [],
      unknown: true,
    });
  });

  describe("where the endpoint is answered by another", () => {
    it("finds that nothing routes the path, where what is below it goes the same way", () => {
      const missing = [{ id: "route.missing", layer: "nginx", severity: "broken" }];
      expect(told(route(NGINX))).to.deep.equal(missing);
      expect(told(route(NGINX, NGINX))).to.deep.equal(missing);
    });

    it("finds the bare path left out, where a server speaks below it", () => {
      const judgement = path.judge(route(NGINX, RPC));
      expect(gist(judgement)).to.deep.equal([{ id: "route.bare-path", layer: "nginx", severity: "broken" }]);
      const [found] = judgement.findings;
      expect(found?.says).to.equal(
        "POST is answered 404 Not Found by nginx, while paths below it reach the MCP server",
      );
      expect(found?.evidence.map(({ probe }) => probe)).to.deep.equal(["initialize", "below"]);
    });

    it("finds the same where the server's framework answers below it", () => {
      expect(told(route(NGINX, express("/mcp/doctor")))).to.deep.equal([
        { id: "route.bare-path", layer: "nginx", severity: "broken" },
      ]);
    });

    it("does not, where the framework answers both", () => {
      expect(told(route(express("/mcp"), express("/mcp/doctor")))).to.deep.equal([
        { id: "route.missing", layer: "framework", severity: "broken" },
      ]);
    });

    it("finds the path rewritten, where Express names another than was asked", () => {
      const judgement = path.judge(route(express("/")));
      expect(gist(judgement)).to.deep.equal([
        { id: "route.path-rewritten", layer: "proxy", severity: "broken" },
      ]);
      expect(judgement.says).to.equal(
        "POST reaches the server's web framework with the path / instead of /mcp",
      );
    });

    it("blames the layer that left its mark for the rewriting", () => {
      const rewritten = express("/");
      const behind = { ...rewritten, headers: [["Server", "nginx"] as const, ...(rewritten.headers ?? [])] };
      expect(told(route(behind))).to.deep.equal([
        { id: "route.path-rewritten", layer: "nginx", severity: "broken" },
      ]);
    });
  });

  describe("where requests are limited", () => {
    it("does not know what is behind a 429", () => {
      expect(told(route({ status: 429, headers: [["Content-Type", "text/plain"]] }))).to.deep.equal([
        { id: "blocked.rate", layer: null, severity: "unknown" },
      ]);
    });

    it("notes a 429 to another request than the first", () => {
      expect(told(sight([OPENED, answered("tools-list", { status: 429, headers: [] })]))).to.deep.equal([
        { id: "blocked.rate", layer: null, severity: "note" },
      ]);
    });
  });

  describe("where what answers is no MCP server", () => {
    const NOT_MCP = [{ id: "protocol.not-mcp", layer: null, severity: "broken" }];

    it("finds so of JSON that is no message, and of plain text", () => {
      expect(told(route({ json: { hello: "world" }, body: '{"hello":"world"}' }))).to.deep.equal(NOT_MCP);
      expect(told(route({ headers: [["Content-Type", "text/plain"]], body: "hello" }))).to.deep.equal(
        NOT_MCP,
      );
    });

    it("finds an answer malformed that says it is JSON and is not", () => {
      expect(told(route({ body: '{"jsonrpc":', bytes: 11 }))).to.deep.equal([
        { id: "protocol.malformed", layer: "proxy", severity: "broken" },
      ]);
    });
  });

  const UNANSWERED = [
    ["timeout", ["upstream.timeout"]],
    ["malformed", ["protocol.malformed"]],
    ["head-too-large", ["protocol.malformed"]],
    ["reset", []],
  ] as const;
  for (const [failure, expected] of UNANSWERED)
    it(`finds [${expected.join()}] where the connection came to nothing by ${failure}`, () => {
      expect(told(sight([failed("initialize", failure, 5000)])).map(({ id }) => id)).to.deep.equal(expected);
    });
});
