import { expect } from "chai";
import type { Answered, Header } from "../../../doctor/exchange/exchange.ts";
import { ERA_DIFFERENCES } from "../../../doctor/rungs/eraDifferences.ts";
import { eras } from "../../../doctor/rungs/eras.ts";
import { answered, sight } from "./sight.ts";

const result = (
  value: object,
  headers: Header[] = [["Content-Type", "application/json"]],
): Partial<Answered> => ({
  headers,
  json: { jsonrpc: "2.0", id: 1, result: value },
});
const tools = (...names: string[]) => result({ tools: names.map((name) => ({ name })) });

const both = (legacy: Header[], modern: Header[]) =>
  sight([answered("initialize", result({}, legacy)), answered("discover", result({}, modern))]);

describe("the rung of the eras", () => {
  it("compares nothing, and says so, where one era alone is answered", () => {
    const { says, findings } = eras.judge(sight([answered("initialize", result({}))]));
    expect({ says, findings }).to.deep.equal({ says: "sessions alone: nothing to compare", findings: [] });
  });

  it("is unknown where neither is answered: an empty comparison is no clean one", () => {
    expect(eras.judge(sight([])).unknown).to.equal(true);
  });

  it("names the tools that only one era has", () => {
    const seen = sight([
      answered("initialize", result({})),
      answered("discover", result({})),
      answered("tools-list", tools("a", "b")),
      answered("tools-list-modern", tools("b", "c")),
    ]);
    const [found] = eras.judge(seen).findings;
    expect(found).to.include({ id: "era.tools-differ", severity: "degraded" });
    expect(found?.evidence[0]?.facts).to.deep.equal(["only with sessions: a", "only in 2026-07-28: c"]);
  });

  it("takes the same tools in another order for the same", () => {
    const seen = sight([
      answered("initialize", result({})),
      answered("discover", result({})),
      answered("tools-list", tools("a", "b")),
      answered("tools-list-modern", tools("b", "a")),
    ]);
    expect(eras.judge(seen)).to.deep.equal({
      says: "no difference but those that should be, the same 2 tools",
      findings: [],
    });
  });

  it("does not take a list that only one era gives for the same", () => {
    const seen = sight([
      answered("initialize", result({})),
      answered("discover", result({})),
      answered("tools-list", tools("a")),
      answered("tools-list-modern", { status: 500 }),
    ]);
    expect(eras.judge(seen).findings.map(({ id }) => id)).to.deep.equal(["era.tools-differ"]);
  });

  for (const { aspect, sessions, modern } of ERA_DIFFERENCES)
    it(`expects ${aspect} to be ${sessions} with sessions and ${modern} in 2026-07-28, but not the other way round`, () => {
      const head = (state: string): Header[] => {
        if (aspect === "media type") return [["Content-Type", state]];
        return state === "absent" ? [] : [[aspect, "x"]];
      };
      const whole = (headers: Header[]): Header[] =>
        headers.some(([name]) => name === "Content-Type")
          ? headers
          : [["Content-Type", "application/json"], ...headers];
      const way = whole(head(sessions));
      const back = whole(head(modern));
      const swapped = ERA_DIFFERENCES.some(
        (row) => row.aspect === aspect && row.sessions === modern && row.modern === sessions,
      );
      expect(eras.judge(both(way, back)).findings).to.deep.equal([]);
      expect(eras.judge(both(back, way)).findings.map(({ id }) => id)).to.deep.equal(
        swapped ? [] : ["era.differs"],
      );
    });

  it("tells one era that takes another way than the other", () => {
    const [found] = eras.judge(
      both(
        [
          ["Content-Type", "application/json"],
          ["Server", "nginx"],
          ["cf-ray", "8b1234567890abcd-IAD"],
        ],
        [
          ["Content-Type", "application/json"],
          ["Server", "nginx"],
        ],
      ),
    ).findings;
    expect(found).to.include({ id: "era.differs", severity: "note" });
    expect(found?.says).to.contain("layers");
  });

  it("takes no list that nobody saw for an empty one", () => {
    const seen = (...others: Parameters<typeof sight>[0]) =>
      sight([
        answered("initialize", result({})),
        answered("discover", result({})),
        answered("tools-list", tools("a")),
        ...others,
      ]);
    expect(eras.judge(seen()).findings).to.deep.equal([]);
    expect(eras.judge(seen(answered("tools-list-modern", { status: 429 }))).findings).to.deep.equal([]);
  });
});
