import { blockOf } from "../../dataplane/cidr.ts";
import { regexProblem } from "../../dataplane/pattern.ts";
import type { HeaderConditionArgs, QueryStringConditionArgs } from "../conditionsArgs.ts";
import * as limits from "../limits.ts";
import { type Problem, shown } from "../problem.ts";
import { exactlyOne, listProblems, notMap, notPlainText, twiceProblems } from "./forms.ts";

const { nameLength, patternLength, page } = limits.rule;

/** Problems of the further conditions, each by itself. */
export function conditionsProblems(conditions: unknown): Problem[] {
  if (conditions === undefined) return [];
  const wrong = notMap(
    "conditions",
    conditions,
    'Give what requests must have, such as { methods: ["POST"] }.',
  );
  if (wrong.length > 0) return wrong;
  const { hostRegexes, pathRegexes, headers, methods, queryStrings, sourceIps } = conditions as Record<
    string,
    unknown
  >;
  return [
    ...listProblems("conditions.hostRegexes", hostRegexes, REGEX, regexProblems),
    ...listProblems("conditions.pathRegexes", pathRegexes, REGEX, regexProblems),
    ...listProblems("conditions.headers", headers, HEADER, headerProblems),
    ...listProblems("conditions.methods", methods, 'Give methods, such as ["POST"].', methodProblems),
    ...listProblems("conditions.queryStrings", queryStrings, QUERY, queryProblems),
    ...listProblems("conditions.sourceIps", sourceIps, CIDR, sourceProblems),
  ];
}

const REGEX = 'Give regular expressions, such as ["^/mcp(/.*)?$"].';
const HEADER = 'Give a name and values, such as { name: "Mcp-Method", values: ["tools/call"] }.';
const QUERY = 'Give a value, with or without its key, such as { key: "beta", value: "1" }.';
const CIDR = 'Give blocks of addresses, such as ["203.0.113.0/24", "2001:db8::/32"].';

/**
 * What AWS says that it does not support, and what is no regular expression in any dialect. The dialect is not
 * documented further, so that what this model cannot read is left to AWS.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
 */
function regexProblems(path: string, source: unknown, before: unknown[]): Problem[] {
  if (typeof source !== "string") return notPlainText(path, source, REGEX);
  if (source === "") return [{ path, what: "is empty.", remedy: REGEX }];
  const problem = regexProblem(source);
  if (problem?.certain) {
    const what = `${shown(source)} cannot be compared: ${problem.why} (${page}).`;
    const remedy = "Make it of characters, classes, groups, alternatives (a|b) and quantifiers alone.";
    return [{ path, what, remedy }];
  }
  return [...tooLong(path, source), ...twiceProblems(path, source, before, { caseSensitive: true })];
}

function headerProblems(path: string, header: unknown): Problem[] {
  const wrong = notMap(path, header, HEADER);
  if (wrong.length > 0) return wrong;
  const { name, values, regexes } = header as Partial<HeaderConditionArgs>;
  return [
    ...headerNameProblems(`${path}.name`, name),
    ...exactlyOne(path, { values, regexes }, "values with wildcards, or regular expressions"),
    ...listProblems(`${path}.values`, values, HEADER, headerValueProblems),
    ...listProblems(`${path}.regexes`, regexes, REGEX, regexProblems),
  ];
}

function headerNameProblems(path: string, name: unknown): Problem[] {
  if (typeof name !== "string") return notPlainText(path, name, HEADER);
  if (name.toLowerCase() === "host") {
    const what = `${shown(name)} cannot be compared as a header (${page}).`;
    return [{ path, what, remedy: "Give hosts, or conditions.hostRegexes." }];
  }
  // A token of HTTP: https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2
  if (new RegExp(`^[\\w!#$%&'*+.^\`|~-]{1,${nameLength}}$`).test(name)) return [];
  const what = `${shown(name)} is not a header's name of at most ${nameLength} characters (${page}).`;
  return [{ path, what, remedy: HEADER }];
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_HttpHeaderConditionConfig.html */
function headerValueProblems(path: string, value: unknown, before: unknown[]): Problem[] {
  if (typeof value !== "string") return notPlainText(path, value, HEADER);
  if (!/^[\x20-\x7e]+$/.test(value) || value.includes("\\"))
    return [otherCharacters(path, value, "visible ASCII")];
  return [...tooLong(path, value), ...twiceProblems(path, value, before, { caseSensitive: false })];
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_HttpRequestMethodConditionConfig.html */
function methodProblems(path: string, method: unknown, before: unknown[]): Problem[] {
  const remedy = 'Give a method in capital letters, such as "POST"; AWS knows no wildcard here.';
  if (typeof method !== "string") return notPlainText(path, method, remedy);
  if (!new RegExp(`^[A-Z_-]{1,${nameLength}}$`).test(method)) {
    const what = `${shown(method)} is not a method of at most ${nameLength} capital letters, "_" and "-" (${page}).`;
    return [{ path, what, remedy }];
  }
  return twiceProblems(path, method, before, { caseSensitive: true });
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_QueryStringConditionConfig.html */
function queryProblems(path: string, query: unknown): Problem[] {
  const wrong = notMap(path, query, QUERY);
  if (wrong.length > 0) return wrong;
  const { key, value } = query as Partial<QueryStringConditionArgs>;
  return [
    ...(key === undefined ? [] : queryTextProblems(`${path}.key`, key)),
    ...queryTextProblems(`${path}.value`, value),
  ];
}

function queryTextProblems(path: string, text: unknown): Problem[] {
  if (typeof text !== "string") return notPlainText(path, text, QUERY);
  return /^[\w.$/~"'@:+&()!,;=*?\\-]+$/.test(text)
    ? tooLong(path, text)
    : [otherCharacters(path, text, "letters, digits and _ - . $ / ~ \" ' @ : + & ( ) ! , ; =")];
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_SourceIpConditionConfig.html */
function sourceProblems(path: string, block: unknown, before: unknown[]): Problem[] {
  if (typeof block !== "string") return notPlainText(path, block, CIDR);
  if (!blockOf(block)) {
    const what = `${shown(block)} is not a block of addresses with its prefix length (${page}).`;
    return [{ path, what, remedy: "A single address is 203.0.113.7/32, or 2001:db8::7/128." }];
  }
  return twiceProblems(path, block, before, { caseSensitive: false });
}

function tooLong(path: string, text: string): Problem[] {
  if (text.length <= patternLength) return [];
  const what = `${shown(text)} has ${text.length} characters; a rule takes ${patternLength} (${page}).`;
  return [{ path, what, remedy: "Shorten it, with a wildcard or a regular expression." }];
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/add-rule.html */
function otherCharacters(path: string, text: string, allowed: string): Problem {
  const what = `${shown(text)} is empty, or has characters that AWS does not compare (${page}).`;
  return { path, what, remedy: `Give ${allowed}; a wildcard stands for any other.` };
}
