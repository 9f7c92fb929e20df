import { type IncomingMessage, type ServerResponse, createServer, request as httpRequest } from "node:http";
import { createGzip } from "node:zlib";
import { withoutHopByHop } from "../../../../dataplane/forwarding.ts";
import { type Listening, listen } from "../../../../rehearsal/servers/loopback.ts";
import { pairs } from "../../../../rehearsal/servers/proxying.ts";

/** How a proxy passes a stream on whose head has come. */
export type PassOn = (stream: IncomingMessage, incoming: IncomingMessage, outgoing: ServerResponse) => void;

/** Starts a proxy without a mark of its own in front of a server: streams it passes on so, other answers as they are. */
export async function startPassing(upstream: number, passOn: PassOn): Promise<Listening> {
  const server = createServer({ keepAliveTimeout: 0 }, (incoming, outgoing) => {
    const { method, url } = incoming;
    const asked = httpRequest({
      host: "127.0.0.1",
      port: upstream,
      method,
      path: url,
      headers: passed(incoming),
      agent: false,
    });
    asked.on("response", (answer) => {
      const isStream = answer.headers["content-type"]?.startsWith("text/event-stream") ?? false;
      if (isStream) passOn(answer, incoming, outgoing);
      else answer.pipe(outgoing.writeHead(answer.statusCode ?? 502, passed(answer)));
    });
    asked.on("error", () => outgoing.destroy());
    outgoing.on("close", () => asked.destroy());
    incoming.pipe(asked);
  });
  return await listen(server, 0);
}

/** Compresses without flushing what it has compressed: bytes stay with it until the answer ends. */
export const compressing: PassOn = (stream, incoming, outgoing) => {
  const accepted = /\bgzip\b/.test(incoming.headers["accept-encoding"] ?? "");
  const encoding = accepted ? ["Content-Encoding", "gzip"] : [];
  outgoing.writeHead(stream.statusCode ?? 502, [...passed(stream), ...encoding]).flushHeaders();
  (accepted ? stream.pipe(createGzip()) : stream).pipe(outgoing);
};

/** Holds the head back until the first byte of the body has come, as Node does by itself. */
export const headHeld: PassOn = (stream, _, outgoing) => {
  stream.pipe(outgoing.writeHead(stream.statusCode ?? 502, passed(stream)));
};

/** Breaks off after the first bytes. */
export const cutting: PassOn = (stream, _, outgoing) => {
  outgoing.writeHead(stream.statusCode ?? 502, passed(stream));
  stream.once("data", (chunk: Buffer) => outgoing.write(chunk.subarray(0, 8), () => outgoing.destroy()));
};

/** The headers of the message, without those of its connection. */
function passed({ rawHeaders }: IncomingMessage): string[] {
  return withoutHopByHop(pairs(rawHeaders)).flat();
}
