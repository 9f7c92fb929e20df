import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import * as fc from "fast-check";
import { McpRoute, type McpRouteArgs, RouteError } from "../../../components/index.ts";
import { retentionDays } from "../../../components/apiGateway/limits.ts";
import { problemsOf } from "../../../components/validation.ts";
import { company } from "../../support/company.ts";
import { args, failed } from "../../support/deploy.ts";
import { ROLE } from "../../support/gateway.ts";

type Fields = Record<string, unknown>;

/** The paths of the problems, in the order told. */
function pathsOf(changes: object): string[] {
  return problemsOf({ ...args(), ...changes }).map(({ path }) => path);
}

/** The only problem, as an error tells it. */
function problemOf(changes: object): string {
  const [problem, ...more] = problemsOf({ ...args(), ...changes });
  expect(more).to.deep.equal([]);
  return problem ? `${problem.path}: ${problem.what} ${problem.remedy}` : "";
}

const url = "https://origin.quiltdata.com";
/** A REST API that is right, with changes, and with changes of the arguments beside it. */
const rest = (changes: Fields = {}, beside: object = {}) => ({
  apiGateway: { origin: { url }, ...changes },
  ...beside,
});
const http = (changes: Fields = {}, beside: object = {}) =>
  rest({ type: "HTTP", streaming: false, ...changes }, beside);
const at = (text: unknown, beside: object = {}) => rest({ origin: { url: text } }, beside);
const link = (changes: Fields = {}, beside: object = {}) =>
  rest({ origin: { vpcLink: { id: "a1b2c3", serverName: "demo.quiltdata.com", ...changes } } }, beside);
const httpLink = (changes: Fields = {}, beside: object = {}) =>
  http({ origin: { vpcLink: { id: "a1b2c3", serverName: "demo.quiltdata.com", ...changes } } }, beside);
const create = (changes: unknown) => link({ id: undefined, create: changes });
const subnets = (subnetIds: unknown) => create({ subnetIds, securityGroupIds: ["sg-0a"] });
const groups = (securityGroupIds: unknown) => create({ subnetIds: ["subnet-0a"], securityGroupIds });
const adopt = (changes: Fields = {}, beside: object = {}) =>
  rest({ adopt: { name: "company", stage: "prod", ...changes } }, beside);
const httpAdopt = (changes: Fields = {}) => http({ adopt: { id: "a1b2c3", ...changes } });
const stage = (changes: unknown) => rest({ stage: changes });
const httpStage = (changes: unknown) => http({ stage: changes });
const throttling = (changes: unknown) => stage({ throttling: changes });
const logs = (changes: Fields = {}) =>
  stage({ accessLogs: { retention: 30, accountRole: ROLE, ...changes } });
const webAcl = (changes: unknown) => stage({ webAcl: changes });
const domain = (changes: unknown, beside: object = {}) => rest({ customDomain: changes }, beside);
const mapped = (basePath: unknown, publicUrl = "https://demo.quiltdata.com/tools/mcp") =>
  domain({ name: "demo.quiltdata.com", basePath }, { url: publicUrl });
const later = <T>(value: T) => pulumi.output(value);

const GUIDE = "https://docs.aws.amazon.com/apigateway/latest/developerguide";
const RULE = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html";
/** A path as long as it may be with a stage of this length in front. */
const path = (length: number) => `https://demo.quiltdata.com/${"p".repeat(length - 1)}`;
const ROOM = 128 - "/.well-known/oauth-protected-resource".length;

