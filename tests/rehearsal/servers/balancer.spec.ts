import { EventEmitter, once } from "node:events";
import {
  type IncomingMessage,
  type RequestListener,
  STATUS_CODES,
  createServer,
  request as httpRequest,
} from "node:http";
import { type Socket, connect, createServer as createTcpServer } from "node:net";
import { expect } from "chai";
import type { Action, Listener, Rule } from "../../../dataplane/listener.ts";
import {
  type Backend,
  type Balancer,
  type Setting,
  startBalancer,
} from "../../../rehearsal/servers/balancer.ts";
import { Refusal } from "../../../rehearsal/refusal.ts";
import { aListener, aRule, arn, forwardTo, host, path } from "../../dataplane/support.ts";
import { type RawAnswer, bare, exchanged } from "../support.ts";

/** Far longer than any test takes. */
const LONG = 60_000;
/** An idle timeout that is waited for. */
const SHORT = 150;

const SERVER = "Server: awselb/2.0";

/** The balancer's page for a status. */
function page(title: string): string {
  return (
    `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n` +
    `<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`
  );
}

/** The whole answer that the balancer gives by itself on a connection that ends with it. */
function ownAnswer(title: string, ...more: string[]): RawAnswer {
  const status = title.slice(0, 3);
  const body = page(title);
  const headers = [SERVER, "Content-Type: text/html", `Content-Length: ${body.length}`, ...more];
  const statusLine = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`;
  return { statusLine, headers: [...headers, "Connection: close"], body };
}

describe("the balancer on loopback", () => {
  const cleanUps: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });

  /** A target that answers so. */
  async function target(listener: RequestListener): Promise<number> {
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

  /** A target that deals with bare connections. */
  async function tcpTarget(onSocket: (socket: Socket) => void): Promise<number> {
    const server = createTcpServer(onSocket);
    await once(server.listen(0, "127.0.0.1"), "listening");
    cleanUps.push(async () => {
      const closed = once(server, "close");
      server.close();
      await closed;
    });
    return portOf(server.address());
  }

  /** Serves a listener; every target group is the same target. */
  async function balancer(
    behind: number | ((arn: string) => Backend),
    listener: Partial<Listener> = { rules: [aRule()] },
    setting: Partial<Setting> = {},
  ): Promise<Balancer> {
    const served = await startBalancer({
      listener: aListener(listener),
      behind: typeof behind === "number" ? () => ({ name: "mcp", port: behind }) : behind,
      idleTimeout: () => LONG,
      ...setting,
    });
    cleanUps.push(() => served.stop());
    return served;
  }

  /** A balancer whose target must not be reached. */
  function alone(listener: Partial<Listener>, setting: Partial<Setting> = {}): Promise<Balancer> {
    return balancer(1, listener, setting);
  }

  /** Sends a request through a balancer, and resolves with what the target got. */
  async function received(text: string, listener?: Partial<Listener>) {
    const seen: { method?: string; url?: string; headers: [string, string][]; body: string }[] = [];
    const port = await target((request, response) => {
      let body = "";
      request.setEncoding("latin1").on("data", (chunk: string) => (body += chunk));
      request.on("end", () => {
        const { method, url, rawHeaders } = request;
        seen.push({ ...(method && { method }), ...(url && { url }), headers: pairs(rawHeaders), body });
        response.end("ok");
      });
    });
    const { port: own } = await balancer(port, listener);
    await exchanged(own, text);
    expect(seen).to.have.length(1);
    return seen[0]!;
  }

  describe("passes on to the target", () => {
    it("the request as the caller wrote it, with the real listener's scheme and port, and its own connection's headers", async () => {
      const { method, url, headers } = await received(
        bare(
          "POST /mcp?a=1&b",
          "x-Odd-cAse: 1",
          "Accept: a",
          "X-Twice: 1",
          "x-twice: 2",
          "Content-Length: 0",
        ),
      );
      expect([method, url]).to.deep.equal(["POST", "/mcp?a=1&b"]);
      const trace = headers.pop();
      const connection = headers.splice(
        headers.findIndex(([name]) => name === "X-Amzn-Trace-Id"),
        1,
      );
      expect(headers).to.deep.equal([
        ["Host", "demo.quiltdata.com"],
        ["x-Odd-cAse", "1"],
        ["Accept", "a"],
        ["X-Twice", "1"],
        ["x-twice", "2"],
        ["Content-Length", "0"],
        ["X-Forwarded-For", "127.0.0.1"],
        ["X-Forwarded-Proto", "https"],
        ["X-Forwarded-Port", "443"],
      ]);
      expect(connection[0]?.[1]).to.match(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
      expect(trace).to.deep.equal(["Connection", "keep-alive"]);
    });

    it("the address that its requests are said to come from, which its rules see", async () => {
      let forwardedFor: string | string[] | undefined;
      const port = await target(({ headers }, response) => {
        forwardedFor = headers["x-forwarded-for"];
        response.end();
      });
      const rule = aRule({ conditions: [{ kind: "source-ip", values: ["10.0.0.0/8"] }] });
      const served = await balancer(port, { rules: [rule] }, { sourceIp: "10.0.0.10" });
      await exchanged(served.port, bare("GET /mcp"));
      expect(forwardedFor).to.equal("10.0.0.10");
    });

    it("another listener's scheme and port", async () => {
      const { headers } = await received(bare("GET /mcp"), {
        protocol: "HTTP",
        port: 8080,
        rules: [aRule()],
      });
      expect(headers).to.deep.include.members([
        ["Host", "demo.quiltdata.com:8080"],
        ["X-Forwarded-Proto", "http"],
        ["X-Forwarded-Port", "8080"],
      ]);
    });

    it("none of the headers of the caller's own connection", async () => {
      const { headers } = await received(bare("GET /mcp", "Keep-Alive: timeout=9", "TE: trailers"));
      const names = headers.map(([name]) => name);
      expect(names).not.to.include("Keep-Alive");
      expect(names).not.to.include("TE");
      expect(headers.filter(([name]) => name === "Connection")).to.deep.equal([["Connection", "keep-alive"]]);
    });

    it("a token of 4096 bytes, whole", async () => {
      const authorization = `Bearer ${"x".repeat(4096)}`;
      const { headers } = await received(bare("GET /mcp", `Authorization: ${authorization}`));
      expect(headers.filter(([name]) => name === "Authorization")).to.deep.equal([
        ["Authorization", authorization],
      ]);
    });

    it("the host and path of an absolute target", async () => {
      const { url, headers } = await received(bare("GET http://other.example.com:8443/mcp?x"));
      expect(url).to.equal("/mcp?x");
      expect(headers.filter(([name]) => name === "Host")).to.deep.equal([["Host", "other.example.com"]]);
    });

    it("the root where an absolute target has no path", async () => {
      const { url } = await received(bare("GET http://demo.quiltdata.com?x"), {
        defaultActions: [forwardTo("mcp")],
      });
      expect(url).to.equal("/?x");
    });

    it("a body of a length as it came", async () => {
      const { headers, body } = await received(`${bare("POST /mcp", "Content-Length: 5")}hello`);
      expect(body).to.equal("hello");
      expect(headers.map(([name]) => name)).not.to.include("Transfer-Encoding");
    });

    for (const method of ["POST", "DELETE", "GET"]) {
      it(`a ${method} whose body is chunked, as a body and not as another request`, async () => {
        const { headers, body } = await received(
          `${bare(`${method} /mcp`, "Transfer-Encoding: chunked")}5\r\nhello\r\n0\r\n\r\n`,
        );
        expect(body).to.equal("hello");
        expect(headers).to.deep.include(["Transfer-Encoding", "chunked"]);
      });
    }

    it("a POST without a body as one of length 0", async () => {
      const { headers, body } = await received(bare("POST /mcp"));
      expect(body).to.equal("");
      expect(headers).to.deep.include(["Content-Length", "0"]);
      expect(headers.map(([name]) => name)).not.to.include("Transfer-Encoding");
    });

    it("a GET without a body without a length", async () => {
      const { headers } = await received(bare("GET /mcp"));
      const names = headers.map(([name]) => name);
      expect(names).not.to.include("Content-Length");
      expect(names).not.to.include("Transfer-Encoding");
    });

    it("each part of a body when it comes", async () => {
      const arrived: string[] = [];
      const port = await target((request, response) => {
        request.setEncoding("utf8").on("data", (chunk: string) => {
          arrived.push(chunk);
          if (arrived.length === 1) response.writeHead(200).flushHeaders();
          else response.end();
        });
      });
      const outgoing = httpRequest({ port: (await balancer(port)).port, path: "/mcp", method: "POST" });
      outgoing.write("one");
      // The target answers when the first part is there, and only then is the second part sent.
      const [response] = (await once(outgoing, "response")) as [IncomingMessage];
      expect(arrived).to.deep.equal(["one"]);
      outgoing.end("two");
      await once(response.resume(), "end");
      expect(arrived).to.deep.equal(["one", "two"]);
    });
  });

  describe("passes on to the caller", () => {
    it("status, reason, headers in order with repetitions, and body", async () => {
      const port = await target((_, response) => {
        const headers = ["X-b", "2", "Set-Cookie", "a=1", "set-cookie", "b=2", "Server", "uvicorn"];
        response.writeHead(418, "I am", [...headers, "Content-Length", "3"]);
        response.end("tea");
      });
      expect(await exchanged((await balancer(port)).port, bare("GET /mcp"))).to.deep.equal({
        statusLine: "HTTP/1.1 418 I am",
        headers: [
          "X-b: 2",
          "Set-Cookie: a=1",
          "set-cookie: b=2",
          "Server: uvicorn",
          "Content-Length: 3",
          "Connection: close",
        ],
        body: "tea",
      });
    });

    it("the answer to a HEAD, with the length and without the body", async () => {
      const port = await target((_, response) => response.writeHead(200, { "Content-Length": 3 }).end("tea"));
      expect(await exchanged((await balancer(port)).port, bare("HEAD /mcp"))).to.deep.equal({
        statusLine: "HTTP/1.1 200 OK",
        headers: ["Content-Length: 3", "Connection: close"],
        body: "",
      });
    });

    it("a 204, with neither body nor length", async () => {
      const port = await target((_, response) => response.writeHead(204).end());
      expect(await exchanged((await balancer(port)).port, bare("DELETE /mcp"))).to.deep.equal({
        statusLine: "HTTP/1.1 204 No Content",
        headers: ["Connection: close"],
        body: "",
      });
    });

    it("the head of a stream before its first event, and each event before the next is sent", async () => {
      const streams: { write: (event: string) => void; end: () => void }[] = [];
      const port = await target((_, response) => {
        response.writeHead(200, { "Content-Type": "text/event-stream" }).flushHeaders();
        streams.push({ write: (event) => response.write(event), end: () => response.end() });
      });
      const { port: own } = await balancer(port);
      const outgoing = httpRequest({ port: own, path: "/mcp" }).end();
      const [response] = (await once(outgoing, "response")) as [IncomingMessage];
      response.setEncoding("utf8");
      const [stream] = streams;
      for (const event of ["data: 1\n\n", "data: 2\n\n"]) {
        const came = once(response, "data");
        stream!.write(event);
        expect(await came).to.deep.equal([event]);
      }
      stream!.end();
      await once(response, "end");
    });

    it("headers of 24 K, which the balancer accepts", async () => {
      const port = await target((_, response) =>
        response.writeHead(200, { "X-Large": "x".repeat(24 * 1024) }).end(),
      );
      const { statusLine, headers } = await exchanged((await balancer(port)).port, bare("GET /mcp"));
      expect(statusLine).to.equal("HTTP/1.1 200 OK");
      expect(headers[0]).to.have.length("X-Large: ".length + 24 * 1024);
    });
  });

  describe("answers by itself, byte for byte,", () => {
    const answering = (...defaultActions: Action[]) => alone({ defaultActions });

    it("with a fixed response", async () => {
      const action = {
        type: "fixed-response",
        statusCode: 404,
        contentType: "text/plain",
        body: "nö",
      } as const;
      const { port } = await answering(action);
      expect(await exchanged(port, bare("GET /"))).to.deep.equal({
        statusLine: "HTTP/1.1 404 Not Found",
        headers: [SERVER, "Content-Type: text/plain", "Content-Length: 3", "Connection: close"],
        body: Buffer.from("nö").toString("latin1"),
      });
    });

    it("with a redirect", async () => {
      const { port } = await answering({
        type: "redirect",
        statusCode: 301,
        protocol: "HTTPS",
        host: "#{host}",
        port: "443",
        path: "/#{path}",
        query: "#{query}",
      });
      expect(await exchanged(port, bare("GET /a?b"))).to.deep.equal(
        ownAnswer("301 Moved Permanently", "Location: https://demo.quiltdata.com:443/a?b"),
      );
    });

    it("without the body where it is a HEAD", async () => {
      const { port } = await answering({
        type: "fixed-response",
        statusCode: 404,
        contentType: "text/plain",
        body: "nothing",
      });
      const { headers, body } = await exchanged(port, bare("HEAD /"));
      expect([headers.includes("Content-Length: 7"), body]).to.deep.equal([true, ""]);
    });

    it("with 503 where no target group has any weight", async () => {
      const { port } = await answering({ type: "forward", targetGroups: [{ arn: arn("mcp"), weight: 0 }] });
      expect(await exchanged(port, bare("GET /"))).to.deep.equal(
        ownAnswer("503 Service Temporarily Unavailable"),
      );
    });

    it("with 405 where it is a TRACE", async () => {
      const { port } = await alone({});
      expect(await exchanged(port, bare("TRACE /"))).to.deep.equal(ownAnswer("405 Not Allowed"));
    });

    it("with 414 where the request line is longer than 16 K", async () => {
      const { port } = await alone({});
      expect(await exchanged(port, bare(`GET /${"x".repeat(16 * 1024)}`))).to.deep.equal(
        ownAnswer("414 Request-URI Too Large"),
      );
    });

    it("with 413 where a header is larger than 16 K", async () => {
      const { port } = await alone({});
      expect(await exchanged(port, bare("GET /", `X: ${"x".repeat(16 * 1024)}`))).to.deep.equal(
        ownAnswer("413 Request Entity Too Large"),
      );
    });

    it("with 413 where the headers are larger than 64 K in all", async () => {
      const { port } = await alone({});
      const headers = [1, 2, 3, 4, 5].map((name) => `X${name}: ${"x".repeat(15 * 1024)}`);
      expect(await exchanged(port, bare("GET /", ...headers))).to.deep.equal(
        ownAnswer("413 Request Entity Too Large"),
      );
    });

    it("with 413 where the headers are larger than Node reads", async () => {
      const { port } = await alone({});
      const { statusLine, headers, body } = await exchanged(
        port,
        bare("GET /", `X: ${"x".repeat(300 * 1024)}`),
      );
      expect({ statusLine, headers, body }).to.deep.equal(ownAnswer("413 Request Entity Too Large"));
    });

    it("with 400 where what comes is not HTTP", async () => {
      const { port } = await alone({});
      expect(await exchanged(port, "nonsense\r\n\r\n")).to.deep.equal(ownAnswer("400 Bad Request"));
    });

    it("with 463 where X-Forwarded-For holds more than 30 addresses", async () => {
      const { port } = await alone({});
      const many = Array.from({ length: 31 }, (_, index) => `10.0.0.${index}`).join(", ");
      const { statusLine, body } = await exchanged(port, bare("GET /", `X-Forwarded-For: ${many}`));
      expect([statusLine.split(" ")[1], body]).to.deep.equal(["463", page("463")]);
    });

    it("with 502 where the target refuses the connection", async () => {
      const port = await tcpTarget(() => undefined);
      await cleanUps.pop()?.();
      expect(await exchanged((await balancer(port)).port, bare("GET /mcp"))).to.deep.equal(
        ownAnswer("502 Bad Gateway"),
      );
    });

    it("with 502 where the target closes the connection before it answers", async () => {
      const port = await tcpTarget((socket) => socket.once("data", () => socket.destroy()));
      expect(await exchanged((await balancer(port)).port, bare("GET /mcp"))).to.deep.equal(
        ownAnswer("502 Bad Gateway"),
      );
    });

    it("with 502 where the target does not speak HTTP", async () => {
      const port = await tcpTarget((socket) => socket.once("data", () => socket.end("nonsense\r\n")));
      expect(await exchanged((await balancer(port)).port, bare("GET /mcp"))).to.deep.equal(
        ownAnswer("502 Bad Gateway"),
      );
    });

    it("with 502 where the target's headers are larger than 32 K", async () => {
      const port = await target((_, response) =>
        response.writeHead(200, { "X-Large": "x".repeat(33 * 1024) }).end("x"),
      );
      expect(await exchanged((await balancer(port)).port, bare("GET /mcp"))).to.deep.equal(
        ownAnswer("502 Bad Gateway"),
      );
    });

    it("with 408 where the client stops within its body for the idle timeout", async () => {
      const port = await target(() => undefined);
      const { port: own } = await balancer(port, undefined, { idleTimeout: () => SHORT });
      const { statusLine } = await exchanged(own, bare("POST /mcp", "Content-Length: 5") + "ab");
      expect(statusLine).to.match(/^HTTP\/1.1 408 /);
    });

    it("with 504 where the target is silent for the idle timeout", async () => {
      const port = await target(() => undefined);
      const { port: own } = await balancer(port, undefined, { idleTimeout: () => SHORT });
      expect(await exchanged(own, bare("GET /mcp"))).to.deep.equal(ownAnswer("504 Gateway Time-out"));
    });

    it("with 501 where a Lambda function would", async () => {
      const lambda = () => ({ name: "function", port: 1, targetType: "lambda" });
      const { port } = await balancer(lambda);
      const { statusLine, body } = await exchanged(port, bare("GET /mcp"));
      expect(statusLine).to.equal("HTTP/1.1 501 Not Implemented");
      expect(body).to.contain("Answered here by a Lambda function, which the rehearsal does not carry out.");
    });

    it("with 501 where it would ask for a login or a token", async () => {
      const { port } = await answering({ type: "jwt-validation" }, forwardTo("mcp"));
      const { statusLine, body } = await exchanged(port, bare("GET /"));
      expect(statusLine).to.equal("HTTP/1.1 501 Not Implemented");
      expect(body).to.contain("Answered here by jwt-validation, which the rehearsal does not carry out.");
    });
  });

  describe("cuts the connection, once the head is out,", () => {
    it("where the target dies", async () => {
      const port = await target((_, response) => {
        response.writeHead(200, { "Content-Length": 9 });
        response.write("one", () => response.destroy());
      });
      const { statusLine, body } = await exchanged((await balancer(port)).port, bare("GET /mcp"));
      expect([statusLine, body]).to.deep.equal(["HTTP/1.1 200 OK", "one"]);
    });

    it("where nothing comes for the idle timeout", async () => {
      const port = await target((_, response) =>
        response.writeHead(200, { "Content-Length": 9 }).write("one"),
      );
      const { port: own } = await balancer(port, undefined, { idleTimeout: () => SHORT });
      const { statusLine, body } = await exchanged(own, bare("GET /mcp"));
      expect([statusLine, body]).to.deep.equal(["HTTP/1.1 200 OK", "one"]);
    });
  });

  describe("begins the idle timeout anew", () => {
    const idle = 240;
    /** Calls back every third of the idle timeout, over more than one of it. */
    function drip(onDrop: (isLast: boolean) => void): void {
      let drops = 0;
      const timer = setInterval(() => {
        onDrop(++drops === 5);
        if (drops === 5) clearInterval(timer);
      }, idle / 3);
    }

    it("with each byte of the target", async () => {
      const port = await target((_, response) => {
        response.writeHead(200, { "Content-Length": 5 });
        drip((isLast) => (isLast ? response.end("x") : response.write("x")));
      });
      const { port: own } = await balancer(port, undefined, { idleTimeout: () => idle });
      expect((await exchanged(own, bare("GET /mcp"))).body).to.equal("xxxxx");
    });

    it("with each byte of the caller", async () => {
      const port = await target((request, response) => {
        request.resume().on("end", () => response.writeHead(200, { "Content-Length": 4 }).end("done"));
      });
      const { port: own } = await balancer(port, undefined, { idleTimeout: () => idle });
      const outgoing = httpRequest({ port: own, path: "/mcp", method: "POST" });
      drip((isLast) => (isLast ? outgoing.end("x") : outgoing.write("x")));
      const [response] = (await once(outgoing, "response")) as [IncomingMessage];
      response.resume();
      expect(response.statusCode).to.equal(200);
    });

    it("for each request by its own measure", async () => {
      const port = await target(() => undefined);
      const { port: own } = await balancer(port, undefined, {
        idleTimeout: ({ query }) => (query === "short" ? SHORT : LONG),
      });
      const slow = httpRequest({ port: own, path: "/mcp?long" }).end();
      const ended = { slow: false };
      slow.on("response", () => (ended.slow = true)).on("error", () => (ended.slow = true));
      expect((await exchanged(own, bare("GET /mcp?short"))).statusLine).to.contain("504");
      expect(ended.slow).to.be.false;
      slow.destroy();
    });
  });

  it("ends its request to the target when the caller goes away", async () => {
    let ended: Promise<unknown> = Promise.reject(new Error("no request came"));
    ended.catch(() => undefined);
    const port = await target((request, response) => {
      ended = once(response, "close");
      response.writeHead(200).flushHeaders();
      request.resume();
    });
    const outgoing = httpRequest({ port: (await balancer(port)).port, path: "/mcp" }).end();
    await once(outgoing, "response");
    outgoing.destroy();
    await ended;
  });

  describe("says who answered:", () => {
    /** Who answered one request. */
    async function by(served: Balancer, text: string): Promise<Balancer["exchanges"]> {
      await exchanged(served.port, text);
      return served.exchanges;
    }

    it("the target group", async () => {
      const port = await target((_, response) => response.end());
      expect(await by(await balancer(port), bare("POST /mcp?x"))).to.deep.equal([
        { method: "POST", path: "/mcp", by: "target group mcp", status: 200 },
      ]);
    });

    it("each request's own, in the order in which they came", async () => {
      const port = await target((_, response) => response.end());
      const names = (group: string) => ({ name: group === arn("mcp") ? "mcp" : "frontend", port });
      const served = await balancer(names, { rules: [aRule()], defaultActions: [forwardTo("frontend")] });
      await exchanged(served.port, bare("GET /"));
      expect(await by(served, bare("GET /mcp"))).to.deep.equal([
        { method: "GET", path: "/", by: "target group frontend", status: 200 },
        { method: "GET", path: "/mcp", by: "target group mcp", status: 200 },
      ]);
    });

    it("the balancer, by a fixed response", async () => {
      expect(await by(await alone({}), bare("GET /"))).to.deep.equal([
        { method: "GET", path: "/", by: "the balancer (fixed-response)", status: 404 },
      ]);
    });

    it("the balancer, by a limit", async () => {
      expect(await by(await alone({}), bare("TRACE /"))).to.deep.equal([
        { method: "TRACE", path: "/", by: "the balancer (the balancer does not allow TRACE)", status: 405 },
      ]);
    });

    it("the balancer, where the target fails", async () => {
      const port = await tcpTarget((socket) => socket.once("data", () => socket.destroy()));
      expect(await by(await balancer(port), bare("GET /mcp"))).to.deep.equal([
        {
          method: "GET",
          path: "/mcp",
          by: "the balancer (502: the target's connection: ECONNRESET)",
          status: 502,
        },
      ]);
    });

    it("all target groups that share the requests, since chance decides between them", async () => {
      const port = await target((_, response) => response.end());
      const groups = Object.entries({ blue: 90, green: 10, old: 0 });
      const targetGroups = groups.map(([name, weight]) => ({ arn: arn(name), weight }));
      const served = await balancer((each) => ({ name: /targetgroup\/(\w+)/.exec(each)?.[1] ?? "", port }), {
        rules: [aRule({ actions: [{ type: "forward", targetGroups }] })],
      });
      expect((await by(served, bare("GET /mcp")))[0]?.by).to.equal("target groups blue (90), green (10)");
    });

    it("the one target group that has all of the weight", async () => {
      const port = await target((_, response) => response.end());
      const targetGroups = [
        { arn: arn("blue"), weight: 0 },
        { arn: arn("green"), weight: 5 },
      ];
      const served = await balancer((each) => ({ name: /targetgroup\/(\w+)/.exec(each)?.[1] ?? "", port }), {
        rules: [aRule({ actions: [{ type: "forward", targetGroups }] })],
      });
      expect((await by(served, bare("GET /mcp")))[0]?.by).to.equal("target group green");
    });

    it("the balancer, where the target is silent", async () => {
      const port = await target(() => undefined);
      const served = await balancer(port, undefined, { idleTimeout: () => SHORT });
      expect(await by(served, bare("GET /mcp"))).to.deep.equal([
        { method: "GET", path: "/mcp", by: "the balancer (504: the idle timeout passed)", status: 504 },
      ]);
    });

    it("the target group also where the caller went away before its answer", async () => {
      const arrivals = new EventEmitter();
      const port = await target((request) => arrivals.emit("request", request));
      const served = await balancer(port);
      const outgoing = httpRequest({ port: served.port, path: "/mcp" }).end();
      outgoing.on("error", () => undefined);
      const [arrived] = (await once(arrivals, "request")) as [IncomingMessage];
      outgoing.destroy();
      await once(arrived.socket, "close");
      expect(served.exchanges).to.deep.equal([{ method: "GET", path: "/mcp", by: "target group mcp" }]);
    });
  });

  describe("answers 500, and goes on, where a rule makes what cannot be sent:", () => {
    const unsendable: [string, Partial<Rule>][] = [
      ["a path with a space", { transforms: [{ type: "url-rewrite", regex: "^/mcp$", replace: "/a b" }] }],
      [
        "a path beyond Latin-1",
        { transforms: [{ type: "url-rewrite", regex: "^/mcp$", replace: "/\u4e16" }] },
      ],
      [
        "a host with a line end",
        { transforms: [{ type: "host-header-rewrite", regex: ".*", replace: "a\nb" }] },
      ],
      [
        "a content type with a line end",
        { actions: [{ type: "fixed-response", statusCode: 200, contentType: "text/\nplain", body: "" }] },
      ],
    ];
    for (const [what, changes] of unsendable) {
      it(what, async () => {
        const port = await target((_, response) => response.end());
        const served = await balancer(port, { rules: [aRule({ ...changes })] });
        expect((await exchanged(served.port, bare("GET /mcp"))).statusLine).to.match(/^HTTP\/1.1 500 /);
        expect(served.exchanges.map(({ by }) => by.startsWith("the balancer (500: "))).to.deep.equal([true]);
        expect((await exchanged(served.port, bare("TRACE /mcp"))).statusLine).to.match(/^HTTP\/1.1 405 /);
      });
    }
  });

  it("judges by host what comes without TLS as if it had come with it", async () => {
    const port = await target((_, response) => response.end("mcp"));
    const rules = [aRule({ conditions: [host("demo.quiltdata.com"), path("/mcp")] })];
    const { port: own } = await balancer(port, { rules });
    expect((await exchanged(own, bare("GET /mcp"))).statusLine).to.equal("HTTP/1.1 200 OK");
  });

  it("keeps a connection open after an answer, without saying for how long", async () => {
    const { port } = await alone({});
    const socket = connect(port, "127.0.0.1");
    socket.setEncoding("latin1").write("GET / HTTP/1.1\r\nHost: demo.quiltdata.com\r\n\r\n");
    const [answer] = (await once(socket, "data")) as [string];
    expect(answer).to.contain("Connection: keep-alive\r\n").and.not.to.contain("Keep-Alive: ");
    socket.destroy();
  });

  it("refuses a port that is in use, in words for a person", async () => {
    const { port } = await alone({});
    const refused = await startBalancer({
      listener: aListener(),
      behind: () => ({ name: "", port: 1 }),
      idleTimeout: () => LONG,
      port,
    }).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(Refusal);
    expect(refused).to.have.property(
      "message",
      `Port ${port} on 127.0.0.1 is in use: choose another with --port, or leave it out to have one picked.`,
    );
  });

  it("leaves nothing open when it is stopped amid a stream", async () => {
    let ended: Promise<unknown> = Promise.resolve();
    const port = await target((_, response) => {
      ended = once(response, "close");
      response.writeHead(200).flushHeaders();
    });
    const served = await startBalancer({
      listener: aListener({ rules: [aRule()] }),
      behind: () => ({ name: "mcp", port }),
      idleTimeout: () => LONG,
    });
    const outgoing = httpRequest({ port: served.port, path: "/mcp" }).end();
    const [response] = (await once(outgoing, "response")) as [IncomingMessage];
    response.on("error", () => undefined);
    const cut = new Promise((resolve) => response.on("close", resolve));
    await served.stop();
    await Promise.all([cut, ended]);
    const again = await startBalancer({
      listener: aListener(),
      behind: () => ({ name: "", port: 1 }),
      idleTimeout: () => LONG,
      port: served.port,
    });
    await again.stop();
  });
});

function portOf(address: ReturnType<ReturnType<typeof createServer>["address"]>): number {
  return typeof address === "object" ? (address?.port ?? 0) : 0;
}

function pairs(raw: string[]): [string, string][] {
  return raw.flatMap((name, index): [string, string][] =>
    index % 2 === 0 ? [[name, raw[index + 1] ?? ""]] : [],
  );
}
