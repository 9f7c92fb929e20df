import type { Journey } from "./journey.ts";
import type { EraJourney } from "./eras.ts";
import { isLeftOut } from "./step.ts";

/**
 * Whether a plain POST gets through the route the answer that it gets straight from the server. One that the stack
 * leaves out explains nothing of what else does not come through, and counts as if it did.
 */
export function answered({ post: straight }: Journey, { post: routed }: Journey): boolean {
  return isLeftOut(routed) || (straight.ok && routed.ok && straight.value.status === routed.value.status);
}

/** Whether it comes with the session id that it has straight from the server. */
export function sessionGiven({ post: straight }: Journey, { post: routed }: Journey): boolean {
  return (
    isLeftOut(routed) || (straight.ok && routed.ok && straight.value.sessionIds === routed.value.sessionIds)
  );
}

/** Whether the client connected in this era on both ways. */
export function connected(straight: EraJourney, routed: EraJourney): boolean {
  return straight.version.ok && routed.version.ok;
}

/** Whether it connected with the same version on both. */
export function sameEra({ version: straight }: EraJourney, { version: routed }: EraJourney): boolean {
  return straight.ok && routed.ok && straight.value === routed.value;
}
