import { randomUUID } from "node:crypto";
import {
  createMcpHandler,
  hostHeaderValidationResponse,
  originValidationResponse,
  WebStandardStreamableHTTPServerTransport,
} from "@modelcontextprotocol/server";
import { createServer } from "../../../../rehearsal/mcpServer/tools.ts";
import type { Answering } from "./serve.ts";

/** Servers on the official package: https://www.npmjs.com/package/@modelcontextprotocol/server */

const TOOLS = 5;
const newServer = () => createServer(TOOLS, (request) => [...(request?.headers ?? [])]);

/** Of 2026-07-28 alone: an `initialize` is refused, GET and DELETE are answered 405. */
export function modernOnly(): Answering {
  const { fetch } = createMcpHandler(newServer, { legacy: "reject" });
  return atMcp(fetch);
}

/** Of both eras, and of the old one without sessions: GET and DELETE are answered 405. */
export function bothEras(): Answering {
  const { fetch } = createMcpHandler(newServer);
  return atMcp(fetch);
}

/** Of the old era, without sessions and without streams: every answer is plain JSON, GET and DELETE are answered 405. */
export function jsonOnly(): Answering {
  return atMcp(async (request) => {
    if (request.method !== "POST") return methodNotAllowed();
    const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
    await newServer().connect(transport);
    return transport.handleRequest(request);
  });
}

/** How a server of the old era keeps sessions. */
export interface Sessions {
  /** For how many requests, the `initialize` not counted, it knows a session. @default for ever */
  requests?: number;
}

/** Of the old era with sessions; their streams carry no keep-alives. */
export function withSessions({ requests = Infinity }: Sessions = {}): Answering {
  const sessions = new Map<string, { transport: WebStandardStreamableHTTPServerTransport; left: number }>();
  return atMcp(async (request) => {
    const id = request.headers.get("mcp-session-id");
    if (id !== null) {
      const session = sessions.get(id);
      if (session === undefined || session.left-- <= 0) return sessionNotFound();
      return session.transport.handleRequest(request);
    }
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (opened) => void sessions.set(opened, { transport, left: requests }),
      onsessionclosed: (closed) => void sessions.delete(closed),
      keepAliveMs: 0,
    });
    await newServer().connect(transport);
    return transport.handleRequest(request);
  });
}

/** The same server behind the official guard of `Host`: 403 to every other name. */
export function hostGuarded(answering: Answering, names: string[]): Answering {
  return (request) => hostHeaderValidationResponse(request, names) ?? answering(request);
}

/** The same server behind the official guard of `Origin`: 403 to every other one. */
export function originGuarded(answering: Answering, names: string[]): Answering {
  return (request) => originValidationResponse(request, names) ?? answering(request);
}

/** The same server with CORS as browser clients need it: an open preflight, and the headers that they must see exposed. */
export function withCors(answering: Answering): Answering {
  const headers = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Mcp-Session-Id, MCP-Protocol-Version, WWW-Authenticate",
  };
  const preflight = {
    ...headers,
    "Access-Control-Allow-Methods": "GET, POST, DELETE, OPTIONS",
    "Access-Control-Allow-Headers":
      "Content-Type, Accept, Authorization, Mcp-Session-Id, MCP-Protocol-Version, Last-Event-ID, Mcp-Method, Mcp-Name",
    "Access-Control-Max-Age": "600",
  };
  return async (request) => {
    if (request.method === "OPTIONS") return new Response(null, { status: 204, headers: preflight });
    const answer = await answering(request);
    const all = new Headers(answer.headers);
    for (const [name, value] of Object.entries(headers)) all.set(name, value);
    return new Response(answer.body, { status: answer.status, headers: all });
  };
}

/** Serves at `/mcp` and nothing else, as a framework would say it. */
function atMcp(endpoint: Answering): Answering {
  return (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/mcp") return endpoint(request);
    return Response.json({ error: `Cannot ${request.method} ${pathname}` }, { status: 404 });
  };
}

function methodNotAllowed(): Response {
  const error = { code: -32000, message: "Method not allowed." };
  return Response.json({ jsonrpc: "2.0", error, id: null }, { status: 405, headers: { Allow: "POST" } });
}

function sessionNotFound(): Response {
  const error = { code: -32001, message: "Session not found" };
  return Response.json({ jsonrpc: "2.0", error, id: null }, { status: 404 });
}
