import * as limits from "../limits.ts";
import { type Problem, shown } from "../problem.ts";

/** The problem of a value that is no whole number of a range. */
export function rangeProblems(path: string, value: unknown, range: limits.Range, remedy: string): Problem[] {
  if (value === undefined) return [{ path, what: "is missing.", remedy }];
  const { from, to, unit, page } = range;
  if (typeof value === "number" && Number.isInteger(value) && from <= value && value <= to) return [];
  const words = `a whole number from ${from} to ${to}${unit ? ` ${unit}` : ""}`;
  return [{ path, what: `${shown(value)} is not ${words} (${page}).`, remedy }];
}

/**
 * An input that is absent, or not known yet, has no problem; one that is known must be a text of the right
 * form.
 */
export function textProblems(
  path: string,
  value: unknown,
  form: RegExp,
  { what, remedy }: Omit<Problem, "path">,
): Problem[] {
  if (typeof value !== "string") return notText(path, value, remedy);
  return form.test(value) ? [] : [{ path, what: `${shown(value)} ${what}`, remedy }];
}

/** The problem of an input that is known and no text. */
export function notText(path: string, value: unknown, remedy: string): Problem[] {
  return value === undefined || isLater(value) ? [] : notPlainText(path, value, remedy);
}

/** The problem of a value that is no text, nor may become one later. */
export function notPlainText(path: string, value: unknown, remedy: string): Problem[] {
  return [{ path, what: `${shown(value)} is not a text.`, remedy }];
}

/** The problem of a value that should hold others under their names, and does not. */
export function notMap(path: string, value: unknown, remedy: string): Problem[] {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return [];
  return [{ path, what: `${shown(value)} is not a map.`, remedy }];
}

/** Whether a value is an Output or a Promise. */
export function isLater(value: unknown): boolean {
  return typeof value === "object" && value !== null && ("apply" in value || "then" in value);
}

/** The problem of values that exclude each other, or of which one is needed. */
export function exactlyOne(path: string, given: Record<string, unknown>, meaning: string): Problem[] {
  const names = Object.keys(given);
  const present = names.filter((name) => given[name] !== undefined);
  if (present.length === 1) return [];
  const what =
    present.length === 0 ? `has neither ${names.join(" nor ")}.` : `has both ${present.join(" and ")}.`;
  return [{ path, what, remedy: `Give exactly one of them: ${meaning}.` }];
}
