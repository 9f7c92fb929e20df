import http from "node:http";
import type net from "node:net";
import zlib from "node:zlib";
import { expect } from "chai";
import { connect } from "../../../doctor/exchange/connect.ts";
import type { Answered, Exchange } from "../../../doctor/exchange/exchange.ts";
import { BODY_READ } from "../../../doctor/exchange/limits.ts";
import { send, type Sending } from "../../../doctor/exchange/send.ts";
import { forEver, type Hostile, type HostileRequest, serveHostile, whole } from "../hostile/serve.ts";
import { closeAll, listening } from "../loopback.ts";

const STREAM = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";

/** What is recorded of a GET that is answered so, and what the server was sent. */
async function sent(
  hostile: Hostile,
  more: Partial<Sending> = {},
): Promise<Exchange & { heard: HostileRequest[] }> {
  const server = await serveHostile(hostile);
  try {
    const exchange = await send({
      probe: "get",
      way: { url: new URL(server.url) },
      method: "GET",
      headers: [],
      headMilliseconds: 5_000,
      totalMilliseconds: 5_000,
      allowance: { bytes: 2 * BODY_READ },
      hide: (text) => text,
      signal: AbortSignal.timeout(10_000),
      ...more,
    });
    return { ...exchange, heard: server.asked };
  } finally {
    await server.close();
  }
}

/** The answer that is recorded where these bytes come, and then the end of the connection. */
async function answerTo(bytes: string | Buffer, more: Partial<Sending> = {}): Promise<Answered> {
  const { result } = await sent((socket) => socket.end(bytes), more);
  if (result.outcome !== "answer") throw new Error(result.code);
  return result;
}

const hosts = (heard: readonly HostileRequest[]) => heard.map(({ head }) => /^Host: (.*)$/m.exec(head)?.[1]);

