import { expect } from "chai";
import * as fc from "fast-check";
import * as pulumi from "@pulumi/pulumi";
import type { McpRouteArgs } from "../../components/index.ts";
import { nameProblems, problemsOf } from "../../components/validation.ts";
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
    ],
    wrong: [
      { listener: { loadBalancer: "" } },
      { listener: { loadBalancer: 5 } },
      { listener: { loadBalancer: "demo.quiltdata.com" } },
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
    right: [{ hosts: undefined }, { hosts: [] }, { hosts: ["a.com", "b.com"] }],
    wrong: [
      { hosts: "a.com" },
      { hosts: null },
      { hosts: ["a.com", "b.com", "c.com"] },
      // Two of the endpoint's paths have none, and one has one.
      { hosts: ["*.*.com", "*.?*.com"] },
      { url: "https://a.com" },
    ],
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
    at: "target",
    right: [adopt({ name: "a" }), create({})],
    wrong: [{ target: { port: 8000 } }, target({ create: {} })],
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
    wrong: [false, true, null, "vpc-1"].map((group) => ({ target: { create: group, port: 8000 } })),
  },
  {
    at: "healthCheck",
    right: [{ healthCheck: undefined }, { healthCheck: {} }],
    wrong: ["/healthz", null, 5, []].map((check) => ({ healthCheck: check })),
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
      { hosts: ["a.com", "b.com", "c.com"] },
      "hosts: 3 hosts and the endpoint's 3 paths are 6 values; a rule holds 5 " +
        "(https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html). " +
        "Give the other hosts a second McpRoute with a priority of its own; two may share an adopted target group.",
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

  it("tells the problems of all arguments, in their order", () => {
    const all = {
      url: "x",
      listener: {},
      priority: 0,
      hosts: ["x"],
      target: { adopt: {}, port: 0 },
      healthCheck: {
        path: "x",
        matcher: "x",
        interval: 1,
        timeout: 1,
        healthyThreshold: 1,
        unhealthyThreshold: 1,
      },
      longestSilence: 0,
      tags: { "aws:x": "*" },
    };
    expect(pathsOf(all)).to.deep.equal([
      "url",
      "listener",
      "priority",
      "hosts[0]",
      "target.adopt",
      "target.port",
      "healthCheck.path",
      "healthCheck.matcher",
      "healthCheck.interval",
      "healthCheck.timeout",
      "healthCheck.healthyThreshold",
      "healthCheck.unhealthyThreshold",
      "longestSilence",
      'tags["aws:x"]',
      'tags["aws:x"]',
    ]);
  });

  it("tells what is missing, where nothing is given", () => {
    expect(problemsOf({}).map(({ path: at }) => at)).to.deep.equal([
      "url",
      "listener",
      "priority",
      "target",
      "target.port",
    ]);
  });

  describe("never shows a secret", () => {
    const TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJzZWNyZXQifQ.c2lnbmF0dXJl";
    const KEY = "AKIAIOSFODNN7EXAMPLE";
    const places: Record<string, (secret: string) => object> = {
      url: (secret) => url(secret),
      "a URL's path": (secret) => url(`ftp://demo.quiltdata.com/${secret}/*`),
      "a host": (secret) => host(secret),
      "the listener's ARN": (secret) => ({ listener: { arn: secret } }),
      "the balancer": (secret) => ({ listener: { loadBalancer: secret } }),
      "the target group's name": (secret) => adopt({ name: `${secret}_` }),
      "the target group's ARN": (secret) => adopt({ arn: secret }),
      "the VPC": (secret) => create({ vpcId: secret }),
      "the health check's path": (secret) => healthCheck({ path: secret }),
      "the matcher": (secret) => healthCheck({ matcher: secret }),
      "a number": (secret) => ({ priority: secret }),
      "the hosts": (secret) => ({ hosts: secret }),
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
      priority: fc.integer({ min: 1, max: 50000 }),
      hosts: fc.uniqueArray(hostName, { maxLength: 2 }),
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

    it("takes any value anywhere without an exception of its own", () => {
      const value = fc.oneof(fc.jsonValue(), fc.anything());
      const keys = [
        "url",
        "listener",
        "priority",
        "hosts",
        "target",
        "healthCheck",
        "longestSilence",
        "tags",
      ];
      const part = fc.oneof(
        value,
        fc.record({ arn: value, loadBalancer: value, port: value }),
        fc.record({ adopt: value, create: value, port: value }),
        fc.record({ path: value, matcher: value, interval: value }),
      );
      fc.assert(
        fc.property(fc.record(Object.fromEntries(keys.map((key) => [key, part]))), (all) => {
          for (const { path: at, what, remedy } of problemsOf(all)) {
            expect([at, what, remedy].every((words) => words.length > 0)).to.equal(true);
            expect(keys.some((key) => at.startsWith(key))).to.equal(true);
          }
        }),
        { numRuns: 500 },
      );
    });
  });
});

describe("The check of the component's name", () => {
  const made = { create: {}, port: 8000 };

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
    expect(nameProblems("a_very.long name of a component", args().target)).to.deep.equal([]);
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
