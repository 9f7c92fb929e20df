import { expect } from "chai";
import type { Way } from "../../../doctor/exchange/way.ts";
import { authorizationRung } from "../../../doctor/rungs/authorization.ts";
import type { Seen } from "../../../doctor/seen.ts";
import { closeAll, type Reply, type Request, result, seenAt, serve } from "../loopback.ts";
import { answered, failed } from "./sight.ts";

function found(seen: Seen): string[] {
  return authorizationRung
    .judge(seen)
    .findings.map(({ severity, id, layer }) => `${severity} ${id} ${layer ?? "-"}`);
}

const PRM = "/.well-known/oauth-protected-resource";
const AS = "/.well-known/oauth-authorization-server";
const page: Reply = { status: 200, headers: { "content-type": "text/html" }, body: "<!doctype html><p>app" };
const challenge = (text: string, body = ""): Reply => ({
  status: 401,
  headers: { "www-authenticate": text },
  body,
});

/** Documents by path, and what the endpoint says without a good token; the rest is 404. */
interface Guarded {
  documents?: Record<string, (request: Request) => Reply>;
  refusal?: (request: Request) => Reply;
}

/** The usual documents: the endpoint's metadata, and its own host as authorization server. */
const DOCUMENTS: Record<string, (request: Request) => Reply> = {
  [`${PRM}/mcp`]: ({ origin }) => prm(`${origin}/mcp`, origin),
  [AS]: ({ origin }) => server(origin),
};

function prm(resource: string, ...issuers: string[]): Reply {
  return { status: 200, body: { resource, authorization_servers: issuers } };
}

