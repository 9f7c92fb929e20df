import { expect } from "chai";
import fc from "fast-check";
import type { ConditionsArgs } from "../../components/index.ts";
import { metadataPath } from "../../components/endpoint.ts";
import {
  type RouteRule,
  type RulesArgs,
  listOfRules,
  modelOf,
  rulesOf,
  serverPathOf,
  valueCount,
  wildcardCount,
} from "../../components/rules.ts";
import { decide } from "../../dataplane/decision.ts";
import { aListener, aRequest } from "../dataplane/support.ts";

const MCP = { url: "https://demo.quiltdata.com/mcp", priority: 10 };
const WELL_KNOWN = "/.well-known/oauth-protected-resource";

const some = <T>(value: T) => fc.option(fc.constant(value), { nil: undefined });

/** Conditions of any kinds, each as short as it can be, so that most have room in a rule. */
const conditions = fc
  .record({
    pathRegexes: fc.option(
      fc.constantFrom(["^/mcp(/.*)?$"], ["^(/\\.well-known/oauth-protected-resource)?/mcp(/.*)?$"], ["mcp"]),
      { nil: undefined, freq: 2 },
    ),
    headers: some([{ name: "Mcp-Name", values: ["search"] }]),
    methods: some(["POST"]),
    queryStrings: some([{ key: "beta", value: "1" }]),
    sourceIps: some(["203.0.113.0/24"]),
  })
  .map((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)))
  .map((all): ConditionsArgs => all);

/** A rule compares the host in one way. */
const hostsOf: fc.Arbitrary<Pick<RulesArgs, "hosts" | "conditions">> = fc
  .tuple(fc.nat({ max: 3 }), conditions)
  .map(([which, others]) =>
    which === 0
      ? { conditions: { ...others, hostRegexes: ["^demo\\."] } }
      : {
          hosts: ["demo.quiltdata.com", "a.example.com", "*.quiltdata.com"].slice(0, which),
          conditions: others,
        },
  );

const anyArgs = fc
  .record({
    url: fc.constantFrom("https://demo.quiltdata.com/mcp", "https://demo.quiltdata.com"),
    priority: fc.integer({ min: 2, max: 50_000 }),
    hosts: hostsOf,
    serverPath: fc.constantFrom(undefined, "/", "/mcp"),
  })
  .map(({ hosts, serverPath, ...rest }): RulesArgs => ({
    ...rest,
    ...hosts,
    ...(serverPath === undefined ? {} : { serverPath }),
  }));

/** Whether a route takes what a client asks that has no token yet, and nothing that the conditions may ask for. */
function takesMetadata(args: RulesArgs): boolean {
  const rules = listOfRules(rulesOf(args)).map((rule) => modelOf(rule, rule.suffix));
  const { host, pathname } = new URL(args.url);
  const request = aRequest({
    method: "GET",
    path: metadataPath(pathname),
    headers: [["Host", host]],
    sourceIp: "203.0.113.7",
  });
  return decide(aListener({ rules }), request).rule !== undefined;
}

describe("The rules of a route", () => {
  it("are its own alone, where nothing stands in the way of the OAuth metadata", () => {
    expect(rulesOf(MCP)).to.deep.equal({
      own: {
        suffix: "rule",
        priority: 10,
        conditions: [{ pathPattern: { values: ["/mcp", "/mcp/*", `${WELL_KNOWN}/mcp`] } }],
        transforms: [],
      },
    });
  });

  it("are two, where the OAuth metadata cannot share the route's own", () => {
    expect(rulesOf({ ...MCP, conditions: { methods: ["POST"] } })).to.deep.equal({
      own: {
        suffix: "rule",
        priority: 10,
        conditions: [
          { pathPattern: { values: ["/mcp", "/mcp/*"] } },
          { httpRequestMethod: { values: ["POST"] } },
        ],
        transforms: [],
      },
      metadata: {
        suffix: "metadata-rule",
        priority: 9,
        conditions: [{ pathPattern: { values: [`${WELL_KNOWN}/mcp`] } }],
        transforms: [],
      },
    });
  });

  it("are listed with the route's own first", () => {
    const { own, metadata } = rulesOf({ ...MCP, serverPath: "/" });
    expect(listOfRules({ own, ...(metadata ? { metadata } : {}) })).to.deep.equal([own, metadata]);
    expect(listOfRules({ own })).to.deep.equal([own]);
  });

  it("take what a client without a token asks, whatever else they ask for", () => {
    fc.assert(
      fc.property(anyArgs, (args) => {
        expect(takesMetadata(args)).to.be.true;
      }),
    );
  });

  it("never move the route's own when the OAuth metadata comes or goes", () => {
    fc.assert(
      fc.property(anyArgs, (args) => {
        const [on, off] = [true, false].map((oauthMetadata) => rulesOf({ ...args, oauthMetadata }));
        expect(on?.own.priority).to.equal(args.priority);
        expect(off?.own.priority).to.equal(args.priority);
        expect(off?.metadata).to.equal(undefined);
        expect(on?.metadata?.priority ?? args.priority - 1).to.equal(args.priority - 1);
      }),
    );
  });

  it("do not have more values for the OAuth metadata than AWS takes, where the endpoint's fit", () => {
    fc.assert(
      fc.property(anyArgs, (args) => {
        fc.pre(valueCount(rulesOf({ ...args, oauthMetadata: false }).own.conditions) <= 5);
        for (const rule of listOfRules(rulesOf(args))) expect(valueCount(rule.conditions)).to.be.at.most(5);
      }),
    );
  });

  it("rewrite both or none", () => {
    fc.assert(
      fc.property(anyArgs, (args) => {
        const { own, metadata } = rulesOf(args);
        const rewrites = serverPathOf(args) !== new URL(args.url).pathname;
        expect(own.transforms).to.have.length(rewrites ? 1 : 0);
        if (metadata) expect(metadata.transforms).to.have.length(rewrites ? 1 : 0);
        // A rule rewrites in one way, and the two paths differ in theirs.
        if (rewrites) expect(metadata).not.to.equal(undefined);
      }),
    );
  });
});

