import { expect } from "chai";
import * as fc from "fast-check";
import * as pulumi from "@pulumi/pulumi";
import type { McpRouteArgs } from "../../components/index.ts";
import { nameProblems } from "../../components/names.ts";
import { problemsOf } from "../../components/validation.ts";
import { company } from "../support/company.ts";
import { args } from "../support/deploy.ts";

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

const target = (changes: object) => ({ target: { ...args().target, ...changes } });
const adopt = (group: object) => ({ target: { adopt: group, port: 8000 } });
const create = (group: object) => ({ target: { create: group, port: 8000 } });
const healthCheck = (changes: object) => ({ healthCheck: changes });
const host = (text: unknown) => ({ hosts: [text] });
const url = (text: unknown) => ({ url: text });
const path = (length: number) => `https://h.com/${"p".repeat(length - 1)}`;
const conditions = (changes: object) => ({ conditions: changes });
const header = (changes: object) => conditions({ headers: [{ name: "Mcp-Method", ...changes }] });
const query = (part: unknown) => conditions({ queryStrings: [part] });
const serverPath = (text: unknown) => ({ serverPath: text });
const blue = { adopt: { name: "blue" }, port: 8000, weight: 90 };
const green = { create: {}, port: 8000, weight: 10 };
const targets = (map: unknown) => ({ target: undefined, targets: map });
const named = (names: string[], each: object = green) =>
  targets(Object.fromEntries(names.map((name) => [name, each])));
const stickiness = (changes: unknown) => create({ stickiness: changes });
const groupHealth = (changes: unknown) => create({ targetGroupHealth: changes });
const forward = (changes: unknown) => ({ ...targets({ blue, green }), forward: changes });
const groups = { server: "sg-0a1b2c3d", balancer: "sg-0f1e2d3c" };
const securityGroups = (changes: object) => ({ securityGroups: { ...groups, ...changes } });
const METADATA = "/.well-known/oauth-protected-resource";

/** A regular expression with each feature that AWS does not support, and some that are none in any dialect. */
const WRONG_REGEXES = [
  "^/(?=mcp)",
  "^/(?!admin)",
  "(?<=/)mcp",
  "(?<!x)mcp",
  "(?>a+)b",
  "a++",
  "a{1,2}+",
  "(a)\\1",
  "(?<x>a)\\k<x>",
  "(a)(?1)",
  "(?R)",
  "\\p{L}+",
  "[\\P{L}]",
  "(",
  "a)",
  "[a",
  "*a",
  "a{2,1}",
  "\\",
];
/** What another dialect has, and AWS may well take. */
const OTHER_REGEXES = ["(?i)mcp", "(?i:mcp)", "\\A/mcp\\Z", "[[:alpha:]]+", "(?P<name>mcp)"];

