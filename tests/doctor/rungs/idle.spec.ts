import { expect } from "chai";
import { idle } from "../../../doctor/rungs/idle.ts";
import { ownersOf } from "../../../doctor/rungs/owners.ts";
import type { Exchange } from "../../../doctor/exchange/exchange.ts";
import type { Seen } from "../../../doctor/seen.ts";
import { answered, event, failed, gist, NOTHING_WANTED, OPENED, sight, streamed } from "./sight.ts";

const GET = { method: "GET" };
const WANTED = { ...NOTHING_WANTED, idleSeconds: 75 };

const OPENED_JSON = { jsonrpc: "2.0", id: 1, result: {} };

/** A stream that was cut so many seconds after its head. */
function cutAfter(seconds: number): Exchange {
  const end = seconds * 1000;
  return streamed("idle-stream", [], { end: "cut", times: { head: 0, firstByte: null, end } }, GET);
}

function judged(exchanges: readonly Exchange[], more: Partial<Seen> = {}) {
  return idle.judge(sight(exchanges, { wanted: WANTED, ...more }));
}

describe("the rung of silent streams", () => {
  it("says that nothing was measured where nobody asked for it, and finds nothing", () => {
    expect(idle.judge(sight([]))).to.deep.equal({
      says: "not measured; --idle 75 holds a stream for 75 s",
      findings: [],
      skipped: true,
    });
  });

  it("held no stream where no conversation began", () => {
    expect(judged([answered("initialize", { status: 401 })])).to.deep.equal({
      says: "no stream was held: no conversation began",
      findings: [],
      skipped: true,
    });
  });

  it("finds the cut of a silent stream, and names the usual owners of the number", () => {
    const { findings, says } = judged([cutAfter(60)]);
    expect(gist({ findings })).to.deep.equal([{ id: "stream.idle-cut", layer: null, severity: "degraded" }]);
    expect(says).to.equal("the GET stream was cut after 60 s of silence");
    expect(findings[0]?.evidence[0]?.facts?.[0])
      .to.include("an ALB's idle timeout")
      .and.to.include("nginx's proxy_read_timeout");
  });

  it("blames the layer that bears a mark", () => {
    const nginx = answered("initialize", { headers: [["Server", "nginx/1.22.1"]], json: OPENED_JSON });
    expect(gist(judged([nginx, cutAfter(3)]))).to.deep.equal([
      { id: "stream.idle-cut", layer: "nginx", severity: "degraded" },
    ]);
  });

  for (const [promised, severity] of [
    [60, "note"],
    [61, "degraded"],
  ] as const) {
    it(`makes a cut after 60 s a ${severity} where ${promised} s are promised`, () => {
      const { findings } = judged([cutAfter(60)], { promised: { longestSilence: promised } });
      expect(findings.map((found) => found.severity)).to.deep.equal([severity]);
    });
  }

  it("counts the silence from the last byte", () => {
    const stream = streamed(
      "idle-stream",
      [{ at: 15_000, kind: "comment" }],
      { end: "cut", times: { head: 0, firstByte: 15_000, end: 75_000 } },
      GET,
    );
    expect(judged([stream]).says).to.equal(
      "the GET stream was cut after 60 s of silence, 75 s after it was asked for",
    );
  });

  it("takes a 504 in the stream's place for a cut", () => {
    const stream = answered(
      "idle-stream",
      { status: 504, times: { head: 29_000, firstByte: 29_000, end: 29_000 } },
      GET,
    );
    expect(gist(judged([stream]))).to.deep.equal([
      { id: "stream.idle-cut", layer: null, severity: "degraded" },
    ]);
  });

  it("says how much silence a stream with keep-alives proves", () => {
    const comments = [15, 30, 45, 60].map((at) => ({ at: at * 1000, kind: "comment" }) as const);
    const stream = streamed(
      "idle-stream",
      comments,
      { times: { head: 0, firstByte: 15_000, end: 75_000 } },
      GET,
    );
    expect(judged([stream], { promised: { longestSilence: 60 } })).to.deep.equal({
      says: "a stream was open for 75 s with keep-alives (4), which shows that 15 s of silence pass, and no more; the 60 s that the stack promises are not shown by it",
      findings: [],
    });
  });

  it("finds a stream that never began", () => {
    expect(gist(judged([failed("idle-stream", "timeout", 75_000, GET)]))).to.deep.equal([
      { id: "stream.head-never", layer: "proxy", severity: "degraded" },
    ]);
  });

  it("takes an error in the stream's place for no stream", () => {
    const refused = answered("idle-listen", { status: 404 });
    const error = streamed("idle-stream", [event(1, { json: { error: {} } })], {}, GET);
    expect(judged([OPENED, refused, error])).to.deep.equal({
      says: "the server offers no stream that could be held",
      findings: [],
    });
  });
});

describe("the owners of a number of seconds", () => {
  for (const [silence, whole, layers] of [
    [60, 60, ["alb", "nginx"]],
    [57.1, 57.1, ["alb", "nginx"]],
    [56.9, 56.9, []],
    [63, 63, ["alb", "nginx"]],
    [63.1, 63.1, []],
    [16.5, 16.5, ["envoy"]],
    [16.6, 16.6, []],
    // Envoy counts the whole answer, whatever comes in between.
    [3, 15, ["envoy"]],
    [15, 90, []],
  ] as const) {
    it(`are ${layers.join(", ") || "nobody"} for ${silence} s of silence, ${whole} s in all`, () => {
      expect(ownersOf(silence, whole).map(({ layer }) => layer)).to.deep.equal(layers);
    });
  }
});
