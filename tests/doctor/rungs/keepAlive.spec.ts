import { once } from "node:events";
import http from "node:http";
import net from "node:net";
import { expect } from "chai";
import { awsContextOf } from "../../../doctor/awsContext.ts";
import { keepAlive } from "../../../doctor/rungs/keepAlive.ts";
import type { Seen } from "../../../doctor/seen.ts";
import { closeAll, listening, seenAt } from "../loopback.ts";
import { answered, gist, NOTHING_WANTED, sight } from "./sight.ts";

const WANTED = { ...NOTHING_WANTED, idleSeconds: 75 };
const RACE = [{ id: "upstream.keep-alive-race", layer: "server", severity: "note" }];

/** A hop that was watched for 75 s, and closed its connection after so many; null where it did not. */
function closing(kept: number | null, more: Partial<Seen> = {}, told?: number): Seen {
  const headers = told === undefined ? [] : [["Keep-Alive", `timeout=${told}`] as const];
  return sight([answered("kept", { headers })], { hop: "origin", wanted: WANTED, kept, ...more });
}

describe("the rung of idle connections", () => {
  for (const hop of ["public", "alb"])
    it(`is skipped at ${hop}, where a balancer's own connections end`, () => {
      expect(keepAlive.judge(closing(5, { hop }))).to.deep.equal({
        says: "a balancer's connections to the server are not seen from here; --via origin=http://… with --idle 75 measures them",
        findings: [],
        skipped: true,
      });
    });

  it("is skipped where nobody asked for it, and the server says nothing", () => {
    expect(keepAlive.judge(sight([answered("initialize")], { hop: "origin" }))).to.deep.equal({
      says: "not measured; --idle 75 leaves a connection unused for 75 s",
      findings: [],
      skipped: true,
    });
  });

  it("knows nothing where no request was answered", () => {
    expect(keepAlive.judge(sight([], { hop: "origin", wanted: WANTED })).unknown).to.equal(true);
  });

  for (const [seconds, findings] of [
    [0.1, RACE],
    [5, RACE],
    [60, RACE],
    [60.1, []],
    [null, []],
  ] as const)
    it(`${findings.length === 0 ? "accepts" : "notes"} a server that ${seconds === null ? "keeps a connection" : `closes one after ${seconds} s`}`, () => {
      expect(gist(keepAlive.judge(closing(seconds)))).to.deep.equal(findings);
    });

  it("says what was measured, and the server's own word beside it", () => {
    const { says, findings } = keepAlive.judge(closing(6, {}, 5));
    expect(says).to.equal("the MCP server closes an idle connection after 6 s");
    expect(findings[0]?.evidence[0]?.facts).to.deep.equal(["Its own word is 5 s (Keep-Alive)."]);
  });

  it("has no connection to race for where the server ends each with its answer", () => {
    expect(keepAlive.judge(closing(0))).to.deep.equal({
      says: "the MCP server ends each connection with its answer: a balancer keeps none",
      findings: [],
    });
  });

  it("blames the proxy whose connections they are", () => {
    const nginx = answered("initialize", {
      headers: [
        ["Server", "nginx/1.22.1"],
        ["Content-Type", "application/json"],
      ],
      json: { jsonrpc: "2.0", id: 1, result: {} },
    });
    const seen = closing(10);
    const { findings } = keepAlive.judge({ ...seen, exchanges: [nginx, ...seen.exchanges] });
    expect(findings.map(({ layer, remedy }) => [layer, remedy?.slice(0, 25)])).to.deep.equal([
      ["nginx", "raise `keepalive_timeout`"],
    ]);
  });

  describe("by the server's own word", () => {
    for (const [seconds, findings] of [
      ["60", RACE],
      ["61", []],
    ] as const)
      it(`${findings.length === 0 ? "accepts" : "notes"} ${seconds} s`, () => {
        const told = answered("initialize", { headers: [["Keep-Alive", `timeout=${seconds}`]] });
        const { says, findings: found } = keepAlive.judge(sight([told], { hop: "origin" }));
        expect(gist({ findings: found })).to.deep.equal(findings);
        expect(says).to.equal(`the MCP server says that it closes idle connections after ${seconds} s`);
      });

    it("does not count where the connection was kept for longer", () => {
      expect(keepAlive.judge(closing(null, {}, 5))).to.deep.equal({
        says: "the MCP server keeps an idle connection for 75 s and more",
        findings: [],
      });
    });

    it("counts where the connection was not watched for so long", () => {
      const wanted = { ...NOTHING_WANTED, idleSeconds: 4 };
      expect(gist(keepAlive.judge(closing(null, { wanted }, 5)))).to.deep.equal(RACE);
    });
  });
});

