import { DISCOVER, INITIALIZE } from "./messages.ts";
import type { Trip } from "./trip.ts";

/** The requests that need no other's answer, and tell who answers what: all that `--who` sends. */
export async function probeFirst(trip: Trip): Promise<void> {
  await Promise.all([
    trip.post("initialize", INITIALIZE),
    trip.post("discover", DISCOVER),
    trip.ask("get", "GET", {
      headers: [["Accept", "text/event-stream"]],
      head: 5_000,
      total: 5_000,
      // Whatever a stream begins with, it answers the question.
      enough: () => true,
    }),
    trip.post("below", DISCOVER, { path: `${trip.place.way.url.pathname.replace(/\/$/, "")}/doctor` }),
  ]);
}
