/** What the variables of a route's path hold for a request's path. */
export interface PathMatch {
  /** By name, without braces and plus. */
  parameters: Record<string, string>;
  /** What the greedy variable at the end holds, without a slash in front; it may be empty. */
  greedy?: string;
}

/**
 * How a route's path fits a request's: `{id}` holds one segment, `{proxy+}` all that is left. The greedy one does not
 * take its bare parent, `/mcp` of `/mcp/{proxy+}`; a slash at the end is a part that is left, though an empty one.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 * @example matchPath("/mcp/{proxy+}", "/mcp/a/b")?.greedy // "a/b"
 */
export function matchPath(routePath: string, path: string): PathMatch | undefined {
  const wanted = segments(routePath);
  const given = segments(path);
  const isGreedy = kindOf(wanted.at(-1)) === "greedy";
  const fits = isGreedy ? given.length >= wanted.length && path !== "/" : given.length === wanted.length;
  if (!fits) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? "";
    const kind = kindOf(segment);
    if (kind === "greedy") {
      const greedy = given.slice(index).join("/");
      return { parameters: { ...parameters, [nameOf(segment)]: greedy }, greedy };
    }
    if (kind === "literal" ? segment !== value : value === "") return undefined;
    if (kind === "variable") parameters[nameOf(segment)] = value;
  }
  return { parameters };
}

/** A text by which paths sort from the most specific to the least: a segment's own text before a variable before `+`. */
export function specificity(routePath: string): string {
  return segments(routePath)
    .map((segment) => KINDS.indexOf(kindOf(segment)))
    .join("");
}

const KINDS = ["literal", "variable", "greedy"] as const;

function kindOf(segment = ""): (typeof KINDS)[number] {
  if (!/^\{[^{}]+\}$/.test(segment)) return "literal";
  return segment.endsWith("+}") ? "greedy" : "variable";
}

const nameOf = (variable: string): string => variable.replace(/^\{|\+?\}$/g, "");

const segments = (path: string): string[] => path.replace(/^\//, "").split("/");
