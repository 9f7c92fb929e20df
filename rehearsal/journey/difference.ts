import type { Step } from "./step.ts";

/** What a client of the server relies on. */
export type Promised =
  | "answer"
  | "challenge"
  | "metadata"
  | "era"
  | "discover"
  | "ping"
  | "tools"
  | "request headers"
  | "response headers"
  | "stream"
  | "silence"
  | "listen"
  | "session end";

/** A promise that did not come through the route, or could not be put to the test. */
export interface Difference {
  promise: Promised;
  /** A sentence for a person, with the numbers. */
  text: string;
  /** Whether the stack's own conditions leave it out, so that nothing is broken. */
  leftOut?: true;
  /** Whether the stack promises nothing of it, so that nothing is broken. */
  notPromised?: true;
}

/**
 * The differences of one step: what `compare` finds where both came through; else what went wrong.
 * `what` is the subject of the sentence, such as "The ping of the legacy era".
 */
export function stepDifferences<T>(
  promise: Promised,
  what: string,
  straight: Step<T>,
  routed: Step<T>,
  compare: (straight: T, routed: T) => Difference[],
): Difference[] {
  if (!routed.ok && routed.notPromised !== undefined)
    return [{ promise, text: `${what} is not promised: ${routed.notPromised}.`, notPromised: true }];
  if (!routed.ok && routed.leftOut !== undefined) {
    const text = `${what} does not come to the server: the stack's own conditions leave it out (${routed.leftOut}).`;
    return [{ promise, text, leftOut: true }];
  }
  if (!straight.ok) {
    const text = `${what} fails already straight from the server, so nothing can be said of the route: ${straight.error}.`;
    return [{ promise, text }];
  }
  if (!routed.ok) return [{ promise, text: `${what} fails: ${routed.error}.` }];
  return compare(straight.value, routed.value);
}

/** A difference where the two values are unlike, none where they are equal. */
export function unlike(
  promise: Promised,
  what: string,
  straight: string | number,
  routed: string | number,
): Difference[] {
  if (straight === routed) return [];
  return [{ promise, text: `${what} is ${routed}, straight from the server ${straight}.` }];
}
