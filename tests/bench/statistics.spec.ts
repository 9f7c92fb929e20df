import { expect } from "chai";
import { median, ratio, ratioOf } from "../../bench/statistics.ts";

describe("the bench's statistics", () => {
  it("take the middle one of an odd count, in whatever order they come and as numbers, not as texts", () => {
    expect(median([10, 9, 100])).to.equal(10);
  });

  it("take the mean of the two in the middle of an even count", () => {
    expect(median([4, 1, 3, 2])).to.equal(2.5);
  });

  it("take the only one of one", () => {
    expect(median([7])).to.equal(7);
  });

  it("know no median of nothing", () => {
    expect(() => median([])).to.throw(RangeError, "no median");
  });

  it("leave what they are given as it was", () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).to.deep.equal([3, 1, 2]);
  });

  it("divide by a reference that is just above zero", () => {
    expect(ratio(1, 0.5)).to.equal(2);
  });

  for (const lost of [0, -0.5]) {
    it(`call a ratio to ${lost} infinite`, () => {
      expect(ratio(1, lost)).to.equal(Infinity);
    });
  }

  it("give the ratio of the medians, between the least and the most of the pairs", () => {
    const spread = ratioOf([10, 40, 30], [10, 10, 20], "medians");
    expect(spread).to.deep.equal({ median: 3, least: 1, most: 4 });
  });

  it("give a ratio of the medians also where a single pair has none", () => {
    const spread = ratioOf([2, 2, 2], [1, 0, 1], "medians");
    expect(spread).to.deep.equal({ median: 2, least: 2, most: Infinity });
  });

  it("give the median of the pairs, in which rounds that were slow for both count like the others", () => {
    const spread = ratioOf([20, 22, 240, 260, 280], [10, 20, 200, 200, 200], "pairs");
    expect(spread).to.deep.equal({ median: 1.3, least: 1.1, most: 2 });
  });

  it("refuse a measurement without a partner", () => {
    expect(() => ratioOf([1, 2], [1], "pairs")).to.throw(RangeError, "no partner");
  });
});
