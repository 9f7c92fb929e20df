import { expect } from "chai";
import type { Answered, Exchange } from "../../doctor/exchange/exchange.ts";
import { compareHops } from "../../doctor/hops/compareHops.ts";
import { climb } from "../../doctor/rungs/ladder.ts";
import type { Seen } from "../../doctor/seen.ts";
import { settled } from "../../doctor/settled.ts";
import { answered, failed, gist, NOTHING_WANTED, OPENED, sight, streamed } from "./rungs/sight.ts";

const GET = { method: "GET" };

/** What is found of a route that was seen at these places, outermost first. */
function found(...places: (readonly [hop: string, ...exchanges: Exchange[]])[]) {
  const hops = places.map(([hop, ...exchanges]): Seen => ({ ...sight(exchanges), hop }));
  return settled(
    hops,
    hops.map((seen) => climb(seen)),
    compareHops(hops),
  );
}

/** What is found, without notes that stand everywhere. */
const told = (...places: Parameters<typeof found>) => gist({ findings: found(...places) });

const JSON_TYPE = ["Content-Type", "application/json"] as const;
const RESULT: Partial<Answered> = { json: { jsonrpc: "2.0", id: 1, result: {} } };
/** A session that comes twice, which a proxy without a mark does. */
const DOUBLED = answered("initialize", { ...RESULT, headers: [JSON_TYPE, ["Mcp-Session-Id", "a, a"]] });
const DOUBLED_BY_NGINX = answered("initialize", {
  ...RESULT,
  headers: [JSON_TYPE, ["Mcp-Session-Id", "a, a"], ["Server", "nginx"]],
});

describe("what the hops settle", () => {
  it("leaves the findings of a place alone as they are", () => {
    expect(told(["public", DOUBLED])).to.deep.equal([
      { id: "header.session-doubled", layer: "proxy", severity: "broken" },
    ]);
  });

  it("finds nothing without a place", () => {
    expect(settled([], [], null)).to.deep.equal([]);
  });

  describe("who is guilty", () => {
    const layers = (...places: Parameters<typeof found>) =>
      found(...places)
        .filter(({ id }) => id === "header.session-doubled")
        .map(({ layer }) => layer);

    it("is the layer that gives the innermost changed hop its name", () => {
      expect(layers(["public", DOUBLED], ["alb", DOUBLED], ["origin", OPENED])).to.deep.equal(["alb"]);
      expect(
        layers(["public", DOUBLED], ["alb", DOUBLED], ["envoy", DOUBLED], ["origin", OPENED]),
      ).to.deep.equal(["envoy"]);
    });

    it("stays unnamed where the hop's name is no layer's", () => {
      expect(layers(["public", DOUBLED], ["edge", DOUBLED], ["origin", OPENED])).to.deep.equal(["proxy"]);
      expect(layers(["public", DOUBLED], ["alb", OPENED])).to.deep.equal(["proxy"]);
    });

    it("stays unnamed where no answer changes between the hops", () => {
      expect(layers(["public", DOUBLED], ["alb", DOUBLED])).to.deep.equal(["proxy"]);
    });

    it("stays the layer that left its mark", () => {
      expect(
        layers(["public", DOUBLED_BY_NGINX], ["alb", DOUBLED_BY_NGINX], ["origin", OPENED]),
      ).to.deep.equal(["nginx"]);
    });
  });

  describe("what is found at a hop behind", () => {
    it("is a note that names the hop in each of its evidence", () => {
      const findings = found(["public", OPENED], ["alb", OPENED], ["origin", DOUBLED]);
      expect(
        findings.map(({ id, severity, evidence }) => [id, severity, evidence.map(({ hop }) => hop)]),
      ).to.deep.equal([["header.session-doubled", "note", ["origin"]]]);
    });

    it("is left out where the public URL shows the same", () => {
      expect(told(["public", DOUBLED], ["origin", DOUBLED])).to.have.length(1);
    });

    it("is left out where it is a note there", () => {
      const limited = answered("tools-list", { status: 429, headers: [] });
      expect(told(["public", OPENED])).to.deep.equal([]);
      expect(told(["origin", OPENED, limited]).map(({ severity }) => severity)).to.include("note");
      expect(told(["public", OPENED], ["origin", OPENED, limited])).to.deep.equal([]);
    });
  });

  describe("what a balancer makes of its targets", () => {
    it("stays as bad as it is at the hop, and names it", () => {
      const wanted = { ...NOTHING_WANTED, healthCheck: { path: "/healthz", matcher: "200" } };
      const check = answered("health", { status: 404, headers: [] }, GET);
      const hops = [sight([OPENED]), { ...sight([OPENED, check], { wanted }), hop: "origin" }];
      const findings = settled(
        hops,
        hops.map((seen) => climb(seen)),
        null,
      );
      expect(gist({ findings })).to.deep.equal([
        { id: "health.refused", layer: "server", severity: "degraded" },
      ]);
      expect(findings[0]?.evidence.map(({ hop }) => hop)).to.deep.equal(["origin"]);
    });

    it("is told where it is a note there", () => {
      const told = answered("kept", { headers: [["Keep-Alive", "timeout=5"]] });
      expect(gist({ findings: found(["public", OPENED], ["origin", OPENED, told]) })).to.deep.equal([
        { id: "upstream.keep-alive-race", layer: "server", severity: "note" },
      ]);
    });
  });

  describe("a head that comes late", () => {
    const LATE = failed("get", "timeout", 5000, GET);
    const AT_ONCE = streamed("get", [], {}, GET);

    it("is not known to be anybody's, from one place", () => {
      expect(told(["public", OPENED, LATE])).to.deep.include({
        id: "stream.head-late",
        layer: null,
        severity: "unknown",
      });
    });

    it("is held on the way where it comes at once at the innermost hop", () => {
      const findings = found(["public", OPENED, LATE], ["origin", OPENED, AT_ONCE]);
      expect(gist({ findings })).to.deep.equal([
        { id: "stream.head-held", layer: "proxy", severity: "degraded" },
      ]);
      expect(findings[0]?.remedy).to.match(/^have the server write a comment/);
    });

    it("is held by the layer between the hops", () => {
      expect(
        told(["public", OPENED, LATE], ["nginx", OPENED, LATE], ["origin", OPENED, AT_ONCE]),
      ).to.deep.include({ id: "stream.head-held", layer: "nginx", severity: "degraded" });
    });

    it("is the server's own, and a note, where it is late at the innermost hop too", () => {
      expect(told(["public", OPENED, LATE], ["origin", OPENED, LATE])).to.deep.equal([
        { id: "stream.head-late", layer: "server", severity: "note" },
      ]);
    });

    it("stays unknown where the innermost hop tells nothing of streams", () => {
      expect(told(["public", OPENED, LATE], ["origin", OPENED])).to.deep.include({
        id: "stream.head-late",
        layer: null,
        severity: "unknown",
      });
    });
  });
});
