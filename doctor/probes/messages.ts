import { randomUUID } from "node:crypto";
import type { Header } from "../exchange/exchange.ts";

/** The newest version of each era. */
export const LEGACY_VERSION = "2025-11-25";
/** @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http */
const MODERN_VERSION = "2026-07-28";

const clientInfo = { name: "mcp-route-doctor", version: "1.0.0" };

/** A JSON-RPC message and the headers that go with it. */
export interface Message {
  /** The JSON-RPC method. */
  method: string;
  headers: readonly Header[];
  body: string;
}

/** Every POST of a client has these. */
const POSTED: readonly Header[] = [
  ["Content-Type", "application/json"],
  ["Accept", "application/json, text/event-stream"],
];

/**
 * A message of the sessions' era, with an id of its own: of two requests of one session with the same id, a server answers one.
 * `session` where a server gave one.
 */
export function legacy(method: string, params: object, session?: string): Message {
  const opening = method === "initialize";
  return {
    method,
    headers: [
      ...POSTED,
      ...(opening ? [] : [["MCP-Protocol-Version", LEGACY_VERSION] as const]),
      ...(session === undefined ? [] : [["Mcp-Session-Id", session] as const]),
    ],
    body: JSON.stringify({
      jsonrpc: "2.0",
      ...(method.startsWith("notifications/") ? {} : { id: randomUUID() }),
      method,
      params,
    }),
  };
}

/** The first message of the sessions' era. */
export const INITIALIZE = legacy("initialize", {
  protocolVersion: LEGACY_VERSION,
  capabilities: {},
  clientInfo,
});

/** A message of 2026-07-28; `meta` is added to its `_meta`. */
export function modern(method: string, params: object = {}, meta: object = {}): Message {
  return {
    method,
    headers: [...POSTED, ["MCP-Protocol-Version", MODERN_VERSION], ["Mcp-Method", method]],
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: randomUUID(),
      method,
      params: {
        ...params,
        _meta: {
          "io.modelcontextprotocol/protocolVersion": MODERN_VERSION,
          "io.modelcontextprotocol/clientInfo": clientInfo,
          "io.modelcontextprotocol/clientCapabilities": {},
          ...meta,
        },
      },
    }),
  };
}

/** The first message of 2026-07-28. */
export const DISCOVER = modern("server/discover");

/** A message with one of its headers left out, or put in the place of another value. */
export function withHeader(message: Message, name: string, value: string | null): Message {
  const others = message.headers.filter(([key]) => key.toLowerCase() !== name.toLowerCase());
  return { ...message, headers: value === null ? others : [...others, [name, value]] };
}
