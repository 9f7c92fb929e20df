import { expect } from "chai";
import { examine } from "../../../doctor/examine.ts";
import { compareHops } from "../../../doctor/hops/compareHops.ts";
import type { Answered, Exchange } from "../../../doctor/exchange/exchange.ts";
import type { Seen } from "../../../doctor/seen.ts";
import { answered, OPENED, sight, streamed } from "../rungs/sight.ts";
import { type Listening, type Passing, passOn, startProxy, startServer } from "./loopback.ts";

describe("The hop at which an answer changes", function () {
  this.timeout(30_000);

  let started: Listening[];
  beforeEach(() => {
    started = [];
  });
  afterEach(async () => {
    await Promise.all(started.map(({ stop }) => stop()));
  });

  async function up(starting: Promise<Listening>): Promise<URL> {
    const it = await starting;
    started.push(it);
    return it.url;
  }

  /** Examines a server, and what stands before it, outermost first. */
  async function seenThrough(
    names: string[],
    server: URL,
    ...passing: (Passing | undefined)[]
  ): Promise<Seen[]> {
    const urls = [server];
    for (const pass of passing.toReversed()) urls.unshift(await up(startProxy(urls[0]!, pass)));
    return await Promise.all(urls.map((url, at) => seenAt(names[at]!, url)));
  }

  function seenAt(name: string, url: URL, token?: string): Promise<Seen> {
    return examine(
      { name, way: { url }, ...(token === undefined ? {} : { token }) },
      {},
      AbortSignal.timeout(20_000),
    );
  }

  const refuses =
    (method: string, message?: string): Passing =>
    (upstream, response, request) => {
      if (request.method !== method || (message !== undefined && request.headers["mcp-method"] !== message)) {
        passOn(upstream, response, request);
        return;
      }
      upstream.resume();
      response.writeHead(405, { "content-type": "text/html" }).end("<h1>405</h1>");
    };

  it("is none where every layer passes all on, with other marks, dates and sessions", async () => {
    const hops = await seenThrough(
      ["public", "alb", "origin"],
      await up(startServer()),
      undefined,
      undefined,
    );
    expect(compareHops(hops)).to.equal(null);
  });

  it("is none where there is one place alone", async () => {
    expect(compareHops([await seenAt("public", await up(startServer()))])).to.equal(null);
  });

  it("is the first behind the layer that refuses a method", async () => {
    const hops = await seenThrough(
      ["public", "alb", "origin"],
      await up(startServer()),
      undefined,
      refuses("POST"),
    );
    expect(compareHops(hops)).to.deep.equal({
      hop: "origin",
      probe: "initialize",
      says: "The answer to POST (initialize) is 405 at public and alb, and is 200 at origin: what stands between alb and origin changes it.",
    });
  });

  it("is the outermost one where the outermost layer refuses", async () => {
    const hops = await seenThrough(
      ["public", "alb", "origin"],
      await up(startServer()),
      refuses("GET"),
      undefined,
    );
    expect(compareHops(hops)).to.deep.equal({
      hop: "alb",
      probe: "get",
      says: "The answer to GET is 405 at public, and is 200 at alb: what stands between public and alb changes it.",
    });
  });

  it("is the one behind which a header of the answer is still there", async () => {
    const strips: Passing = (upstream, response) => {
      const { "mcp-session-id": _, ...headers } = upstream.headers;
      response.writeHead(upstream.statusCode ?? 0, headers);
      upstream.pipe(response);
    };
    const hops = await seenThrough(["public", "origin"], await up(startServer()), strips);
    expect(compareHops(hops)).to.deep.equal({
      hop: "origin",
      probe: "initialize",
      says: "The answer to POST (initialize) has no mcp-session-id at public, and has mcp-session-id at origin: what stands between public and origin changes it.",
    });
  });

  it("is the one behind a layer that loses the whole answer, though one before it loses a header", async () => {
    const strips: Passing = (upstream, response, request) => {
      delete upstream.headers["mcp-session-id"];
      passOn(upstream, response, request);
    };
    const hops = await seenThrough(
      ["public", "alb", "origin"],
      await up(startServer()),
      strips,
      refuses("GET"),
    );
    expect(compareHops(hops)).to.include({ hop: "origin", probe: "get" });
  });

  it("is the one behind a layer that holds a stream back", async () => {
    // It waits for the stream's end, which never comes: the head is not seen in time.
    const holds: Passing = (upstream, response, request) => {
      if (request.method === "GET") upstream.resume();
      else passOn(upstream, response, request);
    };
    const hops = await seenThrough(["public", "origin"], await up(startServer()), holds);
    expect(compareHops(hops)).to.deep.equal({
      hop: "origin",
      probe: "get",
      says: "The answer to GET does not come (connected, but no answer began in time (ETIMEDOUT)) at public, and is 200 at origin: what stands between public and origin changes it.",
    });
  });

  it("is not one that cannot be reached from here", async () => {
    const server = await startServer();
    await server.stop();
    const hops = [await seenAt("public", await up(startServer())), await seenAt("origin", server.url)];
    expect(compareHops(hops)).to.equal(null);
  });

  it("is one that can be reached where the public URL cannot", async () => {
    const server = await startServer();
    await server.stop();
    const hops = [await seenAt("public", server.url), await seenAt("origin", await up(startServer()))];
    expect(compareHops(hops)).to.include({ hop: "origin", probe: "initialize" });
  });

  it("is not one that refuses the doctor where the public URL does not: it was asked in another way", async () => {
    const strict = await up(
      startServer((_, response) => {
        response.writeHead(421).end();
        return true;
      }),
    );
    const hops = [await seenAt("public", await up(startServer())), await seenAt("origin", strict)];
    expect(compareHops(hops)).to.equal(null);
  });

  it("is not one that is refused because it did not get the token", async () => {
    const guarded = await up(
      startServer((request, response) => {
        if (request.method !== "POST" || request.headers.authorization !== undefined) return false;
        response.writeHead(401, { "www-authenticate": "Bearer" }).end();
        return true;
      }),
    );
    const hops = [
      await seenAt("public", await up(startProxy(guarded)), "token"),
      await seenAt("origin", guarded),
    ];
    expect(compareHops(hops)).to.equal(null);
  });
});

