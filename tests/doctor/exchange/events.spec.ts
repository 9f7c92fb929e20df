import { expect } from "chai";
import { EventReader, JSON_DEPTH, parsed } from "../../../doctor/exchange/events.ts";

/** What a reader makes of pieces, the first of which comes at 1 ms, the second at 2 ms, and so on. */
function read(...pieces: readonly string[]) {
  const reader = new EventReader((text) => text);
  return pieces.flatMap((piece, at) => reader.read(piece, at + 1));
}

describe("EventReader", () => {
  for (const [name, end] of [
    ["\\n", "\n"],
    ["\\r\\n", "\r\n"],
    ["\\r", "\r"],
  ] as const)
    it(`takes ${name} for the end of a line`, () => {
      expect(read(`data: {"a":1}${end}${end}data: 2${end}${end}`)).to.deep.equal([
        { at: 1, kind: "event", json: { a: 1 } },
        { at: 1, kind: "event", json: 2 },
      ]);
    });

  it("takes \\r and \\n in two pieces for one end of a line", () => {
    // Two ends would end the event after its first line.
    expect(read("data: [1,\r", "\ndata: 2]\r", "\n\r\n")).to.deep.equal([
      { at: 3, kind: "event", json: [1, 2] },
    ]);
  });

  it("reads the same of a stream that comes character by character", () => {
    const events = read(...Array.from('id: 7\r\ndata: {"a":1}\r\n\r\n: here\r\n'));
    expect(events.map(({ at: _, ...event }) => event)).to.deep.equal([
      { kind: "event", id: "7", json: { a: 1 } },
      { kind: "comment" },
    ]);
  });

  it("says nothing of an event that has not ended", () => {
    expect(read("data: 1\n")).to.deep.equal([]);
    expect(read("data: 1\n", "\n")).to.deep.equal([{ at: 2, kind: "event", json: 1 }]);
  });

  it("tells a comment at once, without an empty line", () => {
    expect(read(": keep-alive\n")).to.deep.equal([{ at: 1, kind: "comment" }]);
  });

  it("takes no comment for a part of an event", () => {
    expect(read(": here\n\n")).to.deep.equal([{ at: 1, kind: "comment" }]);
  });

  it("gives an event its own id, and none to the next one", () => {
    expect(read("id: a:b\ndata: 1\n\ndata: 2\n\n")).to.deep.equal([
      { at: 1, kind: "event", id: "a:b", json: 1 },
      { at: 1, kind: "event", json: 2 },
    ]);
  });

  it("joins the lines of an event's data", () => {
    expect(read('data: {"a":\ndata:1}\n\n')).to.deep.equal([{ at: 1, kind: "event", json: { a: 1 } }]);
  });

  it("has no JSON of data that is none", () => {
    expect(read("data: here\n\n")).to.deep.equal([{ at: 1, kind: "event" }]);
  });
});

describe("parsed", () => {
  const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;

  it("has the value of JSON down to its depth, and of nothing deeper", () => {
    expect(JSON.stringify(parsed(nested(JSON_DEPTH)))).to.equal(nested(JSON_DEPTH));
    expect(parsed(nested(JSON_DEPTH + 1))).to.equal(undefined);
  });

  it("counts depth, not brackets", () => {
    const wide = `[${Array.from({ length: JSON_DEPTH }, () => "[{}]").join(",")}]`;
    expect(JSON.stringify(parsed(wide))).to.equal(wide);
  });

  it("takes brackets within strings for text, also behind quotes that are escaped", () => {
    const text = `"${"[{".repeat(JSON_DEPTH)}`;
    expect(parsed(JSON.stringify([text, "\\", text]))).to.deep.equal([text, "\\", text]);
  });

  it("has no value of what is no JSON, a string without an end among it", () => {
    for (const text of ["", "<html>", '"a', '"'.repeat(3), "]"]) expect(parsed(text)).to.equal(undefined);
  });
});
