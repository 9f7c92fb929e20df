import { expect } from "chai";
import type { Header } from "../../../doctor/exchange/exchange.ts";
import { streaming } from "../../../doctor/rungs/streaming.ts";
import { answered, DISCOVERED, event, failed, gist, KEEPING, OPENED, sight, streamed } from "./sight.ts";

const GET = { method: "GET" };
const STREAM = streamed("stream", [], {}, GET);
const NGINX: Header[] = [
  ["Server", "nginx/1.22.1"],
  ["Content-Type", "application/json"],
];

describe("the rung of streams", () => {
  it("believes a stream whose replay comes while it stays open", () => {
    const judged = streaming.judge(sight([KEEPING, STREAM, streamed("replay", [event(12)], {}, GET)]));
    expect(judged).to.deep.equal({
      says: "the replay of an event came after 12 ms on a stream left open",
      findings: [],
    });
  });

  it("believes a stream whose acknowledgment comes while it stays open", () => {
    const judged = streaming.judge(sight([DISCOVERED, streamed("listen", [event(7)])]));
    expect(judged).to.deep.equal({
      says: "the acknowledgment of subscriptions/listen came after 7 ms on a stream left open",
      findings: [],
    });
  });

  it("takes no comment for the event that is owed", () => {
    const judged = streaming.judge(sight([streamed("listen", [{ at: 3, kind: "comment" }])]));
    expect(gist(judged)).to.deep.equal([{ id: "stream.buffered", layer: "proxy", severity: "degraded" }]);
  });

  it("finds buffering where the acknowledgment has no head, and names the layer that bears a mark", () => {
    const judged = streaming.judge(
      sight([
        answered("discover", { headers: NGINX, json: { jsonrpc: "2.0", id: 1, result: {} } }),
        failed("listen", "timeout", 2004),
      ]),
    );
    expect(gist(judged)).to.deep.equal([{ id: "stream.buffered", layer: "nginx", severity: "degraded" }]);
    expect(judged.findings[0]?.method).to.equal("POST");
  });

  it("finds buffering where the replay has a head and no event, and says what compresses", () => {
    const replay = streamed(
      "replay",
      [],
      {
        headers: [
          ["Content-Type", "text/event-stream"],
          ["Content-Encoding", "gzip"],
        ],
        times: { head: 10, firstByte: null, end: 2000 },
      },
      GET,
    );
    const judged = streaming.judge(sight([KEEPING, STREAM, replay]));
    expect(gist(judged)).to.deep.equal([{ id: "stream.buffered", layer: "proxy", severity: "degraded" }]);
    expect(judged.findings[0]?.evidence[0]?.facts).to.deep.equal([
      "The stream is compressed (gzip), and what compresses it holds its bytes back.",
    ]);
  });

  it("finds the head of GET held where the server is known to send it at once", () => {
    const judged = streaming.judge(
      sight([KEEPING, failed("stream", "timeout", 2000, GET), streamed("replay", [event(12)], {}, GET)]),
    );
    expect(gist(judged)).to.deep.equal([{ id: "stream.head-held", layer: "proxy", severity: "degraded" }]);
  });

  it("does not know whose doing a late head is where nothing tells", () => {
    const judged = streaming.judge(sight([OPENED, failed("stream", "timeout", 2000, GET)]));
    expect(gist(judged)).to.deep.equal([{ id: "stream.head-late", layer: null, severity: "unknown" }]);
  });

  it("notes a late head as the server's own where another stream of it comes at once", () => {
    const judged = streaming.judge(
      sight([OPENED, failed("stream", "timeout", 2000, GET), streamed("listen", [event(7)])]),
    );
    expect(gist(judged)).to.deep.equal([{ id: "stream.head-late", layer: "server", severity: "note" }]);
  });

  it("finds nothing wrong with 405 to GET", () => {
    const judged = streaming.judge(sight([OPENED, answered("get", { status: 405 }, GET)]));
    expect(judged).to.deep.equal({ says: "the server offers no GET stream (405 to GET)", findings: [] });
  });

  it("finds nothing wrong with a replay that is refused", () => {
    const judged = streaming.judge(sight([KEEPING, STREAM, answered("replay", { status: 409 }, GET)]));
    expect(gist(judged)).to.deep.equal([]);
    expect(judged.says).to.equal(
      "the head of the GET stream came after 10 ms; the server owes no event by which its body could be timed",
    );
  });

  it("says of a stream that is held behind an HTTP API that it is not possible there", () => {
    const opened = answered("discover", {
      headers: [
        ["Apigw-Requestid", "abc="],
        ["Content-Type", "application/json"],
      ],
      json: { jsonrpc: "2.0", id: 1, result: {} },
    });
    const judged = streaming.judge(sight([opened, failed("listen", "timeout", 2000)]));
    expect(gist(judged)).to.deep.equal([
      { id: "stream.not-possible", layer: "api-gateway", severity: "degraded" },
    ]);
  });

  it("finds the stream broken that answers initialize and breaks off", () => {
    const judged = streaming.judge(sight([streamed("initialize", [], { end: "cut", bytes: 8 })]));
    expect(gist(judged)).to.deep.equal([{ id: "stream.cut", layer: "proxy", severity: "broken" }]);
  });

  it("tells an encoding that cannot be decoded from a stream that breaks off", () => {
    const headers: Header[] = [
      ["Content-Type", "text/event-stream"],
      ["Content-Encoding", "br"],
    ];
    const judged = streaming.judge(sight([streamed("initialize", [], { end: "cut", headers })]));
    expect(gist(judged)).to.deep.equal([{ id: "stream.encoding", layer: "proxy", severity: "broken" }]);
  });

  for (const [age, ids] of [
    ["1", ["stream.cached"]],
    ["0", []],
  ] as const) {
    it(`${ids.length === 0 ? "takes no" : "finds a"} cache by an Age of ${age} on the stream`, () => {
      const headers: Header[] = [
        ["Content-Type", "text/event-stream"],
        ["Age", age],
      ];
      const judged = streaming.judge(sight([OPENED, streamed("stream", [], { headers }, GET)]));
      expect(judged.findings.map(({ id }) => id)).to.deep.equal(ids);
    });
  }

  it("asked for no stream where no conversation began", () => {
    const guarded = { status: 401, json: { error: "unauthorized" } };
    const seen = sight([answered("initialize", guarded), answered("get", guarded, GET)]);
    expect(streaming.judge(seen)).to.deep.equal({
      says: "no stream was asked for: no conversation began",
      findings: [],
      skipped: true,
    });
  });

  it("knows nothing where the GET stream's connection breaks", () => {
    expect(streaming.judge(sight([OPENED, failed("stream", "reset", 1, GET)])).unknown).to.equal(true);
  });

  for (const name of ["X-Cache", "CF-Cache-Status"])
    it(`names ${name} where that tells of a cache`, () => {
      const headers: Header[] = [
        ["Content-Type", "text/event-stream"],
        [name, "Hit from somewhere"],
      ];
      const judged = streaming.judge(sight([OPENED, streamed("stream", [], { headers }, GET)]));
      expect(judged.findings.map(({ id, says }) => [id, says])).to.deep.equal([
        ["stream.cached", `the answer to GET comes out of a cache (its ${name.toLowerCase()} says Hit)`],
      ]);
    });
});
