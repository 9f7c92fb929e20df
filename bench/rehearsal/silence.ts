import { longestSilenceOf } from "../../components/longestSilence.ts";
import { paceOf } from "../../rehearsal/pace.ts";
import type { Prepared } from "../../rehearsal/rehearse.ts";
import { idleTimeout } from "../../rehearsal/world/world.ts";

/** How many times faster than on AWS a rehearsal is, unless its user says otherwise. */
const TIME_SCALE = 100;

/** For how long the server sends nothing in a stack's rehearsal, in milliseconds. */
export function silenceOf(prepared: Prepared): number {
  return paceOf(longestSilenceOf(prepared.settings.route), idleTimeout(prepared.world), TIME_SCALE)
    .silenceMilliseconds;
}
