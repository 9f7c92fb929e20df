import { inRegionOf, matcherOption, word } from "../command.ts";
import type { McpRouteArgs } from "../args.ts";
import { asksTheEndpoint } from "../../dataplane/matcher.ts";
import { healthCheckOf } from "../healthCheck.ts";
import { targetGroupName } from "../limits.ts";
import { type Problem, shown } from "../problem.ts";
import { serverPathOf } from "../rules.ts";
import { protocolOf, targetsOf } from "../targets.ts";
import type { Compare, Group, Seen, SeenTarget } from "./seen.ts";

/** Compares each target of a route by itself. */
export function ofEach(compare: (target: SeenTarget) => Problem | undefined): Compare {
  return (seen) => targetsSeen(seen).flatMap((target) => compare(target) ?? []);
}

function targetsSeen(seen: Seen): SeenTarget[] {
  return targetsOf(seen.args).map((target) => {
    const group = seen.targetGroups[target.name];
    const known = seen.known.targets[target.name] ?? { name: undefined, arn: undefined, vpcId: undefined };
    return { seen, target, known, ...(group ? { group } : {}) };
  });
}

/** A balancer forwards to target groups of its own VPC only. */
export function newGroupVpc({
  seen: { balancer },
  target,
  known: { vpcId },
}: SeenTarget): Problem | undefined {
  if (vpcId === undefined || vpcId === balancer.vpcId) return undefined;
  return {
    path: `${target.path}.create.vpcId`,
    what: `${vpcId} is not the VPC of the balancer, ${balancer.vpcId}, which can forward to target groups of its own VPC only.`,
    remedy: "Leave it out to take the balancer's VPC.",
  };
}

/** Two targets turned out to be one target group, which a rule names once. */
export function groupTwice(seen: Seen): Problem[] {
  const all = targetsSeen(seen);
  return all.flatMap((target, at) => {
    const other = all.slice(0, at).find(({ group }) => group && group.arn === target.group?.arn);
    if (!other || !target.group) return [];
    const what = `is that of ${other.target.path} as well; a rule names a target group once.`;
    return [groupProblem(target, target.group, what, "Add the weights, and leave one out.")];
  });
}

/** Requests reach a server over HTTP only with targets of type ip or instance. */
export function groupType(target: SeenTarget): Problem | undefined {
  const { group } = target;
  if (!group || serverGroup(target)) return undefined;
  const type = shown(group.targetType);
  const what = `has targets of type ${type}, not ip or instance: requests would not reach the server over HTTP.`;
  return groupProblem(target, group, what, anotherGroup(target, group));
}

/**
 * The adopted target group, where its type is one that holds servers: the rest of another's settings means
 * nothing here.
 */
function serverGroup({ group }: SeenTarget): Group | undefined {
  return group?.targetType === "ip" || group?.targetType === "instance" ? group : undefined;
}

/** The balancer speaks to targets in the group's protocol, which AWS cannot change. */
export function groupProtocol(target: SeenTarget): Problem | undefined {
  const wanted = protocolOf(target.target.args);
  return lastingFault(target, ({ protocol }) =>
    protocol === wanted
      ? undefined
      : `speaks ${shown(protocol)} to its targets, not ${wanted}; AWS cannot change that.`,
  );
}

/** Clients of HTTP/1.1 get a 464 from a group of HTTP2 or GRPC. */
export function groupProtocolVersion(target: SeenTarget): Problem | undefined {
  // The provider gives "" where AWS has its default.
  return lastingFault(target, ({ protocolVersion }) =>
    protocolVersion === "HTTP1" || protocolVersion === ""
      ? undefined
      : `speaks ${shown(protocolVersion)}, so that clients of HTTP/1.1 get a 464; AWS cannot change that.`,
  );
}

/** A balancer forwards to target groups of its own VPC only. */
export function groupVpc(target: SeenTarget): Problem | undefined {
  const { balancer } = target.seen;
  return lastingFault(target, ({ vpcId }) =>
    vpcId === balancer.vpcId
      ? undefined
      : `is in ${vpcId}, not in the balancer's VPC ${balancer.vpcId}; AWS refuses to forward there.`,
  );
}

/** AWS allows one balancer a target group. */
export function groupHolder(target: SeenTarget): Problem | undefined {
  return lastingFault(target, ({ loadBalancerArns }) => {
    const others = loadBalancerArns.filter((arn) => arn !== target.seen.balancer.arn);
    return others.length === 0
      ? undefined
      : `is held by another balancer (${others.join(", ")}); AWS allows one a target group.`;
  });
}

/** Targets may be registered with a port of their own, as ECS does. */
export function groupPort(target: SeenTarget): Problem | undefined {
  const group = serverGroup(target);
  const { path, args } = target.target;
  if (!group || group.port === args.port) return undefined;
  const what = `has the port ${group.port}, not ${args.port}: right only where the targets are registered with a port of their own, as ECS does.`;
  const remedy = `Say ${path}.port: ${group.port} if the server listens there. Otherwise: ${anotherGroup(target, group)}`;
  return groupProblem(target, group, what, remedy);
}

/** The endpoint answers a bare GET with none of what the matcher takes for health. */
export function groupCheckAsksEndpoint(target: SeenTarget): Problem | undefined {
  const { args } = target.seen;
  const group = serverGroup(target);
  if (!group || !asksEndpoint(target, group)) return undefined;
  const { path, matcher } = group.healthCheck;
  return {
    path: "healthCheck.path",
    what: `the health check of ${group.name} asks the MCP endpoint ${path}, which answers a bare GET with 400, 401, 404, 405 or 406, never with ${shown(matcher)}: no target is ever healthy.`,
    remedy: modifyCheck(args, group.arn),
  };
}

