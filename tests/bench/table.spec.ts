import { expect } from "chai";
import { skippedFigure } from "../../bench/figure.ts";
import { table } from "../../bench/table.ts";

describe("the bench's table", () => {
  it("is Markdown with a head and a line for each figure", () => {
    const question = { part: "streams", what: "the delay", against: "nginx's" } as const;
    const figure = { ...question, result: "2.00", bound: "3.00", verdict: "passed" } as const;
    expect(table([figure, skippedFigure(question, "no nginx")]).split("\n")).to.deep.equal([
      "| part | what | against | times as much: median [least–most] (medians) | at most | verdict |",
      "| --- | --- | --- | --- | --- | --- |",
      "| streams | the delay | nginx's | 2.00 | 3.00 | passed |",
      "| streams | the delay | nginx's | skipped: no nginx |  | skipped |",
    ]);
  });
});