describe("send", () => {
  for (const [length, kept] of [
    [2047, 2047],
    [2048, 2048],
    [2049, 2048],
  ] as const)
    it(`keeps ${kept} characters of a body of ${length}`, async () => {
      const { body, bytes, end } = await answerTo(whole("200 OK", {}, "x".repeat(length)));
      expect({ body, bytes, end }).to.deep.equal({ body: "x".repeat(kept), bytes: length, end: "complete" });
    });

  it("reads a body of BODY_READ to its end", async () => {
    const { bytes, end } = await answerTo(whole("200 OK", {}, Buffer.alloc(BODY_READ, "x")));
    expect({ bytes, end }).to.deep.equal({ bytes: BODY_READ, end: "complete" });
  });

  it("stops reading a body without an end at BODY_READ", async () => {
    const { result } = await sent((socket) => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      forEver(socket, "x".repeat(1024));
    });
    if (result.outcome !== "answer") throw new Error(result.code);
    expect(result.end).to.equal("limit");
    // One chunk, which is 64 KiB at most, crosses the limit.
    expect(result.bytes).to.be.within(BODY_READ + 1, BODY_READ + 64 * 1024);
  });

  it("stops reading at what all bodies may still have together", async () => {
    const { end } = await answerTo(whole("200 OK", {}, "x".repeat(11)), { allowance: { bytes: 10 } });
    expect(end).to.equal("limit");
  });

  it("sends the token, and records its length alone", async () => {
    const exchange = await sent((socket) => socket.end(whole("200 OK", {})), {
      headers: [["Authorization", "Bearer s3cr3t-t0k3n"]],
    });
    expect(exchange.heard[0]?.head).to.include("Authorization: Bearer s3cr3t-t0k3n");
    const { heard: _, ...recorded } = exchange;
    expect(recorded.asked.headers).to.deep.equal([["Authorization", "Bearer (12 bytes)"]]);
    expect(JSON.stringify(recorded)).not.to.include("s3cr3t");
  });

  for (const [encoding, encode] of [
    ["gzip", zlib.gzipSync],
    ["br", zlib.brotliCompressSync],
    ["deflate", zlib.deflateSync],
  ] as const)
    it(`decodes a body in ${encoding}`, async () => {
      const encoded = encode(Buffer.from('{"result":{}}'));
      const { body, bytes, json, end } = await answerTo(
        whole("200 OK", { "Content-Encoding": encoding }, encoded),
      );
      expect({ body, bytes, json, end }).to.deep.equal({
        body: '{"result":{}}',
        bytes: 13,
        json: { result: {} },
        end: "complete",
      });
    });

  it("leaves a stream at the message that answers", async () => {
    const { result } = await sent((socket) => {
      socket.write(`${STREAM}data: {"method":"x"}\n\ndata: {"result":1}\n\n`);
    });
    if (result.outcome !== "answer") throw new Error(result.code);
    expect([result.end, result.json]).to.deep.equal(["left", { result: 1 }]);
    expect(result.events.map(({ json }) => json)).to.deep.equal([{ method: "x" }, { result: 1 }]);
  });

  it("calls a stream cut whose connection breaks within it", async () => {
    const { end, events } = await answerTo(
      `${STREAM.replace("\r\n\r\n", "\r\nTransfer-Encoding: chunked\r\n\r\n")}a\r\n: here\n\r`,
    );
    expect({ end, events: events.map(({ kind }) => kind) }).to.deep.equal({
      end: "cut",
      events: ["comment"],
    });
  });

  it("calls a body cut that is shorter than it was said to be", async () => {
    const { end, body } = await answerTo("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhere");
    expect({ end, body }).to.deep.equal({ end: "cut", body: "here" });
  });

  it("calls a body cut whose connection breaks within what is compressed", async () => {
    const head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 999\r\n\r\n";
    const { end, body } = await answerTo(
      Buffer.concat([Buffer.from(head), zlib.gzipSync("here").subarray(0, 16)]),
    );
    expect({ end, body: "here".startsWith(body) }).to.deep.equal({ end: "cut", body: true });
  });

  it("says timeout where no head comes in its time", async () => {
    const { result } = await sent(() => undefined, { headMilliseconds: 50 });
    expect(result).to.include({ outcome: "failure", failure: "timeout", code: "ETIMEDOUT" });
  });

  it("says reset where the connection ends without a head", async () => {
    const { result } = await sent((socket) => socket.end());
    expect(result).to.include({ outcome: "failure", failure: "reset", code: "ECONNRESET" });
  });

  it("says refused where nobody listens", async () => {
    const server = await serveHostile(() => undefined);
    await server.close();
    const { result } = await sent(() => undefined, { way: { url: new URL(server.url) } });
    expect(result).to.include({ outcome: "failure", failure: "refused", code: "ECONNREFUSED" });
  });

  it("sends the URL's host and port as Host", async () => {
    const { heard } = await sent((socket) => socket.end(whole("200 OK", {})));
    expect(hosts(heard)).to.deep.equal([new URL(heard[0]?.origin ?? "").host]);
  });

  it("sends the way's host as Host, and connects to the way's address", async () => {
    const server = await serveHostile((socket) => socket.end(whole("200 OK", {})));
    try {
      const way = { url: new URL("http://demo.invalid/mcp"), address: "127.0.0.1" };
      const port = Number(new URL(server.url).port);
      await sent(() => undefined, { way: { ...way, port } });
      await sent(() => undefined, { way: { ...way, port, host: "alb.example" } });
      expect(hosts(server.asked)).to.deep.equal(["demo.invalid", "alb.example"]);
    } finally {
      await server.close();
    }
  });

  it("leaves a connection that it was given open, for the next request", async () => {
    const connections: net.Socket[] = [];
    const server = http.createServer((_, response) => response.end("{}"));
    server.on("connection", (socket) => connections.push(socket));
    const url = new URL(`http://127.0.0.1:${await listening(server)}`);
    const signal = AbortSignal.timeout(10_000);
    const on = await connect({ url }, signal);
    const sending: Sending = {
      probe: "get",
      way: { url },
      method: "GET",
      headers: [],
      headMilliseconds: 5_000,
      totalMilliseconds: 5_000,
      allowance: { bytes: BODY_READ },
      hide: (text) => text,
      signal,
      on,
    };
    try {
      const outcomes = [await send(sending), await send(sending)].map(({ result }) => result.outcome);
      expect({ outcomes, connections: connections.length }).to.deep.equal({
        outcomes: ["answer", "answer"],
        connections: 1,
      });
    } finally {
      on.destroy();
      await closeAll();
    }
  });
});
