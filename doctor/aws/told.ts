/** What AWS told to one question, or why it did not. */
export type Told<T> = { told: true; value: T } | NotTold;

/** A question that AWS did not answer: whatever rests on it is unknown, and nothing else. */
export interface NotTold {
  told: false;
  /** The action that was asked for, as a policy names it: `elasticloadbalancing:DescribeRules`. */
  action: string;
  /** Why, in a sentence without its full stop. */
  why: string;
}

/** The value, or null where AWS did not tell it or was not asked. */
export function valueOf<T>(told: Told<T> | null): T | null {
  return told?.told === true ? told.value : null;
}

/**
 * Reads an answer; one of another form than AWS's documents have it is told no more than one that never came.
 *
 * @param action What was asked for, as a policy names it.
 */
export function readTold<T>(told: Told<unknown>, action: string, read: (answer: unknown) => T): Told<T> {
  if (!told.told) return told;
  try {
    return { told: true, value: read(told.value) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { told: false, action, why: `AWS answered something else: ${why}` };
  }
}
