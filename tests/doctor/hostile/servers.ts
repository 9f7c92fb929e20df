import zlib from "node:zlib";
import { forEver, type Hostile, json, slowly, whole } from "./serve.ts";

const CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: ";
const MEGABYTE = 1024 * 1024;
const result = { jsonrpc: "2.0", id: 1, result: { protocolVersion: "2025-11-25" } };

/** A body for each encoding that is small, and has a gigabyte in it. */
function bomb(encoding: "gzip" | "br"): Buffer {
  const zeros = Buffer.alloc(16 * MEGABYTE);
  if (encoding === "br")
    return zlib.brotliCompressSync(Buffer.alloc(512 * MEGABYTE), {
      params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1, [zlib.constants.BROTLI_PARAM_LGWIN]: 24 },
    });
  // Members of gzip may follow each other, and are one body.
  return Buffer.concat(Array.from({ length: 64 }, () => zlib.gzipSync(zeros, { level: 1 })));
}

/** One piece of a chunked body that holds very many chunks of one byte each. */
const ONE_BY_ONE = "1\r\nx\r\n".repeat(10_000);

/** Answers without end or measure: each must end within the limits, and in bounded memory. */
export const ENDLESS: Readonly<Record<string, () => Hostile>> = {
  "a body without an end": () => (socket) => {
    socket.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n");
    forEver(socket, Buffer.alloc(64 * 1024, "["));
  },
  "a body without an end that is no UTF-8": () => (socket) => {
    socket.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n");
    forEver(socket, Buffer.alloc(64 * 1024, 0xff));
  },
  "a body without an end, in chunks of one byte": () => (socket) => {
    socket.write(`${CHUNKED}application/json\r\n\r\n`);
    forEver(socket, ONE_BY_ONE);
  },
  "a stream of events without an end": () => (socket) => {
    socket.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
    forEver(socket, "data: {}\n\n".repeat(5_000));
  },
  "a stream of comments without an end": () => (socket) => {
    socket.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
    forEver(socket, ":\n".repeat(30_000));
  },
  "a stream of one line without an end, in chunks of one byte": () => (socket) => {
    socket.write(`${CHUNKED}text/event-stream\r\n\r\n6\r\ndata: \r\n`);
    forEver(socket, ONE_BY_ONE);
  },
  "an event without an end": () => (socket) => {
    socket.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
    forEver(socket, "data: x\n".repeat(8_000));
  },
  "an event's id without an end": () => (socket) => {
    socket.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nid: ");
    forEver(socket, "x".repeat(64 * 1024));
  },
  "headers without an end": () => (socket) => {
    socket.write("HTTP/1.1 200 OK\r\n");
    forEver(socket, "X-More: and more\r\n".repeat(1_000));
  },
  "a header's value without an end": () => (socket) => {
    socket.write("HTTP/1.1 200 OK\r\nServer: ");
    forEver(socket, "x".repeat(64 * 1024));
  },
  "a gzip bomb": () => {
    const body = bomb("gzip");
    return (socket) => {
      socket.end(whole("200 OK", { "Content-Type": "application/json", "Content-Encoding": "gzip" }, body));
    };
  },
  "a Brotli bomb": () => {
    const body = bomb("br");
    return (socket) => {
      socket.end(whole("200 OK", { "Content-Type": "text/event-stream", "Content-Encoding": "br" }, body));
    };
  },
  "results of many small objects": () => {
    const body = json(
      { ...result, result: { ...result.result, x: Array.from({ length: 1_200_000 }, () => ({})) } },
      {
        "Mcp-Session-Id": "s",
      },
    );
    return (socket) => {
      socket.end(body);
    };
  },
  "results that nest deeply": () => {
    const nested = `{"jsonrpc":"2.0","id":1,"result":${"[".repeat(MEGABYTE)}${"]".repeat(MEGABYTE)}}`;
    const body = whole("200 OK", { "Content-Type": "application/json", "Mcp-Session-Id": "s" }, nested);
    return (socket) => {
      socket.end(body);
    };
  },
  "words of megabytes in every place that is quoted": () => {
    const long = "x".repeat(MEGABYTE);
    const body = json({
      jsonrpc: "2.0",
      id: 1,
      error: { code: -32000, message: long },
    });
    return (socket) => {
      socket.end(body);
    };
  },
};

