import type { Part } from "./figure.ts";

/** How much is measured, and how strictly it is judged. */
export interface Effort {
  /** How many rounds each part takes. */
  rounds: Record<Part, number>;
  /** How many events each of the streams carries in a round. */
  events: number;
  /** How many times its bound a figure may be. */
  slack: number;
}

/** What the README's figures come of. */
export const FULL: Effort = {
  rounds: { start: 11, routes: 7, rehearsal: 5, engine: 7, streams: 15, doctor: 11 },
  events: 8,
  slack: 1,
};

/**
 * Less than two minutes, for a machine that has other work as well: with so few rounds only what is grossly wrong
 * shows, and only that fails.
 */
export const SHORT: Effort = {
  rounds: { start: 2, routes: 2, rehearsal: 1, engine: 1, streams: 4, doctor: 2 },
  events: 8,
  slack: 2,
};
