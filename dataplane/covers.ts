import { blockOf } from "./cidr.ts";
import { decodedAmpersand } from "./condition.ts";
import type { Condition, HttpHeader, Patterns, QueryString, Rule, SourceIp } from "./listener.ts";
import { matchesWildcard } from "./pattern.ts";

/**
 * Whether one rule surely takes every request that another takes, so that the other, asked later, never gets
 * any. False where it only may be so: of regular expressions only equal ones are known to take the same.
 *
 * @example covers(rule("/mcp/*"), rule("/mcp/x")) // true
 */
export function covers(first: Rule, later: Rule): boolean {
  return first.conditions.every(
    (condition) => takesAnything(condition) || later.conditions.some((other) => implies(other, condition)),
  );
}

/** A path always begins with a slash, and every request of HTTP/1.1 and of HTTP/2 has a host. */
function takesAnything(condition: Condition): boolean {
  switch (condition.kind) {
    case "path-pattern":
      return condition.values.some((value) => value === "*" || value === "/*");
    case "host-header":
      return condition.values.includes("*");
    default:
      return false;
  }
}

/** Whether every request that meets one condition meets the other as well. */
function implies(narrow: Condition, wide: Condition): boolean {
  switch (wide.kind) {
    case "path-pattern":
      return (
        narrow.kind === wide.kind && holdsPatterns(decoded(wide), decoded(narrow), { caseSensitive: true })
      );
    case "host-header":
      return narrow.kind === wide.kind && holdsPatterns(wide, narrow, { caseSensitive: false });
    case "http-header":
      return narrow.kind === wide.kind && holdsHeader(wide, narrow);
    case "http-request-method":
      return narrow.kind === wide.kind && narrow.values.every((value) => wide.values.includes(value));
    case "query-string":
      return narrow.kind === wide.kind && holdsQueries(wide, narrow);
    case "source-ip":
      return narrow.kind === wide.kind && holdsSources(wide, narrow);
  }
}

function decoded({ values, regexValues }: Patterns): Patterns {
  return { values: values.map(decodedAmpersand), regexValues };
}

function holdsHeader(wide: HttpHeader, narrow: HttpHeader): boolean {
  const isSame = narrow.name.toLowerCase() === wide.name.toLowerCase();
  return isSame && holdsPatterns(wide, narrow, { caseSensitive: false });
}

interface Comparing {
  caseSensitive: boolean;
  escapes?: boolean;
}

/** Whether each pattern of one condition is within one of the other's. */
function holdsPatterns(wide: Patterns, narrow: Patterns, comparing: Comparing): boolean {
  return (
    narrow.values.every((value) => wide.values.some((pattern) => within(value, pattern, comparing))) &&
    narrow.regexValues.every((regex) => wide.regexValues.includes(regex))
  );
}

/**
 * Whether everything that fits one pattern fits the other. The narrow one is taken as a text in which its own
 * wildcards are characters like no other: a `?` stands for one that `?` or `*` may take, a `*` for any number,
 * which only a `*` may.
 */
function within(narrow: string, wide: string, { caseSensitive, escapes = false }: Comparing): boolean {
  if (narrow === wide || (!caseSensitive && narrow.toLowerCase() === wide.toLowerCase())) return true;
  if (!/[*?]/.test(wide)) return false;
  const text = narrow.replace(
    escapes ? /\\[*?]|[*?]/g : /[*?]/g,
    (piece) => STAND_INS[piece] ?? piece.slice(1),
  );
  const wouldTakeRun = text.includes(RUN) && (escapes ? /(?<!\\)\?/ : /\?/).test(wide);
  return !wouldTakeRun && matchesWildcard(wide, text, { caseSensitive, escapes });
}

/** Characters of the private use area, which no pattern holds. */
const RUN = "\ue000";
const STAND_INS: Partial<Record<string, string>> = { "*": RUN, "?": "\ue001" };

function holdsQueries(wide: QueryString, narrow: QueryString): boolean {
  const comparing = { caseSensitive: false, escapes: true };
  return narrow.values.every(({ key, value }) =>
    wide.values.some(
      (other) =>
        (other.key === undefined || (key !== undefined && within(key, other.key, comparing))) &&
        within(value, other.value, comparing),
    ),
  );
}

function holdsSources(wide: SourceIp, narrow: SourceIp): boolean {
  return narrow.values.every((block) => wide.values.some((other) => holdsBlock(other, block)));
}

/** Whether every address of one block is in the other; their prefixes are compared within one family. */
function holdsBlock(wide: string, narrow: string): boolean {
  const [address = "", bits = ""] = narrow.split("/");
  const [, wideBits = ""] = wide.split("/");
  const isIpv6 = address.includes(":");
  if (wide.includes(":") !== isIpv6 || Number(wideBits) > Number(bits)) return false;
  return blockOf(wide)?.check(address, isIpv6 ? "ipv6" : "ipv4") ?? false;
}
