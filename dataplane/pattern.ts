/** How a wildcard pattern is compared. */
export interface WildcardOptions {
  caseSensitive: boolean;
  /** Whether `\*` and `\?` stand for the characters themselves, as in the values of query strings. */
  escapes?: boolean;
}

/** How a regular expression is compared. */
export interface RegexOptions {
  caseSensitive: boolean;
  /** Whether the match must begin at the first character; a match never has to reach the last one. */
  anchored?: boolean;
}

/** Why a regular expression matches nothing. */
export interface RegexProblem {
  why: string;
  /** False where AWS may well accept what this model cannot read. */
  certain: boolean;
}

type Token = { kind: "run" } | { kind: "one" } | { kind: "character"; character: string };

/**
 * Whether the whole of `text` fits a pattern in which `*` stands for any run of characters, `/` included, and `?` for
 * exactly one. It takes at most (length of pattern) × (length of text) steps, whatever the pattern.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
 * @example matchesWildcard("/mcp/*", "/mcp/a/b", { caseSensitive: true }) // true
 * @example matchesWildcard("/mcp/*", "/mcp", { caseSensitive: true }) // false
 */
export function matchesWildcard(pattern: string, text: string, options: WildcardOptions): boolean {
  const [wanted, given] = [folded(pattern, options), folded(text, options)];
  // Most patterns that do not match differ before their first wildcard.
  const plain = wanted.search(/[*?\\]/);
  if (plain < 0) return wanted === given;
  if (!given.startsWith(wanted.slice(0, plain))) return false;
  return fits(tokensOf(wanted, options.escapes ?? false), given);
}

function folded(text: string, { caseSensitive }: { caseSensitive: boolean }): string {
  return caseSensitive ? text : text.toLowerCase();
}

function tokensOf(pattern: string, escapes: boolean): Token[] {
  const pieces = pattern.match(escapes ? /\\[*?]|[^]/g : /[^]/g) ?? [];
  return pieces.map((piece) => {
    if (piece === "*") return { kind: "run" };
    if (piece === "?") return { kind: "one" };
    return { kind: "character", character: piece.slice(-1) };
  });
}

/** Only the latest run is ever lengthened: if the rest does not fit after it, it does not fit after an earlier one. */
function fits(tokens: Token[], text: string): boolean {
  let token = 0;
  let position = 0;
  let retry: { token: number; position: number } | undefined;
  while (position < text.length) {
    const wanted = tokens[token];
    if (wanted?.kind === "run") {
      token += 1;
      retry = { token, position };
    } else if (wanted !== undefined && takes(wanted, text[position])) {
      token += 1;
      position += 1;
    } else if (retry !== undefined) {
      retry.position += 1;
      ({ token, position } = retry);
    } else {
      return false;
    }
  }
  return tokens.slice(token).every(({ kind }) => kind === "run");
}

function takes(token: Token, character: string | undefined): boolean {
  return token.kind === "one" || (token.kind === "character" && token.character === character);
}

/**
 * Why a regular expression can match nothing, or undefined where it is usable. Never throws.
 *
 * AWS supports no look-around, back-references, atomic groups, possessive quantifiers, subroutines, recursion or
 * Unicode classes: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html
 */
export function regexProblem(source: string): RegexProblem | undefined {
  const bones = skeleton(source);
  const unsupported = UNSUPPORTED.find(({ sign }) => sign.test(bones));
  if (unsupported) return { certain: true, why: `AWS does not support ${unsupported.feature}` };
  const dialect = { certain: false, why: "it is written in a dialect that is not modelled" };
  if (UNREADABLE.test(bones)) return dialect;
  if (!compiles(withPlainGroups(source))) return { certain: true, why: MALFORMED };
  // Newer engines of JavaScript know flags in a group, others do not: the verdict is the same on all.
  return FLAGS.test(bones) || !compiles(source) ? dialect : undefined;
}

const MALFORMED =
  "it is not a regular expression: a bracket lacks its other half, or a quantifier what it repeats";

function compiles(source: string): boolean {
  try {
    new RegExp(source);
    return true;
  } catch {
    return false;
  }
}

/**
 * The expression with the groups of other dialects made plain ones: `(?i)`, `(?i:x)`, `(?P<name>x)`, `(?'name'x)`,
 * `(?|x|y)`, `(?#comment)`, and two groups of one name.
 */
function withPlainGroups(source: string): string {
  return source.replace(
    /\\[^]|\[(?:\\[^]|[^\]\\])*\]|\(\?(?:#[^)]*|[a-zA-Z^-]+(?=\))|[a-zA-Z^-]*:|P?<\w+>|'\w+'|\|)/g,
    (piece) => (piece.startsWith("(?") ? "(" : piece),
  );
}

const UNSUPPORTED = [
  { feature: "look-ahead", sign: /\(\?[=!]/ },
  { feature: "look-behind", sign: /\(\?<[=!]/ },
  { feature: "atomic groups", sign: /\(\?>/ },
  { feature: "back-references", sign: /\\[1-9k]|\(\?P=/ },
  { feature: "subroutines or recursion", sign: /\\g|\(\?(?:R|[+-]?\d|&|P>)/ },
  { feature: "possessive quantifiers", sign: /[*+?]\+|\{\d+(?:,\d*)?\}\+/ },
  { feature: "Unicode character classes", sign: /\\[pP]/ },
];

/** What other dialects give a meaning that JavaScript silently lacks: `\A`, `\Z`, `\Q`, `[[:alpha:]]`. */
const UNREADABLE = /\\[AazZGQE]|\[:/;

/** `(?i)` and `(?i:`. */
const FLAGS = /\(\?[a-zA-Z^-]+[:)]/;

/** The expression with literal escapes and character classes blanked, so that only its structure is left to look at. */
function skeleton(source: string): string {
  return source.replace(/\\[^]|\[(?:\\[^]|[^\]\\])*\]/g, (piece) => {
    if (piece.startsWith("[")) return /\\[pP]|\[:/.exec(piece)?.[0] ?? "_";
    return /[1-9kgpPAazZGQE]/.test(piece) ? piece : "_";
  });
}

/**
 * The match of a regular expression in a text, or null; an unusable one (see {@link regexProblem}) matches nothing.
 *
 * The expression is the operator's own and JavaScript's engine backtracks: unlike a wildcard it has no bound in time.
 */
export function regexMatch(source: string, text: string, options: RegexOptions): RegExpExecArray | null {
  if (regexProblem(source)) return null;
  const anchored = options.anchored ? `^(?:${source})` : source;
  return new RegExp(anchored, options.caseSensitive ? "" : "i").exec(text);
}
