import { regexProblem } from "../../dataplane/pattern.ts";
import { askPath } from "../conditions.ts";
import { stageInPath, stageNameOf } from "../apiGateway/api.ts";
import type { ApiGatewayArgs } from "../apiGatewayArgs.ts";
import * as limits from "../limits.ts";
import { type Problem, shown } from "../problem.ts";
import { type RouteRule, type RulesArgs, rulesOf, valueCount, wildcardCount } from "../rules.ts";
import type { Draft } from "../validation.ts";
import { isMap } from "./forms.ts";
import { endpointPath } from "./url.ts";

/** Problems of the rules that all conditions make together; each by itself has passed, or is told elsewhere. */
export function rulesProblems(args: Draft): Problem[] {
  const sound = soundPart(args);
  const path = endpointPath(args.url) ?? "/mcp";
  return [
    ...hostsTwiceProblems(sound),
    ...pathRegexProblems(sound, path),
    ...rootProblems(args, path),
    ...budgetProblems(sound),
    ...slotProblems(args.priority, sound),
    ...freezeProblems(args.forward, sound),
  ];
}

/** The arguments as far as they have the right shape, so that what is wrong in one hides nothing of the others. */
function soundPart({ url, hosts, conditions, serverPath, oauthMetadata, apiGateway }: Draft): RulesArgs {
  const list = <T>(value: T[] | undefined): T[] => (Array.isArray(value) ? value : []);
  const { hostRegexes, pathRegexes, headers, methods, queryStrings, sourceIps } = isMap(conditions)
    ? conditions
    : {};
  return {
    url: endpointPath(url) === undefined ? "https://host/mcp" : String(url),
    // Any will do for the conditions; what it must be is checked by itself.
    priority: limits.ranges.priority.to,
    hosts: list(hosts).filter(isText),
    conditions: {
      hostRegexes: list(hostRegexes).filter(isText),
      pathRegexes: list(pathRegexes).filter(isText),
      headers: list(headers).filter(isHeader),
      methods: list(methods).filter(isText),
      queryStrings: list(queryStrings).filter(isQuery),
      sourceIps: list(sourceIps).filter(isText),
    },
    ...(isText(serverPath) ? { serverPath } : {}),
    ...(typeof oauthMetadata === "boolean" ? { oauthMetadata } : {}),
    ...stagedPart(apiGateway),
  };
}

/** A gateway whose stage stands in the path, as far as the rules know of it. */
function stagedPart(apiGateway: Draft["apiGateway"]): Pick<RulesArgs, "apiGateway"> {
  const gateway: Partial<ApiGatewayArgs> = isMap(apiGateway) ? apiGateway : {};
  const isSound = isMap(gateway.origin) && isText(stageNameOf(gateway));
  return isSound ? { apiGateway: gateway as ApiGatewayArgs } : {};
}

const isText = (value: unknown): value is string => typeof value === "string";
const isHeader = (value: unknown): boolean => {
  const { name, values, regexes } = (isMap(value) ? value : {}) as Record<string, unknown>;
  const isSound = (list: unknown) => list === undefined || (Array.isArray(list) && list.every(isText));
  return isText(name) && isSound(values) && isSound(regexes);
};
const isQuery = (value: unknown): boolean => {
  const { key, value: text } = (isMap(value) ? value : {}) as Record<string, unknown>;
  return isText(text) && (key === undefined || isText(key));
};

function hostsTwiceProblems({ hosts = [], conditions = {} }: RulesArgs): Problem[] {
  if (hosts.length === 0 || (conditions.hostRegexes ?? []).length === 0) return [];
  const what = `stands beside hosts; a rule compares the host in one way (${limits.rule.page}).`;
  return [{ path: "conditions.hostRegexes", what, remedy: "Leave one of them out." }];
}

function pathRegexProblems({ conditions = {}, serverPath }: RulesArgs, path: string): Problem[] {
  const { pathRegexes = [] } = conditions;
  if (pathRegexes.length === 0) return [];
  const { matched, unconfirmed } = askPath(path, conditions, path);
  // What is malformed may be meant to take it.
  const isOpen = unconfirmed.length > 0 || pathRegexes.some((regex) => regexProblem(regex)?.certain);
  const missed =
    matched || isOpen
      ? []
      : [
          {
            path: "conditions.pathRegexes",
            what: `${shown(pathRegexes)} do not take ${shown(path)}, the path of the public URL.`,
            remedy: `Give one that does, such as ${shown(`^${path.replace(/[.$+]/g, "\\$&")}(/.*)?$`)}.`,
          },
        ];
  const rewritten =
    serverPath === undefined || serverPath === path
      ? []
      : [
          {
            path: "conditions.pathRegexes",
            what: `stands beside serverPath ${shown(serverPath)}, which rewrites ${shown(path)} alone, so that other paths would come to the server as they are.`,
            remedy: "Leave one of them out.",
          },
        ];
  return [...missed, ...rewritten];
}

