/** What MCP servers answer to a bare GET of the endpoint, by server and era. None of these is a success. */
export const BARE_GET_ANSWERS: readonly number[] = [400, 401, 404, 405, 406];

/**
 * Whether a health check asks the MCP endpoint itself, with a matcher that takes none of its answers for
 * health.
 *
 * @example
 * asksTheEndpoint("/mcp", "200", "/mcp"); // true: no target would ever be healthy
 */
export function asksTheEndpoint(path: string, matcher: string, endpoint: string): boolean {
  const [asked] = path.split("?");
  return (
    (asked === endpoint || asked === `${endpoint}/`) &&
    !BARE_GET_ANSWERS.some((code) => admits(matcher, code))
  );
}

/** Whether a matcher such as `200`, `200,202` or `200-299` takes a status code for health. */
export function admits(matcher: string, code: number): boolean {
  return statusRanges(matcher).some(([from, to]) => from <= code && code <= to);
}

/** The ranges of a matcher, each with both ends; a part that is neither a number nor a range gives `NaN`. */
export function statusRanges(matcher: string): [from: number, to: number][] {
  return matcher.split(",").map((part) => {
    const [, from, to] = /^(\d{3})(?:-(\d{3}))?$/.exec(part) ?? [];
    return [Number(from), Number(to ?? from)];
  });
}
