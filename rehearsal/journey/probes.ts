import { extractWWWAuthenticateParams } from "@modelcontextprotocol/client";
import * as z from "zod";
import { type Answer, answerOf } from "./recording.ts";
import { metadataPath } from "../../components/endpoint.ts";
import type { Trip } from "./session.ts";
import { excerpt } from "./step.ts";

/** The answer to one POST, as anyone would see it without an MCP client. */
export interface PostAnswer extends Answer {
  /** The first 200 characters of the body, on one line. */
  body: string;
}

/** What a client is told that comes without a token. */
export interface Challenge {
  status: number;
  /** Where `WWW-Authenticate` says that the OAuth metadata is; null where it does not say. */
  resourceMetadata: string | null;
}

/** The OAuth metadata of the endpoint. */
export interface Metadata {
  status: number;
  contentType: string | null;
  /** The URL that the metadata is about; clients refuse any but their own. */
  resource: string;
}

/** The first message of a client in one of the eras. */
export interface Probe {
  operation: "initialize" | "discover";
  /** With its article, for sentences. */
  name: string;
  headers: Record<string, string>;
  message: object;
}

const clientInfo = { name: "mcp-route-rehearsal", version: "1.0.0" };

/** The first message of the legacy era. */
export const INITIALIZE: Probe = {
  operation: "initialize",
  name: "an initialize",
  headers: {},
  message: {
    method: "initialize",
    params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo },
  },
};

/** The first message of the modern era. */
export const DISCOVER: Probe = {
  operation: "discover",
  name: "a server/discover",
  headers: { "mcp-protocol-version": "2026-07-28", "mcp-method": "server/discover" },
  message: {
    method: "server/discover",
    params: {
      _meta: {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": clientInfo,
        "io.modelcontextprotocol/clientCapabilities": {},
      },
    },
  },
};

/** Posts a first message with the token; any answer will do. */
export async function postProbe(trip: Trip, probe: Probe, signal: AbortSignal): Promise<PostAnswer> {
  const response = await post(trip, probe, { authorization: `Bearer ${trip.token}` }, signal);
  return { ...answerOf(response), body: excerpt(await response.text()) };
}

/** Posts a first message without a token, as every client does first. */
export async function getChallenge(trip: Trip, probe: Probe, signal: AbortSignal): Promise<Challenge> {
  const response = await post(trip, probe, {}, signal);
  await response.text();
  const { resourceMetadataUrl } = extractWWWAuthenticateParams(response);
  return { status: response.status, resourceMetadata: resourceMetadataUrl?.href ?? null };
}

function post(
  { url, headers, wire }: Trip,
  probe: Probe,
  credentials: Record<string, string>,
  signal: AbortSignal,
): Promise<Response> {
  return wire.fetch(url, {
    method: "POST",
    headers: {
      ...Object.fromEntries(headers),
      ...probe.headers,
      ...credentials,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, ...probe.message }),
    signal,
  });
}

/**
 * Gets the OAuth protected-resource metadata without a token, as a client does that was refused.
 * @throws Error where it is not the JSON that a client needs.
 */
export async function getMetadata({ url, wire }: Trip, signal: AbortSignal): Promise<Metadata> {
  const { origin, pathname } = new URL(url);
  const response = await wire.fetch(origin + metadataPath(pathname), { signal });
  const { status, contentType } = answerOf(response);
  const body = await response.text();
  const metadata = z.object({ resource: z.string() }).safeParse(parsed(body));
  if (status !== 200 || !metadata.success) {
    throw new Error(`HTTP ${status} ${contentType ?? "without a content type"}: ${excerpt(body)}`);
  }
  return { status, contentType, resource: metadata.data.resource };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
