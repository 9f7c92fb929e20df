import type { Transform } from "./listener.ts";
import { regexMatch, regexProblem } from "./pattern.ts";
import type { Request } from "./request.ts";
import { quoted } from "./wording.ts";

type Rewritten = Pick<Request, "path" | "query" | "headers">;

/**
 * A request after a rule's transforms, or why one of them failed, which AWS answers with 500. Without a match the
 * original is kept. A `url-rewrite` sees path and query (AWS's own controller relies on it), a `host-header-rewrite`
 * the header as sent; the first match is replaced and the rest kept, as AWS says no more than "replaces it".
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-transforms.html
 */
export function transformed(transforms: Transform[], request: Request): Rewritten | { failed: string } {
  let result: Rewritten | { failed: string } = request;
  for (const transform of transforms) {
    if ("failed" in result) return result;
    result = transform.type === "url-rewrite" ? withUrl(transform, result) : withHost(transform, result);
  }
  return result;
}

function withUrl(transform: Transform, request: Rewritten): Rewritten | { failed: string } {
  const url = request.query === "" ? request.path : `${request.path}?${request.query}`;
  const rewritten = rewrite(transform, url);
  if (typeof rewritten !== "string") return rewritten;
  if (!rewritten.startsWith("/")) {
    return { failed: `the rewritten URL ${quoted(rewritten)} does not begin with "/"` };
  }
  const mark = rewritten.indexOf("?");
  if (mark < 0) return { ...request, path: rewritten, query: "" };
  return { ...request, path: rewritten.slice(0, mark), query: rewritten.slice(mark + 1) };
}

function withHost(transform: Transform, request: Rewritten): Rewritten | { failed: string } {
  const headers: Request["headers"] = [];
  for (const [name, value] of request.headers) {
    const rewritten = name.toLowerCase() === "host" ? rewrite(transform, value) : value;
    if (typeof rewritten !== "string") return rewritten;
    headers.push([name, rewritten]);
  }
  return { ...request, headers };
}

function rewrite({ regex, replace }: Transform, text: string): string | { failed: string } {
  const problem = regexProblem(regex);
  if (problem) return { failed: `the transform's regex ${quoted(regex)}: ${problem.why}` };
  const match = regexMatch(regex, text, { caseSensitive: true });
  if (match === null) return text;
  const missing = (replace.match(GROUP) ?? []).find((group) => Number(group.slice(1)) >= match.length);
  if (missing !== undefined)
    return { failed: `the transform's regex ${quoted(regex)} has no group ${missing}` };
  const replacement = replace.replace(GROUP, (group) => match[Number(group.slice(1))] ?? "");
  return text.slice(0, match.index) + replacement + text.slice(match.index + match[0].length);
}

/** `$1`: the only thing in a replacement that AWS documents a meaning for. */
const GROUP = /\$\d+/g;
