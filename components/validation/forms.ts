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
  return [{ path, what: value === undefined ? "is missing." : `${shown(value)} is not a text.`, remedy }];
}

/** The problem of a value that should hold others under their names, and does not. */
export function notMap(path: string, value: unknown, remedy: string): Problem[] {
  if (isMap(value) && !isLater(value)) return [];
  return [{ path, what: `${shown(value)} is not a map.`, remedy }];
}

/** Whether a value holds others under their names. */
export function isMap(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What a map holds, each under its name; nothing where it is no map, which is told elsewhere. */
export function entriesOf<T>(map: Record<string, T> | undefined): [string, T | undefined][] {
  return isMap(map) ? Object.entries(map) : [];
}

/** Whether a value is an Output or a Promise. */
export function isLater(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  // A map of tags, say, may have keys of these names, but no functions.
  const { apply, then } = value as { apply?: unknown; then?: unknown };
  return typeof apply === "function" || typeof then === "function";
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

/**
 * The problem of a value that is not one of a few words. The provider's published doc comments show such words
 * in camel case, which passes the type check and is refused by AWS.
 */
export function oneOfProblems(path: string, value: unknown, words: readonly string[]): Problem[] {
  if (value === undefined || words.some((word) => word === value)) return [];
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z]/g, "");
  const meant = typeof value === "string" ? words.find((word) => plain(word) === plain(value)) : undefined;
  const what = `${shown(value)} is none of ${words.map(shown).join(", ")}.`;
  return [{ path, what, remedy: meant === undefined ? "Give one of them." : `Write ${shown(meant)}.` }];
}

/** The problem of a value that is neither true nor false. */
export function booleanProblems(path: string, value: unknown): Problem[] {
  if (value === undefined || typeof value === "boolean") return [];
  return [{ path, what: `${shown(value)} is neither true nor false.`, remedy: "Give one of the two." }];
}

/** The problems of a list, and of each of its members; none where there is no list. */
export function listProblems(
  path: string,
  value: unknown,
  remedy: string,
  check: (path: string, member: unknown, before: unknown[]) => Problem[],
): Problem[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return [{ path, what: `${shown(value)} is not a list.`, remedy }];
  const members = value as unknown[];
  if (members.length === 0)
    return [{ path, what: "is an empty list.", remedy: `Leave it out, or: ${remedy}` }];
  return members.flatMap((member, at) => check(`${path}[${at}]`, member, members.slice(0, at)));
}

/** The problem of a text that stands in its list before already. */
export function twiceProblems(
  path: string,
  text: string,
  before: unknown[],
  { caseSensitive }: { caseSensitive: boolean },
): Problem[] {
  const folded = (each: string) => (caseSensitive ? each : each.toLowerCase());
  if (!before.some((other) => typeof other === "string" && folded(other) === folded(text))) return [];
  const what = `${shown(text)} stands twice${caseSensitive ? "" : "; letter case does not count"}.`;
  return [{ path, what, remedy: "Leave it out." }];
}
