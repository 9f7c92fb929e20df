import http from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";

/** Something that listens on loopback. */
export interface Listening {
  url: URL;
  stop: () => Promise<void>;
}

/** What a proxy does with an answer that passes; it may write another in its place. */
export type Passing = (
  upstream: http.IncomingMessage,
  response: http.ServerResponse,
  request: http.IncomingMessage,
) => void;

async function listening(handler: http.RequestListener): Promise<Listening> {
  const server = http.createServer(handler);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: new URL(`http://127.0.0.1:${port}/mcp`),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** An MCP server with sessions, as little of one as every probe takes for one; `before` may answer in its place. */
export function startServer(
  before: (request: http.IncomingMessage, response: http.ServerResponse) => boolean = () => false,
): Promise<Listening> {
  return listening((request, response) => {
    if (before(request, response)) return;
    if (request.url !== "/mcp") {
      response.writeHead(404, { "content-type": "application/json" }).end("{}");
      return;
    }
    if (request.method === "GET") {
      // The stream tells something at once, and stays open.
      response.writeHead(200, { "content-type": "text/event-stream" }).write(": here\n\n");
      return;
    }
    if (request.method !== "POST") {
      response.writeHead(200).end();
      return;
    }
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      let id: unknown = null;
      let method: unknown;
      try {
        ({ id, method } = JSON.parse(body) as { id?: unknown; method?: unknown });
      } catch {
        // A probe that sends no JSON gets an error as any other.
      }
      const error = { code: -32601, message: "Method not found" };
      const answer =
        method === "initialize"
          ? {
              result: {
                protocolVersion: "2025-11-25",
                capabilities: {},
                serverInfo: { name: "loopback", version: "1" },
              },
            }
          : method === "tools/list"
            ? { result: { tools: [] } }
            : { error };
      response
        .writeHead(200, {
          "content-type": "application/json",
          "mcp-session-id": "5e55107f-0000-4000-8000-000000000000",
          date: new Date().toUTCString(),
        })
        .end(JSON.stringify({ jsonrpc: "2.0", id, ...answer }));
    });
  });
}

/** A proxy in front of it that passes all on as it is, or does something else with it. */
export function startProxy(to: URL, pass: Passing = passOn): Promise<Listening> {
  return listening((request, response) => {
    const { method = "", url = "", headers } = request;
    const upstream = http.request(new URL(url, to), { method, headers }, (answer) => {
      pass(answer, response, request);
    });
    upstream.on("error", () => response.destroy());
    response.on("close", () => upstream.destroy());
    request.pipe(upstream);
  });
}

/** Passes an answer on with marks of its own, as every proxy has. */
export const passOn: Passing = (upstream, response) => {
  response.writeHead(upstream.statusCode ?? 0, {
    ...upstream.headers,
    via: "1.1 loopback",
    server: "loopback",
  });
  response.flushHeaders();
  upstream.pipe(response);
};