describe("The server's path", () => {
  it("is the public one, where none is said", () => {
    expect(serverPathOf(MCP)).to.equal("/mcp");
    expect(serverPathOf({ url: "https://mcp.quiltdata.com" })).to.equal("/");
  });

  it("is the one that is said", () => {
    expect(serverPathOf({ ...MCP, serverPath: "/" })).to.equal("/");
  });
});

describe("The values of conditions", () => {
  const counts: [count: number, conditions: RouteRule["conditions"]][] = [
    [0, []],
    [2, [{ pathPattern: { values: ["/mcp", "/mcp/*"] } }]],
    [1, [{ pathPattern: { regexValues: ["^/mcp(/.*)?$"] } }]],
    [2, [{ hostHeader: { values: ["a.example.com"] } }, { hostHeader: { regexValues: ["^a"] } }]],
    [3, [{ httpHeader: { httpHeaderName: "A", values: ["1", "2", "3"] } }]],
    [2, [{ httpHeader: { httpHeaderName: "A", regexValues: ["1", "2"] } }]],
    [2, [{ httpRequestMethod: { values: ["GET", "POST"] } }]],
    [2, [{ queryStrings: [{ key: "a", value: "1" }, { value: "2" }] }]],
    [2, [{ sourceIp: { values: ["10.0.0.0/8", "2001:db8::/32"] } }]],
  ];
  for (const [count, given] of counts)
    it(`are ${count} in ${JSON.stringify(given)}`, () => {
      expect(valueCount(given)).to.equal(count);
    });

  const wildcards: [count: number, conditions: RouteRule["conditions"]][] = [
    [0, []],
    [1, [{ pathPattern: { values: ["/mcp", "/mcp/*"] } }]],
    [0, [{ pathPattern: { regexValues: ["^/mcp(/.*)?$"] } }]],
    [3, [{ hostHeader: { values: ["*.a?.com", "?.com"] } }]],
    [2, [{ httpHeader: { httpHeaderName: "A", values: ["*", "1", "?"] } }]],
    [3, [{ queryStrings: [{ key: "a*", value: "?*" }] }]],
    // A character that is meant itself is no wildcard.
    [1, [{ queryStrings: [{ key: "a\\*", value: "\\?*" }] }]],
  ];
  for (const [count, given] of wildcards)
    it(`have ${count} wildcards in ${JSON.stringify(given)}`, () => {
      expect(wildcardCount(given)).to.equal(count);
    });
});

describe("A rule as the model knows it", () => {
  it("has the name that it is given, the rule's conditions and transforms, and no actions", () => {
    const { own } = rulesOf({ ...MCP, serverPath: "/", oauthMetadata: false });
    expect(modelOf(own, "mcp-rule")).to.deep.equal({
      id: "mcp-rule",
      priority: 10,
      conditions: [{ kind: "path-pattern", values: ["/mcp", "/mcp/*"], regexValues: [] }],
      actions: [],
      transforms: [{ type: "url-rewrite", regex: "^/mcp/?(.*)$", replace: "/$1" }],
    });
  });
});
