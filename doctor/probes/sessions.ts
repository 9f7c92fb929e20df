import { type Exchange, headerValue } from "../exchange/exchange.ts";
import { INITIALIZE, legacy } from "./messages.ts";
import type { Trip } from "./trip.ts";

/** How many sessions are opened beside the first, and how many requests each then makes, every one on a fresh connection. */
export const SESSIONS = 4;
export const REQUESTS_A_SESSION = 3;

/** The session that an answer to `initialize` gave; undefined where it gave none. */
export function sessionOf({ result }: Exchange): string | undefined {
  return result.outcome === "answer" ? headerValue(result, "mcp-session-id") : undefined;
}

/**
 * The sessions' era: what a client does after `initialize`, and the two controls that tell a lost session header from a session
 * on another node: a request without a session, and one with a session that no node has.
 */
export async function probeSessions(trip: Trip, opened: Exchange): Promise<void> {
  const session = sessionOf(opened);
  await Promise.all([firstSession(trip, session), ...(session === undefined ? [] : moreSessions(trip))]);
}

async function firstSession(trip: Trip, session: string | undefined): Promise<void> {
  await trip.post("initialized", legacy("notifications/initialized", {}, session));
  await trip.post("tools-list", legacy("tools/list", {}, session));
  if (session === undefined) return;
  await Promise.all([
    trip.post("session-absent", legacy("ping", {})),
    trip.post("session-unknown", legacy("ping", {}, "00000000-0000-4000-8000-000000000000")),
  ]);
}

function moreSessions(trip: Trip): Promise<void>[] {
  return Array.from({ length: SESSIONS }, async (_, at) => {
    const name = `session-${at + 1}`;
    const session = sessionOf(await trip.post(`${name}-initialize`, INITIALIZE));
    if (session === undefined) return;
    // A ping is the least that a server can be asked for, and every server of this era answers it.
    // One after the other: a balancer that goes round would otherwise seem to choose at random.
    for (let request = 1; request <= REQUESTS_A_SESSION; request += 1)
      await trip.post(`${name}-${request}`, legacy("ping", {}, session));
    await endSession(trip, `${name}-delete`, session);
  });
}

/** Ends a session that the doctor has opened itself. */
export async function endSession(trip: Trip, probe: string, session: string): Promise<void> {
  await trip.ask(probe, "DELETE", {
    headers: [["Mcp-Session-Id", session]],
    head: 5_000,
    total: 5_000,
  });
}
