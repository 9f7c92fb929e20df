import { getListener } from "@pulumi/aws/lb/getListener.js";
import { getLoadBalancer } from "@pulumi/aws/lb/getLoadBalancer.js";
import { type GetTargetGroupResult, getTargetGroup } from "@pulumi/aws/lb/getTargetGroup.js";
import * as pulumi from "@pulumi/pulumi";
import type { McpRouteArgs } from "./args.ts";
import { type Adopted, type Difference, type Known, differences } from "./differences.ts";
import { endpointOf } from "./endpoint.ts";
import { inRegion, inRegionOf } from "./command.ts";
import { balancerName, balancerOf, regionOf } from "./loadBalancer.ts";
import { type Problem, type RouteError, refusal, shown } from "./problem.ts";
import { listenerArnProblems, loadBalancerProblems } from "./validation/listener.ts";
import { tagsProblems } from "./validation/tags.ts";
import { targetGroupArnProblems, targetGroupNameProblems, vpcProblems } from "./validation/target.ts";

type Sought<T> = { ok: T } | { why: string };

/**
 * Looks up what the route stands on and checks it. Everything that the component makes must depend on the
 * output, so that a failed check means that nothing is made.
 *
 * @throws RouteError, inside the output, with every difference that keeps the route from working. The others
 *   are logged as warnings.
 */
export function adopt(
  route: pulumi.ComponentResource,
  name: string,
  args: McpRouteArgs,
): pulumi.Output<Adopted> {
  const { listener, target } = args;
  const { adopt: group, create } = target;
  const late = pulumi.all([listener.arn, listener.loadBalancer, group?.name, group?.arn, create?.vpcId]);
  return late.apply(async ([listenerArn, loadBalancer, targetGroupName, targetGroupArn, vpcId]) => {
    const known = { listenerArn, loadBalancer, targetGroupName, targetGroupArn, vpcId };
    const malformed = lateProblems(args, known);
    if (malformed.length > 0) throw lateRefusal(name, malformed);
    const { found, problems } = await lookUp(route, args, known);
    if (!found) throw lateRefusal(name, problems);
    const seen = differences(args, known, found);
    const errors = seen.filter(({ severity }) => severity === "error");
    const warnings = seen.filter(({ severity }) => severity === "warning");
    for (const warning of warnings) await pulumi.log.warn(warningOf(name, warning), route);
    if (errors.length > 0) throw lateRefusal(name, errors);
    return found;
  });
}

/**
 * The tags, once they are known and checked; those that are known from the start have passed already.
 * All that the component makes takes tags, and so waits for this check as for that of what is adopted.
 *
 * @throws RouteError, inside the output, with every problem.
 */
export function checkedTags(
  name: string,
  tags: NonNullable<McpRouteArgs["tags"]>,
): pulumi.Output<Record<string, string>> {
  return pulumi.output(tags).apply((known) => {
    const problems = tagsProblems(known);
    if (problems.length > 0) throw lateRefusal(name, problems);
    return known;
  });
}

/**
 * The target group of a route that adopts one.
 *
 * @throws Error where the route makes its own.
 */
export function adoptedGroup({ targetGroup }: Adopted): GetTargetGroupResult {
  if (!targetGroup) throw new Error("A route that makes its own target group adopts none.");
  return targetGroup;
}

/**
 * The problems of values that could not be checked before they were known; those that could have passed
 * already.
 */
function lateProblems({ listener, target }: McpRouteArgs, known: Known): Problem[] {
  const { adopt: group, create } = target;
  return [
    ...inputProblems("listener.arn", listener.arn, known.listenerArn, listenerArnProblems),
    ...inputProblems(
      "listener.loadBalancer",
      listener.loadBalancer,
      known.loadBalancer,
      loadBalancerProblems,
    ),
    ...inputProblems("target.adopt.name", group?.name, known.targetGroupName, targetGroupNameProblems),
    ...inputProblems("target.adopt.arn", group?.arn, known.targetGroupArn, targetGroupArnProblems),
    ...inputProblems("target.create.vpcId", create?.vpcId, known.vpcId, vpcProblems),
  ];
}

function inputProblems(
  path: string,
  given: pulumi.Input<string> | undefined,
  value: string | undefined,
  check: (path: string, value: unknown) => Problem[],
): Problem[] {
  if (given === undefined || value !== undefined) return check(path, value);
  const remedy = "Check the name of the output that it comes from.";
  return [{ path, what: "is given, but what it comes from turned out to hold nothing.", remedy }];
}

async function lookUp(
  route: pulumi.ComponentResource,
  args: McpRouteArgs,
  known: Known,
): Promise<{ found?: Adopted; problems: Problem[] }> {
  const [standing, targetGroup] = await Promise.all([
    findListener(route, args, known),
    args.target.adopt ? findTargetGroup(route, known) : undefined,
  ]);
  const problems = [
    ...standing.problems,
    ...(targetGroup && "why" in targetGroup ? [groupNotFound(known, targetGroup.why)] : []),
  ];
  if (!standing.found || problems.length > 0) return { problems };
  return {
    found: {
      ...standing.found,
      ...(targetGroup && "ok" in targetGroup ? { targetGroup: targetGroup.ok } : {}),
    },
    problems,
  };
}

