import type { Exchange, Header } from "../exchange/exchange.ts";
import { STREAM_HEAD_MILLISECONDS } from "../exchange/limits.ts";
import { type Eras, firstSessionOf } from "./eras.ts";
import { LEGACY_VERSION, modern, type Message } from "./messages.ts";
import type { Trip } from "./trip.ts";

/**
 * Asks for what the server streams by itself, without calling a tool. A healthy route is not waited for: each stream is left at
 * the first thing that the server owes.
 */
export async function probeStreams(trip: Trip, eras: Eras): Promise<void> {
  const limit = streamLimit(trip);
  const limits = { head: limit, total: limit };
  const session = firstSessionOf(eras);
  const owed = replayableId(eras);
  await Promise.all([
    ...(session === undefined
      ? []
      : [
          trip.ask("stream", "GET", {
            ...limits,
            headers: streamHeaders(session),
            // The head alone: a server owes no event on this stream.
            enough: () => true,
          }),
        ]),
    ...(session === undefined || owed === undefined
      ? []
      : [
          trip.ask("replay", "GET", {
            ...limits,
            headers: [...streamHeaders(session), ["Last-Event-ID", owed]],
            enough: (events) => events.some(({ kind }) => kind === "event"),
          }),
        ]),
    ...(eras.discovered === undefined
      ? []
      : [
          trip.post("listen", LISTEN, {
            ...limits,
            enough: (events) => events.some(({ kind }) => kind === "event"),
          }),
        ]),
  ]);
}

/** The headers of a GET of the sessions' era. */
export function streamHeaders(session: string | undefined): Header[] {
  return [
    ["Accept", "text/event-stream"],
    ["MCP-Protocol-Version", LEGACY_VERSION],
    ...(session === undefined ? [] : [["Mcp-Session-Id", session] as const]),
  ];
}

/**
 * What 2026-07-28 has in place of the GET stream: the server acknowledges it at once, and holds it open.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http
 */
export const LISTEN: Message = modern("subscriptions/listen", { notifications: { toolsListChanged: true } });

/**
 * The id of an event of the answer to `initialize` that another followed: a server that keeps its events replays that other one
 * at once. Undefined where the server gives its events no ids.
 */
function replayableId({ opened }: Eras): string | undefined {
  if (opened?.result.outcome !== "answer") return undefined;
  const events = opened.result.events.filter(({ kind }) => kind === "event");
  return events.slice(0, -1).findLast(({ id }) => id !== undefined && CARRIED.test(id))?.id;
}

/** The ids that a header can carry. */
const CARRIED = /^[ -~]{1,1024}$/;

/** A route on which every answer takes long must not have its streams called held for that. */
function streamLimit(trip: Trip): number {
  const heads = trip.exchanges.map(({ result }: Exchange) =>
    result.outcome === "answer" && result.status < 300 ? result.times.head : 0,
  );
  return STREAM_HEAD_MILLISECONDS + 2 * Math.max(0, ...heads);
}
