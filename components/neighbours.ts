import * as pulumi from "@pulumi/pulumi";
import { covers } from "../dataplane/covers.ts";
import type { Rule } from "../dataplane/listener.ts";
import type { McpRouteArgs } from "./args.ts";
import { endpointOf } from "./endpoint.ts";
import * as limits from "./limits.ts";
import { balancerName } from "./loadBalancer.ts";
import type { Problem } from "./problem.ts";
import { listOfRules, modelOf, rulesOf } from "./rules.ts";

/** A route among those of its program. */
export interface Neighbour {
  /** The component's name. */
  name: string;
  rules: NeighbourRule[];
  /** What the arguments say of the listener, where that is plain: two routes that say the same stand on one. */
  said: string | undefined;
  /** The listener's ARN, once it is looked up. */
  listenerArn?: string;
}

/** A rule, called by the name of its resource. */
interface NeighbourRule {
  rule: Rule;
  /** What of it the route cannot do without: the endpoint's own paths, were the OAuth metadata left to it or not. */
  needed: Rule;
}

/** The routes of each program: one process may run several, one after another or side by side. */
const programs = new WeakMap<object, Neighbour[]>();

/** A route as its neighbours see it. */
export function neighbourOf(name: string, args: McpRouteArgs): Neighbour {
  const endpoint = rulesOf({ ...args, oauthMetadata: false }).own;
  const rules = listOfRules(rulesOf(args)).map((rule): NeighbourRule => {
    const id = `${name}-${rule.suffix}`;
    return { rule: modelOf(rule, id), needed: modelOf(rule.suffix === "rule" ? endpoint : rule, id) };
  });
  return { name, rules, said: saidOf(args) };
}

/** Enters a route among those of the program that is running, with whose rules later ones may collide. */
export function enter(route: Neighbour): void {
  routesOfProgram().push(route);
}

/**
 * Problems between the rules of a route, and with those of the routes before it that are said to stand on its
 * listener: one priority twice, and a rule that never gets a request since an earlier one takes them all.
 */
export function neighbourProblems(route: Neighbour): Problem[] {
  const same = routesOfProgram().filter(({ said }) => said !== undefined && said === route.said);
  return [route, ...same].flatMap((other) => problemsBetween(route, other));
}

/** Such problems with the routes that turned out to stand on its listener, which is said of them in other words. */
export function lateNeighbourProblems(route: Neighbour): Problem[] {
  const same = routesOfProgram().filter(
    ({ said, listenerArn }) =>
      listenerArn === route.listenerArn && (said === undefined || said !== route.said),
  );
  return same.filter((other) => other !== route).flatMap((other) => problemsBetween(route, other));
}

function problemsBetween(route: Neighbour, other: Neighbour): Problem[] {
  return route.rules.flatMap((own) => pairProblems(own, other.rules, route, other));
}

function routesOfProgram(): Neighbour[] {
  const monitor = pulumi.runtime.getMonitor();
  if (!monitor) return [];
  const routes = programs.get(monitor) ?? [];
  programs.set(monitor, routes);
  return routes;
}

function saidOf({ listener: { arn, loadBalancer, port }, url }: McpRouteArgs): string | undefined {
  if (typeof arn === "string") return arn;
  if (typeof loadBalancer !== "string") return undefined;
  const name = balancerName(loadBalancer)?.dnsName.toLowerCase() ?? loadBalancer;
  return `${name}:${port ?? endpointOf(url).port}`;
}

function pairProblems(
  own: NeighbourRule,
  others: NeighbourRule[],
  route: Neighbour,
  neighbour: Neighbour,
): Problem[] {
  return others.flatMap((theirs) => {
    const [{ rule }, { rule: other }] = [own, theirs];
    const whose = route === neighbour ? other.id : `${other.id} of McpRoute "${neighbour.name}"`;
    if (other === rule) return [];
    if (other.priority === rule.priority)
      return [
        {
          path: "priority",
          what: `${rule.priority}, that of ${rule.id}, is also that of ${whose}; a listener has each once (${limits.ranges.priority.page}).`,
          remedy:
            "Give one of them another priority. A route whose OAuth metadata has a rule of its own takes the one before as well.",
        },
      ];
    const [first, later] = other.priority < rule.priority ? [other, rule] : [rule, other];
    const { needed } = later === rule ? own : theirs;
    // Told of the route that is being checked: of its own two rules once.
    if (!covers(first, needed) || (route === neighbour && first === rule)) return [];
    const [early, late] = first === rule ? [rule.id, whose] : [whose, rule.id];
    return [
      {
        path: "priority",
        what: `${first.priority}, that of ${early}, comes before ${later.priority}, that of ${late}, and takes every request of the endpoint that is meant for it.`,
        remedy:
          "Give the narrower rule the lower priority, or its route other hosts, conditions or paths. " +
          "Of two routes of one URL, only the first needs its OAuth metadata: say oauthMetadata: false in the other.",
      },
    ];
  });
}