async function findListener(
  route: pulumi.ComponentResource,
  args: McpRouteArgs,
  known: Known,
): Promise<{ found?: Pick<Adopted, "balancer" | "listener">; problems: Problem[] }> {
  const me = { parent: route };
  if (known.listenerArn !== undefined) {
    const listener = await sought(getListener({ arn: known.listenerArn }, me));
    if ("why" in listener)
      return {
        problems: [
          listenerNotFound("listener.arn", known.listenerArn, listener.why, balancerOf(known.listenerArn)),
        ],
      };
    const balancer = await sought(getLoadBalancer({ arn: listener.ok.loadBalancerArn }, me));
    if ("why" in balancer)
      return { problems: [balancerNotFound("listener.arn", listener.ok.loadBalancerArn, balancer.why)] };
    return { found: { balancer: balancer.ok, listener: listener.ok }, problems: [] };
  }
  const given = known.loadBalancer ?? "";
  const named = balancerName(given);
  const balancer = await sought(getLoadBalancer(named ? { name: named.name } : { arn: given }, me));
  if ("why" in balancer)
    return {
      problems: [
        balancerNotFound("listener.loadBalancer", named?.name ?? given, balancer.why, named?.region),
      ],
    };
  const port = listenerPort(args);
  const listener = await sought(getListener({ loadBalancerArn: balancer.ok.arn, port }, me));
  if ("why" in listener)
    return { problems: [listenerNotFound("listener.port", port, listener.why, balancer.ok.arn)] };
  return { found: { balancer: balancer.ok, listener: listener.ok }, problems: [] };
}

/** The port of the listener that is looked up with its balancer. */
export function listenerPort({ listener, url }: Pick<McpRouteArgs, "listener" | "url">): number {
  return listener.port ?? endpointOf(url).port;
}

function findTargetGroup(
  route: pulumi.ComponentResource,
  { targetGroupName, targetGroupArn }: Known,
): Promise<Sought<GetTargetGroupResult>> {
  const wanted = targetGroupArn === undefined ? { name: targetGroupName ?? "" } : { arn: targetGroupArn };
  return sought(getTargetGroup(wanted, { parent: route }));
}

/**
 * A look-up's result, or why there is none: a look-up that throws inside `apply` would drown our own message
 * in the SDK's.
 */
async function sought<T>(lookUp: Promise<T>): Promise<Sought<T>> {
  try {
    return { ok: await lookUp };
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
}

function balancerNotFound(path: string, wanted: string, why: string, region = regionOf(wanted)): Problem {
  const isName = !wanted.startsWith("arn:");
  return {
    path,
    what:
      `no balancer ${shown(wanted)} was found in this account and region` +
      `${isName ? "; AWS looks names up with their letter case" : ""}.${said(why)}`,
    remedy:
      `Check that the provider has the right account and works in ${region}, and find the balancers with: ` +
      `aws elbv2 describe-load-balancers${inRegion(region)} --query 'LoadBalancers[].[LoadBalancerName,DNSName]'`,
  };
}

function listenerNotFound(path: string, wanted: number | string, why: string, balancerArn: string): Problem {
  return {
    path,
    what: `no listener ${shown(wanted)} was found on ${balancerArn}.${said(why)}`,
    remedy:
      `Find the listeners with: aws elbv2 describe-listeners${inRegionOf(balancerArn)} ` +
      `--load-balancer-arn ${balancerArn} --query 'Listeners[].[Port,Protocol,ListenerArn]'`,
  };
}

function groupNotFound({ targetGroupName, targetGroupArn = "" }: Known, why: string): Problem {
  return {
    path: targetGroupName === undefined ? "target.adopt.arn" : "target.adopt.name",
    what: `no target group ${shown(targetGroupName ?? targetGroupArn)} was found in this account and region.${said(why)}`,
    remedy:
      `Find it with: aws elbv2 describe-target-groups${inRegionOf(targetGroupArn)} ` +
      "--query 'TargetGroups[].[TargetGroupName,TargetGroupArn]'; " +
      "or have one made with target.create in place of target.adopt.",
  };
}

/** What the provider said, on one line; nothing where it said nothing. */
function said(why: string): string {
  const line = why.replace(/\s+/g, " ").trim();
  return line === "" ? "" : ` The provider says: ${line}`;
}

function lateRefusal(name: string, problems: Problem[]): RouteError {
  return refusal(name, problems, "none of its resources was registered");
}

function warningOf(name: string, { path, what, remedy }: Difference): string {
  return `McpRoute "${name}": ${path}: ${what}\n      ${remedy}`;
}
