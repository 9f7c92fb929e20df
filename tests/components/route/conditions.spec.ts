import { expect } from "chai";
import type { ConditionsArgs, McpRouteArgs } from "../../../components/index.ts";
import type { Deployment } from "../../support/deploy.ts";
import { COMPONENT, PATHS, RULE, made, route, rule } from "../../support/route.ts";

/** The endpoint's own patterns, where its OAuth metadata stands elsewhere. */
const OWN = { pathPattern: { values: ["/mcp", "/mcp/*"] } };

/** Deploys a route whose OAuth metadata is no matter, so that its own rule stands alone. */
function alone(conditions: ConditionsArgs, changes: Partial<McpRouteArgs> = {}): Promise<Deployment> {
  return route({ conditions, oauthMetadata: false, ...changes });
}

/** Each kind of condition, and how the rule asks for it. */
const kinds: Record<string, [ConditionsArgs, object[]]> = {
  "a header's values": [
    { headers: [{ name: "MCP-Protocol-Version", values: ["2026-07-28", "2025-*"] }] },
    [OWN, { httpHeader: { httpHeaderName: "MCP-Protocol-Version", values: ["2026-07-28", "2025-*"] } }],
  ],
  "a header's regular expressions": [
    { headers: [{ name: "Mcp-Name", regexes: ["^search", "^find"] }] },
    [OWN, { httpHeader: { httpHeaderName: "Mcp-Name", regexValues: ["^search", "^find"] } }],
  ],
  "several headers, one condition each": [
    {
      headers: [
        { name: "Mcp-Method", values: ["tools/call"] },
        { name: "Mcp-Name", regexes: ["^search"] },
      ],
    },
    [
      OWN,
      { httpHeader: { httpHeaderName: "Mcp-Method", values: ["tools/call"] } },
      { httpHeader: { httpHeaderName: "Mcp-Name", regexValues: ["^search"] } },
    ],
  ],
  methods: [{ methods: ["POST", "DELETE"] }, [OWN, { httpRequestMethod: { values: ["POST", "DELETE"] } }]],
  "parts of the query, with and without a key, in one condition": [
    { queryStrings: [{ key: "beta", value: "1" }, { value: "\\*" }] },
    [OWN, { queryStrings: [{ key: "beta", value: "1" }, { value: "\\*" }] }],
  ],
  "source addresses, IPv4 and IPv6": [
    { sourceIps: ["203.0.113.0/24", "2001:db8::/32"] },
    [{ sourceIp: { values: ["203.0.113.0/24", "2001:db8::/32"] } }, OWN],
  ],
  "hosts by regular expressions": [
    { hostRegexes: ["^(demo|beta)\\.quiltdata\\.com$"] },
    [{ hostHeader: { regexValues: ["^(demo|beta)\\.quiltdata\\.com$"] } }, OWN],
  ],
  "paths by regular expressions, in place of the endpoint's patterns": [
    { pathRegexes: ["^/mcp(/.*)?$"] },
    [{ pathPattern: { regexValues: ["^/mcp(/.*)?$"] } }],
  ],
};

