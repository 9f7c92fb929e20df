import { answers } from "./answers.ts";
import { type Eras, firstSessionOf } from "./eras.ts";
import { LISTEN, streamHeaders } from "./streams.ts";
import { endSession, sessionOf } from "./sessions.ts";
import { INITIALIZE } from "./messages.ts";
import type { Particulars, Trip } from "./trip.ts";

/** Holds a stream of each era that offers one for so many seconds, to see when it is cut; nothing where nobody asked for it. */
export async function probeIdle(trip: Trip, eras: Eras, seconds: number | undefined): Promise<void> {
  if (seconds === undefined) return;
  const limit = seconds * 1000;
  const held = { head: limit, total: limit, enough: () => false };
  const session = firstSessionOf(eras);
  await Promise.all([
    ...(eras.opened === undefined || answers(trip, session === undefined ? "get" : "stream", 405)
      ? []
      : [holdStream(trip, session, held)]),
    ...(eras.discovered === undefined ? [] : [trip.post("idle-listen", LISTEN, held)]),
  ]);
}

/**
 * Holds the GET stream of a session of its own: a session has one stream at a time, and behind a proxy the server may not know yet that
 * the one before is over.
 */
async function holdStream(trip: Trip, session: string | undefined, held: Particulars): Promise<void> {
  const own = session === undefined ? undefined : sessionOf(await trip.post("idle-initialize", INITIALIZE));
  await trip.ask("idle-stream", "GET", { ...held, headers: streamHeaders(own) });
  if (own !== undefined) await endSession(trip, "idle-delete", own);
}