describe("What counts as a change between hops", () => {
  /** What changes between the public URL and an origin at which these exchanges were seen. */
  function changed(atPublic: readonly Exchange[], atOrigin: readonly Exchange[], tokens = [false, false]) {
    const [publicHas = false, originHas = false] = tokens;
    return compareHops([
      sight(atPublic, { token: publicHas }),
      sight(atOrigin, { hop: "origin", token: originHas }),
    ]);
  }

  const NOT_FOUND: Partial<Answered> = { status: 404 };
  const below = (answer: Partial<Answered> = {}) => answered("below", answer);
  const tools = (answer: Partial<Answered> = {}) => answered("tools-list", answer);
  const session: Partial<Answered> = {
    headers: [
      ["Content-Type", "application/json"],
      ["Mcp-Session-Id", "abc"],
    ],
  };

  it("is what is below the endpoint, where nothing else changes", () => {
    expect(changed([OPENED, below(NOT_FOUND)], [OPENED, below()])).to.include({ probe: "below" });
  });

  it("is an ordinary request before one below the endpoint that changes as gravely", () => {
    const atPublic = [OPENED, below(NOT_FOUND), tools(NOT_FOUND)];
    expect(changed(atPublic, [OPENED, below(), tools()])).to.include({ probe: "tools-list" });
  });

  it("is an ordinary request before one below the endpoint that changes more gravely", () => {
    const atPublic = [OPENED, below(NOT_FOUND), tools()];
    expect(changed(atPublic, [OPENED, below(), tools(session)])).to.include({ probe: "tools-list" });
  });

  it("is not one of several sessions, which may be on another node by chance", () => {
    const request = (answer: Partial<Answered>) => answered("session-1-2", answer);
    expect(changed([OPENED, request(NOT_FOUND)], [OPENED, request({})])).to.equal(null);
    const absent = (answer: Partial<Answered>) => answered("session-absent", answer);
    expect(changed([OPENED, absent(NOT_FOUND)], [OPENED, absent({})])).to.include({
      probe: "session-absent",
    });
  });

  it("is not what a load balancer asks its targets alone", () => {
    const check = (answer: Partial<Answered>) => answered("health", answer, { method: "GET" });
    expect(changed([OPENED, check(NOT_FOUND)], [OPENED, check({})])).to.equal(null);
  });

  for (const status of [401, 403])
    it(`is not a ${status} at the place that did not get the token`, () => {
      const atOrigin = [OPENED, tools({ status })];
      expect(changed([OPENED, tools()], atOrigin, [true, false])).to.equal(null);
      expect(changed([OPENED, tools()], atOrigin, [true, true])).to.include({ probe: "tools-list" });
      expect(changed([OPENED, tools()], atOrigin, [false, false])).to.include({ probe: "tools-list" });
    });

  it("is another refusal than that for want of a token", () => {
    const atOrigin = [OPENED, tools(NOT_FOUND)];
    expect(changed([OPENED, tools()], atOrigin, [true, false])).to.include({ probe: "tools-list" });
  });

  /** A stream whose head and first byte came after so many milliseconds. */
  const stream = (head: number, firstByte: number | null, end = 5000) =>
    streamed("get", [], { times: { head, firstByte, end } }, { method: "GET" });
  const held = (atPublic: Exchange, atOrigin: Exchange) =>
    changed([OPENED, atPublic], [OPENED, atOrigin])?.says ?? null;
  const HELD =
    "The answer to GET is held back at public, and comes at once at origin: what stands between public and origin changes it.";

  it("is a stream whose head is held for 1000 ms, and not one of 999 ms", () => {
    expect(held(stream(1010, 1010), stream(10, 1010))).to.equal(HELD);
    expect(held(stream(1009, 1009), stream(10, 1009))).to.equal(null);
  });

  it("is a stream whose first byte is held for 1000 ms, and not one of 999 ms", () => {
    expect(held(stream(10, 1020), stream(10, 20))).to.equal(HELD);
    expect(held(stream(10, 1019), stream(10, 20))).to.equal(null);
  });

  it("is a stream whose first byte never came, by how long it was waited for", () => {
    expect(held(stream(10, null, 1020), stream(10, 20))).to.equal(HELD);
    expect(held(stream(10, null, 1019), stream(10, 20))).to.equal(null);
  });

  it("is no answer that is late and not a stream: the server may take its time", () => {
    const slow = tools({ times: { head: 3000, firstByte: 3000, end: 3000 } });
    expect(changed([OPENED, slow], [OPENED, tools()])).to.equal(null);
  });
});
