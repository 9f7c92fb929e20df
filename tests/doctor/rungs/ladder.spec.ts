import { expect } from "chai";
import type { Answered } from "../../../doctor/exchange/exchange.ts";
import { climb, LADDER, worst } from "../../../doctor/rungs/ladder.ts";
import { finding, type Rung, SAID } from "../../../doctor/rungs/rung.ts";
import type { Seen } from "../../../doctor/seen.ts";
import { answered, failed, OPENED, sight } from "./sight.ts";

/** The state of each rung, or what blocks it. */
function states(seen: Seen): Record<string, string> {
  return Object.fromEntries(
    climb(seen).rungs.map(({ id, state, blockedBy }) => [
      id,
      blockedBy === null ? state : `${state} by ${blockedBy}`,
    ]),
  );
}

/** The ids of the rungs behind one. */
function behind(rung: string): string[] {
  const ids = LADDER.map(({ id }) => id);
  return ids.slice(ids.indexOf(rung) + 1);
}

const missing: Partial<Answered> = { status: 404, headers: [["Content-Type", "text/plain"]] };

describe("the ladder", () => {
  it("has every rung once, and behind all that it needs", () => {
    const ids = LADDER.map(({ id }) => id);
    expect(new Set(ids).size).to.equal(ids.length);
    for (const [at, { id, needs }] of LADDER.entries())
      expect(ids.slice(0, at), id).to.include.members([...needs]);
  });

  it("blocks all that is behind a connection of which nothing is known", () => {
    const found = states(sight([failed("initialize", "connect-timeout", 5000)]));
    expect(found).to.include({ caller: "works", name: "works", connection: "unknown" });
    for (const id of behind("connection")) expect(found[id], id).to.equal("skipped by connection");
  });

  it("names the name, and not the connection that it blocked, as what blocks the rest", () => {
    const unresolved = sight([failed("initialize", "name", 5)], {
      name: { addresses: [], error: "ENOTFOUND" },
    });
    const found = states(unresolved);
    expect(found["name"]).to.equal("unknown");
    for (const id of behind("name")) expect(found[id], id).to.equal("skipped by name");
  });

  it("says of a skipped rung what its blocker is", () => {
    const { rungs } = climb(sight([failed("initialize", "refused", 5)]));
    expect(rungs.find(({ id }) => id === "idle")).to.deep.equal({
      id: "idle",
      title: LADDER.find(({ id }) => id === "idle")?.title,
      state: "skipped",
      says: "not looked at: connection is broken",
      blockedBy: "connection",
    });
  });

  it("goes on beside what is broken: a path that is missing leaves what stands before it as it is", () => {
    const found = states(sight([answered("initialize", missing)]));
    expect(found).to.include({ connection: "works", redirects: "works", who: "works", path: "broken" });
    // A target's health and its connections do not hang on the endpoint's path.
    const apart = ["keep-alive", "health"];
    expect(found).to.include({ "keep-alive": "skipped", health: "skipped" });
    for (const id of behind("path").filter((each) => !apart.includes(each)))
      expect(found[id], id).to.equal("skipped by path");
  });

  it("blocks nothing by an unknown path: a server that wants a token can be asked on", () => {
    const challenge = answered("initialize", { status: 401, headers: [["WWW-Authenticate", "Bearer"]] });
    const found = states(sight([challenge]));
    expect(found["path"]).to.equal("unknown");
    expect(Object.values(found).filter((state) => state.startsWith("skipped by"))).to.deep.equal([]);
  });

  it("keeps the findings of the rungs that were judged, and of no other", () => {
    const { findings } = climb(
      sight([answered("initialize", missing), answered("get", { status: 403 }, { method: "GET" })]),
    );
    expect(findings.map(({ id }) => id)).to.deep.equal(["route.missing"]);
  });

  it("climbs only the rungs that it is told to, which block one another no less", () => {
    const only = ({ id }: Rung) => id === "connection" || id === "who";
    const { rungs } = climb(sight([failed("initialize", "refused", 5)]), only);
    expect(rungs.map(({ id, blockedBy }) => [id, blockedBy])).to.deep.equal([
      ["connection", null],
      ["who", "connection"],
    ]);
  });

  it("does not let the far side make a rung's line longer than a reader bears", () => {
    const url = `https://mcp.example.com/${"a".repeat(SAID)}`;
    const seen = sight([answered("initialize", { status: 301, headers: [["Location", url]] })]);
    const line = climb(seen).rungs.find(({ id }) => id === "redirects")?.says ?? "";
    expect(line.length).to.be.within(SAID - 10, SAID + 10);
  });

  it("takes the worst of the findings for the state, and a note for none", () => {
    const of = (severity: "broken" | "degraded" | "unknown" | "note") =>
      finding("blocked.rate", { layer: null, shown: [], says: "", severity });
    expect(worst([])).to.equal("works");
    expect(worst([of("note")])).to.equal("works");
    expect(worst([of("note"), of("unknown")])).to.equal("unknown");
    expect(worst([of("unknown"), of("degraded")])).to.equal("degraded");
    expect(worst([of("degraded"), of("broken"), of("unknown")])).to.equal("broken");
  });

  it("lets every rung look at a server that answers", () => {
    expect(
      Object.values(states(sight([OPENED]))).filter((state) => state.startsWith("skipped by")),
    ).to.deep.equal([]);
  });

  it("says of each finding which rung found it, whatever rung its cause's row names", () => {
    const { findings } = climb(sight([answered("initialize", { body: "{", end: "cut" })]));
    expect(findings.map(({ id, rung }) => [id, rung])).to.deep.include(["protocol.malformed", "path"]);
  });
});
