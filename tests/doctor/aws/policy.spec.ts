import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { iamPolicy } from "../../../doctor/aws/policy.ts";
import { AWS_CAUSES } from "../../../doctor/causes/aws.ts";
import { FOLDER } from "../../golden/golden.ts";

/** Reads, as AWS calls them. */
const READS = /^(?:elasticloadbalancing|ec2|ecs|wafv2):(?:Describe|Get|List)[A-Z]\w+$/;

describe("The doctor's policy", () => {
  it("is docs/iam/doctor.json", async () => {
    expect(await readFile(join(FOLDER, "docs/iam/doctor.json"), "utf8")).to.equal(iamPolicy());
  });

  it("lets it read, and nothing else, each action in full and once", () => {
    const { Statement } = JSON.parse(iamPolicy()) as { Statement: { Action: string[] }[] };
    const actions = Statement.flatMap(({ Action }) => Action);
    expect(actions.filter((action) => !READS.test(action))).to.deep.equal([]);
    expect(new Set(actions).size).to.equal(actions.length);
  });
});

describe("The causes that AWS tells of", () => {
  for (const [id, { sources, remedy }] of Object.entries(AWS_CAUSES)) {
    it(`${id} has a remedy and a source`, () => {
      // The explanation of the rules asks for nothing.
      if (id !== "aws.explained") expect(Object.values(remedy).join("")).not.to.equal("");
      expect(sources.filter((source) => !source.startsWith("https://"))).to.deep.equal([]);
      expect(sources).not.to.be.empty;
    });
  }
});
