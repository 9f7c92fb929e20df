import { expect } from "chai";
import { type Times, figuresOf } from "../../../bench/engine/engine.ts";

describe("the engine's figures of the bench", () => {
  /** A round in which each figure is at its bound; `changes` are of that round. */
  const figures = (changes: Partial<Times> = {}, slack = 1) =>
    figuresOf(
      {
        preview: [1200],
        directPreview: [1000],
        up: [2400],
        directUp: [2000],
        journeys: [400],
        rehearsal: [2000],
        ...changes,
      },
      slack,
    );
  const verdicts = (changes: Partial<Times> = {}, slack = 1) =>
    figures(changes, slack).map(({ verdict }) => verdict);

  it("pass at their bounds", () => {
    expect(verdicts()).to.deep.equal(["passed", "passed", "passed"]);
  });

  for (const { key, failed } of [
    { key: "preview", failed: 0 },
    { key: "up", failed: 1 },
    { key: "rehearsal", failed: 2 },
  ]) {
    it(`fail where ${key} takes too long, and only there`, () => {
      const passed = ["passed", "passed", "passed"];
      expect(verdicts({ [key]: [2500] })).to.deep.equal(passed.with(failed, "failed"));
    });
  }

  it("take slack", () => {
    expect(verdicts({ preview: [2400], up: [4800], rehearsal: [4000] }, 2)).to.not.include("failed");
  });

  it("hold the rehearsal against preview, up and the client's calls of its own round", () => {
    const rounds = { preview: [1, 10], directPreview: [1, 1], up: [2, 20], directUp: [1, 1] };
    const [, , verdict] = figures({ ...rounds, journeys: [3, 30], rehearsal: [6, 60] });
    expect(verdict?.result).to.equal("1.00 [1.00–1.00] (33.0 ms / 33.0 ms)");
  });
});
