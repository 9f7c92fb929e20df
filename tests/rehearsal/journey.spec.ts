import { once } from "node:events";
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type RequestListener,
  type ServerResponse,
} from "node:http";
import { expect } from "chai";
import fc from "fast-check";
import type { Step } from "../../rehearsal/journey/step.ts";
import { measured, type StreamEvent } from "../../rehearsal/journey/stream.ts";
import { heldBack } from "../../rehearsal/journey/streamsCompared.ts";
import { compareJourneys } from "../../rehearsal/journey/compare.ts";
import type { Operation } from "../../rehearsal/client/requests.ts";
import { type Destination, type Journey, journey } from "../../rehearsal/journey/journey.ts";
import { withoutLeftOut } from "../../rehearsal/journey/leftOut.ts";
import { DISCOVER } from "../../rehearsal/journey/probes.ts";
import { type McpServerProcess, startMcpServer } from "../../rehearsal/mcpServer/start.ts";
import { bearerToken, newKey } from "../../rehearsal/token.ts";

const url = "https://demo.quiltdata.com/mcp";
const silenceMilliseconds = 1000;

/** What a proxy does wrong. */
interface Fault {
  request?: (headers: IncomingHttpHeaders) => IncomingHttpHeaders;
  response?: (headers: IncomingHttpHeaders) => IncomingHttpHeaders;
  pass?: (answer: IncomingMessage, outgoing: ServerResponse) => void;
}