function server(issuer: string): Reply {
  const endpoints = { authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token` };
  return { status: 200, body: { issuer, ...endpoints } };
}

function pageOfNginx(title: string): string {
  return `<html><head><title>${title}</title></head><body><center><h1>${title}</h1></center><hr><center>nginx/1.22.1</center></body></html>`;
}

async function guarded({ documents = DOCUMENTS, refusal }: Guarded = {}) {
  return serve((request) => {
    const document = documents[request.path];
    if (document !== undefined) return document(request);
    if (!request.path.startsWith("/mcp")) return { status: 404 };
    if (request.headers.authorization === "Bearer good") return result(request);
    return (
      refusal?.(request) ??
      challenge(`Bearer resource_metadata="${request.origin}${PRM}/mcp"`, "unauthorized")
    );
  });
}

async function examined(setting: Guarded, token?: string) {
  const { origin, seen: asked } = await guarded(setting);
  const way = { url: new URL(`${origin}/mcp`) };
  const seen = await seenAt({ way, ...(token === undefined ? {} : { token }) });
  return { seen, asked: asked.filter(({ path }) => path.includes("/.well-known/")), origin };
}

describe("the authorization rung", () => {
  afterEach(closeAll);

  it("asks for a token where discovery works, which is no fault", async () => {
    const { seen, asked, origin } = await examined({});
    const [only, ...rest] = authorizationRung.judge(seen).findings;
    expect(rest).to.deep.equal([]);
    expect({ ...only, evidence: [] }).to.deep.include({
      id: "auth.token-needed",
      severity: "unknown",
      layer: null,
    });
    expect(only?.says).to.include(origin);
    expect(only?.remedy).to.include("--token-file");
    expect(asked.map(({ path }) => path)).to.deep.equal([`${PRM}/mcp`, AS]);
  });

  it("walks on without the URL in the challenge: first with the endpoint's path, then the root", async () => {
    const documents = { [PRM]: DOCUMENTS[`${PRM}/mcp`]!, [AS]: DOCUMENTS[AS]! };
    const { seen, asked } = await examined({ documents, refusal: () => challenge("Bearer") });
    expect(asked.map(({ path }) => path)).to.deep.equal([`${PRM}/mcp`, PRM, AS]);
    expect(found(seen)).to.deep.equal([
      "unknown auth.token-needed -",
      "note auth.challenge-without-metadata server",
    ]);
  });

  it("asks for nothing else where the challenge has the URL", async () => {
    const { asked } = await examined({
      documents: { "/.well-known/elsewhere": DOCUMENTS[`${PRM}/mcp`]!, [AS]: DOCUMENTS[AS]! },
      refusal: ({ origin }) => challenge(`Bearer resource_metadata="${origin}/.well-known/elsewhere"`),
    });
    expect(asked.map(({ path }) => path)).to.deep.equal(["/.well-known/elsewhere", AS]);
  });

  it("looks for an issuer with a path in three places, in order", async () => {
    const documents = {
      [`${PRM}/mcp`]: ({ origin }: Request) => prm(`${origin}/mcp`, `${origin}/tenant`),
      "/tenant/.well-known/openid-configuration": ({ origin }: Request) => server(`${origin}/tenant`),
    };
    const { seen, asked } = await examined({ documents });
    expect(asked.map(({ path }) => path)).to.deep.equal([
      `${PRM}/mcp`,
      `${AS}/tenant`,
      "/.well-known/openid-configuration/tenant",
      "/tenant/.well-known/openid-configuration",
    ]);
    expect(found(seen)).to.deep.equal(["unknown auth.token-needed -"]);
  });

  for (const [how, refusal] of [
    ["no challenge", { status: 401 }],
    ["a bare one", challenge("Bearer")],
  ] as const)
    it(`asks for a token of a server that takes keys of its own, with ${how}`, async () => {
      const { seen } = await examined({ documents: {}, refusal: () => refusal });
      expect(found(seen)).to.deep.equal(["unknown auth.token-needed -", "note auth.discovery-missing -"]);
      expect(authorizationRung.judge(seen).says).to.include("names no place to get one");
    });

  it("follows older clients to the endpoint's own host where there is no metadata", async () => {
    const { seen } = await examined({
      documents: { [AS]: DOCUMENTS[AS]! },
      refusal: () => challenge("Bearer"),
    });
    expect(found(seen)).to.deep.equal(["unknown auth.token-needed -", "note auth.legacy-discovery server"]);
  });

  it("never sends the token to a well-known path", async () => {
    const { seen, asked } = await examined({}, "good");
    expect(asked.length).to.equal(2);
    expect(asked.filter(({ headers }) => headers.authorization !== undefined)).to.deep.equal([]);
    expect(found(seen)).to.deep.equal([]);
  });

  const BROKEN: readonly [string, Guarded, string][] = [
    ["nothing leads to the metadata", { documents: {} }, "broken auth.discovery-missing server"],
    [
      "a proxy has no route for the metadata that a bare challenge leaves to be found",
      {
        documents: { [PRM]: () => ({ status: 404, body: pageOfNginx("404 Not Found") }) },
        refusal: () => challenge("Bearer"),
      },
      "broken auth.discovery-missing nginx",
    ],
    [
      "a proxy refuses by a bare challenge",
      { documents: {}, refusal: () => challenge("Bearer", pageOfNginx("401 Authorization Required")) },
      "broken auth.discovery-missing nginx",
    ],
    [
      "the metadata is not told of, and fails",
      { documents: { [PRM]: () => ({ status: 500 }) }, refusal: () => challenge("Bearer") },
      "broken auth.discovery-missing -",
    ],
    [
      "a page stands for the metadata",
      { documents: { [`${PRM}/mcp`]: () => page } },
      "broken auth.metadata-html frontend",
    ],
    [
      "the metadata wants a token itself",
      { documents: { [`${PRM}/mcp`]: () => ({ status: 403, body: "no" }) } },
      "broken auth.metadata-guarded -",
    ],
    [
      "the metadata is of another kind",
      { documents: { [`${PRM}/mcp`]: () => ({ status: 200, body: { hello: 1 } }) } },
      "broken auth.metadata-invalid server",
    ],
    [
      "the metadata names no authorization server",
      { documents: { [`${PRM}/mcp`]: ({ origin }) => prm(`${origin}/mcp`) } },
      "broken auth.metadata-invalid server",
    ],
    [
      "the metadata is for another path",
      { documents: { ...DOCUMENTS, [`${PRM}/mcp`]: ({ origin }) => prm(`${origin}/mcp2`, origin) } },
      "broken auth.resource-mismatch server",
    ],
    [
      "the authorization server has no metadata",
      { documents: { [`${PRM}/mcp`]: DOCUMENTS[`${PRM}/mcp`]! } },
      "broken auth.issuer-unreachable authorization-server",
    ],
    [
      "the authorization server calls itself otherwise",
      { documents: { ...DOCUMENTS, [AS]: ({ origin }) => server(`${origin}/other`) } },
      "broken auth.issuer-mismatch authorization-server",
    ],
    [
      "API Gateway renames the challenge, and nothing stands at the well-known path",
      {
        documents: {},
        refusal: () => ({ status: 401, headers: { "x-amzn-remapped-www-authenticate": "Bearer" } }),
      },
      "broken auth.discovery-missing -",
    ],
  ];
  for (const [why, setting, expected] of BROKEN)
    it(`finds ${expected} where ${why}`, async () => {
      const { seen } = await examined(setting);
      expect(found(seen)[0]).to.equal(expected);
      expect(found(seen)).to.not.include("unknown auth.token-needed -");
    });

  for (const above of ["", "/", "/mcp", "/mcp/"])
    it(`takes metadata for the origin with "${above}"`, async () => {
      const documents = {
        ...DOCUMENTS,
        [`${PRM}/mcp`]: ({ origin }: Request) => prm(origin + above, origin),
      };
      expect(found((await examined({ documents })).seen)).to.deep.equal(["unknown auth.token-needed -"]);
    });

  it("takes an issuer whose name lacks the slash that the metadata has", async () => {
    const documents = {
      ...DOCUMENTS,
      [`${PRM}/mcp`]: ({ origin }: Request) => prm(`${origin}/mcp`, `${origin}/`),
    };
    expect(found((await examined({ documents })).seen)).to.deep.equal(["unknown auth.token-needed -"]);
  });

  it("names X-Forwarded-Proto where the metadata is for http", async () => {
    const { seen } = await examined({});
    const https = JSON.parse(JSON.stringify(seen).replaceAll("http://", "https://")) as Seen;
    const plain: Seen = {
      ...https,
      exchanges: https.exchanges.map((exchange) =>
        exchange.probe === "prm-challenge" && exchange.result.outcome === "answer"
          ? { ...exchange, result: { ...exchange.result, json: prm(seen.url, "https://x").body } }
          : exchange,
      ),
    };
    const [fault] = authorizationRung.judge(plain).findings;
    expect(fault?.id).to.equal("auth.resource-mismatch");
    expect(fault?.says).to.include("X-Forwarded-Proto");
    expect(authorizationRung.judge({ ...plain, hop: "origin" }).findings[0]?.id).to.not.equal(
      "auth.resource-mismatch",
    );
  });

  describe("at another address than the host's own", () => {
    const PUBLIC = "https://mcp.example.com";
    const behindTls = (resource = `${PUBLIC}/mcp`): Guarded => ({
      documents: { [`${PRM}/mcp`]: () => prm(resource, PUBLIC), [AS]: () => server(PUBLIC) },
      refusal: () => challenge(`Bearer resource_metadata="${PUBLIC}${PRM}/mcp"`),
    });
    const byHost = (origin: string): Way => ({ url: new URL(`${origin}/mcp`), host: "mcp.example.com" });
    const byAddress = (origin: string): Way => ({
      url: new URL(`http://mcp.example.com:${new URL(origin).port}/mcp`),
      address: "127.0.0.1",
    });

    for (const [option, wayTo] of [
      ["--host", byHost],
      ["--resolve", byAddress],
    ] as const)
      it(`asks there for the metadata that is named by the public URL (${option})`, async () => {
        const { origin, seen: asked } = await guarded(behindTls());
        expect(found(await seenAt({ way: wayTo(origin) }))).to.deep.equal(["unknown auth.token-needed -"]);
        expect(
          asked.filter(({ path }) => path.includes("/.well-known/")).map(({ path }) => path),
        ).to.deep.equal([`${PRM}/mcp`, AS]);
      });

    it("finds metadata for another host all the same", async () => {
      const { origin } = await guarded(behindTls("https://upstream.example.com/mcp"));
      expect(found(await seenAt({ way: byHost(origin) }))).to.deep.equal([
        "broken auth.resource-mismatch server",
      ]);
    });
  });

  it("cannot tell where the name does not resolve that the challenge sends clients to", async () => {
    const { seen } = await examined({});
    const named = { method: "GET", url: `https://upstream.example.com${PRM}/mcp` };
    const lost: Seen = {
      ...seen,
      exchanges: [
        ...seen.exchanges.filter(({ probe }) => probe !== "initialize" && !probe.startsWith("prm-")),
        answered("initialize", {
          status: 401,
          headers: [["WWW-Authenticate", `Bearer resource_metadata="${named.url}"`]],
        }),
        failed("prm-challenge", "name", 1, named),
      ],
    };
    expect(found(lost)).to.deep.equal(["unknown auth.discovery-missing -"]);
    expect(authorizationRung.judge(lost).says).to.include(named.url);
  });

  for (const [token, expected] of [
    [undefined, "unknown"],
    ["good", "note"],
  ] as const)
    it(`is ${expected} of an authorization server whose name does not resolve`, async () => {
      const { seen } = await examined({}, token);
      const url = "https://login.example.com/.well-known/oauth-authorization-server";
      const exchanges = seen.exchanges.map((exchange) =>
        exchange.probe === "as-oauth" ? failed("as-oauth", "name", 1, { method: "GET", url }) : exchange,
      );
      expect(found({ ...seen, exchanges })).to.deep.equal([
        `${expected} auth.issuer-unreachable authorization-server`,
      ]);
    });

  it("finds a renamed challenge that clients can do without", async () => {
    const { seen } = await examined({
      refusal: () => ({ status: 401, headers: { "x-amzn-remapped-www-authenticate": "Bearer" } }),
    });
    expect(found(seen)).to.deep.equal([
      "unknown auth.token-needed -",
      "degraded header.challenge-renamed api-gateway",
    ]);
  });

  const password = () => challenge('Basic realm="internal"', pageOfNginx("401 Authorization Required"));
  for (const token of [undefined, "bad"])
    it(`finds that a user's password is asked for, ${token === undefined ? "without" : "with"} a token`, async () => {
      const { seen } = await examined({ refusal: password }, token);
      expect(found(seen)).to.deep.equal(["broken auth.basic nginx"]);
      expect(authorizationRung.judge(seen).says).to.include("password (Basic)");
    });

  it("takes Bearer where the server would take a password as well", async () => {
    const { seen } = await examined({
      refusal: ({ origin }) => ({
        status: 401,
        headers: { "www-authenticate": ["Basic", `Bearer resource_metadata="${origin}${PRM}/mcp"`] },
      }),
    });
    expect(found(seen)).to.deep.equal(["unknown auth.token-needed -"]);
  });

  it("minds no password where the token is taken", async () => {
    const { seen } = await examined({ refusal: password }, "good");
    expect(found(seen)).to.not.include("broken auth.basic nginx");
  });

  it("never takes a 403 page for authorization", async () => {
    const { seen } = await examined({ refusal: () => ({ ...page, status: 403 }) });
    expect(found(seen)).to.deep.equal([]);
  });

  describe("with a token", () => {
    const invalid = (description: string) => () =>
      challenge(`Bearer error="invalid_token", error_description="${description}"`);

    it("says that it is refused, and why", async () => {
      const { seen } = await examined({ refusal: invalid("unknown key") }, "bad");
      const [first] = authorizationRung.judge(seen).findings;
      expect(first?.id).to.equal("auth.token-refused");
      expect(first?.says).to.equal("the token is refused: unknown key");
      expect(JSON.stringify(authorizationRung.judge(seen))).to.not.include("Bearer bad");
    });

    it("blames the caller for one that has expired", async () => {
      const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
      const token = `${part({ alg: "RS256" })}.${part({ exp: 1_000_000_000 })}.x`;
      const { seen } = await examined({ refusal: invalid("Missing Authorization header") }, token);
      expect(found(seen)[0]).to.equal("unknown auth.token-refused caller");
    });

    it("finds Authorization lost where the server says that none came", async () => {
      const { seen } = await examined({ refusal: invalid("Missing Authorization header") }, "bad");
      expect(found(seen)[0]).to.equal("broken header.authorization-lost proxy");
    });

    it("finds Authorization lost where the answer is that to no token", async () => {
      const { seen } = await examined({}, "bad");
      expect(found(seen)[0]).to.equal("broken header.authorization-lost proxy");
    });

    it("takes another answer than that to no token for a refusal", async () => {
      const refusal = ({ headers, origin }: Request) =>
        challenge(`Bearer resource_metadata="${origin}${PRM}/mcp"`, headers.authorization ?? "none");
      expect(found((await examined({ refusal }, "bad")).seen)[0]).to.equal(
        "unknown auth.token-refused server",
      );
    });

    it("names the scope that it lacks", async () => {
      const refusal = () => ({
        status: 403,
        headers: { "www-authenticate": 'Bearer error="insufficient_scope", scope="tools:read"' },
      });
      const { seen } = await examined({ refusal }, "bad");
      const [first] = authorizationRung.judge(seen).findings;
      expect(first?.id).to.equal("auth.insufficient-scope");
      expect(first?.says).to.include("tools:read");
    });

    it("only notes that there is no discovery where the token is taken", async () => {
      const { seen } = await examined({ documents: {} }, "good");
      expect(found(seen)).to.deep.equal(["note auth.discovery-missing server"]);
    });

    it("finds one refused by a server that takes keys of its own, which needs no discovery", async () => {
      const refusal = ({ headers }: Request) => challenge("Bearer", headers.authorization ?? "none");
      expect(found((await examined({ documents: {}, refusal }, "bad")).seen)).to.deep.equal([
        "unknown auth.token-refused server",
        "note auth.discovery-missing -",
      ]);
    });

    it("finds a fault of the discovery degraded where the token is taken", async () => {
      const { seen } = await examined({ documents: { [`${PRM}/mcp`]: () => page } }, "good");
      expect(found(seen)).to.deep.equal(["degraded auth.metadata-html frontend"]);
    });

    it("notes the layers that it is too large for", async () => {
      const { seen } = await examined({}, "good");
      const fits = [{ layer: "nginx", limit: 8192, fits: false, source: "" }];
      expect(found({ ...seen, credential: { ...seen.credential!, fits } })).to.deep.equal([
        "note auth.token-large caller",
      ]);
    });
  });

  describe("of a server that wants no token", () => {
    it("finds nothing where no metadata stands", async () => {
      const { origin } = await serve((request) =>
        request.path === "/mcp" ? result(request) : { status: 404 },
      );
      const way = { url: new URL(`${origin}/mcp`) };
      expect(found(await seenAt({ way }))).to.deep.equal([]);
      expect(found(await seenAt({ way }, { authorization: true }))).to.deep.equal([
        "degraded auth.open server",
      ]);
    });

    it("notes a page that stands there", async () => {
      const { origin } = await serve((request) => (request.path === "/mcp" ? result(request) : page));
      const seen = await seenAt({ way: { url: new URL(`${origin}/mcp`) } });
      expect(found(seen)).to.deep.equal(["note auth.metadata-html frontend"]);
    });
  });
});