/** Values on either side of a limit, by the path of the problem that the wrong ones make. */
const boundaries: { at: string; right: object[]; wrong: object[] }[] = [
  {
    at: "apiGateway",
    right: [{}, { apiGateway: undefined }, rest(), http()],
    wrong: [null, 5, "x", true, [], later({})].map((apiGateway) => ({ apiGateway })),
  },
  {
    at: "apiGateway.type",
    right: [rest({ type: "REST" }), rest({ type: undefined })],
    wrong: [
      ...["", "rest", "Rest", "http", "WEBSOCKET", 5, null, [], {}].map((type) => rest({ type })),
      rest({ type: "HTTP" }),
      rest({ type: "HTTP", streaming: true }),
    ],
  },
  {
    at: "apiGateway.streaming",
    right: [rest({ streaming: true }), rest({ streaming: false })],
    wrong: ["false", 0, null, {}].map((streaming) => rest({ streaming })),
  },
  {
    at: "apiGateway.origin",
    right: [link()],
    wrong: [
      ...[undefined, null, 5, "https://origin.quiltdata.com", [], {}, later({ url })].map((origin) =>
        rest({ origin }),
      ),
      rest({ origin: { url, vpcLink: { id: "a1", serverName: "demo.quiltdata.com" } } }),
    ],
  },
  {
    at: "apiGateway.origin.url",
    right: [
      at("https://origin.quiltdata.com/"),
      at("https://origin.quiltdata.com:443"),
      at("https://origin.quiltdata.com:8443"),
      at("HTTPS://Origin.Quiltdata.com:443/"),
      at(url, { hosts: ["*.quiltdata.com"] }),
      at(url, { hosts: ["ORIGIN.quiltdata.com"] }),
      at(url, { conditions: { hostRegexes: ["^www", "^ORIGIN[.]"] } }),
      at(url, { conditions: { hostRegexes: ["(?i)^www"] } }),
      // Nothing leads from the public host to a new API without a domain.
      at("https://demo.quiltdata.com"),
    ],
    wrong: [
      ...[null, 5, [], {}, true, later(url)].map((text) => at(text)),
      ...[
        "",
        "origin.quiltdata.com",
        "http://origin.quiltdata.com",
        "ftp://origin.quiltdata.com",
        "https://u:p@origin.quiltdata.com",
        "https://origin.quiltdata.com/mcp",
        "https://origin.quiltdata.com//",
        "https://origin.quiltdata.com?x=1",
        "https://origin.quiltdata.com?",
        "https://origin.quiltdata.com#x",
        "https://origin.quiltdata.com#",
        " https://origin.quiltdata.com",
        "https://origin.quiltdata.com ",
        "https:\\\\origin.quiltdata.com",
        "https:origin.quiltdata.com",
        "https://10.0.0.1",
        "https://0x0a000001",
        "https://[2001:db8::1]",
        `https://${company.dnsName}`,
        `https://dualstack.${company.dnsName}`,
        "https://tools-0123456789abcdef.elb.us-east-1.amazonaws.com",
        "https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com",
        "https://a1b2c3d4e5.execute-api.cn-north-1.amazonaws.com.cn",
      ].map((text) => at(text)),
      at(url, { hosts: ["demo.quiltdata.com"] }),
      at(url, { conditions: { hostRegexes: ["^demo"] } }),
    ],
  },
  {
    at: "apiGateway.origin.vpcLink",
    right: [],
    wrong: [
      ...[null, 5, "a1b2c3", [], later({ id: "a1" })].map((vpcLink) => rest({ origin: { vpcLink } })),
      link({ id: undefined }),
      link({ create: { subnetIds: ["subnet-0a"], securityGroupIds: ["sg-0a"] } }),
    ],
  },
  {
    at: "apiGateway.origin.vpcLink.id",
    right: [link({ id: "0" }), link({ id: later("a1b2c3") }), link({ id: Promise.resolve("a1b2c3") })],
    wrong: ["", "A1", "a-1", "vpclink/a1", 5, null, {}].map((id) => link({ id })),
  },
  {
    at: "apiGateway.origin.vpcLink.create",
    right: [],
    wrong: [null, 5, "x", [], later({})].map(create),
  },
  {
    at: "apiGateway.origin.vpcLink.create.subnetIds",
    right: [subnets(["subnet-0a"]), subnets([later("subnet-0a"), "subnet-0b"])],
    wrong: [undefined, null, 5, "subnet-0a", [], {}, later(["subnet-0a"])].map(subnets),
  },
  {
    at: "apiGateway.origin.vpcLink.create.subnetIds[0]",
    right: [],
    wrong: ["", "subnet-", "subnet-xy", "sg-0a", " subnet-0a", 5, null, []].map((id) => subnets([id])),
  },
  {
    at: "apiGateway.origin.vpcLink.create.securityGroupIds",
    right: [groups(["sg-0a"]), groups([later("sg-0a")])],
    wrong: [undefined, null, 5, "sg-0a", [], {}].map(groups),
  },
  {
    at: "apiGateway.origin.vpcLink.create.securityGroupIds[0]",
    right: [],
    wrong: ["", "sg-", "subnet-0a", 5, null].map((id) => groups([id])),
  },
  {
    at: "apiGateway.origin.vpcLink.serverName",
    right: [
      link({ serverName: undefined }),
      link({ serverName: "Demo.quiltdata.com" }),
      link({ serverName: `${"a".repeat(63)}.${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(57)}.com` }),
      link({}, { hosts: ["demo.quiltdata.com"] }),
      // Without a name, the gateway sends the balancer's own, which the rule may well take.
      link({ serverName: undefined }, { hosts: ["sales--*.elb.amazonaws.com"] }),
      httpLink({}, { hosts: ["other.quiltdata.com"] }),
      httpLink({ serverName: undefined }, { hosts: ["other.quiltdata.com"] }),
    ],
    wrong: [
      ...["", "demo", "*.quiltdata.com", "https://demo.quiltdata.com", "demo.quiltdata.com:443", 5, null].map(
        (serverName) => link({ serverName }),
      ),
      link({ serverName: later("demo.quiltdata.com") }),
      link({ serverName: `${"a".repeat(63)}.${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(58)}.com` }),
      link({}, { hosts: ["other.quiltdata.com"] }),
      link({ serverName: undefined }, { hosts: ["demo.quiltdata.com"] }),
      link({ serverName: undefined }, { conditions: { hostRegexes: ["^demo"] } }),
    ],
  },
  {
    at: "apiGateway.adopt",
    right: [adopt(), httpAdopt()],
    wrong: [null, 5, "company", [], later({})].map((api) => rest({ adopt: api })),
  },
  {
    at: "apiGateway.adopt.name",
    right: [adopt({ name: later("company") })],
    wrong: [...[undefined, "", 5, null, {}].map((name) => adopt({ name })), httpAdopt({ name: "company" })],
  },
  {
    at: "apiGateway.adopt.id",
    right: [adopt({ id: "a1b2c3" }), adopt({ id: later("a1b2c3") }), httpAdopt({ id: later("a1") })],
    wrong: ["", "A1", "a-1", 5, null].flatMap((id) => [adopt({ id }), httpAdopt({ id })]),
  },
  {
    at: "apiGateway.adopt.parentPath",
    right: [
      adopt({ parentPath: "/" }),
      adopt({ parentPath: "/a" }, { url: "https://demo.quiltdata.com/a/b/mcp" }),
      adopt({ parentPath: "/a/b" }, { url: "https://demo.quiltdata.com/a/b/mcp" }),
      rest(
        {
          adopt: { name: "company", stage: "prod", parentPath: "/a" },
          customDomain: { name: "demo.quiltdata.com", basePath: "tools" },
        },
        { url: "https://demo.quiltdata.com/tools/a/mcp" },
      ),
    ],
    wrong: [
      ...["", "/mcp", "/tools", "a", "/a/", 5, null, [], later("/")].map((parentPath) =>
        adopt({ parentPath }, { url: "https://demo.quiltdata.com/a/mcp" }),
      ),
      httpAdopt({ parentPath: "/" }),
      rest(
        {
          adopt: { name: "company", stage: "prod", parentPath: "/tools" },
          customDomain: { name: "demo.quiltdata.com", basePath: "tools" },
        },
        { url: "https://demo.quiltdata.com/tools/a/mcp" },
      ),
    ],
  },
  {
    at: "apiGateway.adopt.metadataParentPath",
    right: ["/", "/.well-known", "/.well-known/oauth-protected-resource"].map((metadataParentPath) =>
      adopt({ metadataParentPath }),
    ),
    wrong: [
      ...["", "/mcp", "/.well-known/oauth-protected-resource/mcp", ".well-known", 5, null].map(
        (metadataParentPath) => adopt({ metadataParentPath }),
      ),
      httpAdopt({ metadataParentPath: "/" }),
    ],
  },
  {
    at: "apiGateway.adopt.stage",
    right: [
      adopt({ stage: "s".repeat(128) }),
      httpAdopt({ stage: "$default" }),
      httpAdopt({ stage: "A_b-9" }),
      rest({ adopt: { name: "company" }, stage: {} }),
    ],
    wrong: [
      ...[undefined, "", "$default", "a b", "a/b", "s".repeat(129), 5, null, later("prod")].map((name) =>
        adopt({ stage: name }),
      ),
      ...["", "$other", "s".repeat(129), 5].map((name) => httpAdopt({ stage: name })),
      rest({ adopt: { name: "company", stage: "prod" }, stage: {} }),
      http({ adopt: { id: "a1", stage: "prod" }, stage: {} }),
    ],
  },
  {
    at: "apiGateway.adopt.autoDeploy",
    right: [httpAdopt({ autoDeploy: true }), httpAdopt({ autoDeploy: false })],
    wrong: [
      ...["true", 1, null].map((autoDeploy) => httpAdopt({ autoDeploy })),
      adopt({ autoDeploy: true }),
      http({ adopt: { id: "a1", autoDeploy: true }, stage: {} }),
    ],
  },
  {
    at: "apiGateway.endpointType",
    right: [
      rest({ endpointType: "REGIONAL" }),
      rest({ endpointType: "EDGE" }, { longestSilence: 30 }),
      rest({ endpointType: "EDGE" }, { longestSilence: 1 }),
    ],
    wrong: [
      ...["", "regional", "PRIVATE", 5, null].map((endpointType) => rest({ endpointType })),
      http({ endpointType: "REGIONAL" }),
      rest({ adopt: { name: "company", stage: "prod" }, endpointType: "REGIONAL" }),
    ],
  },
  {
    at: "longestSilence",
    right: [
      rest({}, { longestSilence: 1 }),
      rest({}, { longestSilence: 300 }),
      http({}, { longestSilence: 30 }),
      // An adopted API's endpoint type is looked up.
      adopt({}, { longestSilence: 301 }),
    ],
    wrong: [
      rest({}, { longestSilence: 301 }),
      rest({ endpointType: "REGIONAL" }, { longestSilence: 301 }),
      rest({ endpointType: "EDGE" }),
      rest({ endpointType: "EDGE" }, { longestSilence: 31 }),
      http({}, { longestSilence: 31 }),
      rest({}, { longestSilence: 4000 }),
    ],
  },
  {
    at: "apiGateway.timeout",
    right: [
      rest({ timeout: 1 }, { longestSilence: 1 }),
      rest({ timeout: 60 }),
      rest({ timeout: 900 }, { longestSilence: 300 }),
      http({ timeout: 30 }),
      http({ timeout: 1 }, { longestSilence: 1 }),
      // What is not said is no longer than the API waits.
      http({ timeout: 29 }),
    ],
    wrong: [
      ...[901, 60.5, "900", null, [], Infinity, NaN].map((timeout) => rest({ timeout })),
      http({ timeout: 31 }),
      http({ timeout: 28 }, { longestSilence: 29 }),
      rest({ timeout: 59 }),
      rest({ timeout: 299 }, { longestSilence: 300 }),
    ],
  },
  {
    at: "apiGateway.stage",
    right: [stage({}), httpStage({})],
    wrong: [null, 5, "live", [], later({})].map(stage),
  },
  {
    at: "apiGateway.stage.name",
    right: [
      ...["a", "s".repeat(128), "A_b-9", "mcp"].map((name) => stage({ name })),
      link({}, { url: "https://demo.quiltdata.com/liver/mcp" }),
      link({}, { url: "https://demo.quiltdata.com/mcp/live" }),
    ],
    wrong: [
      ...["", "$default", "a b", "a/b", "ä", "s".repeat(129), 5, null, later("live")].map((name) =>
        stage({ name }),
      ),
      ...["$other", "s".repeat(129)].map((name) => httpStage({ name })),
      // A link's stage is told from the path by its name.
      rest({
        origin: { vpcLink: { id: "a1", serverName: "demo.quiltdata.com" } },
        stage: { name: "mcp" },
      }),
      link({}, { url: "https://demo.quiltdata.com/live/mcp" }),
      // With the link's stage in front, the metadata's pattern is too long.
      rest(
        {
          origin: { vpcLink: { id: "a1", serverName: "demo.quiltdata.com" } },
          stage: { name: "s".repeat(5) },
        },
        { url: path(ROOM - 5) },
      ),
    ],
  },
  {
    at: "apiGateway.adopt.stage",
    right: [],
    wrong: [
      rest(
        {
          origin: { vpcLink: { id: "a1", serverName: "demo.quiltdata.com" } },
          adopt: { name: "company", stage: "s".repeat(5) },
        },
        { url: path(ROOM - 5) },
      ),
    ],
  },
  {
    at: "apiGateway.stage.name",
    right: [
      httpStage({ name: "$default" }),
      rest(
        {
          origin: { vpcLink: { id: "a1", serverName: "demo.quiltdata.com" } },
          stage: { name: "s".repeat(5) },
        },
        { url: path(ROOM - 6) },
      ),
    ],
    wrong: [],
  },
  {
    at: "apiGateway.stage.throttling",
    right: [throttling({ rateLimit: 1, burstLimit: 1 }), throttling({ rateLimit: 40000, burstLimit: 20000 })],
    wrong: [null, 5, "x", [], later({})].map(throttling),
  },
  {
    at: "apiGateway.stage.throttling.rateLimit",
    right: [],
    wrong: [undefined, 0, 1.5, "1", null, -1].map((rateLimit) => throttling({ rateLimit, burstLimit: 1 })),
  },
  {
    at: "apiGateway.stage.throttling.burstLimit",
    right: [],
    wrong: [undefined, 0, 1.5, "1", null, -1].map((burstLimit) => throttling({ rateLimit: 1, burstLimit })),
  },
  {
    at: "apiGateway.stage.accessLogs",
    right: [logs(), httpStage({ accessLogs: { retention: 30 } })],
    wrong: [null, 5, "x", [], later({})].map((accessLogs) => stage({ accessLogs })),
  },
  {
    at: "apiGateway.stage.accessLogs.retention",
    right: retentionDays.map((retention) => logs({ retention })),
    wrong: [undefined, 2, 29, 31, 3654, -1, "30", null, 1.5].map((retention) => logs({ retention })),
  },
  {
    at: "apiGateway.stage.accessLogs.accountRole",
    right: [
      logs({ accountRole: later(ROLE) }),
      logs({ accountRole: "arn:aws-cn:iam::123456789012:role/a/b" }),
    ],
    wrong: [
      ...[undefined, "", "logs", "arn:aws:iam::123456789012:user/x", "arn:aws:iam::1:role/x", 5, null].map(
        (accountRole) => logs({ accountRole }),
      ),
      httpStage({ accessLogs: { retention: 30, accountRole: ROLE } }),
    ],
  },
  {
    at: "apiGateway.stage.webAcl",
    right: [webAcl({ name: "company" }), webAcl({ arn: company.webAclArn }), webAcl({ arn: later("x") })],
    wrong: [
      ...[null, 5, "company", [], {}, later({})].map(webAcl),
      webAcl({ name: "company", arn: company.webAclArn }),
      httpStage({ webAcl: { name: "company" } }),
    ],
  },
  {
    at: "apiGateway.stage.webAcl.arn",
    right: [],
    wrong: [
      "",
      "company",
      company.webAclArn.replace("regional", "global"),
      `${company.webAclArn}/x`,
      5,
      null,
    ].map((arn) => webAcl({ arn })),
  },
  {
    at: "apiGateway.stage.webAcl.name",
    right: [],
    wrong: ["", 5, null, [], later("company")].map((name) => webAcl({ name })),
  },
  {
    at: "apiGateway.customDomain",
    right: [domain({ name: "demo.quiltdata.com" })],
    wrong: [null, 5, "demo.quiltdata.com", [], later({})].map((each) => domain(each)),
  },
  {
    at: "apiGateway.customDomain.name",
    right: [
      domain({ name: later("demo.quiltdata.com") }),
      domain({ name: "*.quiltdata.com" }),
      domain({ name: "a.b-c.quiltdata.com" }),
      // A name of its own leads to the balancer, and not to the gateway.
      rest({ customDomain: { name: "*.quiltdata.com" } }),
    ],
    wrong: [
      ...[
        undefined,
        "",
        "demo",
        "Demo.quiltdata.com",
        "https://demo.quiltdata.com",
        "demo.quiltdata.com/",
        "demo.*.com",
        "*demo.quiltdata.com",
        "-a.quiltdata.com",
        "demo..quiltdata.com",
        5,
        null,
      ].map((name) => domain({ name })),
      domain({ name: "origin.quiltdata.com" }),
      rest({
        origin: { url: "https://ORIGIN.quiltdata.com" },
        customDomain: { name: "origin.quiltdata.com" },
      }),
    ],
  },
  {
    at: "apiGateway.customDomain.mapped",
    right: [
      rest({ customDomain: { name: "demo.quiltdata.com", mapped: false } }),
      rest({
        adopt: { name: "company", stage: "prod" },
        customDomain: { name: "demo.quiltdata.com", mapped: true },
      }),
    ],
    wrong: [
      rest({ customDomain: { name: "demo.quiltdata.com", mapped: true } }),
      ...[null, 0, "true"].map((value) => domain({ name: "demo.quiltdata.com", mapped: value })),
    ],
  },
  {
    at: "apiGateway.customDomain.basePath",
    right: [
      mapped("tools"),
      mapped("mcp", "https://demo.quiltdata.com/mcp"),
      http(
        { customDomain: { name: "demo.quiltdata.com", basePath: "tools/mcp" } },
        { url: "https://demo.quiltdata.com/tools/mcp" },
      ),
    ],
    wrong: [
      ...["", "/tools", "tools/", "tools/mcp", "tool", "mcp", "to ols", 5, null, [], later("tools")].map(
        (each) => mapped(each),
      ),
      http(
        { customDomain: { name: "demo.quiltdata.com", basePath: "tools//mcp" } },
        { url: "https://demo.quiltdata.com/tools/mcp" },
      ),
      domain(
        { name: "demo.quiltdata.com", basePath: "tools" },
        { url: "https://demo.quiltdata.com", conditions: { methods: ["POST"] } },
      ),
    ],
  },
  {
    at: "url",
    right: [
      rest({}, { url: "https://demo.quiltdata.com:443/mcp" }),
      rest({}, { url: "https://demo.quiltdata.com/a.b/c_d/e-f:g" }),
      rest({}, { url: "https://demo.quiltdata.com/ping" }),
      domain({ name: "demo.quiltdata.com" }, { url: "https://demo.quiltdata.com/a/ping" }),
      http({}, { url: "https://demo.quiltdata.com/a~b/@c+d" }),
      adopt({ parentPath: "/.well-known" }, { url: "https://demo.quiltdata.com/.well-known/mcp" }),
    ],
    wrong: [
      rest({}, { url: "https://demo.quiltdata.com:8443/mcp" }),
      http({}, { url: "https://demo.quiltdata.com:8443/mcp" }),
      rest({}, { url: "http://demo.quiltdata.com/mcp" }),
      http({}, { url: "http://demo.quiltdata.com/mcp" }),
      ...["~", "'", "@", "+", "&", "$"].map((character) =>
        rest({}, { url: `https://demo.quiltdata.com/a${character}b/mcp` }),
      ),
      rest({}, { url: "ftp://demo.quiltdata.com/mcp" }),
      rest({}, { url: "https://demo.quiltdata.com/.well-known/mcp" }),
      domain({ name: "demo.quiltdata.com" }, { url: "https://demo.quiltdata.com/ping" }),
      domain({ name: "demo.quiltdata.com" }, { url: "https://demo.quiltdata.com/sping/mcp" }),
      mapped("tools", "https://demo.quiltdata.com/tools/ping"),
    ],
  },
  {
    at: "oauthMetadata",
    right: [rest({}, { oauthMetadata: true })],
    wrong: [rest({}, { oauthMetadata: false }), http({}, { oauthMetadata: false })],
  },
  {
    at: "conditions.pathRegexes",
    right: [
      rest({}, { conditions: { pathRegexes: ["^/mcp"] } }),
      httpLink({}, { conditions: { pathRegexes: ["^/mcp"] } }),
    ],
    wrong: [link({}, { conditions: { pathRegexes: ["^/mcp"] } })],
  },
  {
    at: "hosts",
    right: [link({}, { hosts: ["demo.quiltdata.com"] })],
    // Four of the five values are the endpoint's, with the stage and without.
    wrong: [link({}, { hosts: ["demo.quiltdata.com", "other.quiltdata.com"] })],
  },
  {
    at: "priority",
    right: [link({}, { priority: 2 }), rest({}, { priority: 1 }), httpLink({}, { priority: 1 })],
    wrong: [link({}, { priority: 1 })],
  },
  {
    at: "forward.leaveToDeployments",
    right: [
      rest({}, { forward: { leaveToDeployments: true } }),
      httpLink({}, { forward: { leaveToDeployments: true } }),
    ],
    wrong: [
      link({}, { forward: { leaveToDeployments: true } }),
      rest({}, { forward: { leaveToDeployments: true }, serverPath: "/" }),
    ],
  },
];

