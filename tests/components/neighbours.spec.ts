import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { McpRoute, type McpRouteArgs } from "../../components/index.ts";
import { company, lookUps } from "../support/company.ts";
import { args, deploy, failed } from "../support/deploy.ts";
import { COMPONENT, METADATA, RULE } from "../support/route.ts";

const ONE = { url: "https://demo.quiltdata.com/one" };
const TWO = { url: "https://demo.quiltdata.com/two" };
const HEADER = { conditions: { headers: [{ name: "Mcp-Name", values: ["search"] }] } };

type Changes = Partial<McpRouteArgs>;

/** A program with a route of each name. */
function routes(all: Record<string, Changes>): () => void {
  return () => {
    for (const [name, changes] of Object.entries(all)) new McpRoute(name, args(changes));
  };
}

const TWICE_REMEDY =
  "      Give one of them another priority. A route whose OAuth metadata has a rule of its own takes the one before as well.";
const SHADOW_REMEDY =
  "      Give the narrower rule the lower priority, or its route other hosts, conditions or paths. " +
  "Of two routes of one URL, only the first needs its OAuth metadata: say oauthMetadata: false in the other.";
const PAGE = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html";

function twice(priority: number, rule: string, other: string, neighbour: string): string[] {
  return [
    `  priority: ${priority}, that of ${rule}, is also that of ${other} of McpRoute "${neighbour}"; a listener has each once (${PAGE}).`,
    TWICE_REMEDY,
  ];
}

