import type { HttpHeader, Condition as Modelled } from "../dataplane/listener.ts";
import { type RouteRule, modelOf } from "./rules.ts";
import type { TargetGroupInfo } from "./targetGroup.ts";

/** One row of what a route carries, for people and for other stacks. */
export interface RouteRow {
  /** The host that the rule asks for, a pattern or a regular expression; `*` is any. */
  host: string;
  /** The path that it asks for, a pattern or a regular expression. */
  path: string;
  /** The methods that it asks for; `*` is any. */
  methods: string[];
  /**
   * What else it asks for, such as `header Mcp-Name: search`. Of headers that are not MCP's own the value is left out:
   * some proxies prove themselves by one, and this is an output of the stack.
   */
  conditions: string[];
  /** The target group that gets the request; several with the weight of each, such as `blue (90), green (10)`. */
  target: string;
}

/** The rows of a route, rule by rule and host by host, each path in the order of its rule. */
export function rowsOf(groups: TargetGroupInfo[], rules: RouteRule[]): RouteRow[] {
  const weighted = groups.map(({ name, weight }) => `${name} (${weight})`).join(", ");
  const [only, ...others] = groups;
  const target = only && others.length === 0 ? only.name : weighted;
  return rules.flatMap((rule) => rowsOfRule(rule, target));
}

function rowsOfRule(rule: RouteRule, target: string): RouteRow[] {
  const { conditions } = modelOf(rule, "");
  const methods = conditions.flatMap(({ kind, values }) => (kind === "http-request-method" ? values : []));
  return patterns("host-header", conditions).flatMap((host) =>
    patterns("path-pattern", conditions).map((path) => ({
      host,
      path,
      methods: methods.length === 0 ? ["*"] : methods,
      conditions: conditions.flatMap(inWords),
      target,
    })),
  );
}

function patterns(wanted: "host-header" | "path-pattern", conditions: Modelled[]): string[] {
  const found = conditions.flatMap((condition) =>
    condition.kind === wanted ? [...condition.values, ...condition.regexValues] : [],
  );
  return found.length === 0 ? ["*"] : found;
}

function inWords(condition: Modelled): string[] {
  switch (condition.kind) {
    case "http-header":
      return [headerInWords(condition)];
    case "query-string":
      return [`query ${condition.values.map(({ key, value }) => `${key ?? "*"}=${value}`).join(" or ")}`];
    case "source-ip":
      return [`from ${condition.values.join(" or ")}`];
    case "host-header":
    case "path-pattern":
    case "http-request-method":
      return [];
  }
}

function headerInWords({ name, values, regexValues }: HttpHeader): string {
  return /^mcp-/i.test(name)
    ? `header ${name}: ${[...values, ...regexValues].join(" or ")}`
    : `header ${name}`;
}
