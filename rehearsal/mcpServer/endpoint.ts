import { randomUUID } from "node:crypto";
import {
  createMcpHandler,
  isLegacyRequest,
  type McpHandlerRequestOptions,
  type McpServer,
  WebStandardStreamableHTTPServerTransport,
} from "@modelcontextprotocol/server";

/** Answers a request to the MCP endpoint whose token has been verified. */
export type Endpoint = (request: Request, options: McpHandlerRequestOptions) => Promise<Response>;

/**
 * The MCP endpoint of both eras, each by its official handler: 2026-07-28 is stateless,
 * 2025-11-25 and before have sessions, a GET stream and DELETE.
 * No stream carries keep-alives: every byte is one that a tool meant to send. Without streams every answer is plain
 * JSON, and there is nothing to GET.
 */
export function createEndpoint(newServer: () => McpServer, { streaming }: { streaming: boolean }): Endpoint {
  const modern = createMcpHandler(newServer, {
    legacy: "reject",
    keepAliveMs: 0,
    responseMode: streaming ? "auto" : "json",
  });
  const legacy = createSessions(newServer, streaming);
  return async (request, options) =>
    (await isLegacyRequest(request)) ? legacy(request, options) : modern.fetch(request, options);
}

function createSessions(newServer: () => McpServer, streaming: boolean): Endpoint {
  const sessions = new Map<string, WebStandardStreamableHTTPServerTransport>();
  return async (request, options) => {
    // The transport's own JSON mode is one of answers: it would still open the stream of a GET.
    if (!streaming && request.method === "GET") return noStream();
    const id = request.headers.get("mcp-session-id");
    if (id === null) return openSession(request, options);
    return sessions.get(id)?.handleRequest(request, options) ?? noSuchSession();
  };

  async function openSession(request: Request, options: McpHandlerRequestOptions): Promise<Response> {
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: (id) => void sessions.set(id, transport),
      onsessionclosed: (id) => void sessions.delete(id),
      keepAliveMs: 0,
      enableJsonResponse: !streaming,
    });
    await newServer().connect(transport);
    // The transport itself refuses whatever is not an initialize: 400, as the specification wants.
    return transport.handleRequest(request, options);
  }
}

/** 405 tells the client that the server sends nothing by itself. */
function noStream(): Response {
  const error = { code: -32000, message: "Method not allowed." };
  return Response.json(
    { jsonrpc: "2.0", error, id: null },
    { status: 405, headers: { Allow: "POST, DELETE" } },
  );
}

/** 404 tells the client to initialize anew. */
function noSuchSession(): Response {
  const error = { code: -32001, message: "Session not found" };
  return Response.json({ jsonrpc: "2.0", error, id: null }, { status: 404 });
}
