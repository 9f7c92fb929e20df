import { expect } from "chai";
import type { McpRouteArgs } from "../../../components/index.ts";
import { company } from "../../support/company.ts";
import { CREATE, METADATA, PATHS, lookedUp, route, rule } from "../../support/route.ts";

const OWN = { pathPattern: { values: ["/mcp", "/mcp/*"] } };
const ONLY_METADATA = { pathPattern: { values: [METADATA] } };
const THREE_HOSTS = ["a.example.com", "b.example.com", "demo.quiltdata.com"];

/** What takes the OAuth metadata out of the route's own rule, with the conditions that its rule has then. */
const apart: Record<string, { changes: Partial<McpRouteArgs>; conditions?: object[] }> = {
  "a header is asked for": {
    changes: { conditions: { headers: [{ name: "Mcp-Name", values: ["search"] }] } },
  },
  "a method is asked for": { changes: { conditions: { methods: ["POST"] } } },
  "a query is asked for": { changes: { conditions: { queryStrings: [{ value: "1" }] } } },
  "the path is rewritten": { changes: { serverPath: "/" } },
  "the path's regular expressions leave it out": {
    changes: { conditions: { pathRegexes: ["^/mcp(/.*)?$"] } },
  },
  // Nobody says whether AWS looks for a match anywhere in the path.
  "the path's regular expressions may leave it out": { changes: { conditions: { pathRegexes: ["mcp"] } } },
  "its rule has no room for it beside three hosts": {
    changes: { hosts: THREE_HOSTS },
    conditions: [{ hostHeader: { values: THREE_HOSTS } }, ONLY_METADATA],
  },
  "its rule has no room for it beside hosts and source addresses": {
    changes: {
      hosts: ["demo.quiltdata.com"],
      conditions: { sourceIps: ["203.0.113.0/24", "2001:db8::/32"] },
    },
    conditions: [
      { hostHeader: { values: ["demo.quiltdata.com"] } },
      { sourceIp: { values: ["203.0.113.0/24", "2001:db8::/32"] } },
      ONLY_METADATA,
    ],
  },
};

/** What does not. */
const within: Record<string, Partial<McpRouteArgs>> = {
  "nothing more is asked for": {},
  "two hosts leave it room": { hosts: ["a.example.com", "demo.quiltdata.com"] },
  "a host and a source address leave it room": {
    hosts: ["demo.quiltdata.com"],
    conditions: { sourceIps: ["203.0.113.0/24"] },
  },
  "the server's path is the public one": { serverPath: "/mcp" },
  "the path's regular expressions surely take it": {
    conditions: { pathRegexes: ["^(/\\.well-known/oauth-protected-resource)?/mcp(/.*)?$"] },
  },
  "the endpoint is all of a host": {
    url: "https://mcp.example.com",
    hosts: ["mcp.example.com", "a.example.com", "b.example.com", "c.example.com"],
  },
};

