import type { Rule } from "../../dataplane/listener.ts";

/** The highest priority that a rule can have: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html */
const HIGHEST = 50_000;

/**
 * The free priority that comes just before another, so that no rule but that one changes its place in the order of
 * what it takes; null where none is free.
 *
 * @example freeBefore([{ priority: 1 }, { priority: 3 }], 3) // 2
 */
export function freeBefore(rules: readonly Pick<Rule, "priority">[], before: number): number | null {
  const taken = new Set(rules.map(({ priority }) => priority));
  for (let priority = before - 1; priority >= 1; priority--) if (!taken.has(priority)) return priority;
  return null;
}

/** A free priority behind all others, or the highest free one. */
export function freeAtEnd(rules: readonly Pick<Rule, "priority">[]): number | null {
  const last = Math.max(0, ...rules.map(({ priority }) => priority));
  return last < HIGHEST ? last + 1 : freeBefore(rules, HIGHEST);
}
