import { blockOf, contains } from "./cidr.ts";
import { hostWithoutPort } from "./host.ts";
import type {
  Condition,
  HostHeader,
  HttpHeader,
  HttpRequestMethod,
  PathPattern,
  Patterns,
  SourceIp,
} from "./listener.ts";
import { normalizedPath } from "./normalize.ts";
import { matchesWildcard, regexMatch, regexProblem, type RegexOptions } from "./pattern.ts";
import { askQuery } from "./queryString.ts";
import { headerValues, type Request } from "./request.ts";
import { type Reading, verdict, type Verdict } from "./verdict.ts";
import { alternatives, quoted } from "./wording.ts";

/**
 * Whether a condition holds for a request, and why. Never throws.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
 * @example
 * ask({ kind: "path-pattern", values: ["/mcp"], regexValues: [] }, request).reason
 * // 'path "/mcp/x" does not match "/mcp"'
 */
export function ask(condition: Condition, request: Request): Verdict {
  switch (condition.kind) {
    case "path-pattern":
      return askPath(condition, request);
    case "host-header":
      return askHost(condition, request);
    case "http-header":
      return askHeader(condition, request);
    case "http-request-method":
      return askMethod(condition, request);
    case "query-string":
      return askQuery(condition, request);
    case "source-ip":
      return askSourceIp(condition, request);
  }
}

/** "&" is written "&amp;" in a path pattern; no other use of the semicolon is allowed there. */
export const decodedAmpersand = (pattern: string): string => pattern.replaceAll("&amp;", "&");

function askPath(condition: PathPattern, request: Request): Verdict {
  const path = normalizedPath(request.path);
  const wildcards = condition.values.map(decodedAmpersand);
  const patterns = { wildcards, regexes: condition.regexValues, caseSensitive: true };
  const sent = path === request.path ? "" : ` (sent as ${quoted(request.path)})`;
  const matched = matchOf(patterns, [path]);
  const readings = [
    ...regexReadings(patterns, [path]),
    {
      claim: `how AWS normalizes the path ${quoted(request.path)} before it asks the rules`,
      matched: matchOf(patterns, [request.path]) !== undefined,
    },
    {
      claim: "whether a regular expression for the path also sees the query",
      matched: matchOf(patterns, [path], [withQuery(path, request.query)]) !== undefined,
    },
  ];
  return patternVerdict(`path ${quoted(path)}${sent}`, condition, matched, readings);
}

function withQuery(path: string, query: string): string {
  return query === "" ? path : `${path}?${query}`;
}

function askHost(condition: HostHeader, request: Request): Verdict {
  const sent = headerValues(request, "host")[0];
  if (sent === undefined) return verdict(false, "the request has no Host header");
  const host = hostWithoutPort(sent);
  const patterns = { wildcards: condition.values, regexes: condition.regexValues, caseSensitive: false };
  const readings = [
    ...regexReadings(patterns, [host]),
    {
      claim: `whether a host condition sees the port of Host: ${quoted(sent)}`,
      matched: matchOf(patterns, [sent]) !== undefined,
    },
  ];
  return patternVerdict(`host ${quoted(host)}`, condition, matchOf(patterns, [host]), readings);
}

function askHeader(condition: HttpHeader, request: Request): Verdict {
  const values = headerValues(request, condition.name);
  if (values.length === 0) return verdict(false, `the request has no ${condition.name} header`);
  const patterns = { wildcards: condition.values, regexes: condition.regexValues, caseSensitive: false };
  const subject = `header ${condition.name} ${shownValues(condition.name, values)}`;
  return patternVerdict(subject, condition, matchOf(patterns, values), regexReadings(patterns, values));
}

const SECRETS = ["authorization", "proxy-authorization", "cookie", "x-api-key", "x-amz-security-token"];

function shownValues(name: string, values: string[]): string {
  return SECRETS.includes(name.toLowerCase()) ? "(value withheld)" : values.map(quoted).join(", ");
}

interface PatternSet {
  wildcards: string[];
  regexes: string[];
  caseSensitive: boolean;
}

/** The first pattern that one of the texts fits, in words. */
function matchOf(
  patterns: PatternSet,
  texts: string[],
  regexTexts = texts,
  options: RegexOptions = patterns,
): string | undefined {
  const wildcard = patterns.wildcards.find((pattern) =>
    texts.some((text) => matchesWildcard(pattern, text, patterns)),
  );
  if (wildcard !== undefined) return quoted(wildcard);
  const regex = patterns.regexes.find((source) =>
    regexTexts.some((text) => regexMatch(source, text, options) !== null),
  );
  return regex === undefined ? undefined : describedRegex(regex);
}

/**
 * Of regular expressions AWS documents neither whether a match must begin at the first character nor their case.
 * Assumed is the ordinary meaning, a match anywhere, and the case rule of the wildcards of the same field.
 */
function regexReadings(patterns: PatternSet, texts: string[]): Reading[] {
  const { caseSensitive } = patterns;
  const unreadable = patterns.regexes.filter((source) => regexProblem(source)?.certain === false);
  return [
    {
      claim: "whether a regular expression has to match from the first character on",
      matched: matchOf(patterns, texts, texts, { caseSensitive, anchored: true }) !== undefined,
    },
    {
      claim: "whether regular expressions are case-sensitive",
      matched: matchOf(patterns, texts, texts, { caseSensitive: !caseSensitive }) !== undefined,
    },
    ...unreadable.map((source) => ({
      claim: `what the regular expression ${quoted(source)} matches: ${regexProblem(source)?.why ?? ""}`,
      matched: true,
    })),
  ];
}

function patternVerdict(
  subject: string,
  condition: Patterns,
  match: string | undefined,
  readings: Reading[],
): Verdict {
  if (match !== undefined) return verdict(true, `${subject} matches ${match}`, readings);
  const wanted = [...condition.values.map(quoted), ...condition.regexValues.map(describedRegex)];
  const patterns = wanted.length === 0 ? "anything: the condition has no value" : alternatives(wanted);
  return verdict(false, `${subject} does not match ${patterns}`, readings);
}

function describedRegex(source: string): string {
  const problem = regexProblem(source);
  return problem ? `the regex ${quoted(source)} (${problem.why})` : `the regex ${quoted(source)}`;
}

function askMethod(condition: HttpRequestMethod, request: Request): Verdict {
  const matched = condition.values.includes(request.method);
  const method = quoted(request.method);
  const wanted = alternatives(condition.values.map(quoted));
  return verdict(matched, matched ? `method is ${method}` : `method ${method} is not ${wanted}`);
}

function askSourceIp(condition: SourceIp, request: Request): Verdict {
  const { sourceIp } = request;
  const match = condition.values.find((cidr) => contains(cidr, sourceIp));
  if (match !== undefined) return verdict(true, `source ${quoted(sourceIp)} is in ${match}`);
  const wanted = condition.values.map((cidr) => (blockOf(cidr) ? cidr : `${quoted(cidr)} (no CIDR block)`));
  return verdict(false, `source ${quoted(sourceIp)} is not in ${alternatives(wanted)}`);
}