/** Values on either side of a limit, by the path of the problem that the wrong ones make. */
const boundaries: { at: string; right: object[]; wrong: object[] }[] = [
  {
    at: "url",
    right: [
      url("https://demo.quiltdata.com/mcp"),
      url("HTTPS://Demo.Quiltdata.com:443/mcp"),
      url("http://demo.quiltdata.com:8080/a/b.c/_-.$~'@:+&"),
      { ...url("https://demo.quiltdata.com"), ...host("demo.quiltdata.com") },
      { ...url("https://demo.quiltdata.com/"), ...host("demo.quiltdata.com") },
      // 128 characters with the metadata's prefix.
      url(path(128 - "/.well-known/oauth-protected-resource".length)),
    ],
    wrong: [
      url(undefined),
      url(null),
      url(5),
      url(""),
      url("demo.quiltdata.com/mcp"),
      url("ftp://demo.quiltdata.com/mcp"),
      url("https://user@demo.quiltdata.com/mcp"),
      url("https://demo.quiltdata.com/mcp?x=1"),
      url("https://demo.quiltdata.com/mcp?"),
      url("https://demo.quiltdata.com/mcp#x"),
      url("https://demo.quiltdata.com/mcp/"),
      url("https://demo.quiltdata.com/mcp*"),
      url("https://demo.quiltdata.com/m%20p"),
      url("https://demo.quiltdata.com/m{p}"),
      url("https://demo.quiltdata.com/ä"),
      url(" https://demo.quiltdata.com/mcp"),
      url("https://demo.quiltdata.com/x/../mcp"),
      url("https:\\\\demo.quiltdata.com\\mcp"),
      url("https:demo.quiltdata.com/mcp"),
      url("https://@demo.quiltdata.com/mcp"),
      url("https://bücher.example/mcp"),
      url(pulumi.output("https://demo.quiltdata.com/mcp")),
      url(path(129 - "/.well-known/oauth-protected-resource".length)),
    ],
  },
  {
    at: "listener",
    right: [{ listener: { arn: company.listenerArn } }, { listener: { loadBalancer: company.dnsName } }],
    wrong: [
      { listener: undefined },
      { listener: {} },
      { listener: { arn: company.listenerArn, loadBalancer: company.dnsName } },
    ],
  },
  {
    at: "listener.arn",
    right: [
      { listener: { arn: company.listenerArn.replace("arn:aws:", "arn:aws-cn:") } },
      { listener: { arn: company.listenerArn.replace("arn:aws:", "arn:aws-us-gov:") } },
      { listener: { arn: pulumi.output("later") } },
    ],
    wrong: [
      { listener: { arn: "" } },
      { listener: { arn: null } },
      { listener: { arn: company.balancerArn } },
      { listener: { arn: company.listenerArn.replace("/app/", "/net/") } },
      { listener: { arn: `${company.listenerArn}/rule` } },
      { listener: { arn: company.listenerArn.replace("/sales", "/sales$(id);") } },
    ],
  },
  {
    at: "listener.loadBalancer",
    right: [
      { listener: { loadBalancer: company.balancerArn } },
      { listener: { loadBalancer: "internal-x-1.cn-north-1.elb.amazonaws.com.cn" } },
      { listener: { loadBalancer: Promise.resolve("later") } },
      { listener: { loadBalancer: "sales" } },
      { listener: { loadBalancer: "n".repeat(32) } },
    ],
    wrong: [
      { listener: { loadBalancer: "" } },
      { listener: { loadBalancer: 5 } },
      { listener: { loadBalancer: "demo.quiltdata.com" } },
      { listener: { loadBalancer: "n".repeat(33) } },
      { listener: { loadBalancer: "-sales" } },
      { listener: { loadBalancer: "sales-" } },
      // AWS keeps the word for the DNS names of internal balancers.
      { listener: { loadBalancer: "internal-sales" } },
      { listener: { loadBalancer: `https://${company.dnsName}` } },
      { listener: { loadBalancer: "x-1.elb.us-east-1.amazonaws.com" } },
      { listener: { loadBalancer: company.balancerArn.replace("/app/", "/net/") } },
      { listener: { loadBalancer: company.targetGroupArn } },
    ],
  },
  {
    at: "listener.port",
    right: [1, 65535].map((port) => ({ listener: { loadBalancer: company.dnsName, port } })),
    wrong: [
      ...[0, 65536, 1.5, "443", null, NaN].map((port) => ({
        listener: { loadBalancer: company.dnsName, port },
      })),
      { listener: { arn: company.listenerArn, port: 443 } },
    ],
  },
  {
    at: "priority",
    right: [{ priority: 1 }, { priority: 50000 }],
    wrong: [0, 50001, -1, 1.5, "10", null, undefined, NaN, Infinity].map((priority) => ({ priority })),
  },
  {
    at: "hosts",
    // With a third, the OAuth metadata moves to a rule of its own.
    right: [{ hosts: undefined }, { hosts: [] }, { hosts: ["a.com", "b.com", "c.com"] }],
    wrong: [
      { hosts: "a.com" },
      { hosts: null },
      { hosts: ["a.com", "b.com", "c.com", "d.com"] },
      { oauthMetadata: false, hosts: ["a.com", "b.com", "c.com", "d.com"] },
      // Two of the endpoint's paths have none, and one has one.
      { hosts: ["*.*.com", "*.?*.com"] },
      { url: "https://a.com" },
      { url: "https://a.com", hosts: [], conditions: { methods: undefined } },
      { url: "https://a.com", hosts: "a.com" },
    ],
  },
  {
    at: "hosts",
    // A regular expression in place of the paths saves a value.
    right: [{ hosts: ["a.com", "b.com", "c.com", "d.com"], ...conditions({ pathRegexes: ["^/mcp"] }) }],
    wrong: [],
  },
  {
    at: "hosts",
    right: [
      { hosts: ["*.*.com", "*.?.com"] },
      { ...url("https://a.com"), hosts: ["a.com", "b.com", "c.com", "d.com"] },
    ],
    wrong: [{ ...url("https://a.com"), hosts: ["a.com", "b.com", "c.com", "d.com", "e.com"] }],
  },
  {
    at: "hosts[0]",
    right: [],
    // The root is narrowed by what is meant here, once it is mended.
    wrong: [{ ...url("https://a.com"), hosts: [5] }],
  },
  {
    at: "hosts[0]",
    right: [host("a.b-c.COM"), host("*.com"), host("?.quilt?ata.com"), host(`${"a".repeat(124)}.com`)],
    wrong: [
      host(""),
      host("localhost"),
      host("*"),
      host("a.com:443"),
      host("https://a.com"),
      host("a.com/mcp"),
      host("a_b.com"),
      host("10.0.0.1"),
      host("a.com."),
      host(5),
      host(null),
      host(pulumi.output("a.com")),
      host(`${"a".repeat(125)}.com`),
    ],
  },
  {
    at: "hosts[1]",
    right: [{ hosts: ["a.com", "b.com"] }],
    wrong: [{ hosts: ["a.com", "A.COM"] }],
  },
  {
    at: "priority",
    // The OAuth metadata's own rule stands one before.
    right: [
      { priority: 2, hosts: ["a.com", "b.com", "c.com"] },
      { priority: 2, ...serverPath("/") },
      { priority: 2, ...conditions({ methods: ["POST"] }) },
      { priority: 1, hosts: ["a.com", "b.com"] },
      { priority: 1, ...conditions({ sourceIps: ["10.0.0.0/8"] }) },
      { priority: 1, ...serverPath("/mcp") },
      { priority: 1, ...serverPath("/"), oauthMetadata: false },
      { priority: 1, ...conditions({ methods: ["POST"] }), oauthMetadata: false },
    ],
    wrong: [
      { priority: 1, hosts: ["a.com", "b.com", "c.com"] },
      { priority: 1, ...serverPath("/") },
      { priority: 1, ...conditions({ methods: ["POST"] }) },
      { priority: 1, ...conditions({ queryStrings: [{ value: "1" }] }) },
      { priority: 1, ...conditions({ pathRegexes: ["^/mcp$"] }) },
      { priority: 1, ...header({ values: ["tools/call"] }), oauthMetadata: true },
    ],
  },
  {
    at: "conditions",
    right: [{ conditions: undefined }, conditions({})],
    wrong: [
      ...["POST", null, 5, [], pulumi.output({}), Promise.resolve({})].map((value) => ({
        conditions: value,
      })),
      // Five values with the endpoint's two paths; in a list, in several, and by regular expressions.
      conditions({ methods: ["A", "B", "C", "D"] }),
      { hosts: ["a.com"], ...header({ values: ["a", "b", "c"] }) },
      conditions({ methods: ["A"], queryStrings: [{ value: "1" }], sourceIps: ["10.0.0.0/8", "::/0"] }),
      conditions({ hostRegexes: ["a", "b", "c", "d"] }),
      conditions({ pathRegexes: ["^/mcp", "b", "c", "d", "e", "f"] }),
      conditions({ pathRegexes: ["^/mcp"], methods: ["A", "B", "C", "D", "E"] }),
      // Five wildcards with that of the endpoint's paths.
      header({ values: ["*****"] }),
      query({ key: "a*?", value: "b*?*" }),
      { hosts: ["*.com"], ...header({ values: ["*", "???"] }) },
    ],
  },
  {
    at: "conditions",
    right: [
      conditions({ methods: ["A", "B", "C"] }),
      { hosts: ["a.com"], ...header({ values: ["a", "b"] }) },
      // A key and its value are one.
      conditions({ methods: ["A"], queryStrings: [{ key: "b", value: "1" }], sourceIps: ["10.0.0.0/8"] }),
      conditions({ hostRegexes: ["a", "b", "c"] }),
      conditions({ pathRegexes: ["^/mcp", "b", "c", "d", "e"] }),
      conditions({ pathRegexes: ["^/mcp"], methods: ["A", "B", "C", "D"] }),
      header({ values: ["****"] }),
      query({ key: "a*?", value: "b*?" }),
      query({ value: "\\*\\?\\*\\?\\*\\?" }),
      { hosts: ["*.com"], ...header({ values: ["*", "??"] }) },
      // A regular expression has none.
      conditions({ pathRegexes: ["^/mcp(/.*)?(.*)(.*)(.*)(.*)(.*)$"] }),
    ],
    wrong: [],
  },
  ...["hostRegexes", "pathRegexes"].map((key) => ({
    at: `conditions.${key}`,
    right: [conditions({ [key]: undefined }), conditions({ [key]: ["mcp"] })],
    wrong: ["mcp", null, {}, []].map((value) => conditions({ [key]: value })),
  })),
  ...["hostRegexes", "pathRegexes"].map((key) => ({
    at: `conditions.${key}[0]`,
    right: [...OTHER_REGEXES, `^/mcp(${"x".repeat(120)})?`].map((regex) => conditions({ [key]: [regex] })),
    wrong: [...WRONG_REGEXES, "", 5, null, pulumi.output("x"), `^/mcp(${"x".repeat(121)})?`].map((regex) =>
      conditions({ [key]: [regex] }),
    ),
  })),
  {
    at: "conditions.hostRegexes[1]",
    right: [conditions({ hostRegexes: ["^a", "^A"] })],
    wrong: [conditions({ hostRegexes: ["^a", "^a"] })],
  },
  {
    at: "conditions.hostRegexes",
    right: [conditions({ hostRegexes: ["^a"] }), { hosts: [], ...conditions({ hostRegexes: ["^a"] }) }],
    wrong: [{ hosts: ["a.com"], ...conditions({ hostRegexes: ["^a"] }) }],
  },
  {
    at: "conditions.pathRegexes",
    right: [
      ...["^/mcp(/.*)?$", "/mcp", "^/(a|mcp)$", "/MCP"].map((regex) => conditions({ pathRegexes: [regex] })),
      conditions({ pathRegexes: ["^/a$", "^/mcp$"] }),
      { ...serverPath("/mcp"), ...conditions({ pathRegexes: ["^/mcp"] }) },
    ],
    wrong: [
      ...["^/a$", "^/mcp/", "^mcp$"].map((regex) => conditions({ pathRegexes: [regex] })),
      { ...serverPath("/"), ...conditions({ pathRegexes: ["^/mcp"] }) },
    ],
  },
  {
    at: "conditions.headers",
    right: [header({ values: ["a"] })],
    wrong: [{}, null, "Mcp-Method: a", []].map((headers) => conditions({ headers })),
  },
  {
    at: "conditions.headers[0]",
    right: [header({ values: ["a"] }), header({ regexes: ["a"] })],
    wrong: [
      header({}),
      header({ values: ["a"], regexes: ["a"] }),
      ...["Mcp-Method", null, [], 5].map((each) => conditions({ headers: [each] })),
    ],
  },
  {
    at: "conditions.headers[0].name",
    right: ["a", "n".repeat(40), "X_1-!#$%&'*+.^`|~"].map((name) => header({ name, values: ["a"] })),
    wrong: ["", "n".repeat(41), "a b", "a:", "ä", "Host", "hOST", 5, null, undefined].map((name) =>
      header({ name, values: ["a"] }),
    ),
  },
  {
    at: "conditions.headers[0].values",
    right: [],
    wrong: ["a", null, {}, []].map((values) => header({ values })),
  },
  {
    at: "conditions.headers[0].values[0]",
    right: ["v".repeat(128), "a b", " !\"#$%&'()+,-./:;<=>@[]^_`{|}~", "a*?"].map((value) =>
      header({ values: [value] }),
    ),
    wrong: ["v".repeat(129), "", "ä", "a\tb", "a\\b", "\\*", 5, null].map((value) =>
      header({ values: [value] }),
    ),
  },
  {
    at: "conditions.headers[0].values[1]",
    right: [header({ values: ["a", "b"] })],
    wrong: [header({ values: ["a", "A"] })],
  },
  {
    at: "conditions.headers[0].regexes[0]",
    right: [...OTHER_REGEXES, "r".repeat(128)].map((regex) => header({ regexes: [regex] })),
    wrong: [...WRONG_REGEXES, "", 5, "r".repeat(129)].map((regex) => header({ regexes: [regex] })),
  },
  {
    at: "conditions.headers[1].name",
    // Two conditions of one header are one after the other.
    right: [
      conditions({
        headers: [
          { name: "a", values: ["x*"] },
          { name: "a", regexes: ["y"] },
        ],
      }),
    ],
    wrong: [conditions({ headers: [{ name: "a", values: ["x"] }, { values: ["y"] }] })],
  },
  {
    at: "conditions.methods",
    right: [conditions({ methods: ["POST"] })],
    wrong: ["POST", null, []].map((methods) => conditions({ methods })),
  },
  {
    at: "conditions.methods[0]",
    right: ["A", "A_B-C", "M".repeat(40)].map((method) => conditions({ methods: [method] })),
    wrong: ["", "post", "A1", "A*", "M".repeat(41), 5, null].map((method) =>
      conditions({ methods: [method] }),
    ),
  },
  {
    at: "conditions.methods[1]",
    right: [conditions({ methods: ["POST", "GET"] })],
    wrong: [conditions({ methods: ["POST", "POST"] })],
  },
  {
    at: "conditions.queryStrings",
    right: [query({ value: "1" })],
    wrong: [{}, "a=1", null, []].map((queryStrings) => conditions({ queryStrings })),
  },
  {
    at: "conditions.queryStrings[0]",
    right: [query({ value: "1" })],
    wrong: ["a=1", null, [], 5].map(query),
  },
  {
    at: "conditions.queryStrings[0].key",
    right: [undefined, "k".repeat(128), "_-.$/~\"'@:+&()!,;=", "a*?", "\\*\\?"].map((key) =>
      query({ key, value: "1" }),
    ),
    wrong: ["", "k".repeat(129), "a b", "ä", "a%20b", "a#b", 5, null].map((key) =>
      query({ key, value: "1" }),
    ),
  },
  {
    at: "conditions.queryStrings[0].value",
    right: ["v".repeat(128), "_-.$/~\"'@:+&()!,;=", "a*?", "\\*\\?"].map((value) => query({ value })),
    wrong: ["", "v".repeat(129), "a b", "ä", "a%20b", "a#b", 5, null, undefined].map((value) =>
      query({ value }),
    ),
  },
  {
    at: "conditions.sourceIps",
    right: [conditions({ sourceIps: ["10.0.0.0/8"] })],
    wrong: ["10.0.0.0/8", null, []].map((sourceIps) => conditions({ sourceIps })),
  },
  {
    at: "conditions.sourceIps[0]",
    right: ["0.0.0.0/0", "203.0.113.7/32", "::/0", "2001:db8::7/128", "2001:DB8::/32"].map((block) =>
      conditions({ sourceIps: [block] }),
    ),
    wrong: [
      "",
      "203.0.113.7",
      "2001:db8::7",
      "203.0.113.7/33",
      "2001:db8::/129",
      "203.0.113.256/32",
      "203.0.113/24",
      "203.0.113.0/-1",
      "203.0.113.0/24/8",
      "fe80::1%eth0/64",
      "example.com",
      5,
      null,
    ].map((block) => conditions({ sourceIps: [block] })),
  },
  {
    at: "conditions.sourceIps[1]",
    right: [conditions({ sourceIps: ["10.0.0.0/8", "10.0.0.0/16"] })],
    wrong: [conditions({ sourceIps: ["2001:db8::/32", "2001:DB8::/32"] })],
  },
  {
    at: "serverPath",
    right: [
      undefined,
      "/",
      "/mcp",
      "/api/v1",
      "/A1_.~'@:+&-",
      `/${"s".repeat(1024 - `${METADATA}/$1`.length)}`,
    ].map(serverPath),
    wrong: [
      "",
      "mcp",
      "/mcp/",
      "//",
      "//x",
      "/a//b",
      "/a/../b",
      "/./a",
      "/a$1",
      "/a b",
      "/a?b=1",
      "/a*",
      "/a%20b",
      "/ä",
      "https://h.com/mcp",
      5,
      null,
      pulumi.output("/"),
      `/${"s".repeat(1025 - `${METADATA}/$1`.length)}`,
    ].map(serverPath),
  },
  {
    at: "serverPath",
    right: [{ ...url("https://a.com"), ...host("a.com"), ...serverPath("/") }],
    wrong: [{ ...url("https://a.com"), ...host("a.com"), ...serverPath("/mcp") }],
  },
  {
    at: "oauthMetadata",
    right: [true, false, undefined].map((oauthMetadata) => ({ oauthMetadata })),
    wrong: ["false", 0, null, {}].map((oauthMetadata) => ({ oauthMetadata })),
  },
  {
    at: "target",
    right: [adopt({ name: "a" }), create({})],
    wrong: [
      { target: { port: 8000 } },
      target({ create: {} }),
      ...["a", null, 5, []].map((value) => ({ target: value })),
      { targets: { blue, green } },
      { target: null, targets: { blue, green } },
    ],
  },
  {
    at: "targets",
    right: [targets({ blue }), named(["a", "b", "c", "d", "e"])],
    wrong: [
      ...[{}, null, "blue", 5, [], pulumi.output({ blue }), Promise.resolve({ blue })].map(targets),
      named(["a", "b", "c", "d", "e", "f"]),
      targets({ blue: { ...blue, weight: 0 } }),
      targets({ blue: { ...blue, weight: 0 }, green: { ...green, weight: 0 } }),
    ],
  },
  // JavaScript would put names that are numbers first, whatever their order.
  ...["-a", "a-", "a_b", "0", "9a"].map((name) => ({
    at: `targets.${name}`,
    right: [],
    wrong: [named([name])],
  })),
  ...["", "a b", "a.b", "ä"].map((name) => ({ at: `targets["${name}"]`, right: [], wrong: [named([name])] })),
  {
    at: "targets.blue",
    right: [named(["a", "Z-9", "z"])],
    wrong: [
      ...["blue", null, 5, []].map((value) => targets({ green, blue: value })),
      targets({ green, blue: { port: 8000, weight: 1 } }),
      targets({ green, blue: { ...blue, create: {} } }),
    ],
  },
  {
    at: "targets.blue.weight",
    right: [0, 999].map((weight) => targets({ green, blue: { ...blue, weight } })),
    wrong: [-1, 1000, 1.5, "10", null, undefined].map((weight) =>
      targets({ green, blue: { ...blue, weight } }),
    ),
  },
  {
    at: "targets.blue.port",
    right: [1, 65535].map((port) => targets({ green, blue: { ...blue, port } })),
    wrong: [0, 65536, undefined].map((port) => targets({ green, blue: { ...blue, port } })),
  },
  {
    at: "targets.green.adopt.name",
    right: [targets({ blue, green: { ...blue, adopt: { name: "green" } } })],
    wrong: [targets({ blue, green: blue })],
  },
  {
    at: "targets.green.adopt.arn",
    // Whether a name and an ARN are those of one target group is known once it is looked up.
    right: [targets({ blue, green: { ...blue, adopt: { arn: company.targetGroupArn } } })],
    wrong: [
      targets({
        blue: { ...blue, adopt: { arn: company.targetGroupArn } },
        green: { ...blue, adopt: { arn: company.targetGroupArn } },
      }),
    ],
  },
  {
    at: "target.protocol",
    right: ["HTTP", "HTTPS", undefined].map((protocol) => target({ protocol })),
    wrong: ["http", "TCP", "", 5, null].map((protocol) => target({ protocol })),
  },
  {
    at: "target.containerName",
    right: ["c", "mcp_server-1", "c".repeat(255), undefined].map((containerName) =>
      target({ containerName }),
    ),
    wrong: ["", "a b", "a.b", "c".repeat(256), 5, null, pulumi.output("c")].map((containerName) =>
      target({ containerName }),
    ),
  },
  {
    at: "target.create.type",
    right: ["ip", "instance", undefined].map((type) => create({ type })),
    wrong: ["Ip", "lambda", "alb", "", 5, null].map((type) => create({ type })),
  },
  {
    at: "target.create.deregistrationDelay",
    right: [0, 3600, undefined].map((deregistrationDelay) => create({ deregistrationDelay })),
    wrong: [-1, 3601, 1.5, "300", null].map((deregistrationDelay) => create({ deregistrationDelay })),
  },
  {
    at: "target.create.slowStart",
    right: [
      ...[0, 30, 900, undefined].map((slowStart) => create({ slowStart })),
      create({ slowStart: 30, algorithm: "round_robin" }),
      create({ slowStart: 0, algorithm: "weighted_random" }),
    ],
    wrong: [
      ...[-1, 1, 29, 901, "30", null].map((slowStart) => create({ slowStart })),
      create({ slowStart: 30, algorithm: "least_outstanding_requests" }),
      create({ slowStart: 30, algorithm: "weighted_random" }),
    ],
  },
  {
    at: "target.create.algorithm",
    right: ["round_robin", "least_outstanding_requests", "weighted_random", undefined].map((algorithm) =>
      create({ algorithm }),
    ),
    wrong: [
      ...["roundRobin", "leastOutstandingRequests", "random", "", 5, null].map((algorithm) =>
        create({ algorithm }),
      ),
      create({ algorithm: "roundRobin", slowStart: 30 }),
      create({ algorithm: "weightedRandom", stickiness: {} }),
    ],
  },
  {
    at: "target.create.stickiness",
    right: [{}, undefined].map(stickiness),
    wrong: [
      ...[true, null, "lb_cookie", 5, []].map(stickiness),
      create({ stickiness: {}, algorithm: "weighted_random" }),
    ],
  },
  {
    at: "target.create.stickiness.type",
    right: [{ type: "lb_cookie" }, { type: "app_cookie", cookieName: "c" }].map(stickiness),
    wrong: [
      { type: "lbCookie" },
      { type: "appCookie", cookieName: "c" },
      { type: "source_ip" },
      { type: null },
    ].map(stickiness),
  },
  {
    at: "target.create.stickiness.duration",
    right: [1, 604800].map((duration) => stickiness({ duration })),
    wrong: [0, 604801, 1.5, "60", null].map((duration) => stickiness({ duration })),
  },
  {
    at: "target.create.stickiness.cookieName",
    right: ["c", "session!#$%&'*+.^_`|~-1", "MYAWSALB"].map((cookieName) =>
      stickiness({ type: "app_cookie", cookieName }),
    ),
    wrong: [
      { type: "app_cookie" },
      ...["", "a b", "a=b", "a;b", "AWSALB", "AWSALBAPP-1", "AWSALBTG", "awsalb", 5, null].map(
        (cookieName) => ({
          type: "app_cookie",
          cookieName,
        }),
      ),
      { cookieName: "c" },
      { type: "lb_cookie", cookieName: "c" },
    ].map(stickiness),
  },
  {
    at: "target.create.targetGroupHealth",
    right: [{}, undefined].map(groupHealth),
    wrong: [2, null, "off", []].map(groupHealth),
  },
  ...["dnsFailover", "unhealthyRouting"].map((key) => ({
    at: `target.create.targetGroupHealth.${key}`,
    right: [groupHealth({ [key]: {} })],
    wrong: [2, null, "off", []].map((value) => groupHealth({ [key]: value })),
  })),
  {
    at: "target.create.targetGroupHealth.dnsFailover.minimumTargets",
    right: [1, 1000].map((minimumTargets) => groupHealth({ dnsFailover: { minimumTargets } })),
    wrong: [0, 1001, 1.5, "1", null].map((minimumTargets) =>
      groupHealth({ dnsFailover: { minimumTargets } }),
    ),
  },
  {
    at: "target.create.targetGroupHealth.dnsFailover.minimumPercentage",
    right: [1, 100].map((minimumPercentage) => groupHealth({ dnsFailover: { minimumPercentage } })),
    wrong: [0, 101, 1.5, "off", null].map((minimumPercentage) =>
      groupHealth({ dnsFailover: { minimumPercentage } }),
    ),
  },
  ...["minimumTargets", "minimumPercentage"].map((key) => ({
    at: `target.create.targetGroupHealth.unhealthyRouting.${key}`,
    right: [groupHealth({ dnsFailover: { [key]: 2 }, unhealthyRouting: { [key]: 1 } })],
    wrong: [groupHealth({ unhealthyRouting: { [key]: 0 } })],
  })),
  // A zone leaves DNS before its unhealthy targets get requests.
  ...["minimumTargets", "minimumPercentage"].map((key) => ({
    at: `target.create.targetGroupHealth.dnsFailover.${key}`,
    right: [groupHealth({ dnsFailover: { [key]: 2 }, unhealthyRouting: { [key]: 2 } })],
    wrong: [
      groupHealth({ dnsFailover: { [key]: 2 }, unhealthyRouting: { [key]: 3 } }),
      // AWS's own is 1 target, and no percentage.
      groupHealth({ unhealthyRouting: { [key]: 2 } }),
    ],
  })),
  {
    at: "forward",
    right: [{ forward: undefined }, { forward: {} }],
    wrong: [true, null, 3600, [], Promise.resolve({})].map((value) => ({ forward: value })),
  },
  {
    at: "forward.stickiness",
    right: [1, 604800].map((seconds) => forward({ stickiness: seconds })),
    wrong: [
      ...[0, 604801, 1.5, "60", null].map((seconds) => forward({ stickiness: seconds })),
      // With one target group there is nothing to stay with.
      { forward: { stickiness: 60 } },
      { ...targets({ blue }), forward: { stickiness: 60 } },
    ],
  },
  {
    at: "forward.leaveToDeployments",
    right: [
      ...[true, false].map((leaveToDeployments) => ({ forward: { leaveToDeployments } })),
      { ...serverPath("/"), forward: { leaveToDeployments: false } },
      { ...serverPath("/"), oauthMetadata: false, forward: { leaveToDeployments: true } },
    ],
    wrong: [
      ...["true", 1, null].map((leaveToDeployments) => ({ forward: { leaveToDeployments } })),
      // A deployment moves the route's own rule, and not that of the OAuth metadata.
      { ...serverPath("/"), forward: { leaveToDeployments: true } },
      { ...conditions({ methods: ["POST"] }), forward: { leaveToDeployments: true } },
      { hosts: ["a.com", "b.com", "c.com"], forward: { leaveToDeployments: true } },
    ],
  },
  {
    at: "securityGroups",
    right: [{ securityGroups: undefined }, securityGroups({})],
    wrong: [
      ...["sg-1", null, []].map((value) => ({ securityGroups: value })),
      { ...targets({ blue, green: { ...green, port: 8001 } }), ...securityGroups({}) },
    ],
  },
  {
    at: "securityGroups",
    right: [{ ...targets({ blue, green }), ...securityGroups({}) }],
    wrong: [],
  },
  ...["server", "balancer"].map((key) => ({
    at: `securityGroups.${key}`,
    right: ["sg-0", pulumi.output("later"), Promise.resolve("later")].map((id) =>
      securityGroups({ [key]: id }),
    ),
    wrong: ["", "sg-", "sg-xyz", "sg-0A", "vpc-0a", 5, null, undefined].map((id) =>
      securityGroups({ [key]: id }),
    ),
  })),
  {
    at: "securityGroups.egress",
    right: [true, false, undefined].map((egress) => securityGroups({ egress })),
    wrong: ["true", 1, null].map((egress) => securityGroups({ egress })),
  },
  {
    at: "target.adopt",
    right: [adopt({ name: "a" }), adopt({ arn: company.targetGroupArn })],
    wrong: [
      adopt({}),
      adopt({ name: "a", arn: company.targetGroupArn }),
      ...["a", null, []].map((group) => ({ target: { adopt: group, port: 8000 } })),
    ],
  },
  {
    at: "target.create",
    right: [create({})],
    wrong: [false, true, null, "vpc-1", pulumi.output({})].map((group) => ({
      target: { create: group, port: 8000 },
    })),
  },
  {
    at: "healthCheck",
    right: [{ healthCheck: undefined }, { healthCheck: {} }],
    wrong: ["/healthz", null, 5, [], Promise.resolve({})].map((check) => ({ healthCheck: check })),
  },
  {
    at: "target.adopt.name",
    right: [adopt({ name: "n".repeat(32) }), adopt({ name: "A-1" }), adopt({ name: pulumi.output("later") })],
    wrong: ["", "n".repeat(33), "-a", "a-", "a_b", "a.b", 5, null].map((name) => adopt({ name })),
  },
  {
    at: "target.adopt.arn",
    right: [adopt({ arn: company.targetGroupArn }), adopt({ arn: pulumi.output("later") })],
    wrong: [
      "",
      company.balancerArn,
      `${company.targetGroupArn}/x`,
      company.targetGroupArn.replace("sales", "$(id)"),
      5,
    ].map((arn) => adopt({ arn })),
  },
  {
    at: "target.create.vpcId",
    right: [create({}), create({ vpcId: "vpc-0a1b2c3d" }), create({ vpcId: pulumi.output("later") })],
    wrong: ["", "vpc", "vpc-xyz", "subnet-0a1b", 5, null].map((vpcId) => create({ vpcId })),
  },
  {
    at: "target.port",
    right: [target({ port: 1 }), target({ port: 65535 })],
    wrong: [0, 65536, "8000", undefined, null].map((port) => target({ port })),
  },
  {
    at: "healthCheck.path",
    right: ["/", "/healthz", `/${"h".repeat(1023)}`, "/mcp-health", "/mcp/healthz"].map((text) =>
      healthCheck({ path: text }),
    ),
    wrong: [
      ...["", "healthz", "/a b", "/ä", `/${"h".repeat(1024)}`, 5, null, pulumi.output("/healthz")].map(
        (text) => healthCheck({ path: text }),
      ),
      ...["/mcp", "/mcp/", "/mcp?x=1"].map((text) => healthCheck({ path: text })),
      url("https://demo.quiltdata.com/healthz"),
    ],
  },
  {
    at: "healthCheck.path",
    // The balancer asks the server itself, at the server's own path.
    right: [
      { ...serverPath("/"), ...healthCheck({ path: "/mcp" }) },
      { ...url("https://demo.quiltdata.com/healthz"), ...serverPath("/mcp") },
    ],
    wrong: [{ ...serverPath("/"), ...healthCheck({ path: "/" }) }, serverPath("/healthz")],
  },
  {
    at: "healthCheck.path",
    right: ["400", "401", "404", "405", "406", "200-499", "200,405"].map((matcher) =>
      healthCheck({ path: "/mcp", matcher }),
    ),
    wrong: ["200", "200-399", "402-403", "407-499"].map((matcher) => healthCheck({ path: "/mcp", matcher })),
  },
  {
    at: "healthCheck.matcher",
    right: ["200", "499", "200-499", "200,202", "200-204,301"].map((matcher) => healthCheck({ matcher })),
    wrong: [
      "",
      "199",
      "500",
      "200-500",
      "199-200",
      "299-200",
      "20",
      "200,",
      "200, 202",
      "2xx",
      200,
      null,
    ].map((matcher) => healthCheck({ matcher })),
  },
  {
    at: "healthCheck.interval",
    right: [
      { interval: 5, timeout: 4 },
      { interval: 300 },
      { interval: 6 },
      { interval: 121, timeout: 120 },
    ].map(healthCheck),
    wrong: [
      { interval: 4, timeout: 2 },
      { interval: 301 },
      { interval: 5 },
      { interval: 120, timeout: 120 },
      { interval: "30" },
      { interval: null },
    ].map(healthCheck),
  },
  {
    at: "healthCheck.timeout",
    right: [{ timeout: 2 }, { timeout: 120, interval: 300 }].map(healthCheck),
    wrong: [{ timeout: 1 }, { timeout: 121, interval: 300 }, { timeout: 2.5 }].map(healthCheck),
  },
  {
    at: "healthCheck.healthyThreshold",
    right: [{ healthyThreshold: 2 }, { healthyThreshold: 10 }].map(healthCheck),
    wrong: [{ healthyThreshold: 1 }, { healthyThreshold: 11 }].map(healthCheck),
  },
  {
    at: "healthCheck.unhealthyThreshold",
    right: [{ unhealthyThreshold: 2 }, { unhealthyThreshold: 10 }].map(healthCheck),
    wrong: [{ unhealthyThreshold: 1 }, { unhealthyThreshold: 11 }].map(healthCheck),
  },
  {
    at: "longestSilence",
    right: [{ longestSilence: 1 }, { longestSilence: 4000 }, { longestSilence: undefined }],
    wrong: [0, 4001, 1.5, "60", null].map((longestSilence) => ({ longestSilence })),
  },
  {
    at: "tags",
    right: [
      { tags: undefined },
      { tags: {} },
      { tags: Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, ""])) },
      { tags: pulumi.output({ "aws:x": "later" }) },
      { tags: Promise.resolve({}) },
    ],
    wrong: [
      { tags: null },
      { tags: "team" },
      { tags: ["team"] },
      { tags: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, ""])) },
    ],
  },
  {
    at: "tags.team",
    right: [
      { team: "" },
      { team: "v".repeat(256) },
      { team: "Größe 1 _.:/=+-@" },
      { team: pulumi.output("*") },
    ].map((tags) => ({ tags })),
    wrong: [{ team: "v".repeat(257) }, { team: "a*b" }, { team: 5 }, { team: null }].map((tags) => ({
      tags,
    })),
  },
  {
    at: 'tags["aws:x"]',
    right: [{ tags: { awsx: "" } }],
    wrong: [{ tags: { "aws:x": "" } }],
  },
  // Keys like the methods of an Output and of a Promise are keys.
  { at: "tags.apply", right: [{ tags: { apply: "" } }], wrong: [{ tags: { apply: "*" } }] },
  { at: "tags.then", right: [named(["apply", "then"])], wrong: [{ tags: { then: "*" } }] },
  { at: 'tags[""]', right: [{ tags: { " ": "" } }], wrong: [{ tags: { "": "" } }] },
  { at: 'tags["a*b"]', right: [{ tags: { "a b": "" } }], wrong: [{ tags: { "a*b": "" } }] },
  {
    at: `tags.${"k".repeat(129)}`,
    right: [{ tags: { ["k".repeat(128)]: "" } }],
    wrong: [],
  },
];