/** Answers that wait: each must end when the time is up. */
export const SLOW: Readonly<Record<string, Hostile>> = {
  "headers that come byte by byte": (socket) => {
    socket.write("HTTP/1.1 200 OK\r\nX-Slow: ");
    slowly(socket, "x");
  },
  "a body that comes byte by byte": (socket) => {
    socket.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n");
    slowly(socket, "[");
  },
  "a storm of 100 Continue": (socket) => {
    forEver(socket, "HTTP/1.1 100 Continue\r\n\r\n".repeat(1_000));
  },
  "a storm of 103 Early Hints": (socket) => {
    forEver(socket, "HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\n".repeat(1_000));
  },
  "the first requests answered, and no other": (socket, { message }) => {
    if (message === "initialize") socket.end(json(result, { "Mcp-Session-Id": "s" }));
  },
};

/** Answers that are not what they say: each must end in a verdict at once. */
export const BROKEN: Readonly<Record<string, Hostile>> = {
  "nothing, the connection being closed": (socket) => {
    socket.end();
  },
  "nothing, the connection being reset": (socket) => {
    socket.resetAndDestroy();
  },
  "bytes that are no HTTP": (socket) => {
    socket.end(Buffer.from([0, 1, 2, 3, 255, 254, 13, 10, 13, 10]));
  },
  "HTTP/0.9": (socket) => {
    socket.end("<html>hello</html>\n");
  },
  "a status of no number": (socket) => {
    socket.end("HTTP/1.1 abc OK\r\n\r\n");
  },
  "a switch of protocols": (socket) => {
    socket.end("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n");
  },
  "two lengths": (socket) => {
    socket.end("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab");
  },
  "a length and chunks": (socket) => {
    socket.end(`${CHUNKED}application/json\r\nContent-Length: 5\r\n\r\nhello`);
  },
  "a header on two lines": (socket) => {
    socket.end("HTTP/1.1 200 OK\r\nMcp-Session-Id: a\r\n b\r\nContent-Length: 0\r\n\r\n");
  },
  "chunks that are none": (socket) => {
    socket.end(`${CHUNKED}application/json\r\n\r\nzz\r\n{}\r\n`);
  },
  "less than its length": (socket) => {
    socket.end("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{");
  },
  "gzip that is none": (socket) => {
    socket.end(whole("200 OK", { "Content-Type": "application/json", "Content-Encoding": "gzip" }, "{}"));
  },
  "Brotli that is none": (socket) => {
    socket.end(whole("200 OK", { "Content-Type": "application/json", "Content-Encoding": "br" }, "{}"));
  },
  "gzip that ends early": (socket) => {
    const half = zlib.gzipSync(JSON.stringify(result)).subarray(0, 20);
    socket.end(whole("200 OK", { "Content-Type": "application/json", "Content-Encoding": "gzip" }, half));
  },
  "an encoding that nobody knows": (socket) => {
    socket.end(whole("200 OK", { "Content-Type": "application/json", "Content-Encoding": "x-none" }, "{}"));
  },
  "a message that is null, and one that is a list": (socket, { message }) => {
    socket.end(json(message === "initialize" ? null : [null, [result]]));
  },
  "results of other kinds": (socket, { message }) => {
    const odd = { initialize: [1], "tools/list": { tools: [null, 1, { name: {} }, { name: "\u202e" }] } };
    socket.end(
      json(
        { jsonrpc: "2.0", id: {}, result: Object.entries(odd).find(([key]) => key === message)?.[1] ?? null },
        { "Mcp-Session-Id": "s" },
      ),
    );
  },
  "a result with __proto__": (socket) => {
    socket.end(
      whole(
        "200 OK",
        { "Content-Type": "application/json", "Mcp-Session-Id": "s" },
        '{"__proto__":{"result":1},"jsonrpc":"2.0","result":{"__proto__":{"tools":[]},"constructor":1,"tools":{"__proto__":[]}}}',
      ),
    );
  },
  "an error of other kinds": (socket) => {
    socket.end(json({ jsonrpc: "2.0", error: { code: [{}], message: { __proto__: null } } }));
  },
  "a session with spaces and bytes above ASCII": (socket) => {
    socket.end(Buffer.from(json(result, { "Mcp-Session-Id": " a b\té, c " }).toString("utf8"), "latin1"));
  },
  "an empty session": (socket) => {
    socket.end(json(result, { "Mcp-Session-Id": "" }));
  },
  "ids of events that no header can carry": (socket) => {
    const event = (id: string) => `id: ${id}\ndata: ${JSON.stringify(result)}\n\n`;
    socket.end(
      whole(
        "200 OK",
        { "Content-Type": "text/event-stream", "Mcp-Session-Id": "s" },
        `id: \u001b\u202e\u4e00\ndata: {}\n\n${event("2")}`,
      ),
    );
  },
};
