import type { QueryString } from "./listener.ts";
import { withoutNeedlessEscapes } from "./normalize.ts";
import { matchesWildcard } from "./pattern.ts";
import type { Request } from "./request.ts";
import { verdict, type Verdict } from "./verdict.ts";
import { alternatives, quoted } from "./wording.ts";

type Pair = QueryString["values"][number];

/**
 * Whether one of the query's pairs is one of those that a query-string condition names.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
 */
export function askQuery(condition: QueryString, request: Request): Verdict {
  const normalize = withoutNeedlessEscapes;
  const match = queryMatch(condition, request.query, normalize);
  const wanted = alternatives(condition.values.map(describedPair));
  // The query itself may carry a token: only the rule's own words are told.
  const reason = match ? `the query has ${describedPair(match)}` : `the query has no ${wanted}`;
  return verdict(match !== undefined, reason, [
    {
      claim: "whether the query is percent-decoded before it is compared",
      matched: queryMatch(condition, request.query, decoded) !== undefined,
    },
    {
      claim: "whether a name without `=` in the query counts as a value without a key",
      matched: queryMatch(condition, request.query, normalize, { bareIsValue: true }) !== undefined,
    },
  ]);
}

function queryMatch(
  condition: QueryString,
  query: string,
  normalize: (text: string) => string,
  { bareIsValue = false } = {},
): Pair | undefined {
  const pairs = query
    .split("&")
    .filter((piece) => piece !== "")
    .map((piece) => pairOf(piece, normalize));
  return condition.values.find((wanted) =>
    pairs.some((pair) => {
      if (pair.value === undefined && bareIsValue) {
        return wanted.key === undefined && same(wanted.value, pair.key);
      }
      return (wanted.key === undefined || same(wanted.key, pair.key)) && same(wanted.value, pair.value ?? "");
    }),
  );
}

function pairOf(piece: string, normalize: (text: string) => string): { key: string; value?: string } {
  const equals = piece.indexOf("=");
  if (equals < 0) return { key: normalize(piece) };
  return { key: normalize(piece.slice(0, equals)), value: normalize(piece.slice(equals + 1)) };
}

function same(pattern: string, text: string): boolean {
  return matchesWildcard(pattern, text, { caseSensitive: false, escapes: true });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function describedPair({ key, value }: Pair): string {
  return key === undefined ? `${quoted(value)} under any key` : quoted(`${key}=${value}`);
}
