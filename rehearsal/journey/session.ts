import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { type Recording, record } from "./recording.ts";
import type { Attempt } from "./step.ts";
import type { Wire } from "./wire.ts";

/** The client's connection in one era, with what it says over the wire. */
export interface Session {
  client: Client;
  transport: StreamableHTTPClientTransport;
  recording: Recording;
}

/** Where the journey leads and what it carries. */
export interface Trip {
  /** What the client is given. */
  url: string;
  token: string;
  /** Headers beside those that every client sends. */
  headers: [name: string, value: string][];
  /** How many tools the server is to list. */
  tools: number;
  wire: Wire;
  attempt: Attempt;
}

/** An unconnected client; `auto` is the modern one, which falls back to a session as any client would. */
export function newSession({ url, token, headers, wire }: Trip, mode: "auto" | "legacy"): Session {
  const recording = record(wire.fetch);
  return {
    client: new Client({ name: "mcp-route-rehearsal", version: "1.0.0" }, { versionNegotiation: { mode } }),
    transport: new StreamableHTTPClientTransport(new URL(url), {
      authProvider: { token: () => Promise.resolve(token) },
      requestInit: { headers },
      fetch: recording.fetch,
    }),
    recording,
  };
}
