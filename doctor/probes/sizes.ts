import { type Eras, firstSessionOf } from "./eras.ts";
import { legacy, modern } from "./messages.ts";
import type { Trip } from "./trip.ts";

/** The size of a large token, in bytes: as one with a user's groups is. */
export const HEADER_BYTES = 4096;
/** Above the 8 KB of a body that AWS WAF's common rules let through. */
export const SMALL_BODY_BYTES = 9 * 1024;
/** Above nginx's 1 MiB, and below the 4 MiB that the official servers take. */
export const LARGE_BODY_BYTES = 1100 * 1024;

/** Sends what is larger than the other probes: a header as a token is, and bodies as tools are given them. */
export async function probeSizes(trip: Trip, eras: Eras): Promise<void> {
  if (eras.opened === undefined && eras.discovered === undefined) return;
  const padded = (padding: number) => {
    const meta = padding === 0 ? {} : { "mcp-route/padding": "x".repeat(padding) };
    return eras.discovered === undefined
      ? legacy("ping", { _meta: meta }, firstSessionOf(eras))
      : modern("tools/list", {}, meta);
  };
  const { token } = trip.place;
  await Promise.all([
    // A token of that size has been tried by every other probe.
    ...((token?.length ?? 0) >= HEADER_BYTES
      ? []
      : [
          trip.post("header-4k", padded(0), {
            headers: [["X-Mcp-Route-Doctor", "x".repeat(HEADER_BYTES)]],
          }),
        ]),
    trip.post("body-9k", padded(SMALL_BODY_BYTES)),
    trip.post("body-1100k", padded(LARGE_BODY_BYTES)),
  ]);
}