describe("McpRoute's rule for the OAuth metadata", () => {
  for (const [when, { changes, conditions = [ONLY_METADATA] }] of Object.entries(apart)) {
    it(`stands one before the route's own, where ${when}`, async () => {
      const { the, names } = await route(changes);
      const { transforms: _, ...inputs } = the("mcp-metadata-rule").inputs;
      expect(inputs).to.deep.equal({ ...rule, priority: 9, conditions });
      expect(names).to.deep.equal(["mcp", "mcp-metadata-rule", "mcp-rule"]);
    });

    it(`leaves the route's own where it is, without the metadata's path, where ${when}`, async () => {
      const { inputs } = (await route(changes)).the("mcp-rule");
      expect(inputs["priority"]).to.equal(10);
      expect(JSON.stringify(inputs["conditions"])).not.to.contain("well-known");
    });

    it(`is not there without OAuth, where ${when}, and the route's own stays the same`, async () => {
      const without = await route({ ...changes, oauthMetadata: false });
      expect(without.names).to.deep.equal(["mcp", "mcp-rule"]);
      expect(without.the("mcp-rule").inputs).to.deep.equal((await route(changes)).the("mcp-rule").inputs);
    });
  }

  for (const [when, changes] of Object.entries(within)) {
    it(`is not there, where ${when}`, async () => {
      const { names, the } = await route(changes);
      expect(names).to.deep.equal(["mcp", "mcp-rule"]);
      expect(the("mcp-rule").inputs["priority"]).to.equal(10);
    });
  }

  it("is not there without OAuth, nor is its path in the route's own rule", async () => {
    const { names, the } = await route({ oauthMetadata: false });
    expect(names).to.deep.equal(["mcp", "mcp-rule"]);
    expect(the("mcp-rule").inputs).to.deep.equal({ ...rule, conditions: [OWN] });
  });

  it("is not there where OAuth is said and the route's own has room", async () => {
    expect((await route({ oauthMetadata: true })).the("mcp-rule").inputs).to.deep.equal(rule);
  });

  it("is asked with the same regular expressions for the host", async () => {
    const conditions = { hostRegexes: ["^demo\\."], methods: ["POST"] };
    const { the } = await route({ conditions });
    expect(the("mcp-metadata-rule").inputs).to.deep.equal({
      ...rule,
      priority: 9,
      conditions: [{ hostHeader: { regexValues: ["^demo\\."] } }, ONLY_METADATA],
    });
  });

  it("asks for the metadata of a whole host at its root", async () => {
    const changes = { url: "https://mcp.example.com", hosts: ["mcp.example.com"] };
    const { the } = await route({ ...changes, conditions: { methods: ["POST", "GET"] } });
    const host = { hostHeader: { values: ["mcp.example.com"] } };
    expect(the("mcp-metadata-rule").inputs["conditions"]).to.deep.equal([
      host,
      { pathPattern: { values: ["/.well-known/oauth-protected-resource"] } },
    ]);
    expect(the("mcp-rule").inputs["conditions"]).to.deep.equal([
      host,
      { pathPattern: { values: ["/*"] } },
      { httpRequestMethod: { values: ["POST", "GET"] } },
    ]);
  });

  it("stands in the slot before any priority", async () => {
    const { the } = await route({ serverPath: "/", priority: 50000 });
    expect([the("mcp-metadata-rule"), the("mcp-rule")].map(({ inputs }) => inputs["priority"])).to.deep.equal(
      [49999, 50000],
    );
  });

  it("forwards to a new target group as well, and has the tags", async () => {
    const deployment = await route({ serverPath: "/", target: CREATE, tags: { team: "data" } });
    const { inputs, dependsOn, parent } = deployment.the("mcp-metadata-rule");
    expect(inputs["actions"]).to.deep.equal([
      { type: "forward", targetGroupArn: deployment.outputs["targetGroupArn"] },
    ]);
    expect(inputs["tags"]).to.deep.equal({ team: "data" });
    expect(dependsOn).to.deep.equal([deployment.the("mcp-tg").urn]);
    expect(parent).to.equal(deployment.the("mcp").urn);
  });

  it("needs no look-up of its own", async () => {
    expect(lookedUp(await route({ serverPath: "/" }))).to.deep.equal([
      ["getListener", { loadBalancerArn: company.balancerArn, port: 443 }],
      ["getLoadBalancer", { name: "sales--LoadB-nGDYylEerIKm" }],
      ["getTargetGroup", { name: "sales-prod-mcp-server" }],
    ]);
  });

  it("has a row after those of the route's own, without the conditions that it does not ask for", async () => {
    const { outputs } = await route({ conditions: { methods: ["POST"], sourceIps: ["10.0.0.0/8"] } });
    const row = { host: "*", conditions: ["from 10.0.0.0/8"], target: "sales-prod-mcp-server" };
    expect(outputs["routes"]).to.deep.equal([
      { ...row, path: "/mcp", methods: ["POST"] },
      { ...row, path: "/mcp/*", methods: ["POST"] },
      { ...row, path: METADATA, methods: ["*"] },
    ]);
  });

  it("is not the rule whose ARN the route gives out", async () => {
    const { outputs } = await route({ serverPath: "/" });
    expect(outputs["ruleArn"]).to.contain("/mcp-rule-xxxxxxx/");
  });

  it("leaves the route's own rule as it was, but for the path in it, when a header takes it out", async () => {
    const before = (await route()).the("mcp-rule");
    const after = (await route({ conditions: { methods: ["POST"] } })).the("mcp-rule");
    expect(after.urn).to.equal(before.urn);
    expect(before.inputs["conditions"]).to.deep.equal([{ pathPattern: { values: PATHS } }]);
    expect({ ...after.inputs, conditions: [] }).to.deep.equal({ ...before.inputs, conditions: [] });
  });
});
