import { expect } from "chai";
import { readStackFile } from "../rehearsal/program/stackFile.ts";
import { FOLDER } from "./golden/golden.ts";
import { lookUps } from "./support/company.ts";
import { type Command, type Run, run } from "./support/engine.ts";

/** Far below the 20-47 s for which Node 20 and 22 hang over a stack that passes through the SDK; an error takes 1-2 s. */
const SOON = 10_000;

/** Runs production's program, as Pulumi does, with changes to its configuration. */
async function production(
  changes: Record<string, string>,
  lookUp: Command["lookUp"] = lookUps(),
): Promise<Run> {
  const { config } = await readStackFile(FOLDER, "prod");
  return run({
    folder: FOLDER,
    project: "mcp-route",
    stack: "prod",
    config: { ...config, ...changes },
    lookUp,
  });
}

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
});
