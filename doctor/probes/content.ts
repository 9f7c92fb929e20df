import { type Eras, firstSessionOf } from "./eras.ts";
import { legacy, modern } from "./messages.ts";
import type { Trip } from "./trip.ts";

/** Text that firewalls take for an attack, and that tools which read or write code are given every day. No server acts on it. */
const SUSPICIOUS =
  "DELETE FROM a; DROP TABLE b; SELECT * FROM users WHERE name = '' OR 1=1 -- <script>alert(document.cookie)</script>";

/** Sends a request that holds such text where no server looks at it, and the same with a harmless one. */
export async function probeContent(trip: Trip, eras: Eras): Promise<void> {
  if (eras.opened === undefined && eras.discovered === undefined) return;
  const holding = (text: string) => {
    const meta = { "mcp-route/text": text };
    return eras.discovered === undefined
      ? legacy("ping", { _meta: meta }, firstSessionOf(eras))
      : modern("server/discover", {}, meta);
  };
  await trip.post("content-plain", holding("text"));
  await trip.post("content-suspicious", holding(SUSPICIOUS));
}
