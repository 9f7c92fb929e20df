import { expect } from "chai";
import { readStackFile } from "../rehearsal/program/stackFile.ts";
import { FOLDER } from "./golden/golden.ts";
import { company, lookUps } from "./support/company.ts";
import { type Command, type Run, run } from "./support/engine.ts";

/** Far below the 20-47 s for which Node 20 and 22 hang over a stack that passes through the SDK; an error takes 1-2 s. */
const SOON = 10_000;

/** Runs production's program, as Pulumi does, with changes to its configuration; what is undefined is not set. */
async function production(
  changes: Record<string, string | undefined>,
  lookUp: Command["lookUp"] = lookUps(),
): Promise<Run> {
  const { config } = await readStackFile(FOLDER, "prod");
  const set = Object.entries<string | undefined>({ ...config, ...changes });
  return run({
    folder: FOLDER,
    project: "mcp-route",
    stack: "prod",
    config: Object.fromEntries(set.flatMap(([key, text]) => (text === undefined ? [] : [[key, text]]))),
    lookUp,
  });
}

/** A route of which each kind of child is made, and whose outputs hang on many others. */
const everything = {
  "mcp-route:target": undefined,
  "mcp-route:targets": JSON.stringify({
    blue: { adopt: { name: "sales-prod-mcp-server" }, port: 8000, weight: 60 },
    green: { create: {}, port: 8000, weight: 30 },
    red: { create: {}, port: 8000, weight: 10 },
  }),
  "mcp-route:hosts": JSON.stringify(["demo.quiltdata.com"]),
  "mcp-route:conditions": JSON.stringify({
    headers: [{ name: "Mcp-Name", values: ["search"] }],
    sourceIps: ["203.0.113.0/24"],
  }),
  "mcp-route:serverPath": "/srv",
  "mcp-route:forward": JSON.stringify({ stickiness: 60 }),
  "mcp-route:securityGroups": JSON.stringify({ server: "sg-0a", balancer: "sg-0b", egress: true }),
  "mcp-route:tags": JSON.stringify({ team: "data" }),
};
const balancer = { securityGroups: ["sg-0b"] };

describe("production's program on the SDK's own run path", () => {
  it("registers the component and its rule, and nothing else", async () => {
    const { exitCode, errors, registered } = await production({});
    expect([exitCode, errors]).to.deep.equal([0, []]);
    expect(registered).to.deep.equal([
      "pulumi:pulumi:Stack",
      "mcp-route:index:McpRoute",
      "aws:lb/listenerRule:ListenerRule",
    ]);
  });

  it("says every problem of its configuration, exactly so and soon, and registers nothing", async () => {
    const { exitCode, errors, registered, firstErrorMilliseconds } = await production({
      "mcp-route:priority": "0",
      "mcp-route:hots": "[]",
    });
    expect(errors).to.have.length(1);
    expect(errors[0]).to.match(
      /^Stack prod: 2 problems in its configuration, Pulumi\.prod\.yaml; nothing was registered\.\n/,
    );
    expect(errors[0])
      .to.include("mcp-route:priority: 0 ")
      .and.to.include("mcp-route:hots: ")
      .and.to.include("hosts?");
    expect(errors[0]).not.to.match(/^\s+at |file:\/\/|unhandled/m);
    expect(exitCode).to.equal(32);
    expect(registered).to.deep.equal(["pulumi:pulumi:Stack"]);
    expect(firstErrorMilliseconds).to.be.below(SOON);
  });

  it("says what it found wrong on AWS, exactly so and soon, and registers no AWS resource", async () => {
    const { exitCode, errors, registered, firstErrorMilliseconds } = await production(
      {},
      lookUps({ targetGroup: { vpcId: "vpc-0f" } }),
    );
    expect(errors).to.have.length(1);
    expect(errors[0]).to.match(
      /^McpRoute "mcp": 1 problem; none of its resources was registered\.\n {2}target\.adopt\.name: /,
    );
    expect(errors[0]).not.to.match(/^\s+at |file:\/\/|unhandled|serializing/m);
    expect(exitCode).to.equal(32);
    expect(registered).to.deep.equal(["pulumi:pulumi:Stack", "mcp-route:index:McpRoute"]);
    expect(firstErrorMilliseconds).to.be.below(SOON);
  });

  it("registers each kind of child, where the configuration asks for all", async () => {
    const { exitCode, errors, registered } = await production(everything, lookUps({ balancer }));
    expect([exitCode, errors]).to.deep.equal([0, []]);
    expect([...registered].sort()).to.deep.equal([
      "aws:lb/listenerRule:ListenerRule",
      "aws:lb/listenerRule:ListenerRule",
      "aws:lb/targetGroup:TargetGroup",
      "aws:lb/targetGroup:TargetGroup",
      "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
      "mcp-route:index:McpRoute",
      "pulumi:pulumi:Stack",
    ]);
  });

  // With V8's inspector connected, what a throw costs may grow with the outputs that hang on it: see `orRefusal`.
  it("says what it found wrong on AWS as soon, however many outputs hang on it, and registers no AWS resource", async () => {
    const { exitCode, errors, registered, firstErrorMilliseconds } = await production(
      everything,
      lookUps({ balancer, targetGroup: { vpcId: "vpc-0f" } }),
    );
    expect(errors).to.have.length(1);
    expect(errors[0]?.split("\n").slice(0, 2)).to.deep.equal([
      'McpRoute "mcp": 1 problem; none of its resources was registered.',
      "  targets.blue.adopt.name: the target group sales-prod-mcp-server is in vpc-0f, not in the balancer's VPC " +
        `${company.vpcId}; AWS refuses to forward there.`,
    ]);
    expect(errors[0]?.trimEnd().split("\n")).to.have.length(3);
    expect(exitCode).to.equal(32);
    expect(registered).to.deep.equal(["pulumi:pulumi:Stack", "mcp-route:index:McpRoute"]);
    expect(firstErrorMilliseconds).to.be.below(SOON);
  });
});
