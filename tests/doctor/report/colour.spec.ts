import { expect } from "chai";
import { type Output, paint, wantsColour } from "../../../doctor/report/colour.ts";

describe("Colour", () => {
  const table: [isTerminal: boolean, env: Output["env"], wanted: boolean][] = [
    [true, {}, true],
    [false, {}, false],
    [true, { TERM: "xterm" }, true],
    [true, { TERM: "dumb" }, false],
    [true, { NO_COLOR: "1" }, false],
    [true, { NO_COLOR: "0" }, false],
    [true, { NO_COLOR: "" }, true],
    [false, { FORCE_COLOR: "1" }, true],
    [false, { FORCE_COLOR: "true" }, true],
    [false, { FORCE_COLOR: "" }, false],
    [true, { FORCE_COLOR: "" }, true],
    [true, { FORCE_COLOR: "0" }, false],
    [true, { FORCE_COLOR: "false" }, false],
    [false, { FORCE_COLOR: "1", NO_COLOR: "1" }, true],
    [false, { FORCE_COLOR: "1", TERM: "dumb" }, true],
  ];
  for (const [isTerminal, env, wanted] of table)
    it(`is ${wanted ? "" : "not "}wanted ${isTerminal ? "on a terminal" : "in a file"} with ${JSON.stringify(env)}`, () => {
      expect(wantsColour({ isTerminal, env })).to.equal(wanted);
    });

  it("ends where the text ends", () => {
    expect(paint("text", "red")).to.equal("\x1b[31mtext\x1b[0m");
  });
});