/** Serves on loopback for as long as `use` takes. */
async function serving<T>(listener: RequestListener, use: (origin: string) => Promise<T>): Promise<T> {
  const server = createServer(listener);
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  try {
    return await use(`http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

function proxyTo(port: number, { request: before, response: after, pass }: Fault): RequestListener {
  return (incoming, outgoing) => {
    const { method, url: path } = incoming;
    const headers = before?.(incoming.headers) ?? incoming.headers;
    const upstream = request({ host: "127.0.0.1", port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, after?.(answer.headers) ?? answer.headers).flushHeaders();
      (pass ?? ((from, to) => from.pipe(to)))(answer, outgoing);
    });
    upstream.on("error", () => outgoing.destroy());
    outgoing.on("close", () => upstream.destroy());
    incoming.pipe(upstream);
  };
}

function without(name: string): (headers: IncomingHttpHeaders) => IncomingHttpHeaders {
  return (headers) => Object.fromEntries(Object.entries(headers).filter(([each]) => each !== name));
}

/** Passes on everything at the end. */
function buffer(answer: IncomingMessage, outgoing: ServerResponse): void {
  const chunks: Buffer[] = [];
  answer.on("data", (chunk: Buffer) => chunks.push(chunk));
  answer.on("end", () => outgoing.end(Buffer.concat(chunks)));
}

/** Ends an answer, properly or not, on which nothing was sent for half of the silence. */
function cutSilence(end: (outgoing: ServerResponse) => void): NonNullable<Fault["pass"]> {
  return (answer, outgoing) => {
    const timer = setTimeout(end, silenceMilliseconds / 2, outgoing);
    answer.on("data", () => timer.refresh());
    outgoing.on("close", () => {
      clearTimeout(timer);
    });
    answer.pipe(outgoing);
  };
}

/** The value of a step that must have come off. */
function valueOf<T>(step: Step<T>): T {
  if (!step.ok) throw new Error(step.error);
  return step.value;
}

/** Every step of a journey, with its name. */
function steps({
  post,
  challenge,
  metadata,
  modern,
  legacy,
}: Journey): [name: string, step: Step<unknown>][] {
  const groups: Record<string, Step<unknown>>[] = [
    { post, challenge, metadata },
    { ...modern },
    { ...legacy },
  ];
  return groups.flatMap((group) => Object.entries(group));
}

describe("a client's journey", () => {
  let server: McpServerProcess;
  let destination: Destination;
  let straight: Journey;

  before(async () => {
    const key = newKey();
    server = await startMcpServer({
      key,
      publicUrl: url,
      mcpPath: "/mcp",
      healthCheckPath: "/healthz",
      tools: 25,
    });
    const token = await bearerToken(key, { audience: url });
    destination = { url, origin: server.origin, token, tools: 25, silenceMilliseconds };
    straight = await journey(destination);
  });
  after(() => server.stop());

  async function differencesThrough(fault: Fault) {
    const routed = await serving(proxyTo(server.port, fault), (origin) =>
      journey({ ...destination, origin }),
    );
    return compareJourneys(straight, routed);
  }

  describe("straight to the server", () => {
    it("comes off in every step", () => {
      for (const [name, step] of steps(straight)) expect(step, name).to.have.property("ok", true);
    });

    it("negotiates each era's version", () => {
      expect(valueOf(straight.modern.version)).to.equal("2026-07-28");
      expect(valueOf(straight.legacy.version)).to.equal("2025-11-25");
    });

    it("gives the server the public host, and nothing but it", () => {
      const { received } = valueOf(straight.modern.headers);
      expect(received.filter(([name]) => name === "host")).to.deep.equal([["host", "demo.quiltdata.com"]]);
    });

    it("carries the whole token in both eras and shows none of it", () => {
      for (const { sent, received } of [valueOf(straight.modern.headers), valueOf(straight.legacy.headers)]) {
        const [before, after] = [sent, received].map(
          (pairs) => pairs.find(([name]) => name === "authorization")?.[1],
        );
        expect(after).to.deep.equal(before).and.to.include({ scheme: "Bearer", bytes: 4096 });
      }
      expect(JSON.stringify(straight)).not.to.contain(destination.token.slice(0, 40));
    });

    it("sees every event when it is sent", () => {
      for (const stream of [valueOf(straight.modern.stream), valueOf(straight.legacy.stream)]) {
        expect(stream.events.map(({ number }) => number)).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        expect(heldBack(stream)).to.be.false;
      }
    });

    it("lives through the silence", () => {
      const { survived, milliseconds } = valueOf(straight.modern.silence);
      expect(survived).to.be.true;
      expect(milliseconds).to.be.within(silenceMilliseconds * 0.9, silenceMilliseconds * 5);
    });

    it("is hardly longer than its silence", () => {
      expect(straight.milliseconds).to.be.lessThan(silenceMilliseconds * 4);
    });

    it("says which number of tools was wrong", async () => {
      const { modern } = await journey({ ...destination, tools: 24, silenceMilliseconds: 0 });
      expect(modern.tools).to.include({ ok: false, error: "25 tools were listed instead of 24" });
    });

    it("sends the headers that it is told to, in both eras", async () => {
      const told = await journey({ ...destination, headers: [["x-beta", "1"]], silenceMilliseconds: 0 });
      for (const { received } of [valueOf(told.modern.headers), valueOf(told.legacy.headers)])
        expect(received).to.deep.include(["x-beta", "1"]);
    });

    it("posts the first message of the modern era where it is told to", async () => {
      const { post, challenge } = await journey({
        ...destination,
        probe: DISCOVER,
        silenceMilliseconds: 0,
      });
      expect(valueOf(post)).to.include({ status: 200, sessionIds: 0 });
      expect(valueOf(post).body).to.contain("2026-07-28");
      expect(valueOf(challenge).status).to.equal(401);
    });

    it("can be broken off", async () => {
      const broken = await journey({ ...destination, signal: AbortSignal.abort(new Error("enough")) });
      for (const [name, step] of steps(broken)) expect(step, name).to.have.property("ok", false);
      expect(broken.post).to.have.property("error", "enough");
    });
  });

  describe("to where nothing routes to the server", () => {
    let routed: Journey;
    const page =
      "<html><head><title>405 Not Allowed</title></head>\n<body><h1>405 Not Allowed</h1></body></html>";
    before(async () => {
      routed = await serving(
        (_, outgoing) => outgoing.writeHead(405, { "content-type": "text/html", server: "nginx" }).end(page),
        (origin) => journey({ ...destination, origin }),
      );
    });

    it("is over at once", () => {
      expect(routed.milliseconds).to.be.lessThan(1000);
    });

    it("shows what answered", () => {
      const { status, contentType, server: by, body } = valueOf(routed.post);
      expect([status, contentType, by, body]).to.deep.equal([
        405,
        "text/html",
        "nginx",
        "405 Not Allowed 405 Not Allowed",
      ]);
    });

    it("fails in words on one line without a tag of HTML", () => {
      const errors = steps(routed).flatMap(([, step]) => (step.ok ? [] : [step.error]));
      expect(errors).to.have.lengthOf(14);
      for (const error of errors) expect(error).to.match(/^[^<>\n]*HTTP 405[^<>\n]*$/);
    });

    it("is told from a journey that comes off by what answered, not by all that follows", () => {
      expect(compareJourneys(straight, routed).map(({ promise }) => promise)).to.deep.equal([
        "answer",
        "metadata",
      ]);
    });
  });

  it("to where nothing listens fails in words", async () => {
    const origin = await serving(
      () => undefined,
      (gone) => Promise.resolve(gone),
    );
    const { post } = await journey({ ...destination, origin });
    expect(post).to.have.property("error").that.contains("ECONNREFUSED");
  });

  it("shows nothing of the token where a page of errors repeats it", async () => {
    const routed = await serving(
      ({ headers }, outgoing) =>
        outgoing.writeHead(500).end(`<p>You sent ${headers.authorization ?? "nothing"}</p>`),
      (origin) => journey({ ...destination, origin }),
    );
    expect(valueOf(routed.post).body).to.equal("You sent Bearer (left out)");
    expect(JSON.stringify(routed)).not.to.contain("eyJ");
  });

  describe("through a proxy", () => {
    it("that passes everything on differs in nothing", async () => {
      const forwarded = (headers: IncomingHttpHeaders) => ({
        ...headers,
        "x-forwarded-for": "203.0.113.7",
        via: "1.1 a",
      });
      expect(await differencesThrough({ request: forwarded })).to.deep.equal([]);
    });

    it("that buffers gets its events late, in both eras, and that is all", async () => {
      const differences = await differencesThrough({ pass: buffer });
      expect(differences.map(({ promise }) => promise)).to.deep.equal(["stream", "stream"]);
      expect(differences[0]?.text).to.match(
        /^In the modern era the events were held back: up to \d+ ms each/,
      );
    });

    it("that strips the session id from answers is found by that", async () => {
      const differences = await differencesThrough({ response: without("mcp-session-id") });
      expect(differences).to.deep.equal([
        {
          promise: "response headers",
          text: "In the answer to an initialize, mcp-session-id is missing, straight from the server there once (1 of 3 answers differ so).",
        },
      ]);
    });

    it("that doubles the session id is found by that", async () => {
      const doubled = (headers: IncomingHttpHeaders) => {
        const id = headers["mcp-session-id"];
        return typeof id === "string" ? { ...headers, "mcp-session-id": `${id}, ${id}` } : headers;
      };
      const differences = await differencesThrough({ response: doubled });
      expect(differences.map(({ promise }) => promise)).to.deep.equal(["response headers"]);
      expect(differences[0]?.text).to.contain("mcp-session-id is there 2 times");
    });

    it("that breaks silent answers off is found by that, with the time", async () => {
      const differences = await differencesThrough({ pass: cutSilence((outgoing) => outgoing.destroy()) });
      expect(differences.map(({ promise }) => promise)).to.deep.equal(["silence"]);
      expect(differences[0]?.text).to.match(
        /^An answer on which nothing was sent was cut after [5-9]\d\d ms/,
      );
    });

    it("that ends silent answers as if they were complete is found by that", async () => {
      const differences = await differencesThrough({ pass: cutSilence((outgoing) => outgoing.end()) });
      expect(differences.map(({ promise }) => promise)).to.deep.equal(["silence"]);
    });

    it("that drops Authorization is found by the 401", async () => {
      const differences = await differencesThrough({ request: without("authorization") });
      expect(differences.map(({ promise }) => promise)).to.deep.equal(["answer"]);
      expect(differences[0]?.text).to.contain("answered 401, as if the token had not come through");
    });

    it("that drops Mcp-Method is found by the era to which the client falls back", async () => {
      const differences = await differencesThrough({ request: without("mcp-method") });
      expect(differences).to.deep.equal([
        {
          promise: "era",
          text: "The version that the client of the modern era silently ends up with is 2025-11-25, straight from the server 2026-07-28.",
        },
      ]);
    });

    it("that rewrites a header on the way in is found by both values", async () => {
      const rewrite = (headers: IncomingHttpHeaders) => ({
        ...headers,
        accept: `${headers.accept ?? ""}, */*`,
      });
      expect(await differencesThrough({ request: rewrite })).to.deep.include({
        promise: "request headers",
        text: 'In the modern era the server got accept as "application/json, text/event-stream, */*", the client sent "application/json, text/event-stream".',
      });
    });

    it("that renames WWW-Authenticate is found by the challenge", async () => {
      const differences = await differencesThrough({ response: without("www-authenticate") });
      expect(differences.map(({ promise }) => promise)).to.deep.equal(["challenge"]);
    });

    it("that refuses GET is found by what the client passes over in silence", async () => {
      const differences = await serving(
        (incoming, outgoing) => {
          if (incoming.method === "GET" && incoming.url === "/mcp") outgoing.writeHead(405).end();
          else proxyTo(server.port, {})(incoming, outgoing);
        },
        async (origin) => compareJourneys(straight, await journey({ ...destination, origin })),
      );
      expect(differences.map(({ promise }) => promise)).to.deep.equal(["listen"]);
    });
  });

  describe("compared", () => {
    it("with itself differs in nothing", () => {
      expect(compareJourneys(straight, straight)).to.deep.equal([]);
    });

    it("says which tools are missing and which are too many", () => {
      const routed = structuredClone(straight);
      valueOf(routed.modern.tools).splice(3, 1, "tool-99");
      expect(compareJourneys(straight, routed)).to.deep.equal([
        {
          promise: "tools",
          text: "In the modern era 1 of 25 tools are missing from tools/list (tool-04), and 1 are there that the server does not have (tool-99).",
        },
      ]);
    });

    it("says how many events were lost", () => {
      const routed = structuredClone(straight);
      valueOf(routed.legacy.stream).events.splice(2, 3);
      expect(compareJourneys(straight, routed)).to.deep.equal([
        { promise: "stream", text: "In the legacy era 7 events came, straight from the server 10." },
      ]);
    });

    it("says in which order events came", () => {
      const routed = structuredClone(straight);
      const { events } = valueOf(routed.legacy.stream);
      routed.legacy.stream = {
        ...routed.legacy.stream,
        ok: true,
        value: {
          ...valueOf(routed.legacy.stream),
          ...measured([...events.slice(1), ...events.slice(0, 1)], 0),
        },
      };
      expect(compareJourneys(straight, routed)[0]?.text).to.contain(
        "out of order: 2, 3, 4, 5, 6, 7, 8, 9, 10, 1",
      );
    });

    it("says that a header came twice", () => {
      const routed = structuredClone(straight);
      valueOf(routed.modern.headers).received.push(["MCP-Method", "tools/call"]);
      expect(compareJourneys(straight, routed).map(({ text }) => text)).to.deep.equal([
        'In the modern era the server got mcp-method as "tools/call" and "tools/call", the client sent "tools/call".',
      ]);
    });

    it("never shows a token that came through changed", () => {
      const routed = structuredClone(straight);
      const { received } = valueOf(routed.modern.headers);
      received.splice(0, received.length, [
        "authorization",
        { scheme: "Bearer", bytes: 12, sha256: "0123456789" },
      ]);
      const found = compareJourneys(straight, routed).find(({ text }) => text.includes("authorization"));
      expect(found?.text).to.contain("the server got authorization as Bearer with 12 bytes (01234567)");
    });

    it("says nothing of the route where the server itself fails", () => {
      const broken = structuredClone(straight);
      broken.legacy.ping = { ok: false, error: "no answer within 10000 ms", milliseconds: 10_000 };
      expect(compareJourneys(broken, straight)).to.deep.equal([
        {
          promise: "ping",
          text: "The ping of the legacy era fails already straight from the server, so nothing can be said of the route: no answer within 10000 ms.",
        },
      ]);
    });

    it("says nothing of the route where the silence is cut without it", () => {
      const broken = structuredClone(straight);
      valueOf(broken.modern.silence).survived = false;
      expect(compareJourneys(broken, straight).map(({ promise }) => promise)).to.deep.equal(["silence"]);
    });

    for (const header of ["contentType", "cacheControl"] as const) {
      it(`finds a changed ${header} of a stream`, () => {
        const routed = structuredClone(straight);
        valueOf(routed.modern.stream).answer[header] = "other";
        expect(compareJourneys(straight, routed).map(({ promise }) => promise)).to.deep.equal([
          "response headers",
        ]);
      });
    }

    describe("where the stack leaves requests out on purpose", () => {
      const comparedWithout = (...operations: Operation[]) => {
        const why = (operation: Operation) => (operations.includes(operation) ? "so it is" : undefined);
        return compareJourneys(straight, withoutLeftOut(structuredClone(straight), why));
      };

      it("says of a step that it is left out, and why", () => {
        expect(comparedWithout("stream of a session")).to.deep.equal([
          {
            promise: "listen",
            text: "The GET on which the server may send does not come to the server: the stack's own conditions leave it out (so it is).",
            leftOut: true,
          },
        ]);
      });

      for (const [operation, promise] of [
        ["call stay-silent", "silence"],
        ["call stream-progress", "stream"],
        ["call request-headers", "request headers"],
        ["list", "tools"],
        ["initialize without a token", "challenge"],
        ["metadata", "metadata"],
        ["end of a session", "session end"],
      ] as const) {
        it(`says it once of what rests on "${operation}"`, () => {
          expect(comparedWithout(operation).map((each) => [each.promise, each.leftOut])).to.deep.equal([
            [promise, true],
          ]);
        });
      }

      it("says of an era that it is left out, and nothing of its steps", () => {
        const promises = comparedWithout("message of a session").map(({ promise, text }) => [
          promise,
          text.slice(0, 28),
        ]);
        expect(promises).to.deep.equal([["era", "The connection in the legacy"]]);
      });

      it("still finds what is broken in the other era", () => {
        const routed = structuredClone(straight);
        routed.modern.version = { ok: false, error: "HTTP 405", milliseconds: 1 };
        const why = (operation: Operation) => (operation === "initialize" ? "so it is" : undefined);
        const differences = compareJourneys(straight, withoutLeftOut(routed, why));
        expect(differences.filter(({ leftOut }) => !leftOut).map(({ text }) => text)).to.deep.equal([
          "The connection in the modern era fails: HTTP 405.",
        ]);
      });
    });

    it("takes a content type with a charset for the same", () => {
      const routed = structuredClone(straight);
      valueOf(routed.modern.stream).answer.contentType = "text/event-stream; charset=utf-8";
      expect(compareJourneys(straight, routed)).to.deep.equal([]);
    });
  });
});

