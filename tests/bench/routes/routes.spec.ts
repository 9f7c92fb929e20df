import { expect } from "chai";
import { perRoute } from "../../../bench/routes/cost.ts";
import { MAKERS, type Maker, makeRoute } from "../../../bench/routes/program.ts";
import { deploy } from "../../support/deploy.ts";

describe("the routes of the bench", () => {
  /** What AWS is asked for a route, whoever makes it. */
  async function asked(maker: Maker) {
    const { resources, lookUps } = await deploy(() => void makeRoute(maker, 7));
    const aws = resources.filter(({ type }) => type.startsWith("aws:"));
    return { lookUps, resources: aws.map(({ type, name, inputs }) => ({ type, name, inputs })) };
  }

  for (const maker of MAKERS.filter((each) => each !== "McpRoute")) {
    it(`are the same resources and look-ups with ${maker} as an McpRoute's`, async () => {
      const writtenOut = await asked(maker);
      expect(writtenOut.resources).to.have.length(2);
      expect(writtenOut).to.deep.equal(await asked("McpRoute"));
    });
  }

  it("cost each what a further one adds, so that what all share counts in none", () => {
    const few = { routes: 10, cost: { milliseconds: 1020, heapKilobytes: 0 } };
    const many = { routes: 100, cost: { milliseconds: 1200, heapKilobytes: 0 } };
    expect(perRoute(few, many, "milliseconds")).to.equal(2);
  });
});
