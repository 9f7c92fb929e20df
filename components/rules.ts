import type { lb } from "@pulumi/aws/types/input.js";
import type { Rule } from "../dataplane/listener.ts";
import { ruleFromRegistration } from "../dataplane/readers/registrations.ts";
import type { McpRouteArgs } from "./args.ts";
import { type Condition, askPath, callerConditions, pathCondition, requestConditions } from "./conditions.ts";
import { stageInPath } from "./apiGateway/api.ts";
import { endpointOf, endpointPatterns, metadataPath } from "./endpoint.ts";
import * as limits from "./limits.ts";
import { endpointRewrite, metadataRewrite, urlRewrite } from "./rewrite.ts";

/** The arguments that decide which rules a route has, and what they ask for. */
export type RulesArgs = Pick<
  McpRouteArgs,
  "url" | "priority" | "hosts" | "conditions" | "serverPath" | "oauthMetadata" | "apiGateway"
>;

/** A rule of a route, as far as it is known before anything is looked up. */
export interface RouteRule {
  /** What is appended to the component's name to name the rule. It never changes. */
  suffix: "rule" | "metadata-rule";
  /** Its slot: the route's own priority, or the one before it. */
  priority: number;
  conditions: Condition[];
  /** One at most. */
  transforms: lb.ListenerRuleTransform[];
}

/** The rules of a route, each in a slot of its own. */
export interface RouteRules {
  own: RouteRule;
  /** The OAuth metadata's, where it does not stand in the route's own. */
  metadata?: RouteRule;
}

/**
 * The rules of a route. Switching the second on or off never moves the first: AWS refuses swapped priorities.
 */
export function rulesOf(args: RulesArgs): RouteRules {
  const { url, priority, conditions = {}, oauthMetadata = true } = args;
  const { path } = endpointOf(url);
  const isApart = oauthMetadata && !sharesItsRule(args);
  const within = oauthMetadata && !isApart && path !== "/" ? [metadataPath(path)] : [];
  const serverPath = serverPathOf(args);
  const stage = stageInPath(args);
  const rewrites = (rewrite: typeof endpointRewrite) =>
    serverPath === path && stage === undefined ? [] : [urlRewrite(rewrite(path, serverPath, stage))];
  const own: RouteRule = {
    suffix: "rule",
    priority,
    conditions: [
      ...callerConditions(args),
      pathCondition(path, conditions, [...within, ...stagedPatterns(path, stage)]),
      ...requestConditions(conditions),
    ],
    transforms: rewrites(endpointRewrite),
  };
  const metadata: RouteRule = {
    suffix: "metadata-rule",
    priority: priority - 1,
    conditions: [
      ...callerConditions(args),
      {
        pathPattern: {
          values: [metadataPath(path), ...(stage === undefined ? [] : [`/${stage}${metadataPath(path)}`])],
        },
      },
    ],
    transforms: rewrites(metadataRewrite),
  };
  return isApart ? { own, metadata } : { own };
}

/** The endpoint's patterns with the stage in front: a root's own take these as well. */
function stagedPatterns(path: string, stage: string | undefined): string[] {
  if (stage === undefined || path === "/") return [];
  return endpointPatterns(path).map((pattern) => `/${stage}${pattern}`);
}

/** The rules of a route in a list, its own first. */
export function listOfRules({ own, metadata }: RouteRules): RouteRule[] {
  return metadata ? [own, metadata] : [own];
}

/** The path at which the server is mounted. */
export function serverPathOf({ url, serverPath }: Pick<McpRouteArgs, "url" | "serverPath">): string {
  return serverPath ?? endpointOf(url).path;
}

/**
 * Whether the OAuth metadata may stand in the route's own rule: where nothing is asked there that a client
 * without a token may not send, nothing is rewritten, and the rule has room.
 */
function sharesItsRule(args: RulesArgs): boolean {
  const { url, conditions = {} } = args;
  const { path } = endpointOf(url);
  if (requestConditions(conditions).length > 0 || serverPathOf(args) !== path) return false;
  // A rule rewrites in one way; the root's does for both.
  if (stageInPath(args) !== undefined) return path === "/";
  const { matched, unconfirmed } = askPath(path, conditions, metadataPath(path));
  if (matched && unconfirmed.length === 0) return true;
  if ((conditions.pathRegexes ?? []).length > 0) return false;
  const whole = [...callerConditions(args), pathCondition(path, conditions, [metadataPath(path)])];
  return valueCount(whole) <= limits.rule.values;
}

/** How many values some conditions have together, as AWS counts them: a key and a value of a query are one. */
export function valueCount(conditions: Condition[]): number {
  return modelled(conditions)
    .map(
      (condition) =>
        condition.values.length + ("regexValues" in condition ? condition.regexValues.length : 0),
    )
    .reduce((sum, count) => sum + count, 0);
}

/** How many wildcards they have together; `\\*` and `\\?` in a query are none. */
export function wildcardCount(conditions: Condition[]): number {
  const texts = modelled(conditions).flatMap((condition) =>
    condition.values.flatMap((value) =>
      typeof value === "string"
        ? [value]
        : [value.key ?? "", value.value].map((each) => each.replace(/\\[*?]/g, "")),
    ),
  );
  return texts.join("").match(/[*?]/g)?.length ?? 0;
}

function modelled(conditions: Condition[]): Rule["conditions"] {
  return modelOf({ suffix: "rule", priority: 1, conditions, transforms: [] }, "").conditions;
}

/** A rule of a route as the model of the data plane knows it, without its actions. */
export function modelOf({ priority, conditions, transforms }: RouteRule, id: string): Rule {
  return ruleFromRegistration({ id, inputs: { priority, conditions, transforms, actions: [] } });
}
