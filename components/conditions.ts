import type { lb } from "@pulumi/aws/types/input.js";
import { ask } from "../dataplane/condition.ts";
import type { Verdict } from "../dataplane/verdict.ts";
import type { McpRouteArgs } from "./args.ts";
import type { ConditionsArgs } from "./conditionsArgs.ts";
import { endpointPatterns } from "./endpoint.ts";

/** What conditions are made of. */
export type Asked = Pick<McpRouteArgs, "hosts" | "conditions">;

/** A condition as the listener rule has it, all of it plain. */
export type Condition = lb.ListenerRuleCondition;

/** The hosts and the source addresses, which a client has from its first request on. */
export function callerConditions({ hosts = [], conditions = {} }: Asked): Condition[] {
  const { hostRegexes = [], sourceIps = [] } = conditions;
  return [
    ...(hosts.length > 0 ? [{ hostHeader: { values: hosts } }] : []),
    ...(hostRegexes.length > 0 ? [{ hostHeader: { regexValues: hostRegexes } }] : []),
    ...(sourceIps.length > 0 ? [{ sourceIp: { values: sourceIps } }] : []),
  ];
}

/** Headers, methods and queries, which a client that asks for the OAuth metadata may not send. */
export function requestConditions({
  headers = [],
  methods = [],
  queryStrings = [],
}: ConditionsArgs): Condition[] {
  return [
    ...headers.map(({ name, values, regexes }) => ({
      httpHeader: {
        httpHeaderName: name,
        ...(values === undefined ? {} : { values }),
        ...(regexes === undefined ? {} : { regexValues: regexes }),
      },
    })),
    ...(methods.length > 0 ? [{ httpRequestMethod: { values: methods } }] : []),
    ...(queryStrings.length > 0
      ? [
          {
            queryStrings: queryStrings.map(({ key, value }) =>
              key === undefined ? { value } : { key, value },
            ),
          },
        ]
      : []),
  ];
}

/** The endpoint's paths, by its patterns or by the regular expressions in their place. */
export function pathCondition(path: string, { pathRegexes = [] }: ConditionsArgs, more: string[]): Condition {
  return pathRegexes.length > 0
    ? { pathPattern: { regexValues: pathRegexes } }
    : { pathPattern: { values: [...endpointPatterns(path), ...more] } };
}

/**
 * What the model says of the endpoint's own rule and a path: whether it takes it, and what AWS leaves open of
 * that.
 */
export function askPath(path: string, { pathRegexes = [] }: ConditionsArgs, asked: string): Verdict {
  const values = pathRegexes.length > 0 ? [] : endpointPatterns(path);
  const request = { method: "GET", path: asked, query: "", headers: [], sourceIp: "" };
  return ask({ kind: "path-pattern", values, regexValues: pathRegexes }, request);
}
