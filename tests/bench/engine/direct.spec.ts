import { expect } from "chai";
import { FOLDER } from "../../../bench/folder.ts";
import { readStackFile } from "../../../rehearsal/program/stackFile.ts";
import { deploy } from "../../support/deploy.ts";

describe("the program that declares production's resource directly", () => {
  /** What a program asks AWS for with production's file, and what it exports. */
  async function asked(program: () => Promise<object>) {
    const { config } = await readStackFile(FOLDER, "prod");
    const { resources, lookUps, outputs } = await deploy(program, { stack: "prod", config });
    const aws = resources.filter(({ type }) => type.startsWith("aws:"));
    return {
      lookUps,
      outputs,
      // No tags are no tags, said or not.
      resources: aws.map(({ type, name, inputs: { tags, ...inputs } }) => ({ type, name, inputs })),
    };
  }

  it("makes the same resource, after the same look-ups, with the outputs that need no McpRoute", async () => {
    const direct = await asked(() => import("../../../bench/engine/direct.ts"));
    const { outputs, ...own } = await asked(() => import("../../../index.ts"));
    const { targetGroups, ecs, routes, apiGateway, doctor, promised, ...same } = outputs;
    expect(direct.resources).to.have.length(1);
    expect(direct).to.deep.equal({ ...own, outputs: same });
  });
});
