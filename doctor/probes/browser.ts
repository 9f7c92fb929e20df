import { hasResult } from "../exchange/rpc.ts";
import { ORIGIN, wantedHeaders } from "../browser/cors.ts";
import { DISCOVER, INITIALIZE } from "./messages.ts";
import { endSession, sessionOf } from "./sessions.ts";
import type { Trip } from "./trip.ts";

/** How long a preflight may take, in milliseconds. */
const PREFLIGHT_MILLISECONDS = 8_000;

/** What a browser does: it asks whether it may, without credentials, and then does it, naming the page's origin. */
export async function probeBrowser(trip: Trip): Promise<void> {
  if (!trip.exchanges.some(({ result }) => result.outcome === "answer")) return;
  const message = trip.exchanges.some(
    ({ probe, result }) => probe === "initialize" && result.outcome === "answer" && hasResult(result),
  )
    ? INITIALIZE
    : DISCOVER;
  const [actual] = await Promise.all([
    trip.post("origin", message, { headers: [["Origin", ORIGIN]] }),
    trip.ask("preflight", "OPTIONS", {
      authorized: false,
      headers: [
        ["Origin", ORIGIN],
        ["Access-Control-Request-Method", "POST"],
        [
          "Access-Control-Request-Headers",
          wantedHeaders(trip.exchanges, trip.place.token !== undefined).join(","),
        ],
      ],
      head: PREFLIGHT_MILLISECONDS,
      total: PREFLIGHT_MILLISECONDS,
    }),
  ]);
  const session = sessionOf(actual);
  if (session !== undefined) await endSession(trip, "origin-delete", session);
}