/** The balancer asks the server itself, where the endpoint stands at the server's own path. */
function asksEndpoint({ seen: { args } }: SeenTarget, { healthCheck: { path, matcher } }: Group): boolean {
  return asksTheEndpoint(path, matcher, serverPathOf(args));
}

/** The health check asks another path. */
export function groupCheckPath(target: SeenTarget): Problem | undefined {
  const { args } = target.seen;
  const group = serverGroup(target);
  if (!group) return undefined;
  const { path } = healthCheckOf(args.healthCheck);
  const { path: asked } = group.healthCheck;
  if (asked === path || asksEndpoint(target, group)) return undefined;
  return {
    path: "healthCheck.path",
    what: `the health check of ${group.name} asks ${shown(asked)}, not ${shown(path)}.`,
    remedy: `Say healthCheck.path: ${shown(asked)} if that is right. Otherwise: ${modifyCheck(args, group.arn)}`,
  };
}

/** The health check takes other answers for health. */
export function groupCheckMatcher(target: SeenTarget): Problem | undefined {
  const { args } = target.seen;
  const group = serverGroup(target);
  if (!group) return undefined;
  const { matcher } = healthCheckOf(args.healthCheck);
  const { matcher: taken } = group.healthCheck;
  if (taken === matcher) return undefined;
  return {
    path: "healthCheck.matcher",
    what: `the health check of ${group.name} takes ${shown(taken)} for health, not ${shown(matcher)}.`,
    remedy: `Say healthCheck.matcher: ${shown(taken)} if that is right. Otherwise: ${modifyCheck(args, group.arn)}`,
  };
}

/** AWS's defaults for these are as good as ours, so only what the arguments say is compared. */
export function groupCheckTimes(target: SeenTarget): Problem | undefined {
  const { args } = target.seen;
  const group = serverGroup(target);
  if (!group) return undefined;
  const keys = ["interval", "timeout", "healthyThreshold", "unhealthyThreshold"] as const;
  const different = keys.filter((key) => {
    const said = args.healthCheck?.[key];
    return said !== undefined && said !== group.healthCheck[key];
  });
  if (different.length === 0) return undefined;
  const list = different.map(
    (key) => `${key} ${group.healthCheck[key]}, not ${args.healthCheck?.[key] ?? ""}`,
  );
  return {
    path: different.map((key) => `healthCheck.${key}`).join(", "),
    what: `the health check of ${group.name} has ${list.join("; ")}.`,
    remedy: modifyCheck(args, group.arn),
  };
}

/** A difference of an adopted target group. */
function groupProblem({ target, known }: SeenTarget, group: Group, what: string, remedy: string): Problem {
  const path = `${target.path}.adopt.${known.arn === undefined ? "name" : "arn"}`;
  return { path, what: `the target group ${group.name} ${what}`, remedy };
}

/** A difference that AWS cannot mend in place: only another target group does. */
function lastingFault(target: SeenTarget, fault: (group: Group) => string | undefined): Problem | undefined {
  const group = serverGroup(target);
  const what = group && fault(group);
  return what ? groupProblem(target, group, what, anotherGroup(target, group)) : undefined;
}

/** The command that makes a target group as it should be. */
function anotherGroup(
  { seen: { args, balancer }, target }: SeenTarget,
  { arn, name, targetType }: Group,
): string {
  const { path, matcher, interval, timeout, healthyThreshold, unhealthyThreshold } = healthCheckOf(
    args.healthCheck,
  );
  const protocol = protocolOf(target.args);
  // AWS checks health over HTTP unless told otherwise.
  const check = protocol === "HTTP" ? "" : `--health-check-protocol ${protocol} `;
  return (
    `Adopt one that the server's service is moved to: aws elbv2 create-target-group${inRegionOf(arn)} ` +
    `--name ${anotherName(name)} --protocol ${protocol} --protocol-version HTTP1 --port ${target.args.port} ` +
    `--target-type ${targetType === "instance" ? "instance" : "ip"} --vpc-id ${balancer.vpcId} ` +
    `${check}--health-check-path ${word(path)} ${matcherOption(matcher)} --health-check-interval-seconds ${interval} ` +
    `--health-check-timeout-seconds ${timeout} --healthy-threshold-count ${healthyThreshold} ` +
    `--unhealthy-threshold-count ${unhealthyThreshold}`
  );
}

function anotherName(name: string): string {
  return `${name.slice(0, targetGroupName.length - 2)}-2`;
}

function modifyCheck(args: McpRouteArgs, groupArn: string): string {
  const { path, matcher, ...whole } = healthCheckOf(args.healthCheck);
  const { healthyThreshold, unhealthyThreshold, ...said } = args.healthCheck ?? {};
  // AWS refuses an interval that is not more than the timeout, so that one is not set without the other.
  const { interval, timeout } = said.interval === undefined && said.timeout === undefined ? said : whole;
  const option = (flag: string, value: number | undefined) =>
    value === undefined ? "" : ` --${flag} ${value}`;
  return (
    `aws elbv2 modify-target-group${inRegionOf(groupArn)} --target-group-arn ${groupArn} ` +
    `--health-check-path ${word(path)} ${matcherOption(matcher)}` +
    option("health-check-interval-seconds", interval) +
    option("health-check-timeout-seconds", timeout) +
    option("healthy-threshold-count", healthyThreshold) +
    option("unhealthy-threshold-count", unhealthyThreshold)
  );
}
