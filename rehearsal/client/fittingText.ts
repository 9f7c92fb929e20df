/**
 * A text that fits a wildcard pattern: each wildcard is one letter.
 *
 * @param escapes Whether `\*` and `\?` are the characters themselves, as in queries.
 * @example wildcardText("tools/*") // "tools/x"
 */
export function wildcardText(pattern: string, { escapes = false } = {}): string {
  return pattern.replace(escapes ? /\\([*?])|[*?]/g : /[*?]/g, (_, escaped: unknown) =>
    typeof escaped === "string" ? escaped : "x",
  );
}

/**
 * A text that a plain regular expression may fit: of alternatives the first, of what may be repeated one. Whether
 * it fits, the model must say: this knows only a little of what an expression may be made of.
 *
 * @example regexText("^(on|yes)-\\d+$") // "on-1"
 */
export function regexText(source: string): string {
  const [first = ""] = withoutGroups(source).split("|");
  return first.replace(PIECE, (_, piece: string, count = "1") =>
    characterOf(piece).repeat(Math.min(Number(count), LONGEST)),
  );
}

/** How often a character is repeated at most; a header has no room for much more. */
const LONGEST = 1000;

/** A character, an escape or a class, and how often it may come. */
const PIECE = /(\\[^]|\[(?:\\[^]|[^\]\\])*\]|[^])(?:\{(\d+)[^}]*\}|[*+?])?\??/g;

/** The innermost group, with its first alternative apart. */
const GROUP = /(?<!\\)\((?:\?:)?([^()|]*)(?:\|[^()]*)?\)/;

function withoutGroups(source: string): string {
  let text = source;
  while (GROUP.test(text)) text = text.replace(GROUP, (_, first: string) => first);
  return text;
}

function characterOf(piece: string): string {
  if (piece.startsWith("[")) return characterOf(/^\[(\\[^]|[^])/.exec(piece)?.[1] ?? "");
  return FIXED[piece] ?? (piece.startsWith("\\") ? piece.slice(1) : piece);
}

const FIXED: Partial<Record<string, string>> = {
  "^": "",
  $: "",
  ".": "x",
  "\\d": "1",
  "\\w": "x",
  "\\s": " ",
};
