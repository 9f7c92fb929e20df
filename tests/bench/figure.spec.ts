import { expect } from "chai";
import { type Pairs, boundFigure, faultFigure, ratioFigure, skippedFigure } from "../../bench/figure.ts";

const question = { part: "start", what: "the program", against: "an empty one" } as const;

/** The verdict on a ratio, where the bound is 1.25. */
function verdict(measured: number, slack = 1): string {
  return ratioFigure(question, { measured: [measured], reference: [1], unit: "ms", bound: 1.25 }, slack)
    .verdict;
}

describe("a figure of the bench", () => {
  it("passes at its bound", () => {
    expect(verdict(1.25)).to.equal("passed");
  });

  it("fails just above its bound", () => {
    expect(verdict(1.2501)).to.equal("failed");
  });

  it("passes at its bound times the slack", () => {
    expect(verdict(2.5, 2)).to.equal("passed");
  });

  it("fails just above its bound times the slack", () => {
    expect(verdict(2.5001, 2)).to.equal("failed");
  });

  it("fails where the reference is lost in the noise, however great the slack", () => {
    const pairs: Pairs = { measured: [1], reference: [0], unit: "µs", bound: 3 };
    const { result, verdict } = ratioFigure(question, pairs, 100);
    expect([result, verdict]).to.deep.equal(["∞ [∞–∞] (1.0 µs / 0.0 µs)", "failed"]);
  });

  it("says the ratio of the medians, its spread, the medians, and the bound that counts", () => {
    const pairs: Pairs = { measured: [110, 150, 120], reference: [100, 100, 100], unit: "ms", bound: 1.25 };
    expect(ratioFigure(question, pairs, 2)).to.deep.equal({
      ...question,
      result: "1.20 [1.10–1.50] (120 ms / 100 ms)",
      bound: "2.50",
      verdict: "passed",
    });
  });

  it("says what is below a hundred with a decimal", () => {
    const pairs: Pairs = { measured: [100], reference: [99.9], unit: "KB", bound: 2 };
    const { result } = ratioFigure(question, pairs, 1);
    expect(result).to.include("(100 KB / 99.9 KB)");
  });

  it("passes with as many as there may be, and fails with one more", () => {
    expect(boundFigure(question, 60, 60)).to.deep.equal({
      ...question,
      result: "60",
      bound: "60",
      verdict: "passed",
    });
    expect(boundFigure(question, 61, 60)).to.include({ result: "61", verdict: "failed" });
  });

  it("passes without a fault", () => {
    expect(faultFigure(question, 0, 2000)).to.deep.equal({
      ...question,
      result: "0 of 2000",
      bound: "0",
      verdict: "passed",
    });
  });

  it("fails at the first fault", () => {
    expect(faultFigure(question, 1, 2000)).to.include({ result: "1 of 2000", verdict: "failed" });
  });

  it("that cannot be had is skipped, says why, and has not passed", () => {
    expect(skippedFigure(question, "no nginx")).to.include({
      result: "skipped: no nginx",
      verdict: "skipped",
    });
  });
});
