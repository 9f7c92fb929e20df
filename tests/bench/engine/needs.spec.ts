import { expect } from "chai";
import { lacking } from "../../../bench/engine/needs.ts";

describe("what the engine's part of the bench needs", () => {
  /** What a machine lacks that has this Node and these commands. */
  const lacks = (node: string, ...commands: string[]) =>
    lacking({ node, find: (name) => Promise.resolve(commands.find((command) => command === name)) });
  const all = ["pulumi", "pulumi-resource-aws", "ministack"];

  it("is all there on Node 22 with the CLI, the plugin and the emulator", async () => {
    expect(await lacks("22.0.0", ...all)).to.equal(undefined);
  });

  it("is a Node that Pulumi's SDK takes", async () => {
    expect(await lacks("20.20.2", ...all)).to.equal("no Node 22");
  });

  for (const command of all) {
    it(`is ${command}, named where it is not there`, async () => {
      expect(await lacks("24.1.0", ...all.filter((other) => other !== command))).to.equal(`no ${command}`);
    });
  }

  it("is named all at once", async () => {
    expect(await lacks("20.0.0")).to.equal("no Node 22, no pulumi, no pulumi-resource-aws, no ministack");
  });
});