describe("Two routes on one listener", () => {
  it("stand beside each other with different priorities and paths", async () => {
    const { names } = await deploy(routes({ one: { ...ONE, priority: 10 }, two: { ...TWO, priority: 11 } }));
    expect(names).to.deep.equal(["one", "one-rule", "two", "two-rule"]);
  });

  it("cannot have one priority, which is told before anything of the second is registered", async () => {
    const { error, registered } = await failed(
      routes({ one: { ...ONE, priority: 10 }, two: { ...TWO, priority: 10 } }),
    );
    expect(error.message.split("\n")).to.deep.equal([
      'McpRoute "two": 1 problem; nothing was registered.',
      ...twice(10, "two-rule", "one-rule", "one"),
    ]);
    // The first was on its way, and may be registered or not by the time that the program ends.
    expect(registered.filter((type) => type !== COMPONENT && type !== RULE)).to.deep.equal([]);
    expect(registered.filter((type) => type === COMPONENT).length).to.be.at.most(1);
  });

  it("cannot have the second's OAuth metadata in the first's slot", async () => {
    const { error } = await failed(
      routes({ one: { ...ONE, priority: 10 }, two: { ...TWO, priority: 11, serverPath: "/" } }),
    );
    expect(error.message.split("\n")).to.deep.equal([
      'McpRoute "two": 1 problem; nothing was registered.',
      ...twice(10, "two-metadata-rule", "one-rule", "one"),
    ]);
  });

  it("cannot have the second in the slot of the first's OAuth metadata", async () => {
    const { error } = await failed(
      routes({ one: { ...ONE, priority: 11, serverPath: "/" }, two: { ...TWO, priority: 10 } }),
    );
    expect(error.message.split("\n")).to.deep.equal([
      'McpRoute "two": 1 problem; nothing was registered.',
      ...twice(10, "two-rule", "one-metadata-rule", "one"),
    ]);
  });

  it("may fill the slots around one with metadata of its own", async () => {
    const { names } = await deploy(
      routes({
        one: { ...ONE, priority: 11, serverPath: "/" },
        two: { ...TWO, priority: 12 },
        three: { url: "https://demo.quiltdata.com/three", priority: 9 },
      }),
    );
    expect(names).to.deep.equal([
      "one",
      "one-metadata-rule",
      "one-rule",
      "three",
      "three-rule",
      "two",
      "two-rule",
    ]);
  });

  it("may not have a broad one before a narrow one, which would never get a request", async () => {
    const { error } = await failed(
      routes({
        broad: { priority: 10 },
        narrow: { priority: 20, url: "https://demo.quiltdata.com/mcp/tools", oauthMetadata: false },
      }),
    );
    expect(error.message.split("\n")).to.deep.equal([
      'McpRoute "narrow": 1 problem; nothing was registered.',
      '  priority: 10, that of broad-rule of McpRoute "broad", comes before 20, that of narrow-rule, and takes every request of the endpoint that is meant for it.',
      SHADOW_REMEDY,
    ]);
  });

  it("may not have one whose OAuth metadata alone would get requests, behind a broad one", async () => {
    const { error } = await failed(
      routes({
        broad: { priority: 10 },
        narrow: { priority: 20, url: "https://demo.quiltdata.com/mcp/tools" },
      }),
    );
    expect(error.message).to.include("takes every request of the endpoint that is meant for it");
  });

  it("may not have a narrow one after a broad one that is constructed later", async () => {
    const { error } = await failed(
      routes({
        narrow: { priority: 20, url: "https://demo.quiltdata.com/mcp/tools", oauthMetadata: false },
        broad: { priority: 10 },
      }),
    );
    expect(error.message.split("\n")).to.deep.equal([
      'McpRoute "broad": 1 problem; nothing was registered.',
      '  priority: 10, that of broad-rule, comes before 20, that of narrow-rule of McpRoute "narrow", and takes every request of the endpoint that is meant for it.',
      SHADOW_REMEDY,
    ]);
  });

  for (const [order, names] of Object.entries({
    first: ["narrow", "broad"],
    last: ["broad", "narrow"],
  }))
    it(`may have the narrow one in the lower place, constructed ${order}`, async () => {
      const all: Record<string, Changes> = {
        broad: { priority: 20 },
        narrow: { priority: 10, url: "https://demo.quiltdata.com/mcp/tools" },
      };
      const program = routes(Object.fromEntries(names.map((name) => [name, all[name] ?? {}])));
      expect((await deploy(program)).names).to.deep.equal(["broad", "broad-rule", "narrow", "narrow-rule"]);
    });

  it("of one URL, the narrow one with a header before, keep the metadata in the first alone", async () => {
    const { the, names } = await deploy(
      routes({ canary: { priority: 10, ...HEADER }, mcp: { priority: 20, oauthMetadata: false } }),
    );
    expect(names).to.deep.equal(["canary", "canary-metadata-rule", "canary-rule", "mcp", "mcp-rule"]);
    expect(the("mcp-rule").inputs["conditions"]).to.deep.equal([
      { pathPattern: { values: ["/mcp", "/mcp/*"] } },
    ]);
  });

  it("of one URL, both with a header, cannot both have the metadata", async () => {
    const other = { conditions: { headers: [{ name: "Mcp-Name", values: ["find"] }] } };
    const { error } = await failed(
      routes({ first: { priority: 10, ...HEADER }, second: { priority: 20, ...other } }),
    );
    expect(error.message.split("\n")).to.deep.equal([
      'McpRoute "second": 1 problem; nothing was registered.',
      '  priority: 9, that of first-metadata-rule of McpRoute "first", comes before 19, that of second-metadata-rule, and takes every request of the endpoint that is meant for it.',
      SHADOW_REMEDY,
    ]);
    const { names } = await deploy(
      routes({
        first: { priority: 10, ...HEADER },
        second: { priority: 20, ...other, oauthMetadata: false },
      }),
    );
    expect(names).to.deep.equal(["first", "first-metadata-rule", "first-rule", "second", "second-rule"]);
  });

  it("of one URL, with different hosts, both keep the metadata", async () => {
    const { the } = await deploy(
      routes({
        one: { priority: 10, hosts: ["one.quiltdata.com", "demo.quiltdata.com"] },
        two: { priority: 20, hosts: ["two.quiltdata.com", "demo.quiltdata.com"] },
      }),
    );
    expect(JSON.stringify(the("two-rule").inputs["conditions"])).to.contain(METADATA);
  });

  it("tell all collisions of a route in one error, with each of the routes before it", async () => {
    const { error } = await failed(
      routes({
        one: { ...ONE, priority: 10 },
        two: { ...TWO, priority: 12 },
        three: { url: "https://demo.quiltdata.com/one/x", priority: 12, oauthMetadata: false },
      }),
    );
    expect(error.message.split("\n")).to.deep.equal([
      'McpRoute "three": 2 problems; nothing was registered.',
      '  priority: 10, that of one-rule of McpRoute "one", comes before 12, that of three-rule, and takes every request of the endpoint that is meant for it.',
      SHADOW_REMEDY,
      ...twice(12, "three-rule", "two-rule", "two"),
    ]);
  });

  it("leave no trace of one that was refused", async () => {
    const { names } = await deploy(() => {
      new McpRoute("one", args({ ...ONE, priority: 10 }));
      expect(() => new McpRoute("two", args({ ...TWO, priority: 10 }))).to.throw(/1 problem/);
      new McpRoute("two", args({ ...TWO, priority: 11 }));
    });
    expect(names).to.deep.equal(["one", "one-rule", "two", "two-rule"]);
  });
});

/** Ways in which two routes say listeners that are not the same. */
const apart: Record<string, [McpRouteArgs["listener"], McpRouteArgs["listener"]]> = {
  "on two ports of one balancer": [
    { loadBalancer: company.dnsName, port: 443 },
    { loadBalancer: company.dnsName, port: 8443 },
  ],
  "on two listeners by their ARNs": [
    { arn: company.listenerArn },
    { arn: company.listenerArn.replace(/\w+$/, "0123456789abcdef") },
  ],
};

/** Ways in which two routes say the same listener so that it is seen at once. */
const plain: Record<string, [McpRouteArgs["listener"], McpRouteArgs["listener"]]> = {
  "by its ARN": [{ arn: company.listenerArn }, { arn: company.listenerArn }],
  "by DNS names that differ in their letter case, `dualstack.` and a dot": [
    { loadBalancer: company.dnsName },
    { loadBalancer: `dualstack.${company.dnsName.toUpperCase()}.` },
  ],
  "by the balancer's ARN": [{ loadBalancer: company.balancerArn }, { loadBalancer: company.balancerArn }],
  "by the public URL's port, and by that port": [
    { loadBalancer: company.dnsName },
    { loadBalancer: company.dnsName, port: 443 },
  ],
};