describe("events that are held back", () => {
  const interval = 50;
  /** Ten events with these delays, in milliseconds. */
  const delayed = (delays: number[]) =>
    measured(
      delays.map((delay, at): StreamEvent => ({
        number: at + 1,
        sent: at * interval,
        arrived: at * interval + delay,
      })),
      0,
    );
  const sending = 9 * interval;
  const tenDelays = (max: number) => fc.array(fc.nat(max), { minLength: 10, maxLength: 10 });

  it("are those that come together at the end", () => {
    fc.assert(
      fc.property(tenDelays(20), (jitter) => {
        expect(heldBack(delayed(jitter.map((each, at) => sending - at * interval + each)))).to.be.true;
      }),
    );
  });

  it("are not those that come with jitter", () => {
    fc.assert(
      fc.property(tenDelays(Math.floor(sending / 4)), (jitter) => {
        expect(heldBack(delayed(jitter))).to.be.false;
      }),
    );
  });

  it("are not those that all come equally late", () => {
    fc.assert(
      fc.property(fc.nat(10_000), tenDelays(20), (latency, jitter) => {
        expect(heldBack(delayed(jitter.map((each) => latency + each)))).to.be.false;
      }),
    );
  });

  it("are not the few that come late when the machine has a hiccup", () => {
    fc.assert(
      fc.property(fc.nat(5), fc.integer({ min: 300, max: 5000 }), (first, hiccup) => {
        const late = Array.from({ length: 10 }, (_, at) => (at >= first && at < first + 4 ? hiccup : 0));
        expect(heldBack(delayed(late))).to.be.false;
      }),
    );
  });

  it("cannot be told from a single event, or from none", () => {
    expect(heldBack(delayed([1000]))).to.be.false;
    expect(heldBack(delayed([]))).to.be.false;
  });
});
