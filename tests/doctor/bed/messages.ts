import type { Asked } from "./wire.ts";

const BOTH = "application/json, text/event-stream";
const VERSION = "2026-07-28";

/** The messages that the bed's own checks send, each as a whole request. */

/** The first message of the old era. */
export function initialize(headers: Record<string, string> = {}): Asked {
  const clientInfo = { name: "bed", version: "1" };
  return post(
    {
      id: 1,
      method: "initialize",
      params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo },
    },
    headers,
  );
}

/** A message of the old era within a session. */
export function toolsList(session: string, headers: Record<string, string> = {}): Asked {
  return post({ id: 2, method: "tools/list" }, { ...inSession(session), ...headers });
}

/** A call of a tool, in the old era. */
export function toolsCall(session: string, name: string, args: object): Asked {
  return post({ id: 3, method: "tools/call", params: { name, arguments: args } }, inSession(session));
}

/** The stream of the old era on which a server speaks first. */
export function listening(session: string, headers: Record<string, string> = {}): Asked {
  return { method: "GET", headers: { Accept: "text/event-stream", ...inSession(session), ...headers } };
}

/** The end of a session of the old era. */
export function farewell(session: string): Asked {
  return { method: "DELETE", headers: inSession(session) };
}

/** The first message of the new era. */
export function discover(headers: Record<string, string> = {}): Asked {
  return modern("server/discover", {}, headers);
}

/** The stream of the new era on which a server speaks first. */
export function subscribe(headers: Record<string, string> = {}): Asked {
  return modern("subscriptions/listen", { notifications: { toolsListChanged: true } }, headers);
}

/** The question of a browser before it sends a message of another site. */
export function preflight(): Asked {
  return {
    method: "OPTIONS",
    headers: {
      Origin: "https://client.example.com",
      "Access-Control-Request-Method": "POST",
      "Access-Control-Request-Headers": "content-type,mcp-protocol-version,mcp-session-id",
    },
  };
}

function inSession(session: string): Record<string, string> {
  return { "Mcp-Session-Id": session, "MCP-Protocol-Version": "2025-11-25" };
}

function modern(method: string, params: object, headers: Record<string, string>): Asked {
  const _meta = {
    "io.modelcontextprotocol/protocolVersion": VERSION,
    "io.modelcontextprotocol/clientInfo": { name: "bed", version: "1" },
    "io.modelcontextprotocol/clientCapabilities": {},
  };
  return post(
    { id: "m1", method, params: { ...params, _meta } },
    { "MCP-Protocol-Version": VERSION, "Mcp-Method": method, ...headers },
  );
}

function post(message: object, headers: Record<string, string>): Asked {
  return {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: BOTH, ...headers },
    body: JSON.stringify({ jsonrpc: "2.0", ...message }),
  };
}
