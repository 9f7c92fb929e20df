/**
 * Text of the far side (headers, bodies, names of servers) is written by nobody knows whom. Nothing of it reaches a
 * terminal, a page or a file but through these functions.
 */

/**
 * What is not seen, or directs what is: controls (C0, DEL, C1), formats (the bidirectional overrides of
 * https://trojansource.codes, zero widths, tags), line and paragraph separators, lone surrogates, what fonts leave out by
 * default, and code points that are no characters. XML 1.0 forbids some of them, and allows all the others.
 */
const UNSEEN =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu;

const NAMED: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * Text on one line, with an escape such as `\n`, `\x1b`, `\u202e` or `\u{e0001}` for all that is not seen. A backslash
 * stands for itself: this is for eyes, not to be read back.
 */
export function visible(text: string): string {
  return text.replace(UNSEEN, (character) => NAMED[character] ?? escapeOf(character.codePointAt(0) ?? 0));
}

function escapeOf(point: number): string {
  const digits = point.toString(16);
  if (point <= 0xff) return `\\x${digits.padStart(2, "0")}`;
  return point <= 0xffff ? `\\u${digits.padStart(4, "0")}` : `\\u{${digits}}`;
}

/** The code points of a text: what width and length are counted in. */
export function charactersOf(text: string): string[] {
  return Array.from(text);
}

/** Text of at most so many characters; what is longer ends in `… (5321 characters)`, the number of all of them. */
export function cut(text: string, length: number): string {
  const characters = charactersOf(text);
  if (characters.length <= length) return text;
  const ending = `… (${characters.length} characters)`;
  return characters.slice(0, Math.max(0, length - ending.length)).join("") + ending;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text for HTML and XML alike, within an element or a quoted attribute, on one line. No CDATA is needed, so none can be closed. */
export function escapeMarkup(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}

/** JSON, as `JSON.stringify` makes it, with the escapes of JSON for all that is not seen: it may be shown on a terminal. */
export function escapeJson(json: string): string {
  return json.replace(UNSEEN, (character) => (character === "\n" ? character : unitsOf(character)));
}

function unitsOf(character: string): string {
  return Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`,
  ).join("");
}

/** How many characters a sentence or a code span of Markdown has at most: GitHub takes no summary of more than 1 MiB. */
const MARKDOWN_TEXT = 1000;

/**
 * Text as a code span of Markdown, where no mention, link, tag or entity is one. A backtick in it would end the span, and
 * a pipe the cell of a table that it stands in (https://github.github.com/gfm/#tables-extension-): both become escapes.
 */
export function markdownCode(text: string): string {
  const shown = cut(visible(text), MARKDOWN_TEXT).replace(/[`|]/g, (character) =>
    escapeOf(character.charCodeAt(0)),
  );
  // Two backticks without anything between them would open a span.
  return shown === "" ? "" : `\`${shown}\``;
}

/** A word or number that means nothing to Markdown or GitHub; commas, brackets and the like may stand around it. */
const PLAIN_WORD = /^[("'“]*(?:[\p{L}\p{M}]+\d{0,3}(?:['’-][\p{L}\p{M}]+)*|\d+(?:\.\d+)*)[)"'”.,;:?!…]*$/u;

/** Signs that stand alone between words, or next to code. */
const PLAIN_SIGN = /^(?:[—–→…(]|[).,;:]+)$/u;

/** The spaces between words, and no other of the many that there are. */
const SPACES = /^ *$/;

/** A part of a sentence. */
interface Part {
  isCode: boolean;
  text: string;
}

/**
 * A sentence in Markdown, to stand behind something else on its line. Plain words stay as they are; everything else (URLs,
 * settings, names, whatever hides behind them) stands in code spans, as does what stands between backticks.
 */
export function markdownProse(text: string): string {
  const parts = cut(visible(text), MARKDOWN_TEXT)
    .split(/`([^`]+)`/)
    .flatMap((part, index) => (index % 2 === 1 ? [{ isCode: true, text: part }] : partsOf(part)));
  return joined(parts)
    .map((part) => (part.isCode ? markdownCode(part.text) : part.text))
    .join("");
}

/** Words and the spaces between them; the punctuation that ends code is no code. */
function partsOf(text: string): Part[] {
  return text.split(/( +)/).flatMap((word) => {
    if (SPACES.test(word) || PLAIN_WORD.test(word) || PLAIN_SIGN.test(word))
      return [{ isCode: false, text: word }];
    const [, code = "", punctuation = ""] = /^(.+?)([.,;:]*)$/u.exec(word) ?? [];
    return [
      { isCode: true, text: code },
      { isCode: false, text: punctuation },
    ];
  });
}

/** The parts with one span in place of those that only spaces, or nothing, stand between: the backticks of two would add up. */
function joined(parts: readonly Part[]): Part[] {
  const all: Part[] = [];
  for (const part of parts.filter(({ text }) => text !== "")) {
    const [before, last] = [all.at(-2), all.at(-1)];
    if (last?.isCode === part.isCode) last.text += part.text;
    else if (part.isCode && before && last && SPACES.test(last.text)) {
      all.pop();
      before.text += last.text + part.text;
    } else all.push({ ...part });
  }
  return all;
}

/** A sentence in HTML, with `code` elements for what stands between backticks. */
export function markupProse(text: string): string {
  return escapeMarkup(text).replace(/`([^`]+)`/g, "<code>$1</code>");
}

/**
 * How long a line in a fence may be. It bounds the fence too: GitHub's parser knows none longer than 255
 * (https://github.com/github/cmark-gfm/blob/master/src/node.h, `fence_length`).
 */
const FENCED_LINE = 200;

/** Lines in a fenced block of Markdown that is longer than any run of backticks in them, so that none of them closes it. */
export function markdownFence(lines: readonly string[]): string {
  const shown = lines.map((line) => cut(visible(line), FENCED_LINE));
  const longest = Math.max(
    2,
    ...shown.flatMap((line) => line.match(/`+/g) ?? []).map(({ length }) => length),
  );
  const fence = "`".repeat(longest + 1);
  return [`${fence}text`, ...shown, fence].join("\n");
}
