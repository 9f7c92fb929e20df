import { headerValues, type Request } from "../dataplane/request.ts";

/**
 * The times of a rehearsal. The stream that is silent on purpose runs faster than on AWS, and with it the
 * timeout that may cut it.
 */
export interface Pace {
  silenceMilliseconds: number;
  /** How long a request may go without a byte at the balancer, in milliseconds. */
  idleTimeout: (request: Request) => number;
  /** For how many milliseconds a limit holds for a request that holds for so many on AWS. */
  limit: (request: Request, milliseconds: number) => number;
}

/**
 * What the machine's own delays may come to, in milliseconds: they must not decide what the seconds on AWS
 * decide.
 */
const GRACE = 150;

/** The shortest silence, in milliseconds: in a shorter one the grace would outweigh the timeout. */
const SHORTEST = 4 * GRACE;

/**
 * The times of a rehearsal that is `timeScale` times faster than AWS. Whether the timeout or the silence is
 * the longer one is as on AWS, however close they are: where it decides, the timeout is put off, or brought
 * forward.
 *
 * @param longestSilence How long a stream may be silent, in seconds.
 * @param idleSeconds The balancer's idle timeout.
 */
export function paceOf(longestSilence: number, idleSeconds: number, timeScale: number): Pace {
  const silenceMilliseconds = Math.max((longestSilence * 1000) / timeScale, SHORTEST);
  const silent = (seconds: number) => {
    // The byte before the silence must be there first, on a machine that is busy as well.
    const scaled = Math.max((seconds / longestSilence) * silenceMilliseconds, 2 * GRACE);
    return seconds < longestSilence ? Math.min(scaled, silenceMilliseconds - GRACE) : scaled + GRACE;
  };
  // Whatever else is idle is so in real time.
  const limit = (request: Request, milliseconds: number) =>
    isSilent(request) ? silent(milliseconds / 1000) : milliseconds;
  return { silenceMilliseconds, idleTimeout: (request) => limit(request, idleSeconds * 1000), limit };
}

function isSilent(request: Request): boolean {
  return headerValues(request, "mcp-name").includes("stay-silent");
}
