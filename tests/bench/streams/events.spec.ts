import { expect } from "chai";
import { EventReader, faults, wire } from "../../../bench/streams/events.ts";

describe("the events of the bench", () => {
  const events = [1, 2, 3].map((number) => ({ number, sent: BigInt(number) * 10n ** 18n }));
  const text = events.map(wire).join("");

  it("are read as they were sent, to the nanosecond", () => {
    expect(new EventReader().read(text)).to.deep.equal(events);
  });

  it("are read from pieces of any size", () => {
    for (let size = 1; size <= text.length; size++) {
      const reader = new EventReader();
      const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, at) =>
        text.slice(at * size, (at + 1) * size),
      );
      expect(pieces.flatMap((piece) => reader.read(piece))).to.deep.equal(events);
    }
  });

  it("are not read before they are whole", () => {
    expect(new EventReader().read(text.slice(0, -1))).to.have.length(2);
  });

  it("are refused where they are something else", () => {
    expect(() => new EventReader().read("<html>\n\n")).to.throw("<html>");
  });

  for (const { numbers, lost, misplaced, how } of [
    { numbers: [1, 2, 3], lost: 0, misplaced: 0, how: "all came in order" },
    { numbers: [], lost: 3, misplaced: 0, how: "none came" },
    { numbers: [1, 2], lost: 1, misplaced: 0, how: "the last is missing" },
    { numbers: [2, 3], lost: 1, misplaced: 0, how: "the first is missing" },
    { numbers: [1, 3, 2], lost: 0, misplaced: 1, how: "two are exchanged" },
    { numbers: [1, 2, 2, 3], lost: 0, misplaced: 1, how: "one came twice" },
    { numbers: [1, 1, 2], lost: 1, misplaced: 1, how: "one came in place of another" },
  ]) {
    it(`are ${lost} lost and ${misplaced} misplaced where ${how}`, () => {
      expect(faults(numbers, 3)).to.deep.equal({ lost, misplaced });
    });
  }
});