/** A change in a few words, for a test's name. */
function told(change: object): string {
  const text = JSON.stringify(change, (_, value: unknown) => {
    if (pulumi.Output.isInstance(value)) return "an Output";
    if (value instanceof Promise) return "a Promise";
    return value === undefined ? "undefined" : value;
  });
  return text.length > 160 ? `${text.slice(0, 130)}… (${text.length} characters)` : text;
}

describe("The check of an API Gateway's plain values", () => {
  for (const { at: place, right, wrong } of boundaries) {
    for (const change of right)
      it(`finds nothing wrong with ${told(change)}`, () => {
        expect(pathsOf(change)).to.deep.equal([]);
      });
    for (const change of wrong)
      it(`finds ${place} wrong in ${told(change)}, and nothing else`, () => {
        expect([...new Set(pathsOf(change))]).to.deep.equal([place]);
      });
  }

  const wordings: [object, string][] = [
    [
      rest({ origin: undefined }),
      'apiGateway.origin: is missing. Give the balancer\'s public address, such as "https://origin.quiltdata.com".',
    ],
    [
      { apiGateway: "x" },
      'apiGateway: "x" is not a map. Give at least where it finds the balancer, such as { origin: { url: "https://origin.quiltdata.com" } }.',
    ],
    [
      rest({ type: "HTTP" }),
      `apiGateway.type: "HTTP" holds every answer until it has ended and cuts it after 30 seconds, so that no stream comes through (${GUIDE}/http-api-quotas.html). Leave it out for a REST API, which streams; or say apiGateway.streaming: false, where the server answers every message with plain JSON.`,
    ],
    [rest({ type: "rest" }), 'apiGateway.type: "rest" is none of "REST", "HTTP". Write "REST".'],
    [
      rest({ origin: {} }),
      "apiGateway.origin: has neither url nor vpcLink. Give exactly one of them: the balancer's public address, or a VPC link to its listener.",
    ],
    [
      at("http://origin.quiltdata.com"),
      'apiGateway.origin.url: "http://origin.quiltdata.com" is not https: tokens would travel over the internet in clear text. Give the balancer\'s public address, such as "https://origin.quiltdata.com".',
    ],
    [
      at("https://origin.quiltdata.com/mcp"),
      'apiGateway.origin.url: "https://origin.quiltdata.com/mcp" is not the address alone: the endpoint\'s own paths are put after it. Write "https://origin.quiltdata.com".',
    ],
    [
      at("https://10.0.0.1"),
      'apiGateway.origin.url: "https://10.0.0.1" is an address of the network, for which no certificate of the balancer can be. Give the balancer\'s public address, such as "https://origin.quiltdata.com".',
    ],
    [
      at(`https://${company.dnsName}`),
      `apiGateway.origin.url: "https://${company.dnsName}" is a balancer's own DNS name, which is on no certificate, so that the gateway refuses the connection. Give a name in a domain of yours that leads to the balancer and is on the listener's certificate.`,
    ],
    [
      at("https://a1.execute-api.us-east-1.amazonaws.com"),
      'apiGateway.origin.url: "https://a1.execute-api.us-east-1.amazonaws.com" is a gateway\'s own address, not the balancer\'s. Give the balancer\'s public address, such as "https://origin.quiltdata.com".',
    ],
    [
      at(url, { hosts: ["demo.quiltdata.com"] }),
      'apiGateway.origin.url: sends the host "origin.quiltdata.com", which hosts ["demo.quiltdata.com"] leave out: the rule would take nothing. Add "origin.quiltdata.com" to hosts.',
    ],
    [
      at(url, { conditions: { hostRegexes: ["^demo"] } }),
      'apiGateway.origin.url: sends the host "origin.quiltdata.com", which conditions.hostRegexes ["^demo"] leave out: the rule would take nothing. Add "origin.quiltdata.com" to conditions.hostRegexes.',
    ],
    [
      domain({ name: "origin.quiltdata.com" }),
      'apiGateway.customDomain.name: "origin.quiltdata.com" is also the host of apiGateway.origin.url: the gateway would call itself, in a loop. Give the origin another name that leads to the balancer.',
    ],
    [
      link({ serverName: undefined }, { hosts: ["demo.quiltdata.com"] }),
      'apiGateway.origin.vpcLink.serverName: is missing, so that the gateway sends the balancer\'s own DNS name as host, and the rule asks for ["demo.quiltdata.com"]. Give the name that the gateway is to send.',
    ],
    [
      adopt({ stage: undefined }),
      'apiGateway.adopt.stage: is missing. Give the REST API\'s name and stage, such as { name: "company", stage: "prod" }.',
    ],
    [
      rest({ adopt: { name: "company", stage: "prod" }, stage: {} }),
      "apiGateway.adopt.stage: is of a stage that exists, and apiGateway.stage is one that is made. Leave one of them out: clients reach the route by one stage.",
    ],
    [
      http({ adopt: { id: "a1", autoDeploy: false }, stage: {} }),
      "apiGateway.adopt.autoDeploy: is of a stage that exists, and apiGateway.stage is one that is made. Leave one of them out: clients reach the route by one stage.",
    ],
    [
      adopt({ autoDeploy: true }),
      "apiGateway.adopt.autoDeploy: is not for a REST API: no stage of a REST API deploys by itself. Leave it out.",
    ],
    [
      httpAdopt({ name: "company" }),
      "apiGateway.adopt.name: is not for an HTTP API: an HTTP API is looked up by its id. Leave it out.",
    ],
    [
      httpAdopt({ parentPath: "/" }),
      "apiGateway.adopt.parentPath: is not for an HTTP API: routes of an HTTP API have no parents. Leave it out.",
    ],
    [
      adopt({ parentPath: "/tools" }, { url: "https://demo.quiltdata.com/a/b/mcp" }),
      'apiGateway.adopt.parentPath: "/tools" is not above "/a/b/mcp", which the component makes. Give the last resource on the way to /a/b/mcp that exists: / or /a or /a/b.',
    ],
    [
      rest({ adopt: { name: "company", stage: "prod" }, endpointType: "EDGE" }),
      "apiGateway.endpointType: is for a new API; that of an adopted one is what it is. Leave it out.",
    ],
    [
      http({ endpointType: "REGIONAL" }),
      "apiGateway.endpointType: is for a REST API; an HTTP API is always regional. Leave it out.",
    ],
    [
      rest({ timeout: 901 }),
      `apiGateway.timeout: 901 is not a whole number from 1 to 900 seconds (${GUIDE}/response-transfer-mode.html). Give at most 900, or leave it out.`,
    ],
    [
      http({ timeout: 31 }),
      `apiGateway.timeout: 31 is not a whole number from 1 to 30 seconds (${GUIDE}/http-api-quotas.html). Give at most 30, or leave it out.`,
    ],
    [
      rest({ timeout: 1 }),
      "apiGateway.timeout: 1 is less than longestSilence, 60: an answer would be cut while it may still be silent. Give more, or leave it out for as long as AWS allows.",
    ],
    [
      rest({ endpointType: "EDGE" }),
      `longestSilence: 60 seconds are longer than an API at the edge waits for the next byte of a stream, 30 seconds (${GUIDE}/response-transfer-mode.html). Have the server send keep-alives more often, and say longestSilence: 30 or less, or leave apiGateway.endpointType out.`,
    ],
    [
      rest({}, { longestSilence: 301 }),
      `longestSilence: 301 seconds are longer than an API in its region waits for the next byte of a stream, 300 seconds (${GUIDE}/response-transfer-mode.html). Have the server send keep-alives more often, and say longestSilence: 300 or less.`,
    ],
    [
      stage({ name: "a b" }),
      'apiGateway.stage.name: "a b" is not a stage\'s name (https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html). Give 1-128 letters, digits, - and _.',
    ],
    [
      httpStage({ name: "a b" }),
      'apiGateway.stage.name: "a b" is not a stage\'s name (https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html). Give 1-128 letters, digits, - and _, or $default.',
    ],
    [
      throttling({ rateLimit: 0, burstLimit: 1 }),
      `apiGateway.stage.throttling.rateLimit: 0 is not a whole number from 1 up. Give the requests a second, such as 100.`,
    ],
    [
      logs({ retention: 31 }),
      "apiGateway.stage.accessLogs.retention: 31 is no number of days that CloudWatch Logs takes (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html). Give one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653, or 0 to keep every line.",
    ],
    [
      logs({ accountRole: undefined }),
      `apiGateway.stage.accessLogs.accountRole: is missing: REST APIs write logs with a role that the settings of the account name, for all of its APIs in a region, so that no component may set it in passing (${GUIDE}/set-up-logging.html). See it with: aws apigateway get-account --query cloudwatchRoleArn; where there is none, set it once, with aws.apigateway.Account in a stack of its own.`,
    ],
    [
      httpStage({ accessLogs: { retention: 30, accountRole: ROLE } }),
      "apiGateway.stage.accessLogs.accountRole: is for REST APIs: an HTTP API writes its logs without a role. Leave it out.",
    ],
    [
      webAcl({ name: "" }),
      "apiGateway.stage.webAcl.name: is empty. Find it with: aws wafv2 list-web-acls --scope REGIONAL --query 'WebACLs[].Name'",
    ],
    [
      httpStage({ webAcl: { name: "company" } }),
      `apiGateway.stage.webAcl: is for REST APIs: AWS has no web ACL for an HTTP API (${GUIDE}/apigateway-control-access-aws-waf.html). Leave it out, or put CloudFront with the web ACL in front.`,
    ],
    [
      mapped("mcp"),
      'apiGateway.customDomain.basePath: "mcp" does not begin "/tools/mcp", the path of the public URL. Give the first part of "/tools/mcp", without slashes at its ends, or leave it out for the root.',
    ],
    [
      mapped("tools/mcp"),
      `apiGateway.customDomain.basePath: "tools/mcp" is not one part of a path under which a domain can be mapped (${GUIDE}/how-to-custom-domains.html). Give the first part of "/tools/mcp", without slashes at its ends, or leave it out for the root.`,
    ],
    [
      rest({}, { url: "http://demo.quiltdata.com/mcp" }),
      'url: "http://demo.quiltdata.com/mcp" is not https, which is all that an API Gateway speaks. Write https.',
    ],
    [
      rest({}, { url: "https://demo.quiltdata.com:8443/mcp" }),
      'url: "https://demo.quiltdata.com:8443/mcp" has the port 8443; an API Gateway is reached on 443 alone. Leave the port out; listener.port says the balancer\'s.',
    ],
    [
      link({}, { url: "https://demo.quiltdata.com/live" }),
      'apiGateway.stage.name: "live" stands in front of the path that comes through the VPC link, and "/live" begins with the same: the listener\'s rules could not tell the one from the other. Give the stage another name.',
    ],
    [
      rest({}, { url: "https://demo.quiltdata.com/a~b/mcp" }),
      'url: "https://demo.quiltdata.com/a~b/mcp" has a path with "a~b", which no resource of a REST API may be called. Mount the server on a path of letters, digits and . _ : - alone.',
    ],
    [
      mapped("tools", "https://demo.quiltdata.com/tools/ping"),
      `url: "https://demo.quiltdata.com/tools/ping" has the path /ping at the root of the API, which API Gateway keeps for itself on custom domains (${GUIDE}/api-gateway-known-issues.html). Mount the server on another path.`,
    ],
    [
      rest({}, { url: "https://demo.quiltdata.com/.well-known/mcp" }),
      'url: "https://demo.quiltdata.com/.well-known/mcp" has a path under /.well-known, which the OAuth metadata has in a new REST API. Mount the server on another path.',
    ],
    [
      rest({}, { oauthMetadata: false }),
      `oauthMetadata: false stands beside apiGateway: a REST API renames the header WWW-Authenticate, so that clients find the metadata at its path alone (${GUIDE}/api-gateway-known-issues.html). Leave it out. A server without OAuth answers the path with 404, which is what clients want there.`,
    ],
    [
      link({}, { conditions: { pathRegexes: ["^/mcp"] } }),
      'conditions.pathRegexes: stand beside a VPC link of a REST API, which puts its stage, "live", in front of the path: the rule must take that path as well, and rewrite it. Leave them out.',
    ],
    [
      link({}, { hosts: ["demo.quiltdata.com", "other.quiltdata.com"] }),
      `hosts: the conditions have 6 values, the endpoint's 4 for the path among them; a rule holds 5 (${RULE}). Give the rest to a second McpRoute with a priority of its own; two may share an adopted target group.`,
    ],
    [
      link({}, { priority: 1 }),
      "priority: 1 leaves no room for the rule of the OAuth metadata, which stands one before (https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html). Give 2 or more.",
    ],
    [
      link({}, { forward: { leaveToDeployments: true } }),
      "forward.leaveToDeployments: leaves the route's own rule to deployments, while the OAuth metadata has a rule that none of them moves. Leave it out, or reach the balancer by apiGateway.origin.url: with the stage that comes through a VPC link, the metadata always has one.",
    ],
    [
      rest({}, { forward: { leaveToDeployments: true }, serverPath: "/" }),
      "forward.leaveToDeployments: leaves the route's own rule to deployments, while the OAuth metadata has a rule that none of them moves. Leave out the conditions, hosts or serverPath that take the metadata out of the rule.",
    ],
    [
      rest(
        {
          origin: { vpcLink: { id: "a1", serverName: "demo.quiltdata.com" } },
          stage: { name: "s".repeat(5) },
        },
        { url: path(ROOM - 5) },
      ),
      `apiGateway.stage.name: "sssss" stands in front of the path that comes through the VPC link, whose longest pattern then has 129 characters; a rule takes 128 (${RULE}). Give the stage a shorter name, or the server a shorter path.`,
    ],
  ];
  for (const [change, wording] of wordings)
    it(`says the value, the limit and the remedy: ${wording.slice(0, 70)}…`, () => {
      expect(problemOf(change)).to.equal(wording);
    });

  it("tells the problems of all parts in one error, in their order, and registers nothing", async () => {
    const apiGateway = {
      type: "WEBSOCKET",
      streaming: 0,
      origin: { url: "http://a.com", vpcLink: { serverName: 5 } },
      adopt: { id: "A", parentPath: "x", metadataParentPath: "y", autoDeploy: 1 },
      endpointType: "x",
      timeout: 0,
      stage: { name: "", throttling: {}, accessLogs: {}, webAcl: {} },
      customDomain: { basePath: "x" },
    } as unknown as McpRouteArgs["apiGateway"];
    const { error, registered } = await failed(() => {
      new McpRoute("mcp", { ...args(), ...(apiGateway ? { apiGateway } : {}) });
    });
    expect(error).to.be.instanceOf(RouteError);
    expect(registered).to.deep.equal([]);
    expect([...error.message.matchAll(/^ {2}(\S+): /gm)].map(([, each]) => each)).to.deep.equal([
      "apiGateway.type",
      "apiGateway.streaming",
      "apiGateway.origin",
      "apiGateway.origin.url",
      "apiGateway.origin.vpcLink",
      "apiGateway.origin.vpcLink.serverName",
      "apiGateway.adopt.name",
      "apiGateway.adopt.id",
      "apiGateway.adopt.autoDeploy",
      "apiGateway.adopt.autoDeploy",
      "apiGateway.adopt.autoDeploy",
      "apiGateway.adopt.metadataParentPath",
      "apiGateway.endpointType",
      "apiGateway.endpointType",
      "apiGateway.timeout",
      "apiGateway.timeout",
      "apiGateway.stage.name",
      "apiGateway.stage.throttling.rateLimit",
      "apiGateway.stage.throttling.burstLimit",
      "apiGateway.stage.accessLogs.retention",
      "apiGateway.stage.accessLogs.accountRole",
      "apiGateway.stage.webAcl",
      "apiGateway.customDomain.name",
      "apiGateway.customDomain.basePath",
    ]);
  });

  describe("never shows a secret", () => {
    const TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJzZWNyZXQifQ.c2lnbmF0dXJl";
    const KEY = "AKIAIOSFODNN7EXAMPLE";
    const places: Record<string, (secret: string) => object> = {
      "the gateway": (secret) => ({ apiGateway: secret }),
      "the kind": (type) => rest({ type }),
      "whether the server streams": (streaming) => rest({ streaming }),
      "the origin": (origin) => rest({ origin }),
      "the origin's URL": (secret) => at(secret),
      "the origin's path": (secret) => at(`${url}/${secret}`),
      "the origin's credentials": (secret) => at(`https://u:${secret}@origin.quiltdata.com`),
      "the origin's query": (secret) => at(`${url}?key=${secret}`),
      "the link's id": (id) => link({ id }),
      "the link's subnet": (id) => subnets([id]),
      "the link's security group": (id) => groups([id]),
      "the name on the certificate": (serverName) => link({ serverName: `${serverName}_` }),
      "the API": (api) => rest({ adopt: api }),
      "the API's id": (id) => adopt({ id }),
      "the parent": (parentPath) => adopt({ parentPath }),
      "the metadata's parent": (metadataParentPath) => adopt({ metadataParentPath }),
      "the adopted stage": (name) => adopt({ stage: `${name}.` }),
      "whether that deploys": (autoDeploy) => httpAdopt({ autoDeploy }),
      "the endpoint's type": (endpointType) => rest({ endpointType }),
      "the timeout": (timeout) => rest({ timeout }),
      "the stage": (secret) => stage(secret),
      "the stage's name": (name) => stage({ name: `${name}.` }),
      "the throttling": (rateLimit) => throttling({ rateLimit, burstLimit: 1 }),
      "the retention": (retention) => logs({ retention }),
      "the role": (accountRole) => logs({ accountRole }),
      "the web ACL": (arn) => webAcl({ arn }),
      "the domain": (name) => domain({ name }),
      "the base path": (basePath) => mapped(basePath),
      "the path that it does not begin": (secret) => mapped("x", `https://demo.quiltdata.com/${secret}`),
      "the path of a REST API": (secret) => rest({}, { url: `https://demo.quiltdata.com/${secret}~` }),
    };
    for (const [place, put] of Object.entries(places))
      it(`in ${place}`, () => {
        for (const secret of [TOKEN, KEY]) {
          const all = JSON.stringify(problemsOf({ ...args(), ...put(secret) }));
          expect(all).to.match(/"path":/);
          expect(all).not.to.contain(secret);
        }
      });
  });

  describe("holds for any input", () => {
    /** Any value at all, a word that means something here, or one whose parts are any. */
    const value = fc.oneof(
      fc.jsonValue(),
      fc.anything(),
      fc.constantFrom("REST", "HTTP", "EDGE", "/", "mcp", "tools", "live", "$default", url, true, false, 30),
    );
    const parts = (shape: Record<string, fc.Arbitrary<unknown>>) =>
      fc.oneof(
        { weight: 1, arbitrary: value },
        { weight: 4, arbitrary: fc.record(shape, { requiredKeys: [] }) },
      );
    const list = fc.oneof(value, fc.array(value, { maxLength: 3 }));
    const shape = {
      type: value,
      streaming: value,
      origin: parts({
        url: value,
        vpcLink: parts({
          id: value,
          create: parts({ subnetIds: list, securityGroupIds: list }),
          serverName: value,
        }),
      }),
      adopt: parts({
        name: value,
        id: value,
        parentPath: value,
        metadataParentPath: value,
        stage: value,
        autoDeploy: value,
      }),
      endpointType: value,
      timeout: value,
      stage: parts({
        name: value,
        throttling: parts({ rateLimit: value, burstLimit: value }),
        accessLogs: parts({ retention: value, accountRole: value }),
        webAcl: parts({ arn: value, name: value }),
      }),
      customDomain: parts({ name: value, basePath: value }),
    };
    const gateway = parts(shape);
    const beside = fc.record(
      {
        url: fc.oneof(
          value,
          fc.constantFrom("https://a.com", "https://a.com/mcp", "https://a.com/tools/mcp"),
        ),
        hosts: list,
        conditions: parts({ hostRegexes: list, pathRegexes: list, methods: list }),
        serverPath: value,
        oauthMetadata: value,
        priority: value,
        longestSilence: value,
        forward: parts({ leaveToDeployments: value }),
      },
      { requiredKeys: [] },
    );

    function expectWords(changes: object): void {
      for (const problem of problemsOf({ ...args(), ...changes }))
        for (const words of Object.values(problem) as string[]) {
          expect(words).to.be.a("string");
          expect(words).to.have.length.above(0);
        }
    }

    it("takes any value of any part without an exception of its own", () => {
      fc.assert(
        fc.property(gateway, (apiGateway) => {
          expectWords({ apiGateway });
        }),
        { numRuns: 1500 },
      );
    });

    it("takes any values beside it as well", () => {
      fc.assert(
        fc.property(gateway, beside, (apiGateway, all) => {
          expectWords({ ...all, apiGateway });
        }),
        { numRuns: 1500 },
      );
    });

    for (const key of Object.keys(shape) as (keyof typeof shape)[])
      it(`takes any value as ${key} of an API that is right otherwise, and tells of what is wrong under its own path`, () => {
        fc.assert(
          fc.property(fc.boolean(), shape[key], (isHttp, any) => {
            const changes = isHttp ? http({ [key]: any }) : rest({ [key]: any });
            expectWords(changes);
          }),
          { numRuns: 300 },
        );
      });

    it("ends a program with a RouteError, or not at all", async () => {
      await fc.assert(
        fc.asyncProperty(fc.record(shape, { requiredKeys: [] }), async (any) => {
          if (pathsOf({ apiGateway: any }).length === 0) return;
          const { error, registered } = await failed(() => {
            new McpRoute("mcp", { ...args(), apiGateway: any } as unknown as McpRouteArgs);
          });
          expect(error).to.be.instanceOf(RouteError);
          expect(registered).to.deep.equal([]);
        }),
        { numRuns: 60 },
      );
    });

    it("finds nothing wrong with an API within its limits", () => {
      const name = fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/);
      const sound = fc.record(
        {
          origin: fc.constantFrom(
            { url },
            { url: `${url}:8443` },
            { vpcLink: { id: "a1b2", serverName: "demo.quiltdata.com" } },
            {
              vpcLink: {
                create: { subnetIds: ["subnet-0a"], securityGroupIds: ["sg-0a"] },
                serverName: "demo.quiltdata.com",
              },
            },
          ),
          streaming: fc.boolean(),
          timeout: fc.integer({ min: 60, max: 900 }),
          stage: fc.record(
            {
              name,
              throttling: fc.record({
                rateLimit: fc.integer({ min: 1, max: 10_000 }),
                burstLimit: fc.integer({ min: 1, max: 5_000 }),
              }),
              accessLogs: fc.record({
                retention: fc.constantFrom(...retentionDays),
                accountRole: fc.constant(ROLE),
              }),
              webAcl: fc.constantFrom({ name: "company" }, { arn: company.webAclArn }),
            },
            { requiredKeys: [] },
          ),
          customDomain: fc.constantFrom(
            { name: "demo.quiltdata.com" },
            { name: "demo.quiltdata.com", basePath: "mcp" },
          ),
        },
        { requiredKeys: ["origin"] },
      );
      fc.assert(
        fc.property(sound, (apiGateway) => {
          expect(pathsOf({ apiGateway })).to.deep.equal([]);
        }),
      );
    });
  });
});
