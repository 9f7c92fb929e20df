import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  type NodeIncomingMessageLike,
  type NodeServerResponseLike,
  toNodeHandler,
} from "@modelcontextprotocol/node";
import { createHandler } from "./handler.ts";
import { rawPairs } from "./headers.ts";
import type { McpServerSettings } from "./settings.ts";

/** Longer than the 60 s for which a load balancer keeps an idle connection by default, or it would answer 502. */
const keepAliveMilliseconds = 75_000;

/** Serves on 127.0.0.1, on a port that the system picks; resolves with the port. */
export async function listen(settings: McpServerSettings): Promise<number> {
  const rawHeaders = new WeakMap<Request, [name: string, value: string][]>();
  const handle = createHandler(settings, (request) => (request && rawHeaders.get(request)) ?? []);
  const server = createServer({ keepAliveTimeout: keepAliveMilliseconds }, (incoming, outgoing) => {
    const fetch = (request: Request) => {
      rawHeaders.set(request, rawPairs(incoming.rawHeaders));
      return handle(request);
    };
    const onerror = (error: Error) => {
      console.error(error);
    };
    void toNodeHandler({ fetch }, { onerror })(readable(incoming), headFirst(outgoing));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return portOf(server.address());
}

/** The request without the `undefined` that Node's types allow where there is always a method and a path. */
function readable(incoming: IncomingMessage): NodeIncomingMessageLike {
  return {
    method: incoming.method ?? "GET",
    url: incoming.url ?? "/",
    headers: incoming.headers,
    [Symbol.asyncIterator]: () => incoming[Symbol.asyncIterator](),
  };
}

/** Node would keep the head of a stream back until its first event. */
function headFirst(outgoing: ServerResponse): NodeServerResponseLike {
  return {
    writeHead(status, headers) {
      outgoing.writeHead(status, headers);
      if (headers?.["content-type"] === "text/event-stream") outgoing.flushHeaders();
    },
    write: (chunk) => outgoing.write(chunk),
    end: (chunk) => outgoing.end(chunk),
    on: (event, listener) => outgoing.on(event, listener),
    get destroyed() {
      return outgoing.destroyed;
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string")
    throw new Error("the server does not listen on a TCP port");
  return address.port;
}
