import { once } from "node:events";
import { type IncomingMessage, type RequestListener, createServer, request as httpRequest } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { expect } from "chai";
import type { Api } from "../../../dataplane/apiGateway/api.ts";
import { type McpServerProcess, startMcpServer } from "../../../rehearsal/mcpServer/start.ts";
import { openWire } from "../../../rehearsal/journey/wire.ts";
import { Refusal } from "../../../rehearsal/refusal.ts";
import { startBalancer } from "../../../rehearsal/servers/balancer.ts";
import { type Gateway, type GatewaySetting, startGateway } from "../../../rehearsal/servers/gateway.ts";
import { bearerToken, newKey } from "../../../rehearsal/token.ts";
import { aListener, aRule, path } from "../../dataplane/support.ts";
import { bare, exchanged } from "../support.ts";
import { aRoute, httpApi, proxy, restApi } from "../supportGateway.ts";

const ORIGIN = "https://origin.quiltdata.com";
const PUBLIC_URL = "https://demo.quiltdata.com/mcp";
/** A limit that is waited for. */
const SHORT = 150;

describe("the API Gateway on loopback", () => {
  const cleanUps: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });

  /** An origin that answers so. */
  async function origin(listener: RequestListener): Promise<number> {
    const server = createServer({ maxHeaderSize: 128 * 1024 }, listener);
    await once(server.listen(0, "127.0.0.1"), "listening");
    cleanUps.push(async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    });
    return portOf(server.address());
  }

  async function gateway(
    balancerPort: number,
    api: Api = restApi(),
    setting: Partial<GatewaySetting> = {},
  ): Promise<Gateway> {
    const served = await startGateway({ api, balancerPort, ...setting });
    cleanUps.push(() => served.stop());
    return served;
  }

  /** A gateway whose origin must not be reached. */
  async function alone(api: Api, setting: Partial<GatewaySetting> = {}): Promise<Gateway> {
    const port = await origin(() => {
      throw new Error("the origin was reached");
    });
    return gateway(port, api, setting);
  }

  describe("passes on to the balancer", () => {
    it("the path and the query, with the origin's host in Host", async () => {
      const port = await origin(({ method, url, headers }, response) => {
        response.end([method, url, headers.host].join(" "));
      });
      const { port: own } = await gateway(port);
      const { body } = await exchanged(own, bare("GET /mcp/a/b?x=1&y"));
      expect(body).to.include("GET /mcp/a/b?x=1&y origin.quiltdata.com");
    });

    it("a body only once it is whole, and with its length", async () => {
      const port = await origin((incoming, response) => {
        void text(incoming).then((body) =>
          response.end(`${incoming.headers["content-length"] ?? "none"} ${body}`),
        );
      });
      const { port: own } = await gateway(port, httpApi());
      const { body } = await exchanged(
        own,
        `${bare("POST /mcp", "Transfer-Encoding: chunked")}5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n`,
      );
      expect(body).to.equal("11 hello world");
    });

    it("the token and what MCP's own headers say", async () => {
      const port = await origin(({ headers }, response) => {
        response.end([headers.authorization, headers["mcp-method"], headers["mcp-session-id"]].join(" "));
      });
      const { port: own } = await gateway(port, httpApi());
      const headers = ["Authorization: Bearer x", "Mcp-Method: tools/list", "Mcp-Session-Id: 1"];
      const { body } = await exchanged(own, bare("GET /mcp", ...headers));
      expect(body).to.equal("Bearer x tools/list 1");
    });

    it("the address of the caller that it is given", async () => {
      const port = await origin(({ headers }, response) => response.end(headers["x-forwarded-for"]));
      const { port: own } = await gateway(port, restApi(), { sourceIp: "198.51.100.7" });
      expect((await exchanged(own, bare("GET /mcp"))).body).to.include("198.51.100.7");
    });
  });

  describe("answers by itself", () => {
    it("what no route takes, as its kind does", async () => {
      const rest = await alone(restApi());
      const http = await alone(httpApi());
      const asked = bare("GET /other");
      expect((await exchanged(rest.port, asked)).statusLine).to.equal("HTTP/1.1 403 Forbidden");
      expect((await exchanged(http.port, asked)).body).to.equal('{"message":"Not Found"}');
      expect(rest.exchanges).to.have.length(1);
      const by = 'API Gateway (no route takes "GET" "/other")';
      expect(rest.exchanges[0]).to.include({ method: "GET", path: "/other", by, status: 403 });
    });

    it("a body of more than 10 MB that says so", async () => {
      const { port, exchanges } = await alone(restApi());
      const { statusLine } = await exchanged(port, bare("POST /mcp", "Content-Length: 10485761"));
      expect(statusLine).to.equal("HTTP/1.1 413 Payload Too Large");
      expect(exchanges[0]?.by).to.equal("API Gateway (the body is larger than 10485760 bytes)");
    });

    it("a body of more than 10 MB that does not say so", async () => {
      const { port } = await alone(httpApi());
      const sent = httpRequest({ host: "127.0.0.1", port, method: "POST", path: "/mcp" });
      const answered = once(sent, "response") as Promise<[IncomingMessage]>;
      sent.on("error", () => undefined);
      sent.write(Buffer.alloc(10 * 1024 * 1024));
      // It is not waited for to end.
      sent.write("x");
      const [answer] = await answered;
      expect([answer.statusCode, await text(answer)]).to.deep.equal([
        413,
        '{"message":"Request Entity Too Large"}',
      ]);
      sent.destroy();
    });

    it("headers of more than 10,240 bytes, also those that are far too large to be read", async () => {
      const { port } = await alone(restApi());
      for (const bytes of [10_240, 300 * 1024]) {
        const { statusLine } = await exchanged(port, bare("GET /mcp", `X-Large: ${"x".repeat(bytes)}`));
        expect(statusLine).to.equal("HTTP/1.1 431 Request Header Fields Too Large");
      }
    });

    it("what is no HTTP", async () => {
      const { port } = await alone(restApi());
      const { statusLine, body } = await exchanged(port, "nonsense\r\n\r\n");
      expect([statusLine, body]).to.deep.equal(["HTTP/1.1 400 Bad Request", '{"message":"Bad Request"}']);
    });

    it("where the balancer cannot be reached", async () => {
      const gone = await startGateway({ api: restApi(), balancerPort: 1 });
      await gone.stop();
      const { port, exchanges } = await gateway(gone.port);
      const { statusLine } = await exchanged(port, bare("GET /mcp"));
      expect(statusLine).to.equal("HTTP/1.1 504 Gateway Timeout");
      expect(exchanges[0]?.by).to.equal("API Gateway (504: the origin's connection: ECONNREFUSED)");
    });

    it("where it holds an answer that the balancer breaks off", async () => {
      const port = await origin((_, response) => {
        response.write("half", () => response.destroy());
      });
      const { port: own } = await gateway(port, httpApi());
      expect((await exchanged(own, bare("GET /mcp"))).statusLine).to.equal(
        "HTTP/1.1 503 Service Unavailable",
      );
    });

    it("where it would have to hold an answer of more than 10 MB", async () => {
      const port = await origin((_, response) => response.end(Buffer.alloc(10 * 1024 * 1024 + 1)));
      const { port: own, exchanges } = await gateway(port, httpApi());
      expect((await exchanged(own, bare("GET /mcp"))).statusLine).to.equal(
        "HTTP/1.1 500 Internal Server Error",
      );
      expect(exchanges[0]?.by).to.equal("API Gateway (500: the answer is larger than 10485760 bytes)");
    });

    it("where the integration has a path that no request can have", async () => {
      const { port } = await alone(restApi({ routes: [aRoute("/mcp", proxy("https://a.example/a b"))] }));
      const { statusLine } = await exchanged(port, bare("GET /mcp"));
      expect(statusLine).to.equal("HTTP/1.1 500 Internal Server Error");
    });

    it("with 501 for an origin that is not the balancer", async () => {
      const { port } = await alone(restApi(), { isBalancer: ({ host }) => host === "other.quiltdata.com" });
      const { statusLine, body } = await exchanged(port, bare("GET /mcp"));
      expect(statusLine).to.equal("HTTP/1.1 501 Not Implemented");
      expect(body).to.include("by the origin origin.quiltdata.com, which the rehearsal does not carry out.");
    });

    it("with 501 for what is no HTTP proxy", async () => {
      const mock = aRoute("/mcp", { kind: "other", what: "a mock" });
      const { port } = await alone(restApi({ routes: [mock] }));
      const { statusLine, body } = await exchanged(port, bare("GET /mcp"));
      expect(statusLine).to.equal("HTTP/1.1 501 Not Implemented");
      expect(body).to.include("Answered here by a mock, which the rehearsal does not carry out.");
    });

    it("a request without the credentials that a route of it asks for", async () => {
      const guarded = { ...aRoute("/mcp", proxy(`${ORIGIN}/mcp`)), authorized: true };
      const { port } = await alone(restApi({ routes: [guarded] }));
      expect((await exchanged(port, bare("GET /mcp"))).statusLine).to.equal("HTTP/1.1 401 Unauthorized");
      expect((await exchanged(port, bare("GET /mcp", "Authorization: x"))).statusLine).to.equal(
        "HTTP/1.1 501 Not Implemented",
      );
    });
  });

  describe("answers with what the balancer answered", () => {
    const challenged: RequestListener = (_, response) =>
      response.writeHead(401, { "WWW-Authenticate": "Bearer", "X-Own": "1" }).end("no");

    it("under another name for WWW-Authenticate, as a REST API", async () => {
      const { port } = await gateway(await origin(challenged));
      const { headers, statusLine } = await exchanged(port, bare("GET /mcp"));
      expect(statusLine).to.equal("HTTP/1.1 401 Unauthorized");
      expect(headers).to.include.members(["x-amzn-Remapped-WWW-Authenticate: Bearer", "X-Own: 1"]);
    });

    it("under its own name, as an HTTP API, and with the length of what it held", async () => {
      const { port } = await gateway(await origin(challenged), httpApi());
      const { headers } = await exchanged(port, bare("GET /mcp"));
      expect(headers).to.include.members(["WWW-Authenticate: Bearer", "Content-Length: 2"]);
    });

    it("without a body to HEAD", async () => {
      const { port } = await gateway(await origin((_, response) => response.end("body")), httpApi());
      expect((await exchanged(port, bare("HEAD /mcp"))).body).to.equal("");
    });

    it("and notes with which path it asked, and how many bytes the headers had", async () => {
      const { port, exchanges } = await gateway(await origin((_, response) => response.end()));
      await exchanged(port, bare("GET /mcp/x"));
      const used = "Host: demo.quiltdata.com\r\nConnection: close\r\n".length;
      expect(exchanges).to.deep.equal([
        {
          method: "GET",
          path: "/mcp/x",
          by: "the balancer",
          headers: { limit: 10_240, used, left: 10_240 - used },
          sentPath: "/mcp/x",
          status: 200,
        },
      ]);
    });
  });

  describe("cuts", () => {
    /** Shortens the limits of which the milliseconds are these. */
    const shortened =
      (...those: number[]): NonNullable<GatewaySetting["limit"]> =>
      (_, milliseconds) =>
        those.includes(milliseconds) ? SHORT : milliseconds;

    it("an answer that an HTTP API holds and that has not ended in 30 s, with its own error", async () => {
      const port = await origin((_, response) => void response.write("data: 1\n\n"));
      const { port: own, exchanges } = await gateway(port, httpApi(), { limit: shortened(30_000) });
      const { statusLine, body } = await exchanged(own, bare("GET /mcp"));
      expect(statusLine).to.equal("HTTP/1.1 503 Service Unavailable");
      expect(body).to.equal('{"message":"Service Unavailable"}');
      expect(exchanges[0]?.by).to.equal("API Gateway (503: the answer had not ended after 30 s)");
    });

    it("a stream that has not ended in 15 minutes, however busy it is", async () => {
      const port = await origin((_, response) => {
        const timer = setInterval(() => response.write("data: 1\n\n"), SHORT / 10);
        response.on("close", () => {
          clearInterval(timer);
        });
      });
      const { port: own } = await gateway(port, restApi(), { limit: shortened(900_000) });
      const { statusLine, body } = await exchanged(own, bare("GET /mcp"));
      expect(statusLine).to.equal("HTTP/1.1 200 OK");
      expect(body)
        .to.include("data: 1")
        .and.not.to.match(/\r\n0\r\n\r\n$/);
    });

    for (const [endpointType, idle] of [
      ["REGIONAL", 300_000],
      ["EDGE", 30_000],
    ] as const) {
      it(`a stream without a byte for ${idle / 1000} s (${endpointType})`, async () => {
        const port = await origin((_, response) => void response.write("data: 1\n\n"));
        const { port: own } = await gateway(port, restApi({ endpointType }), { limit: shortened(idle) });
        const { body } = await exchanged(own, bare("GET /mcp"));
        expect(body)
          .to.include("data: 1")
          .and.not.to.match(/\r\n0\r\n\r\n$/);
      });
    }

    it("no stream on which a byte comes in time", async () => {
      const port = await origin((_, response) => {
        let left = 5;
        const timer = setInterval(() => {
          if (left-- > 0) response.write("x");
          else {
            clearInterval(timer);
            response.end("the end");
          }
        }, SHORT / 2);
      });
      const { port: own } = await gateway(port, restApi(), { limit: shortened(300_000) });
      expect((await exchanged(own, bare("GET /mcp"))).body).to.include("the end");
    });

    it("with its own error, a stream of which not even the head came", async () => {
      const { port } = await gateway(await origin(() => undefined), restApi(), { limit: shortened(300_000) });
      const { statusLine, body } = await exchanged(port, bare("GET /mcp"));
      expect(statusLine).to.equal("HTTP/1.1 504 Gateway Timeout");
      expect(body).to.equal('{"message": "Endpoint request timed out"}');
    });
  });

  it("lets what comes after 10 MB of a stream pass at 2 MB a second", async () => {
    const port = await origin((_, response) => response.end(Buffer.alloc(12 * 1024 * 1024)));
    const { port: own } = await gateway(port);
    const begun = performance.now();
    const answer = await fetch(`http://127.0.0.1:${own}/mcp`);
    expect((await answer.arrayBuffer()).byteLength).to.equal(12 * 1024 * 1024);
    expect(performance.now() - begun).to.be.at.least(1000);
  });

  it("breaks an answer off where the balancer breaks it off", async () => {
    const port = await origin((_, response) => {
      response.write("data: 1\n\n", () => response.destroy());
    });
    const { port: own } = await gateway(port);
    expect((await exchanged(own, bare("GET /mcp"))).body).not.to.match(/\r\n0\r\n\r\n$/);
  });

  it("ends its request where the client has gone", async () => {
    let gone: Promise<unknown> | undefined;
    const port = await origin((_, response) => {
      gone = once(response, "close");
      response.write("data: 1\n\n");
    });
    const { port: own } = await gateway(port);
    const socket = connect(own, "127.0.0.1");
    socket.write(bare("GET /mcp"));
    await once(socket, "data");
    socket.destroy();
    await gone;
  });

  it("refuses a port that is in use", async () => {
    const { port } = await alone(restApi());
    const second = await startGateway({ api: restApi(), balancerPort: 1, port }).catch(
      (error: unknown) => error,
    );
    expect(second).to.be.instanceOf(Refusal);
  });

  describe("with the balancer and a real MCP server behind it", () => {
    const key = newKey();
    let server: McpServerProcess;
    let token: string;
    before(async () => {
      token = await bearerToken(key, { audience: PUBLIC_URL });
      server = await startMcpServer({
        key,
        publicUrl: PUBLIC_URL,
        mcpPath: "/mcp",
        healthCheckPath: "/healthz",
        tools: 3,
      });
    });
    after(() => server.stop());

    /** A client that comes to the API. */
    async function connected(api: Api): Promise<Client> {
      const balancer = await startBalancer({
        listener: aListener({ rules: [aRule({ conditions: [path("/mcp", "/mcp/*")] })] }),
        behind: () => ({ name: "mcp", port: server.port }),
        idleTimeout: () => 60_000,
      });
      cleanUps.push(() => balancer.stop());
      const { port } = await gateway(balancer.port, api);
      const wire = openWire(`http://127.0.0.1:${port}`);
      cleanUps.push(() => wire.close());
      const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode: "auto" } });
      await client.connect(
        new StreamableHTTPClientTransport(new URL(PUBLIC_URL), {
          authProvider: { token: () => Promise.resolve(token) },
          fetch: wire.fetch,
        }),
      );
      cleanUps.push(() => client.close());
      return client;
    }

    /** The numbers of the events of one call, and when each came. */
    async function streamed(
      client: Client,
      events: number,
      intervalMilliseconds: number,
    ): Promise<{ number: number; at: number }[]> {
      const seen: { number: number; at: number }[] = [];
      await client.callTool(
        { name: "stream-progress", arguments: { events, intervalMilliseconds } },
        { onprogress: ({ progress }) => seen.push({ number: progress, at: performance.now() }) },
      );
      return seen;
    }

    const [EVENTS, INTERVAL] = [6, 100];
    const SENDING = (EVENTS - 1) * INTERVAL;
    /** The milliseconds between each event and the one before it. */
    const gaps = (seen: { at: number }[]) =>
      seen.slice(1).map(({ at }, before) => at - (seen[before]?.at ?? Infinity));

    it("lets the events of a stream arrive one by one through a REST API, as far apart as they were sent", async () => {
      const seen = await streamed(await connected(restApi()), EVENTS, INTERVAL);
      expect(seen.map(({ number }) => number)).to.deep.equal([1, 2, 3, 4, 5, 6]);
      expect(gaps(seen)).to.have.length(EVENTS - 1);
      for (const gap of gaps(seen)) expect(gap).to.be.at.least(INTERVAL * 0.5);
    });

    for (const [kind, api] of [
      ["an HTTP API", httpApi()],
      ["a REST API that buffers", restApi({}, { transferMode: "BUFFERED" })],
    ] as const) {
      it(`lets them arrive all at once, at the end, through ${kind}`, async () => {
        const client = await connected(api);
        const begun = performance.now();
        const seen = await streamed(client, EVENTS, INTERVAL);
        expect(seen).to.have.length(EVENTS);
        expect((seen[0]?.at ?? 0) - begun).to.be.at.least(SENDING);
        for (const gap of gaps(seen)) expect(gap).to.be.below(INTERVAL * 0.5);
      });
    }

    it("loses no event of 100 streams at once, and keeps each in order", async () => {
      const client = await connected(restApi());
      const all = await Promise.all(Array.from({ length: 100 }, () => streamed(client, 20, 10)));
      const numbers = Array.from({ length: 20 }, (_, at) => at + 1);
      for (const seen of all) expect(seen.map(({ number }) => number)).to.deep.equal(numbers);
    });
  });
});

function portOf(address: ReturnType<ReturnType<typeof createServer>["address"]>): number {
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