/** What a change looks like in a test's name. */
function told(change: object): string {
  const text = JSON.stringify(change, (_, value: unknown) => {
    if (pulumi.Output.isInstance(value)) return "an Output";
    if (value instanceof Promise) return "a Promise";
    return value === undefined || Number.isNaN(value) ? String(value) : value;
  });
  return text.length > 90 ? `${text.slice(0, 60)}… (${text.length} characters)` : text;
}

describe("The check of plain values", () => {
  for (const { at, right, wrong } of boundaries) {
    for (const change of right) {
      it(`finds nothing wrong with ${told(change)}`, () => {
        expect(pathsOf(change)).to.deep.equal([]);
      });
    }
    for (const change of wrong) {
      it(`finds ${at} wrong in ${told(change)}, and nothing else`, () => {
        expect(pathsOf(change)).to.deep.equal([at]);
      });
    }
  }

  it("finds a tag's key of 129 characters too long", () => {
    const [problem, ...more] = problemsOf({ ...args(), tags: { ["k".repeat(129)]: "" } });
    expect(more).to.deep.equal([]);
    expect(problem?.what).to.match(/^has a key of 129 characters; AWS takes 1-128/);
  });

  const RULE =
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html";
  const REWRITE = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-transforms.html";
  const ATTRIBUTES =
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html";
  const SECOND =
    "Give the rest to a second McpRoute with a priority of its own; two may share an adopted target group.";
  const wordings: [object, string][] = [
    [
      { priority: 50001 },
      "priority: 50001 is not a whole number from 1 to 50000 " +
        "(https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html). " +
        "Give a free priority, such as 10.",
    ],
    [
      { priority: Number("x") },
      "priority: NaN is not a whole number from 1 to 50000 " +
        "(https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html). " +
        "Give a free priority, such as 10.",
    ],
    [
      { longestSilence: 4001 },
      "longestSilence: 4001 is not a whole number from 1 to 4000 seconds " +
        "(https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html). " +
        "Give the seconds that pass without a byte at most: where the server sends keep-alives, their interval. " +
        "A server that may be silent for longer must send them, since no balancer waits longer.",
    ],
    [
      healthCheck({ path: "/mcp" }),
      'healthCheck.path: "/mcp" is the MCP endpoint, which answers a bare GET with 400, 401, 404, 405 or 406, never ' +
        'with "200". Give a path of its own, such as "/healthz", or a healthCheck.matcher that admits the answer.',
    ],
    [
      url("https://demo.quiltdata.com/healthz"),
      'healthCheck.path: "/healthz" is the MCP endpoint, which answers a bare GET with 400, 401, 404, 405 or 406, ' +
        'never with "200". Give a path of its own, such as "/health", or a healthCheck.matcher that admits the answer.',
    ],
    [
      healthCheck({ interval: 5 }),
      "healthCheck.interval: 5 seconds is not more than the timeout of 5 seconds " +
        "(https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html). " +
        "Give an interval above 5, or a shorter healthCheck.timeout.",
    ],
    [
      url("https://demo.quiltdata.com/x/../mcp"),
      'url: "https://demo.quiltdata.com/x/../mcp" is not what clients make of it. Write "https://demo.quiltdata.com/mcp".',
    ],
    [
      url(pulumi.output("x")),
      'url: an Output is not a text. Give the address that clients are given, such as "https://demo.quiltdata.com/mcp".',
    ],
    [
      { listener: { loadBalancer: "x-1.elb.us-east-1.amazonaws.com" } },
      'listener.loadBalancer: "x-1.elb.us-east-1.amazonaws.com" is a Network Load Balancer\'s DNS name; only an ' +
        "Application Load Balancer has listener rules. Find it with: aws elbv2 describe-load-balancers " +
        "--query 'LoadBalancers[].[Type,DNSName]' --output text",
    ],
    [
      target({ create: {} }),
      "target: has both adopt and create. Give exactly one of them: a target group that exists, or a new one.",
    ],
    [
      { hosts: ["a.com", "b.com", "c.com", "d.com"] },
      "hosts: the conditions have 6 values, the endpoint's 2 for the path among them; a rule holds 5 " +
        `(${RULE}). ${SECOND}`,
    ],
    [
      conditions({ methods: ["POST"], sourceIps: ["10.0.0.0/8", "11.0.0.0/8", "12.0.0.0/8"] }),
      "conditions: the conditions have 6 values, the endpoint's 2 for the path among them; a rule holds 5 " +
        `(${RULE}). ${SECOND}`,
    ],
    [
      header({ values: ["*****"] }),
      "conditions: the conditions have 6 wildcards, those of the endpoint's paths among them; a rule holds 5 " +
        `(${RULE}). ${SECOND}`,
    ],
    [
      { priority: 1, ...serverPath("/") },
      "priority: 1 leaves no room for the rule of the OAuth metadata, which stands one before " +
        "(https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html). " +
        "Give 2 or more, or oauthMetadata: false where the server has no OAuth.",
    ],
    [
      conditions({ pathRegexes: ["^/(?!admin)"] }),
      `conditions.pathRegexes[0]: "^/(?!admin)" cannot be compared: AWS does not support look-ahead (${RULE}). ` +
        "Make it of characters, classes, groups, alternatives (a|b) and quantifiers alone.",
    ],
    [
      conditions({ hostRegexes: ["demo("] }),
      'conditions.hostRegexes[0]: "demo(" cannot be compared: it is not a regular expression: a bracket lacks its ' +
        `other half, or a quantifier what it repeats (${RULE}). ` +
        "Make it of characters, classes, groups, alternatives (a|b) and quantifiers alone.",
    ],
    [
      { ...url("https://h.com/a.b"), ...conditions({ pathRegexes: ["^/mcp"] }) },
      'conditions.pathRegexes: ["^/mcp"] do not take "/a.b", the path of the public URL. ' +
        'Give one that does, such as "^/a\\\\.b(/.*)?$".',
    ],
    [
      { ...serverPath("/"), ...conditions({ pathRegexes: ["^/mcp"] }) },
      'conditions.pathRegexes: stands beside serverPath "/", which rewrites "/mcp" alone, so that other paths would ' +
        "come to the server as they are. Leave one of them out.",
    ],
    [
      { hosts: ["a.com"], ...conditions({ hostRegexes: ["^a"] }) },
      `conditions.hostRegexes: stands beside hosts; a rule compares the host in one way (${RULE}). ` +
        "Leave one of them out.",
    ],
    [
      header({ name: "Host", values: ["a.com"] }),
      `conditions.headers[0].name: "Host" cannot be compared as a header (${RULE}). ` +
        "Give hosts, or conditions.hostRegexes.",
    ],
    [
      header({ name: "n".repeat(41), values: ["a"] }),
      `conditions.headers[0].name: "${"n".repeat(41)}" is not a header's name of at most 40 characters (${RULE}). ` +
        'Give a name and values, such as { name: "Mcp-Method", values: ["tools/call"] }.',
    ],
    [
      query({ key: "beta" }),
      "conditions.queryStrings[0].value: is missing. " +
        'Give a value, with or without its key, such as { key: "beta", value: "1" }.',
    ],
    [
      header({ values: ["é"] }),
      `conditions.headers[0].values[0]: "é" is empty, or has characters that AWS does not compare (${RULE}). ` +
        "Give visible ASCII; a wildcard stands for any other.",
    ],
    [
      header({ values: ["v".repeat(129)] }),
      `conditions.headers[0].values[0]: "${"v".repeat(119)}… has 129 characters; a rule takes 128 (${RULE}). ` +
        "Shorten it, with a wildcard or a regular expression.",
    ],
    [
      conditions({ methods: ["post"] }),
      'conditions.methods[0]: "post" is not a method of at most 40 capital letters, "_" and "-" ' +
        `(${RULE}). Give a method in capital letters, such as "POST"; AWS knows no wildcard here.`,
    ],
    [
      conditions({ sourceIps: ["203.0.113.7"] }),
      `conditions.sourceIps[0]: "203.0.113.7" is not a block of addresses with its prefix length (${RULE}). ` +
        "A single address is 203.0.113.7/32, or 2001:db8::7/128.",
    ],
    [
      conditions({ methods: [] }),
      'conditions.methods: is an empty list. Leave it out, or: Give methods, such as ["POST"].',
    ],
    [
      serverPath("/a$1"),
      `serverPath: "/a$1" is not a path of letters, digits and _ - . / ~ ' @ : + & (${REWRITE}). ` +
        'Give the path that the server itself listens on, such as "/".',
    ],
    [serverPath("/mcp/"), 'serverPath: "/mcp/" ends with a slash. Leave it out.'],
    [
      { ...url("https://a.com"), ...host("a.com"), ...serverPath("/mcp") },
      'serverPath: "/mcp" cannot be put before every path: the server would get "/mcp/". ' +
        "Give the public URL a path of its own, or mount the server at /.",
    ],
    [{ oauthMetadata: "false" }, 'oauthMetadata: "false" is neither true nor false. Give one of the two.'],
    [
      { targets: { blue, green } },
      "target: stands beside targets. Give exactly one of them: one target, or several with weights.",
    ],
    [
      named(["a", "b", "c", "d", "e", "f"]),
      "targets: are 6; a rule forwards to 1-5 target groups " +
        "(https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html). " +
        "Give as many, or a single target.",
    ],
    [
      targets({ blue: { ...blue, weight: 0 }, green: { ...green, weight: 0 } }),
      "targets: have 2 weights of 0: the rule would answer everything with a 503. " +
        "Give one of them a weight above 0.",
    ],
    [
      named(["a_b"]),
      "targets.a_b: has a name that is not a letter and then letters, digits and inner hyphens. " +
        "Give it such a name: what is made for it is named so.",
    ],
    [
      targets({ green, blue: { ...blue, weight: 1000 } }),
      "targets.blue.weight: 1000 is not a whole number from 0 to 999 " +
        "(https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html). " +
        "Give its share, such as 10.",
    ],
    [
      targets({ blue, green: blue }),
      'targets.green.adopt.name: "blue" is adopted twice; a rule names a target group once. ' +
        "Add the weights, and leave one out.",
    ],
    [target({ protocol: "https" }), 'target.protocol: "https" is none of "HTTP", "HTTPS". Write "HTTPS".'],
    [
      create({ algorithm: "leastOutstandingRequests" }),
      'target.create.algorithm: "leastOutstandingRequests" is none of "round_robin", "least_outstanding_requests", ' +
        '"weighted_random". Write "least_outstanding_requests".',
    ],
    [
      create({ type: "lambda" }),
      'target.create.type: "lambda" is none of "ip", "instance". Give one of them.',
    ],
    [
      create({ slowStart: 29 }),
      `target.create.slowStart: 29 is not a whole number from 30 to 900 seconds (${ATTRIBUTES}). ` +
        "Give a value in that range, or leave it out.",
    ],
    [
      create({ slowStart: 30, algorithm: "weighted_random" }),
      'target.create.slowStart: stands beside the algorithm "weighted_random"; AWS starts targets slowly with ' +
        `"round_robin" alone (${ATTRIBUTES}). Leave one of them out.`,
    ],
    [
      create({ stickiness: {}, algorithm: "weighted_random" }),
      'target.create.stickiness: stands beside the algorithm "weighted_random", with which AWS keeps no client with a ' +
        `target (${ATTRIBUTES}). Leave one of them out.`,
    ],
    [
      stickiness({ cookieName: "c" }),
      'target.create.stickiness.cookieName: "c" is the name of a cookie of the server\'s, while the balancer sets its ' +
        'own. Leave it out, or give the type "app_cookie".',
    ],
    [
      stickiness({ type: "app_cookie", cookieName: "AWSALBX" }),
      'target.create.stickiness.cookieName: "AWSALBX" begins like the balancer\'s own cookies, AWSALB, AWSALBAPP, ' +
        `AWSALBTG (${ATTRIBUTES}). Give the name of the cookie that the server sets.`,
    ],
    [
      groupHealth({ unhealthyRouting: { minimumPercentage: 50 } }),
      "target.create.targetGroupHealth.dnsFailover.minimumPercentage: off is below unhealthyRouting's 50 " +
        "(https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health.html). " +
        "Give 50 or more, so that a zone leaves DNS before its unhealthy targets get requests.",
    ],
    [
      { forward: { stickiness: 60 } },
      "forward.stickiness: has nothing to keep a client with: there is one target group. " +
        "Leave it out, or see target.create.stickiness for a single target.",
    ],
    [
      { ...serverPath("/"), forward: { leaveToDeployments: true } },
      "forward.leaveToDeployments: leaves the route's own rule to deployments, while the OAuth metadata has a rule that " +
        "none of them moves. Say oauthMetadata: false, or leave out the conditions, hosts or serverPath that take the " +
        "metadata out of the rule.",
    ],
    [
      { ...targets({ blue, green: { ...green, port: 8001 } }), ...securityGroups({}) },
      "securityGroups: open one port, and the targets listen on 8000 and 8001. " +
        "Leave it out, and write an aws.vpc.SecurityGroupIngressRule for each beside the component.",
    ],
    [
      { securityGroups: { server: "sg-0" } },
      "securityGroups.balancer: is missing. " +
        'Give both, such as { server: "sg-0a1b2c3d", balancer: "sg-0f1e2d3c" }.',
    ],
    [
      { forward: Promise.resolve({}) },
      "forward: a Promise is not a map. Give its settings, such as { stickiness: 3600 }.",
    ],
    [
      url("https://a.com"),
      "hosts: is empty while the public URL has no path, so that the rule would take everything that reaches the " +
        "listener. Give the endpoint's host, or a path of its own such as /mcp.",
    ],
  ];
  for (const [change, wording] of wordings) {
    it(`says the value, the limit and the remedy: ${wording.slice(0, 50)}…`, () => {
      expect(problemOf(change)).to.equal(wording);
    });
  }

  it("gives a length that mends a path which is too long", () => {
    const [, length] = /at most (\d+) characters/.exec(problemOf(url(path(100)))) ?? [];
    expect(pathsOf(url(path(Number(length))))).to.deep.equal([]);
    expect(pathsOf(url(path(Number(length) + 1)))).to.deep.equal(["url"]);
  });

  it("gives a length that mends a server's path which is too long", () => {
    const [, length] = /at most (\d+)\.$/.exec(problemOf(serverPath(`/${"s".repeat(2000)}`))) ?? [];
    expect(pathsOf(serverPath(`/${"s".repeat(Number(length) - 1)}`))).to.deep.equal([]);
    expect(pathsOf(serverPath(`/${"s".repeat(Number(length))}`))).to.deep.equal(["serverPath"]);
  });

  it("gives an example of thresholds that is right", () => {
    expect(problemOf(groupHealth(null))).to.match(/such as \{ dnsFailover: \{ minimumTargets: 2 \} \}\.$/);
    expect(pathsOf(groupHealth({ dnsFailover: { minimumTargets: 2 } }))).to.deep.equal([]);
  });

  it("gives a regular expression that takes the path of the public URL", () => {
    const endpoint = url("https://h.com/a.b+$c");
    const text = problemOf({ ...endpoint, ...conditions({ pathRegexes: ["^/mcp"] }) });
    const regex = JSON.parse(/such as (".*")\.$/.exec(text)![1]!) as string;
    expect(pathsOf({ ...endpoint, ...conditions({ pathRegexes: [regex] }) })).to.deep.equal([]);
  });

  it("tells the problems of all arguments, in their order", () => {
    const all = {
      url: "x",
      listener: {},
      priority: 0,
      hosts: ["x"],
      conditions: {
        hostRegexes: ["("],
        pathRegexes: [""],
        headers: [{ name: "Host", values: ["é"] }],
        methods: ["x"],
        queryStrings: [{ key: "", value: "" }],
        sourceIps: ["x"],
      },
      serverPath: "x",
      oauthMetadata: 0,
      target: {
        adopt: {},
        port: 0,
        protocol: "x",
        containerName: "",
      },
      forward: { stickiness: 0, leaveToDeployments: 0 },
      healthCheck: {
        path: "y",
        matcher: "x",
        interval: 1,
        timeout: 1,
        healthyThreshold: 1,
        unhealthyThreshold: 1,
      },
      longestSilence: 0,
      securityGroups: { server: "x", balancer: "x", egress: 0 },
      tags: { "aws:x": "*" },
    };
    expect(pathsOf(all)).to.deep.equal([
      "url",
      "listener",
      "priority",
      "hosts[0]",
      "conditions.hostRegexes[0]",
      "conditions.pathRegexes[0]",
      "conditions.headers[0].name",
      "conditions.headers[0].values[0]",
      "conditions.methods[0]",
      "conditions.queryStrings[0].key",
      "conditions.queryStrings[0].value",
      "conditions.sourceIps[0]",
      "serverPath",
      "oauthMetadata",
      "conditions.hostRegexes",
      "conditions.pathRegexes",
      "conditions",
      "target.adopt",
      "target.port",
      "target.protocol",
      "target.containerName",
      "forward.stickiness",
      "forward.stickiness",
      "forward.leaveToDeployments",
      "healthCheck.path",
      "healthCheck.matcher",
      "healthCheck.interval",
      "healthCheck.timeout",
      "healthCheck.healthyThreshold",
      "healthCheck.unhealthyThreshold",
      "longestSilence",
      "securityGroups.server",
      "securityGroups.balancer",
      "securityGroups.egress",
      'tags["aws:x"]',
      'tags["aws:x"]',
    ]);
  });

  it("tells what is missing, where nothing is given", () => {
    expect(problemsOf({}).map(({ path: at }) => at)).to.deep.equal(["url", "listener", "priority", "target"]);
  });

  describe("never shows a secret", () => {
    const TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJzZWNyZXQifQ.c2lnbmF0dXJl";
    const KEY = "AKIAIOSFODNN7EXAMPLE";
    const places: Record<string, (secret: string) => object> = {
      url: (secret) => url(secret),
      "a URL's path": (secret) => url(`ftp://demo.quiltdata.com/${secret}/*`),
      "a host": (secret) => host(secret),
      "the listener's ARN": (secret) => ({ listener: { arn: secret } }),
      "the balancer": (secret) => ({ listener: { loadBalancer: `${secret}_` } }),
      "the target group's name": (secret) => adopt({ name: `${secret}_` }),
      "the target group's ARN": (secret) => adopt({ arn: secret }),
      "the VPC": (secret) => create({ vpcId: secret }),
      "the health check's path": (secret) => healthCheck({ path: secret }),
      "the matcher": (secret) => healthCheck({ matcher: secret }),
      "a number": (secret) => ({ priority: secret }),
      "the hosts": (secret) => ({ hosts: secret }),
      "a regular expression": (secret) => conditions({ hostRegexes: [`${secret}(`] }),
      "regular expressions that miss the path": (secret) => conditions({ pathRegexes: [secret] }),
      "the path that they miss": (secret) => ({
        ...url(`https://h.com/${secret}`),
        ...conditions({ pathRegexes: ["^/mcp"] }),
      }),
      "a header's name": (secret) => header({ name: `${secret}:`, values: ["a"] }),
      "a header's value": (secret) => header({ values: [`${secret}\\`] }),
      "a header's value that is too long": (secret) => header({ values: [secret + "v".repeat(128)] }),
      "a header's value that stands twice": (secret) => header({ values: [secret, secret] }),
      "a header's values": (secret) => header({ values: secret }),
      "a header": (secret) => conditions({ headers: [`Authorization: Bearer ${secret}`] }),
      "a method": (secret) => conditions({ methods: [secret] }),
      "a query's key": (secret) => query({ key: `${secret} `, value: "1" }),
      "a query's value": (secret) => query({ value: `${secret} ` }),
      "a source address": (secret) => conditions({ sourceIps: [secret] }),
      "the server's path": (secret) => serverPath(secret),
      "the server's path, with a slash": (secret) => serverPath(`/${secret}/`),
      "whether there is OAuth metadata": (secret) => ({ oauthMetadata: secret }),
      "a target's name": (secret) => named([`${secret}_`]),
      "a weight": (secret) => targets({ blue: { ...blue, weight: secret } }),
      "a target's port": (secret) => ({
        ...targets({ blue, green: { ...green, port: secret } }),
        ...securityGroups({}),
      }),
      "a target group that is adopted twice": (secret) =>
        named(["a", "b"], { ...blue, adopt: { name: secret } }),
      "the protocol": (secret) => target({ protocol: secret }),
      "the container": (secret) => target({ containerName: `${secret} ` }),
      "the type of targets": (secret) => create({ type: secret }),
      "the algorithm": (secret) => create({ algorithm: secret, slowStart: 30, stickiness: {} }),
      "a cookie's name": (secret) => stickiness({ cookieName: secret }),
      "a cookie's name that is none": (secret) =>
        stickiness({ type: "app_cookie", cookieName: `${secret} ` }),
      "a threshold": (secret) => groupHealth({ dnsFailover: { minimumTargets: secret } }),
      "the stickiness of the rule": (secret) => forward({ stickiness: secret }),
      "a security group": (secret) => securityGroups({ server: secret }),
      "a tag's key": (secret) => ({ tags: { [`aws:${secret}`]: "" } }),
      "a tag's value": (secret) => ({ tags: { team: `${secret}*` } }),
    };
    for (const [place, put] of Object.entries(places)) {
      it(`in ${place}`, () => {
        for (const secret of [TOKEN, KEY]) {
          const told = JSON.stringify(problemsOf({ ...args(), ...put(secret) }));
          expect(told).to.match(/"path":/);
          expect(told).not.to.contain(secret);
        }
      });
    }

    it("in a URL's credentials, with whatever characters", () => {
      for (const text of [
        "https://user:hunter2@demo.quiltdata.com/mcp",
        "ftp://user:hun@hunter2@demo.quiltdata.com/mcp",
        "https://user:pass/hunter2@demo.quiltdata.com/mcp",
        "https://hunter2@demo.quiltdata.com:99999/mcp",
      ])
        expect(problemOf(url(text))).not.to.contain("hunter2");
    });

    it("in a URL's query or fragment", () => {
      for (const text of [
        "https://demo.quiltdata.com/mcp?token=hunter2",
        "https://demo.quiltdata.com/mcp#token=hunter2",
        "ftp://demo.quiltdata.com/mcp?a=b&token=hunter2",
        "https://demo.quiltdata.com:99999/mcp?token=hunter2",
      ])
        expect(problemOf(url(text))).not.to.contain("hunter2");
    });

    it("in the query of what stands where a host belongs", () => {
      expect(problemOf(host("https://demo.quiltdata.com/mcp?token=hunter2"))).not.to.contain("hunter2");
    });
  });

  describe("holds for any input", () => {
    const label = fc.stringMatching(/^[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,3})?$/);
    const hostName = fc
      .tuple(label, fc.constantFrom("com", "io", "example.org"))
      .map((parts) => parts.join("."));
    const segment = fc.stringMatching(/^[A-Za-z0-9_$~'@:+&-]{1,12}$/);
    const endpoint = fc
      .array(segment, { minLength: 1, maxLength: 4 })
      .map((parts) => `/${parts.join("/")}`)
      .filter((text) => text !== "/healthz");
    const check = fc
      .tuple(fc.integer({ min: 2, max: 120 }), fc.integer({ min: 5, max: 300 }))
      .filter(([timeout, interval]) => interval > timeout)
      .map(([timeout, interval]) => ({ timeout, interval }));
    const sound: fc.Arbitrary<McpRouteArgs> = fc.record({
      url: fc
        .tuple(fc.constantFrom("https", "http"), hostName, endpoint)
        .map(([s, h, p]) => `${s}://${h}${p}`),
      listener: fc.constantFrom(
        { arn: company.listenerArn },
        { loadBalancer: company.dnsName },
        { loadBalancer: company.balancerArn, port: 8443 },
      ),
      priority: fc.integer({ min: 2, max: 50000 }),
      hosts: fc.uniqueArray(hostName, { maxLength: 2 }),
      conditions: fc
        .record(
          {
            headers: fc.tuple(
              fc.oneof(
                fc.record({
                  name: fc.stringMatching(/^[A-Za-z0-9-]{1,40}$/).filter((text) => !/^host$/i.test(text)),
                  values: fc.tuple(fc.stringMatching(/^[ -)+->@-[\]-~]{1,128}$/)),
                }),
                fc.record({
                  name: fc.constant("Mcp-Name"),
                  regexes: fc.tuple(fc.stringMatching(/^\^?[a-z.]{1,126}\$?$/)),
                }),
              ),
            ),
            sourceIps: fc
              .tuple(
                fc.oneof(
                  fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })),
                  fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })),
                ),
              )
              .map(([[address, bits]]) => [`${address}/${bits}`]),
          },
          // With two hosts, one of them takes the last place beside the endpoint's paths.
          { requiredKeys: [] },
        )
        .filter(({ headers, sourceIps }) => headers === undefined || sourceIps === undefined),
      serverPath: endpoint.map((text) => text.replaceAll("$", "_")).filter((text) => text !== "/healthz"),
      oauthMetadata: fc.boolean(),
      target: fc.record({
        adopt: fc.constantFrom({ name: "group" }, { arn: company.targetGroupArn }),
        port: fc.integer({ min: 1, max: 65535 }),
      }),
      healthCheck: check,
      longestSilence: fc.integer({ min: 1, max: 4000 }),
      tags: fc.dictionary(fc.stringMatching(/^[a-z ]{1,20}$/), fc.stringMatching(/^[\w .:/=+@-]{0,50}$/)),
    });

    it("finds nothing wrong with arguments within their limits", () => {
      fc.assert(
        fc.property(sound, (all) => {
          expect(problemsOf(all)).to.deep.equal([]);
        }),
      );
    });

    const places: Record<string, (text: string) => object> = {
      url,
      "hosts[0]": host,
      "listener.arn": (arn) => ({ listener: { arn } }),
      "listener.loadBalancer": (loadBalancer) => ({ listener: { loadBalancer } }),
      "target.adopt.name": (name) => adopt({ name }),
      "conditions.hostRegexes[0]": (regex) => conditions({ hostRegexes: [regex] }),
      "conditions.headers[0].name": (name) => header({ name, values: ["a"] }),
      "conditions.headers[0].values[0]": (value) => header({ values: [value.replace(/[*?]/g, "")] }),
      "conditions.methods[0]": (method) => conditions({ methods: [method] }),
      "conditions.queryStrings[0].value": (value) => query({ value: value.replace(/[*?]/g, "") }),
      "conditions.sourceIps[0]": (block) => conditions({ sourceIps: [block] }),
      serverPath,
      "target.containerName": (containerName) => target({ containerName }),
      "securityGroups.server": (server) => securityGroups({ server }),
      "healthCheck.path": (text) => healthCheck({ path: text }),
      "healthCheck.matcher": (matcher) => healthCheck({ matcher }),
    };
    const text = fc.oneof(
      fc.string(),
      fc.webUrl({ withQueryParameters: true }),
      fc.string({ unit: "binary" }),
    );
    for (const [at, put] of Object.entries(places)) {
      it(`takes any text as ${at}, or names it in the problem`, () => {
        fc.assert(
          fc.property(text, (value) => {
            const paths = pathsOf(put(value));
            // A URL may also be at odds with what stands beside it.
            const beside = at === "url" ? ["url", "hosts", "healthCheck.path"] : [at];
            expect(paths.filter((found) => !beside.includes(found))).to.deep.equal([]);
          }),
        );
      });
    }

    /** Any value at all, or one whose parts are any. */
    const value = fc.oneof(fc.jsonValue(), fc.anything());
    const list = fc.oneof(value, fc.array(value, { maxLength: 3 }));
    const parts = (...keys: string[]) =>
      fc.oneof(
        { weight: 1, arbitrary: value },
        {
          weight: 3,
          arbitrary: fc.record(Object.fromEntries(keys.map((key) => [key, list])), { requiredKeys: [] }),
        },
      );
    const anyCreate = fc.record(
      {
        vpcId: value,
        type: value,
        deregistrationDelay: value,
        slowStart: value,
        algorithm: fc.oneof(value, fc.constantFrom("round_robin", "weighted_random")),
        stickiness: parts("type", "duration", "cookieName"),
        targetGroupHealth: fc.oneof(
          value,
          fc.record({
            dnsFailover: parts("minimumTargets", "minimumPercentage"),
            unhealthyRouting: parts("minimumTargets", "minimumPercentage"),
          }),
        ),
      },
      { requiredKeys: [] },
    );
    const anyTarget = fc.oneof(
      value,
      fc.record(
        {
          adopt: parts("name", "arn"),
          create: fc.oneof(value, anyCreate),
          port: value,
          protocol: value,
          containerName: value,
          weight: value,
        },
        { requiredKeys: [] },
      ),
    );
    const anyTargets = fc.oneof(value, fc.dictionary(fc.string(), anyTarget, { maxKeys: 4 }));
    const anyConditions = fc.oneof(
      value,
      fc.record(
        {
          hostRegexes: fc.oneof(list, fc.array(fc.string())),
          pathRegexes: fc.oneof(list, fc.array(fc.string())),
          headers: fc.array(parts("name", "values", "regexes"), { maxLength: 3 }),
          methods: list,
          queryStrings: fc.array(parts("key", "value"), { maxLength: 3 }),
          sourceIps: list,
        },
        { requiredKeys: [] },
      ),
    );
    const anyArguments: Record<string, fc.Arbitrary<unknown>> = {
      url: fc.oneof(value, fc.constantFrom("https://a.com", "https://a.com/mcp")),
      listener: parts("arn", "loadBalancer", "port"),
      priority: value,
      hosts: fc.oneof(list, fc.array(fc.string())),
      conditions: anyConditions,
      serverPath: fc.oneof(value, fc.string()),
      oauthMetadata: value,
      target: anyTarget,
      targets: anyTargets,
      forward: parts("stickiness", "leaveToDeployments"),
      healthCheck: parts("path", "matcher", "interval", "timeout"),
      longestSilence: value,
      securityGroups: parts("server", "balancer", "egress"),
      tags: value,
    };

    function expectWords(all: object): void {
      for (const { path: at, what, remedy } of problemsOf(all)) {
        expect([at, what, remedy].every((words) => words.length > 0)).to.equal(true);
        expect(Object.keys(anyArguments).some((key) => at.startsWith(key))).to.equal(true);
      }
    }

    for (const [key, arbitrary] of Object.entries(anyArguments))
      it(`takes any value as ${key} without an exception of its own`, () => {
        fc.assert(
          fc.property(arbitrary, (any) => {
            expectWords({ ...args(), [key]: any });
          }),
          { numRuns: 300 },
        );
      });

    it("takes any values of all arguments without an exception of its own", () => {
      fc.assert(fc.property(fc.record(anyArguments, { requiredKeys: [] }), expectWords), { numRuns: 300 });
    });

    it("makes names of any targets without an exception of its own", () => {
      fc.assert(
        fc.property(fc.string(), anyTarget, anyTargets, (name, one, several) => {
          const all = { target: one, targets: several } as Pick<McpRouteArgs, "target" | "targets">;
          expect(nameProblems(name, all)).to.be.an("array");
        }),
      );
    });
  });
});

