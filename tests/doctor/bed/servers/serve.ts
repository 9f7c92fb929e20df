import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { type Listening, listen } from "../../../../rehearsal/servers/loopback.ts";

/** Answers a request of any path. */
export type Answering = (request: Request) => Response | Promise<Response>;

/** How answers are written. */
export interface Writing {
  /** Whether the head of an answer waits for the first byte of its body, as Node has it unless it is told otherwise. @default false */
  headLate?: boolean;
}

/** Longer than the 60 s for which a load balancer keeps an idle connection by default. */
const KEEP_ALIVE_MILLISECONDS = 75_000;

/** Serves on 127.0.0.1, on a port that the system picks. */
export async function serve(answering: Answering, { headLate = false }: Writing = {}): Promise<Listening> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MILLISECONDS }, (incoming, outgoing) => {
    void answer(answering, incoming, outgoing, headLate);
  });
  return await listen(server, 0);
}

async function answer(
  answering: Answering,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  headLate: boolean,
): Promise<void> {
  const left = new AbortController();
  outgoing.on("close", () => {
    left.abort();
  });
  const { status, headers, body } = await answering(webRequest(incoming, left.signal));
  outgoing.writeHead(status, Object.fromEntries(headers));
  if (!headLate) outgoing.flushHeaders();
  if (body === null) {
    outgoing.end();
    return;
  }
  const reader = body.getReader();
  outgoing.on("close", () => void reader.cancel().catch(() => undefined));
  try {
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read())
      outgoing.write(chunk.value);
  } catch {
    // Whoever asked has gone, and the stream was ended with it.
  }
  outgoing.end();
}

function webRequest(incoming: IncomingMessage, signal: AbortSignal): Request {
  const { method = "GET", url = "/", headers } = incoming;
  const hasBody = method !== "GET" && method !== "HEAD";
  return new Request(new URL(url, `http://${headers.host ?? "127.0.0.1"}`), {
    method,
    headers: Object.entries(headers).flatMap(([name, value]) =>
      [value ?? []].flat().map((one): [string, string] => [name, one]),
    ),
    signal,
    ...(hasBody ? { body: Readable.toWeb(incoming) as ReadableStream<Uint8Array>, duplex: "half" } : {}),
  });
}
