import { expect } from "chai";
import type { McpRouteArgs } from "../../../components/index.ts";
import { decide } from "../../../dataplane/decision.ts";
import { forwardedRequest } from "../../../dataplane/forwarding.ts";
import { ruleFromRegistration } from "../../../dataplane/readers/registrations.ts";
import { TRACE_ID, aListener, aRequest } from "../../dataplane/support.ts";
import { METADATA, RULE, route, rule } from "../../support/route.ts";

/** The path and the query that the server gets, where the route takes the request; by the model of the data plane. */
async function atServer(changes: Partial<McpRouteArgs>, sent: string[]): Promise<(string | undefined)[]> {
  const { resources } = await route(changes);
  const rules = resources
    .filter(({ type }) => type === RULE)
    .map(({ name, inputs }) => ruleFromRegistration({ id: name, inputs }));
  const listener = aListener({ rules });
  return sent.map((target) => {
    const [path = "", query = ""] = target.split("?");
    const request = aRequest({ method: "GET", path, query });
    const decision = decide(listener, request);
    if (!decision.rule) return undefined;
    const forwarded = forwardedRequest(listener, request, decision.rule, TRACE_ID);
    if ("failed" in forwarded) throw new Error(forwarded.failed);
    return forwarded.query === "" ? forwarded.path : `${forwarded.path}?${forwarded.query}`;
  });
}

const WELL_KNOWN = "/.well-known/oauth-protected-resource";

/** Where the server is mounted, and what it gets of what is sent. */
const cases: Record<string, [url: string, serverPath: string, Record<string, string | undefined>]> = {
  "at its root": [
    "https://demo.quiltdata.com/mcp",
    "/",
    {
      "/mcp": "/",
      "/mcp/": "/",
      "/mcp/x": "/x",
      "/mcp/x/y.z": "/x/y.z",
      "/mcp?x=1": "/?x=1",
      "/mcp/?x=1": "/?x=1",
      "/mcp/x?to=/mcp/y": "/x?to=/mcp/y",
      "/mcp/mcp": "/mcp",
      [METADATA]: WELL_KNOWN,
      [`${METADATA}?x=1`]: `${WELL_KNOWN}?x=1`,
      [`${METADATA}/x`]: undefined,
      "/mcpx": undefined,
    },
  ],
  "at another path": [
    "https://demo.quiltdata.com/mcp",
    "/srv/mcp",
    {
      "/mcp": "/srv/mcp",
      "/mcp/": "/srv/mcp/",
      "/mcp/x": "/srv/mcp/x",
      "/mcp?x=1": "/srv/mcp?x=1",
      "/mcp/x?to=/mcp": "/srv/mcp/x?to=/mcp",
      [METADATA]: `${WELL_KNOWN}/srv/mcp`,
      [`${METADATA}?x=1`]: `${WELL_KNOWN}/srv/mcp?x=1`,
      "/srv/mcp": undefined,
    },
  ],
  "at a path that ends in a digit": [
    "https://demo.quiltdata.com/mcp",
    "/v1",
    { "/mcp": "/v1", "/mcp/2": "/v1/2", [METADATA]: `${WELL_KNOWN}/v1` },
  ],
  "at its root, behind a path with dots, plus and dollar signs": [
    "https://demo.quiltdata.com/v1.2/c++/$mcp",
    "/",
    {
      "/v1.2/c++/$mcp": "/",
      "/v1.2/c++/$mcp/x": "/x",
      "/v1.2/c++/$mcp?x=1": "/?x=1",
      [`${WELL_KNOWN}/v1.2/c++/$mcp`]: WELL_KNOWN,
      "/v1x2/c++/$mcp": undefined,
    },
  ],
  "at another path, behind a path with dots, plus and dollar signs": [
    "https://demo.quiltdata.com/v1.2/c++/$mcp",
    "/a.b/c+d",
    {
      "/v1.2/c++/$mcp": "/a.b/c+d",
      "/v1.2/c++/$mcp/x?y": "/a.b/c+d/x?y",
      [`${WELL_KNOWN}/v1.2/c++/$mcp`]: `${WELL_KNOWN}/a.b/c+d`,
    },
  ],
  "where the public URL says": [
    "https://demo.quiltdata.com/mcp",
    "/mcp",
    { "/mcp": "/mcp", "/mcp/x": "/mcp/x", [METADATA]: METADATA },
  ],
};

describe("McpRoute with a server path", () => {
  for (const [where, [url, serverPath, paths]] of Object.entries(cases))
    it(`sends each request to the server ${where}: ${serverPath}`, async () => {
      const sent = Object.keys(paths);
      expect(await atServer({ url, serverPath }, sent)).to.deep.equal(Object.values(paths));
    });

  it("rewrites in both of its rules, each in its own way", async () => {
    const { the } = await route({ serverPath: "/" });
    const rewrites = (name: string) => the(name).inputs["transforms"];
    expect(rewrites("mcp-rule")).to.deep.equal([
      {
        type: "url-rewrite",
        urlRewriteConfig: { rewrite: { regex: "^/mcp/?(.*)$", replace: "/$1" } },
      },
    ]);
    expect(rewrites("mcp-metadata-rule")).to.deep.equal([
      {
        type: "url-rewrite",
        urlRewriteConfig: {
          rewrite: {
            regex: "^/\\.well-known/oauth-protected-resource/mcp(.*)$",
            replace: "/.well-known/oauth-protected-resource$1",
          },
        },
      },
    ]);
  });

  it("changes nothing else of its own rule but to leave the OAuth metadata out", async () => {
    const { transforms: _, ...inputs } = (await route({ serverPath: "/srv/mcp" })).the("mcp-rule").inputs;
    expect(inputs).to.deep.equal({ ...rule, conditions: [{ pathPattern: { values: ["/mcp", "/mcp/*"] } }] });
  });

  it("rewrites the endpoint alone, without OAuth", async () => {
    const { names, the } = await route({ serverPath: "/srv/mcp", oauthMetadata: false });
    expect(names).to.deep.equal(["mcp", "mcp-rule"]);
    expect(the("mcp-rule").inputs["transforms"]).to.deep.equal([
      {
        type: "url-rewrite",
        urlRewriteConfig: { rewrite: { regex: "^/mcp(.*)$", replace: "/srv/mcp$1" } },
      },
    ]);
  });

  for (const [how, changes] of Object.entries<Partial<McpRouteArgs>>({
    "no server path": {},
    "the public one": { serverPath: "/mcp" },
  }))
    it(`has no transforms with ${how}`, async () => {
      expect((await route(changes)).the("mcp-rule").inputs).to.deep.equal(rule);
    });

  it("has no transforms in the metadata's rule either, where another condition takes it out", async () => {
    const { the } = await route({ conditions: { methods: ["POST"] } });
    expect(the("mcp-metadata-rule").inputs).not.to.have.property("transforms");
    expect(the("mcp-rule").inputs).not.to.have.property("transforms");
  });
});