describe("what AWS's idle timeout is held against", () => {
  const keptFor = (...seen: Seen[]) => awsContextOf([sight([]), ...seen], {}).keepAliveTimeout;

  it("is what was measured, before the server's own word", () => {
    expect(keptFor(closing(6, {}, 5))).to.equal(6);
  });

  it("is neither a balancer's own time, nor that of a connection which nobody can use again", () => {
    expect(keptFor(closing(60, { hop: "alb" }), closing(0))).to.equal(undefined);
  });
});

describe("the probe of an idle connection", () => {
  afterEach(closeAll);

  /** A server that answers every request so, and how long a hop at it was seen to keep a connection, and for how many requests. */
  async function keptBy(
    options: http.ServerOptions,
    headers: http.OutgoingHttpHeaders = {},
    hop = "origin",
  ): Promise<{ kept: Seen["kept"]; asked: number }> {
    const server = http.createServer(options, (incoming, outgoing) => {
      incoming.resume().on("end", () => {
        const body = incoming.method === "POST" ? { jsonrpc: "2.0", id: 1, error: { code: 1 } } : {};
        outgoing.writeHead(400, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
      });
    });
    const url = new URL(`http://127.0.0.1:${await listening(server)}/mcp`);
    const { kept, exchanges } = await seenAt({ way: { url } }, {}, hop, { idleSeconds: 0.3 });
    const asked = exchanges.filter(({ probe }) => probe === "kept").length;
    return { kept, asked };
  }

  it("sees when the server closes it", async () => {
    const server = http.createServer((incoming, outgoing) => {
      incoming.resume().on("end", () => outgoing.end("{}"));
      void once(outgoing, "finish").then(() => setTimeout(() => incoming.socket.end(), 300));
    });
    const url = new URL(`http://127.0.0.1:${await listening(server)}/mcp`);
    const { kept } = await seenAt({ way: { url } }, {}, "origin", { idleSeconds: 20 });
    expect(kept).to.be.within(0.2, 5);
  });

  it("leaves a connection that is still open when the time is up, by one request", async () => {
    const { kept, asked } = await keptBy({ keepAliveTimeout: 60_000 });
    expect({ kept, asked }).to.deep.equal({ kept: null, asked: 1 });
  });

  it("knows a server that ends each connection with its answer", async () => {
    expect((await keptBy({}, { connection: "close" })).kept).to.equal(0);
  });

  it("goes by the answer's word for it, however long the end takes", async () => {
    const server = net.createServer({ allowHalfOpen: true }, (socket) => {
      const end = () => setTimeout(() => socket.end(), 200);
      socket.once("data", () =>
        socket.write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"),
      );
      socket.on("end", end).on("error", () => undefined);
    });
    const url = new URL(`http://127.0.0.1:${await listening(server)}/mcp`);
    const { kept } = await seenAt({ way: { url } }, {}, "origin", { idleSeconds: 20 });
    expect(kept).to.equal(0);
  });

  it("asks nothing at the public URL", async () => {
    const { kept, asked } = await keptBy({}, {}, "public");
    expect({ kept, asked }).to.deep.equal({ kept: undefined, asked: 0 });
  });
});