describe("McpRoute with conditions", () => {
  for (const [kind, [conditions, expected]] of Object.entries(kinds)) {
    it(`asks for ${kind}, exactly so`, async () => {
      const deployment = await alone(conditions);
      expect(deployment.the("mcp-rule").inputs).to.deep.equal({ ...rule, conditions: expected });
    });

    it(`makes no other rule for ${kind}`, async () => {
      expect(made(await alone(conditions))).to.deep.equal([
        [RULE, "mcp-rule"],
        [COMPONENT, "mcp"],
      ]);
    });
  }

  it("asks for the caller first, then the path, then the rest of the request, in the order of the arguments", async () => {
    const { the } = await alone({
      queryStrings: [{ value: "1" }],
      methods: ["POST"],
      headers: [{ name: "Mcp-Name", values: ["search"] }],
      pathRegexes: ["^/mcp$"],
      sourceIps: ["203.0.113.7/32"],
    });
    expect(the("mcp-rule").inputs["conditions"]).to.deep.equal([
      { sourceIp: { values: ["203.0.113.7/32"] } },
      { pathPattern: { regexValues: ["^/mcp$"] } },
      { httpHeader: { httpHeaderName: "Mcp-Name", values: ["search"] } },
      { httpRequestMethod: { values: ["POST"] } },
      { queryStrings: [{ value: "1" }] },
    ]);
  });

  it("asks for hosts before source addresses", async () => {
    const { the } = await alone({ sourceIps: ["10.0.0.0/8"] }, { hosts: ["demo.quiltdata.com"] });
    expect(the("mcp-rule").inputs["conditions"]).to.deep.equal([
      { hostHeader: { values: ["demo.quiltdata.com"] } },
      { sourceIp: { values: ["10.0.0.0/8"] } },
      OWN,
    ]);
  });

  it("asks for nothing more where the conditions are empty", async () => {
    expect((await route({ conditions: {} })).the("mcp-rule").inputs).to.deep.equal(rule);
  });

  it("tells in its rows all that its rule asks for", async () => {
    const { outputs } = await alone({
      methods: ["POST"],
      headers: [{ name: "Mcp-Name", values: ["search"] }],
      sourceIps: ["203.0.113.0/24"],
    });
    const row = {
      host: "*",
      methods: ["POST"],
      conditions: ["from 203.0.113.0/24", "header Mcp-Name: search"],
      target: "sales-prod-mcp-server",
    };
    expect(outputs["routes"]).to.deep.equal(["/mcp", "/mcp/*"].map((path) => ({ ...row, path })));
  });

  it("tells in its rows of regular expressions and queries in the rule's own words", async () => {
    const { outputs } = await alone({
      hostRegexes: ["^demo\\."],
      pathRegexes: ["^/mcp$"],
      headers: [{ name: "Mcp-Name", regexes: ["^a", "^b"] }],
      queryStrings: [{ key: "beta", value: "1" }],
    });
    expect(outputs["routes"]).to.deep.equal([
      {
        host: "^demo\\.",
        path: "^/mcp$",
        methods: ["*"],
        conditions: ["header Mcp-Name: ^a or ^b", "query beta=1"],
        target: "sales-prod-mcp-server",
      },
    ]);
  });

  it("tells in its rows of a query without a key, and of several", async () => {
    const { outputs } = await alone({ queryStrings: [{ value: "1" }, { key: "b", value: "2" }] });
    const rows = outputs["routes"] as { conditions: string[] }[];
    expect(rows.map(({ conditions }) => conditions)).to.deep.equal(
      Array(2).fill(["query *=1 or b=2"]) as string[][],
    );
  });

  it("hands its conditions to the state", async () => {
    const conditions = { methods: ["POST"] };
    const { inputs } = (await alone(conditions)).the("mcp");
    expect(inputs["conditions"]).to.deep.equal(conditions);
  });

  it("leaves the endpoint's paths as they are, with hosts and source addresses alone", async () => {
    const changes = { hosts: ["demo.quiltdata.com"], conditions: { sourceIps: ["203.0.113.0/24"] } };
    const { the } = await route(changes);
    expect(the("mcp-rule").inputs).to.deep.equal({
      ...rule,
      conditions: [
        { hostHeader: { values: ["demo.quiltdata.com"] } },
        { sourceIp: { values: ["203.0.113.0/24"] } },
        { pathPattern: { values: PATHS } },
      ],
    });
  });

  it("are told in the rows without the values of headers that are not MCP's own, which may be secrets", async () => {
    const conditions = {
      headers: [
        { name: "X-Origin-Verify", values: ["s3cret-value"] },
        { name: "Authorization", regexes: ["^Bearer s3cret-value$"] },
      ],
    };
    const { outputs } = await route({ conditions, priority: 11 });
    expect(JSON.stringify(outputs)).not.to.include("s3cret-value");
    const [row] = outputs["routes"] as { conditions: string[] }[];
    expect(row?.conditions).to.deep.equal(["header X-Origin-Verify", "header Authorization"]);
  });
});
