import { expect } from "chai";
import { ORIGIN } from "../../../doctor/browser/cors.ts";
import { corsRung } from "../../../doctor/rungs/cors.ts";
import type { Promised, Seen } from "../../../doctor/seen.ts";
import { closeAll, type Reply, type Request, result, seenAt, serve } from "../loopback.ts";

function found(seen: Seen): string[] {
  return corsRung
    .judge(seen)
    .findings.map(({ severity, id, method }) => `${severity} ${id} ${method ?? "-"}`);
}

const ANY = { "access-control-allow-origin": "*" };
const ALL = {
  ...ANY,
  "access-control-allow-headers":
    "Authorization, Content-Type, MCP-Protocol-Version, Mcp-Session-Id, Mcp-Method, Mcp-Name",
  "access-control-allow-methods": "GET, POST, DELETE, OPTIONS",
  "access-control-expose-headers": "Mcp-Session-Id",
};
const allowed: Reply = { status: 204, headers: ALL };

/** A server with sessions; what it says to a preflight, and with which headers it answers. */
async function seenOf(
  preflight: (request: Request) => Reply,
  headers: Record<string, string | string[]>,
  promised: Promised = {},
  refuse: (request: Request) => Reply | undefined = () => undefined,
): Promise<{ seen: Seen; asked: Request[] }> {
  const { origin, seen: asked } = await serve((request) => {
    if (request.method === "OPTIONS") return preflight(request);
    const reply = refuse(request) ?? result(request);
    const session = request.rpc === "initialize" ? { "mcp-session-id": "s1" } : {};
    return { ...reply, headers: { ...session, ...headers, ...reply.headers } };
  });
  return { seen: await seenAt({ way: { url: new URL(`${origin}/mcp`) } }, promised), asked };
}

describe("the CORS rung", () => {
  afterEach(closeAll);

  it("finds nothing where pages may call", async () => {
    expect(found((await seenOf(() => allowed, ALL)).seen)).to.deep.equal([]);
  });

  it("asks as a browser does: without a token, for the headers that clients of this server send", async () => {
    const { seen, asked } = await seenOf(() => allowed, ALL);
    const preflights = asked.filter(({ method }) => method === "OPTIONS");
    expect(preflights.length).to.equal(1);
    expect(preflights[0]?.headers).to.deep.include({
      origin: ORIGIN,
      "access-control-request-method": "POST",
      "access-control-request-headers":
        "content-type,mcp-method,mcp-name,mcp-protocol-version,mcp-session-id",
    });
    expect(preflights[0]?.headers).to.not.have.property("authorization");
    expect(seen.exchanges.map(({ probe }) => probe)).to.include("origin-delete");
  });

  it("only notes that there is no CORS, unless it is promised", async () => {
    const none = () => ({ status: 405 });
    expect(found((await seenOf(none, {})).seen)).to.deep.equal(["note cors.none POST"]);
    expect(found((await seenOf(none, {}, { cors: true })).seen)).to.deep.equal(["broken cors.none POST"]);
  });

  const FAULTS: readonly [string, Reply, Record<string, string | string[]>, string[]][] = [
    ["the preflight wants a token", { status: 401 }, ALL, ["degraded cors.preflight-guarded OPTIONS"]],
    [
      "the preflight is forbidden",
      { status: 403, headers: ANY },
      ALL,
      ["degraded cors.preflight-guarded OPTIONS"],
    ],
    ["the preflight is not answered so", { status: 405 }, ALL, ["degraded cors.preflight-missing OPTIONS"]],
    [
      "the preflight is an error",
      { ...allowed, status: 400 },
      ALL,
      ["degraded cors.preflight-missing OPTIONS"],
    ],
    ["answers have no leave", allowed, {}, ["degraded cors.answer-missing POST"]],
    [
      "the origin stands twice",
      allowed,
      { ...ALL, "access-control-allow-origin": ["*", ORIGIN] },
      ["degraded cors.doubled POST"],
    ],
    [
      "other origins alone are allowed",
      { status: 204, headers: { "access-control-allow-origin": "https://app.example" } },
      { "access-control-allow-origin": "https://app.example" },
      ["note cors.origin-refused POST"],
    ],
    ["the session is not exposed", allowed, ANY, ["degraded cors.not-exposed POST"]],
    ["all is exposed", allowed, { ...ANY, "access-control-expose-headers": "*" }, []],
    [
      "a header is not allowed",
      {
        status: 204,
        headers: {
          ...ALL,
          "access-control-allow-headers": "content-type, mcp-session-id, mcp-method, mcp-name",
        },
      },
      ALL,
      ["degraded cors.header-not-allowed OPTIONS"],
    ],
    [
      "all headers are allowed",
      { status: 204, headers: { ...ALL, "access-control-allow-headers": "*" } },
      ALL,
      [],
    ],
    [
      "DELETE is not allowed",
      { status: 204, headers: { ...ALL, "access-control-allow-methods": "POST" } },
      ALL,
      ["note cors.method-not-allowed OPTIONS"],
    ],
  ];
  for (const [why, preflight, headers, expected] of FAULTS)
    it(`finds ${expected.join() || "nothing"} where ${why}`, async () => {
      expect(found((await seenOf(() => preflight, headers)).seen)).to.deep.equal(expected);
    });

  it("names the headers that are missing", async () => {
    const preflight = {
      status: 200,
      headers: { ...ANY, "access-control-allow-headers": "content-type,mcp-session-id" },
    };
    const { seen } = await seenOf(() => preflight, ALL);
    expect(corsRung.judge(seen).says).to.equal(
      "the preflight does not allow mcp-method, mcp-name, mcp-protocol-version",
    );
  });

  it("does not let * stand for Authorization where a token is wanted", async () => {
    const preflight = { status: 204, headers: { ...ALL, "access-control-allow-headers": "*" } };
    const { seen } = await seenOf(
      () => preflight,
      ALL,
      {},
      () => ({ status: 401 }),
    );
    expect(corsRung.judge(seen).says).to.equal("the preflight does not allow authorization");
  });

  it("only notes that the challenge is not exposed", async () => {
    const refused = { status: 401, headers: { "www-authenticate": "Bearer" } };
    const { seen } = await seenOf(
      () => allowed,
      ALL,
      {},
      () => refused,
    );
    expect(found(seen)).to.deep.equal(["note cors.not-exposed POST"]);
  });

  it("only notes a server that refuses strange origins, as it should", async () => {
    const guard = ({ headers }: Request) => (headers.origin === undefined ? undefined : { status: 403 });
    const { seen } = await seenOf(() => ({ status: 403 }), {}, {}, guard);
    expect(found(seen)).to.deep.equal(["note cors.origin-refused POST"]);
  });
});