/** Ways in which it is seen only when it is looked up. */
const later: Record<string, () => [McpRouteArgs["listener"], McpRouteArgs["listener"]]> = {
  "by a DNS name, and by its ARN": () => [{ loadBalancer: company.dnsName }, { arn: company.listenerArn }],
  "by its ARN, and by a DNS name": () => [{ arn: company.listenerArn }, { loadBalancer: company.dnsName }],
  "by the balancer's DNS name, and by its ARN": () => [
    { loadBalancer: company.dnsName },
    { loadBalancer: company.balancerArn },
  ],
  "as an Output, and plainly": () => [
    { arn: pulumi.output(company.listenerArn) },
    { arn: company.listenerArn },
  ],
  "as two Outputs": () => [
    { arn: pulumi.output(company.listenerArn) },
    { loadBalancer: pulumi.output(company.dnsName) },
  ],
};

/** Answers look-ups by ARN and by port with the listener that is asked for. */
const manyListeners: ReturnType<typeof lookUps> = (token, inputs) => {
  const found = lookUps()(token, inputs);
  if (!token.endsWith(":getListener")) return found;
  const { arn, port } = inputs as { arn?: string; port?: number };
  return { ...found, arn: arn ?? company.listenerArn.replace(/\w+$/, `0000${port ?? 0}`) };
};

describe("Two routes of one priority", () => {
  for (const [how, [one, two]] of Object.entries(apart))
    it(`stand ${how}`, async () => {
      const program = routes({ one: { listener: one }, two: { listener: two } });
      const { names } = await deploy(program, { lookUp: manyListeners });
      expect(names).to.deep.equal(["one", "one-rule", "two", "two-rule"]);
    });

  it("stand on the listeners of two public ports, where none is said", async () => {
    const program = routes({ one: {}, two: { url: "http://demo.quiltdata.com/mcp" } });
    const { names } = await deploy(program, { lookUp: manyListeners });
    expect(names).to.deep.equal(["one", "one-rule", "two", "two-rule"]);
  });

  for (const [how, [one, two]] of Object.entries(plain))
    it(`are refused at once on one listener that is said ${how}`, async () => {
      const { error } = await failed(
        routes({ one: { ...ONE, listener: one }, two: { ...TWO, listener: two } }),
      );
      expect(error.message.split("\n")).to.deep.equal([
        'McpRoute "two": 1 problem; nothing was registered.',
        ...twice(10, "two-rule", "one-rule", "one"),
      ]);
    });

  for (const [how, listeners] of Object.entries(later))
    it(`are refused once their listener is looked up, where it is said ${how}`, async () => {
      const { error, registered } = await failed(() => {
        const [one, two] = listeners();
        routes({ one: { ...ONE, listener: one }, two: { ...TWO, listener: two } })();
      });
      // Whichever is looked up last is refused, so that one rule at most was made.
      const [name, other] = error.message.startsWith('McpRoute "one"') ? ["one", "two"] : ["two", "one"];
      expect(error.message.split("\n")).to.deep.equal([
        `McpRoute "${name}": 1 problem; none of its resources was registered.`,
        ...twice(10, `${name}-rule`, `${other}-rule`, other),
      ]);
      expect(registered.filter((type) => type === COMPONENT)).to.have.length(2);
      expect(registered.filter((type) => type === RULE).length).to.be.at.most(1);
    });

  it("stand in two programs, one after the other", async () => {
    const { names } = await deploy(routes({ one: ONE }));
    const { names: others } = await deploy(routes({ two: TWO }));
    expect([names, others]).to.deep.equal([
      ["one", "one-rule"],
      ["two", "two-rule"],
    ]);
  });

  it("stand in two programs of which the first failed", async () => {
    await failed(routes({ one: ONE, two: TWO }));
    expect((await deploy(routes({ two: TWO }))).names).to.deep.equal(["two", "two-rule"]);
  });
});

describe("A later rule that is shadowed", () => {
  it("is found once the listeners are looked up, and both routes are named", async () => {
    const { error } = await failed(
      routes({
        broad: { priority: 10 },
        narrow: {
          priority: 20,
          url: "https://demo.quiltdata.com/mcp/tools",
          oauthMetadata: false,
          listener: { arn: company.listenerArn },
        },
      }),
    );
    expect(error.message).to.match(
      /^McpRoute "(broad|narrow)": 1 problem; none of its resources was registered\.\n/,
    );
    expect(error.message).to.contain("broad-rule").and.to.contain("narrow-rule");
    expect(error.message).to.contain("comes before 20").and.to.contain("takes every request");
  });

  it("is not there on another listener", async () => {
    const { names } = await deploy(
      routes({
        broad: { priority: 10 },
        narrow: {
          priority: 20,
          url: "https://demo.quiltdata.com:8443/mcp/tools",
          oauthMetadata: false,
        },
      }),
      { lookUp: manyListeners },
    );
    expect(names).to.deep.equal(["broad", "broad-rule", "narrow", "narrow-rule"]);
  });
});