/** What is said in a wrong way narrows the rule as well, once it is mended. */
function rootProblems({ hosts, conditions }: Draft, path: string): Problem[] {
  const said: unknown[] = [hosts, ...(isMap(conditions) ? Object.values<unknown>({ ...conditions }) : [])];
  const isNarrowed = said.some(
    (value) => value !== undefined && !(Array.isArray(value) && value.length === 0),
  );
  if (path !== "/" || isNarrowed) return [];
  return [
    {
      path: "hosts",
      what: "is empty while the public URL has no path, so that the rule would take everything that reaches the listener.",
      remedy: "Give the endpoint's host, or a path of its own such as /mcp.",
    },
  ];
}

const SECOND =
  "Give the rest to a second McpRoute with a priority of its own; two may share an adopted target group.";

function budgetProblems(args: RulesArgs): Problem[] {
  // What stands beside it asks for no more than the route's own rule.
  const { own } = rulesOf(args);
  return [...valuesProblems(args, own), ...wildcardProblems(args, own)];
}

function valuesProblems(args: RulesArgs, { conditions }: RouteRule): Problem[] {
  const count = valueCount(conditions);
  if (count <= limits.rule.values) return [];
  const paths = conditions.reduce(
    (sum, condition) => sum + ("pathPattern" in condition ? valueCount([condition]) : 0),
    0,
  );
  const what = `the conditions have ${count} values, the endpoint's ${paths} for the path among them; a rule holds ${limits.rule.values} (${limits.rule.page}).`;
  return [{ path: pathOf(args), what, remedy: SECOND }];
}

function wildcardProblems(args: RulesArgs, { conditions }: RouteRule): Problem[] {
  const count = wildcardCount(conditions);
  if (count <= limits.rule.wildcards) return [];
  const what = `the conditions have ${count} wildcards, those of the endpoint's paths among them; a rule holds ${limits.rule.wildcards} (${limits.rule.page}).`;
  return [{ path: pathOf(args), what, remedy: SECOND }];
}

/** Where there is something to take away. */
function pathOf({ conditions }: RulesArgs): string {
  const isSaid = Object.values(conditions as Record<string, unknown[]>).some((list) => list.length > 0);
  return isSaid ? "conditions" : "hosts";
}

/** The slot of the OAuth metadata, where it has one. */
function slotProblems(priority: unknown, args: RulesArgs): Problem[] {
  const { metadata } = rulesOf(args);
  if (!metadata || priority !== limits.ranges.priority.from) return [];
  return [
    {
      path: "priority",
      what: `${priority} leaves no room for the rule of the OAuth metadata, which stands one before (${limits.ranges.priority.page}).`,
      // A gateway needs the metadata.
      remedy: args.apiGateway
        ? "Give 2 or more."
        : "Give 2 or more, or oauthMetadata: false where the server has no OAuth.",
    },
  ];
}

/** ECS moves one rule of a service from one target group to the other, and would leave the metadata's behind. */
function freezeProblems(forward: Draft["forward"], args: RulesArgs): Problem[] {
  const { metadata } = rulesOf(args);
  if (!metadata || forward?.leaveToDeployments !== true) return [];
  return [
    {
      path: "forward.leaveToDeployments",
      what: "leaves the route's own rule to deployments, while the OAuth metadata has a rule that none of them moves.",
      remedy: freezeRemedy(args),
    },
  ];
}

function freezeRemedy(args: RulesArgs): string {
  if (stageInPath(args) !== undefined)
    return "Leave it out, or reach the balancer by apiGateway.origin.url: with the stage that comes through a VPC link, the metadata always has one.";
  const leftOut = "leave out the conditions, hosts or serverPath that take the metadata out of the rule.";
  return args.apiGateway ? `L${leftOut.slice(1)}` : `Say oauthMetadata: false, or ${leftOut}`;
}
