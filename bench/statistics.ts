/** Where the middle of some ratios is, and how far they lie apart. */
export interface Spread {
  median: number;
  least: number;
  most: number;
}

/**
 * The middle one of some numbers; of an even count, the mean of the two in the middle.
 *
 * @throws RangeError where there are none.
 */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new RangeError("No numbers have no median.");
  return (lower + upper) / 2;
}

/**
 * How many times a reference a measurement is. A reference that is not above zero is lost in the noise, and
 * the ratio counts as infinite.
 */
export function ratio(measured: number, reference: number): number {
  return reference > 0 ? measured / reference : Infinity;
}

/**
 * What stands for all rounds: the median of the pairs' ratios, from which a machine that slows down and up
 * again cancels out; or the ratio of the medians, for differences that may be next to nothing in a single
 * round, so that the pair's own ratio means nothing.
 */
export type Middle = "pairs" | "medians";

/**
 * How many times their references some measurements are, between the least and the most that a pair of the
 * same round has.
 *
 * @throws RangeError where there are none, or one has no partner.
 */
export function ratioOf(measured: readonly number[], reference: readonly number[], middle: Middle): Spread {
  if (measured.length !== reference.length) throw new RangeError("A measurement has no partner.");
  const pairs = measured.map((value, round) => ratio(value, reference[round] ?? 0));
  return {
    median: middle === "pairs" ? median(pairs) : ratio(median(measured), median(reference)),
    least: Math.min(...pairs),
    most: Math.max(...pairs),
  };
}