describe("The check of the component's name", () => {
  const made = { target: { create: {}, port: 8000 } };
  const several = (...names: string[]) => ({
    targets: Object.fromEntries(names.map((name) => [name, { create: {}, port: 8000, weight: 1 }])),
  });

  it("takes 21 characters, which leave room for what is added", () => {
    const name = "n".repeat(21);
    expect(nameProblems(name, made)).to.deep.equal([]);
    expect(`${name}-tg-1234567`).to.have.lengthOf(32);
  });

  it("refuses 22", () => {
    expect(nameProblems("n".repeat(22), made)).to.deep.equal([
      {
        path: "name",
        what:
          `"${"n".repeat(22)}" (22 characters) cannot begin the name of a target group, which has at most 32 letters, ` +
          "digits and inner hyphens " +
          "(https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html).",
        remedy:
          'Name the component with at most 21 of these: "-tg" and the suffix that Pulumi adds need the rest.',
      },
    ]);
  });

  for (const name of ["", "-mcp", "m_p", "m.p", "m p"])
    it(`refuses ${JSON.stringify(name)}, of which no target group's name can be made`, () => {
      expect(nameProblems(name, made).map(({ path: at }) => at)).to.deep.equal(["name"]);
    });

  it("takes any name where no target group is made", () => {
    const name = "a_very.long name of a component";
    expect(nameProblems(name, { target: args().target! })).to.deep.equal([]);
    expect(nameProblems(name, { targets: { blue } })).to.deep.equal([]);
    expect(nameProblems(name, {})).to.deep.equal([]);
  });

  it("leaves room for the names of targets as well", () => {
    expect(nameProblems("n".repeat(15), several("green"))).to.deep.equal([]);
    expect(`${"n".repeat(15)}-tg-green-1234567`).to.have.lengthOf(32);
    expect(nameProblems("n".repeat(16), several("green")).map(({ remedy }) => remedy)).to.deep.equal([
      'Name the component with at most 15 of these: "-tg-green" and the suffix that Pulumi adds need the rest.',
    ]);
  });

  it("tells of each target whose name leaves too little room", () => {
    const names = ["a".repeat(18), "b".repeat(17), "c".repeat(19)];
    expect(nameProblems("mcp", { ...several(...names) }).map(({ remedy }) => remedy)).to.deep.equal([
      `Name the component with at most 2 of these: "-tg-${"a".repeat(18)}" and the suffix that Pulumi adds need the rest.`,
      `Name the component with at most 1 of these: "-tg-${"c".repeat(19)}" and the suffix that Pulumi adds need the rest.`,
    ]);
  });

  it("asks for a shorter name of a target that leaves no room at all", () => {
    const name = "g".repeat(20);
    expect(nameProblems("m", several(name)).map(({ path: at, remedy }) => [at, remedy])).to.deep.equal([
      [
        "name",
        `Give the target a shorter name: "-tg-${name}" and the suffix that Pulumi adds leave no room.`,
      ],
    ]);
  });
});

describe("a URL with several faults", () => {
  it("has each told, the password masked", () => {
    const problems = problemsOf(args({ url: "https://u:secret@x.example/mcp/?a=1#f" }));
    expect(problems.map(({ path, what }) => [path, what])).to.deep.equal([
      ["url", "holds credentials, which no client would send."],
      ["url", 'has a query or a fragment after "https://x.example/mcp/", which is no part of an endpoint.'],
      ["url", '"https://x.example/mcp/" ends with a slash.'],
    ]);
  });
});
