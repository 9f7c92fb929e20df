import * as limits from "../limits.ts";
import { type Problem, keyIn } from "../problem.ts";
import { isLater, notMap, notText } from "./forms.ts";

/** Problems of the tags, and of each tag whose value is known. */
export function tagsProblems(tags: unknown): Problem[] {
  if (tags === undefined || isLater(tags)) return [];
  const wrong = notMap("tags", tags, 'Give a map of keys to texts, such as { team: "data" }.');
  if (wrong.length > 0) return wrong;
  const entries = Object.entries(tags as object);
  const { count, page } = limits.tags;
  const tooMany = `are ${entries.length}; AWS takes ${count} a resource (${page}).`;
  return [
    ...entries.flatMap(([key, value]) => tagProblems(key, value)),
    ...(entries.length > count ? [{ path: "tags", what: tooMany, remedy: "Leave some out." }] : []),
  ];
}

function tagProblems(key: string, value: unknown): Problem[] {
  const { keyLength, valueLength, characters, page } = limits.tags;
  const problem = (isWrong: boolean, what: string, remedy: string): Problem[] =>
    isWrong ? [{ path: keyIn("tags", key), what: `${what} (${page}).`, remedy }] : [];
  const other = "Choose another key.";
  const allowed = "AWS takes letters, digits, spaces and _ . : / = + - @";
  const keyProblems = [
    ...problem(/^aws:/i.test(key), 'begins with "aws:", which AWS keeps for itself', other),
    ...problem(
      key.length < 1 || key.length > keyLength,
      `has a key of ${key.length} characters; AWS takes 1-${keyLength}`,
      other,
    ),
    ...problem(!characters.test(key), `has other characters in its key; ${allowed}`, other),
  ];
  if (typeof value !== "string")
    return [...keyProblems, ...notText(keyIn("tags", key), value, "Give a text.")];
  return [
    ...keyProblems,
    ...problem(
      value.length > valueLength,
      `has a value of ${value.length} characters; AWS takes ${valueLength}`,
      "Shorten it.",
    ),
    ...problem(!characters.test(value), `has other characters in its value; ${allowed}`, "Leave them out."),
  ];
}
