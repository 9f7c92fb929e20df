import { DISCOVER, modern, withHeader } from "./messages.ts";
import type { Trip } from "./trip.ts";

/**
 * 2026-07-28: what a client does after `server/discover`, and a request that the server must refuse with -32020, since it compares
 * Mcp-Method with the body: where it does not, the header did not reach it as it was sent.
 */
export async function probeModernEra(trip: Trip): Promise<void> {
  await Promise.all([
    trip.post("tools-list-modern", modern("tools/list")),
    trip.post("method-differs", withHeader(DISCOVER, "Mcp-Method", "ping")),
  ]);
}
