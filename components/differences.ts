import type * as lb from "@pulumi/aws/lb/index.js";
import { matchesWildcard } from "../dataplane/pattern.ts";
import type { McpRouteArgs } from "./args.ts";
import { inRegionOf, matcherOption, word } from "./command.ts";
import { endpointOf } from "./endpoint.ts";
import { asksTheEndpoint, healthCheckOf } from "./healthCheck.ts";
import { ranges, targetGroupName } from "./limits.ts";
import { balancerName, sameDnsName } from "./loadBalancer.ts";
import { type Problem, shown } from "./problem.ts";

/** What exists already and carries the route. */
export interface Adopted {
  balancer: lb.GetLoadBalancerResult;
  listener: lb.GetListenerResult;
  /** Absent where the component makes its own target group. */
  targetGroup?: Group;
}

type Group = lb.GetTargetGroupResult;

/** The arguments whose values may be known only while the program is deployed, now that they are. */
export interface Known {
  listenerArn: string | undefined;
  loadBalancer: string | undefined;
  targetGroupName: string | undefined;
  targetGroupArn: string | undefined;
  vpcId: string | undefined;
}

/** Something that exists and is not as the arguments say. */
export interface Difference extends Problem {
  /** An error cannot work; a warning works, but something is lost. */
  severity: "error" | "warning";
}

/** One row of the table of what is compared. */
export interface Comparison {
  /** What is compared, as docs/adoption.md names it. */
  name: string;
  severity: "error" | "warning";
  /** The difference, where there is one. */
  compare: (seen: Seen) => Problem | undefined;
}

/** What the arguments say beside what was found. */
interface Seen extends Adopted {
  args: McpRouteArgs;
  known: Known;
}

/** Every difference between what the arguments say and what was found, in the order of the table. */
export function differences(args: McpRouteArgs, known: Known, found: Adopted): Difference[] {
  return comparisons.flatMap(({ severity, compare }) => {
    const problem = compare({ ...found, args, known });
    return problem ? [{ ...problem, severity }] : [];
  });
}

/** What is compared, and whether a difference is an error or a warning: the table of docs/adoption.md. */
export const comparisons: Comparison[] = [
  { name: "balancer: DNS name", severity: "error", compare: dnsName },
  { name: "balancer: type", severity: "error", compare: balancerType },
  { name: "balancer: idle timeout", severity: "warning", compare: idleTimeout },
  { name: "listener: protocol", severity: "warning", compare: listenerProtocol },
  { name: "hosts: the public host", severity: "warning", compare: publicHost },
  { name: "new target group: VPC", severity: "error", compare: newGroupVpc },
  { name: "target group: type", severity: "error", compare: groupType },
  { name: "target group: protocol", severity: "error", compare: groupProtocol },
  { name: "target group: protocol version", severity: "error", compare: groupProtocolVersion },
  { name: "target group: VPC", severity: "error", compare: groupVpc },
  { name: "target group: held by another balancer", severity: "error", compare: groupHolder },
  { name: "target group: port", severity: "warning", compare: groupPort },
  {
    name: "target group: health check asks the MCP endpoint",
    severity: "error",
    compare: groupCheckAsksEndpoint,
  },
  { name: "target group: health-check path", severity: "warning", compare: groupCheckPath },
  { name: "target group: health-check matcher", severity: "warning", compare: groupCheckMatcher },
  { name: "target group: health-check times and thresholds", severity: "warning", compare: groupCheckTimes },
];

function dnsName({ known, balancer }: Seen): Problem | undefined {
  const given = known.loadBalancer;
  if (given === undefined || !balancerName(given) || sameDnsName(given, balancer.dnsName)) return undefined;
  return {
    path: "listener.loadBalancer",
    what: `the balancer ${shown(balancer.name)} has the DNS name ${balancer.dnsName}, not ${given}: another one of that name.`,
    remedy: `If that is the one, say listener.loadBalancer: ${balancer.dnsName}; otherwise check the provider's account and region.`,
  };
}

function balancerType({ balancer }: Seen): Problem | undefined {
  if (balancer.loadBalancerType === "application") return undefined;
  return {
    path: "listener",
    what: `the balancer ${shown(balancer.name)} is of type ${shown(balancer.loadBalancerType)}; only an application balancer has listener rules.`,
    remedy: `Find one with: aws elbv2 describe-load-balancers${inRegionOf(balancer.arn)} --query "LoadBalancers[?Type=='application'].DNSName"`,
  };
}

/**
 * Seconds by which the recommended idle timeout exceeds the longest silence, so that a byte that comes just
 * in time is not too late.
 */
const MARGIN = 10;

function idleTimeout({ args, balancer }: Seen): Problem | undefined {
  const silence = args.longestSilence ?? 60;
  if (balancer.idleTimeout >= silence) return undefined;
  const wanted = Math.min(silence + MARGIN, ranges.idleTimeout.to);
  return {
    path: "longestSilence",
    what: `the balancer cuts a stream after ${balancer.idleTimeout} seconds without a byte (its idle timeout), and streams may be silent for ${silence}.`,
    remedy:
      `aws elbv2 modify-load-balancer-attributes${inRegionOf(balancer.arn)} --load-balancer-arn ${balancer.arn} ` +
      `--attributes Key=idle_timeout.timeout_seconds,Value=${wanted}`,
  };
}

function listenerProtocol({ args, listener }: Seen): Problem | undefined {
  const { protocol } = endpointOf(args.url);
  const wanted = protocol === "https:" ? "HTTPS" : "HTTP";
  if (listener.protocol === wanted) return undefined;
  return {
    path: "listener",
    what: `the listener on port ${listener.port} speaks ${listener.protocol}, while the public URL is ${wanted.toLowerCase()}: right only where something in front of the balancer translates.`,
    remedy: `See the others with: aws elbv2 describe-listeners${inRegionOf(listener.arn)} --load-balancer-arn ${listener.loadBalancerArn} --query 'Listeners[].[Port,Protocol]'`,
  };
}

function publicHost({ args }: Seen): Problem | undefined {
  const { host } = endpointOf(args.url);
  const hosts = args.hosts ?? [];
  if (hosts.length === 0 || hosts.some((pattern) => matchesWildcard(pattern, host, { caseSensitive: false })))
    return undefined;
  return {
    path: "hosts",
    what: `${shown(hosts)} leave out ${host}, the host of the public URL: right only where something in front of the balancer rewrites Host.`,
    remedy: `Add ${shown(host)}, or leave hosts out to take any host.`,
  };
}

function newGroupVpc({ known: { vpcId }, balancer }: Seen): Problem | undefined {
  if (vpcId === undefined || vpcId === balancer.vpcId) return undefined;
  return {
    path: "target.create.vpcId",
    what: `${vpcId} is not the VPC of the balancer, ${balancer.vpcId}, which can forward to target groups of its own VPC only.`,
    remedy: "Leave it out to take the balancer's VPC.",
  };
}

function groupType(seen: Seen): Problem | undefined {
  const { targetGroup } = seen;
  if (!targetGroup || serverGroup(seen)) return undefined;
  const type = shown(targetGroup.targetType);
  const what = `has targets of type ${type}, not ip or instance: requests would not reach the server over HTTP.`;
  return groupProblem(seen, targetGroup, what, anotherGroup(seen, targetGroup));
}

/**
 * The adopted target group, where its type is one that holds servers: the rest of another's settings means
 * nothing here.
 */
function serverGroup({ targetGroup }: Seen): Group | undefined {
  const { targetType } = targetGroup ?? {};
  return targetType === "ip" || targetType === "instance" ? targetGroup : undefined;
}

function groupProtocol(seen: Seen): Problem | undefined {
  return lastingFault(seen, ({ protocol }) =>
    protocol === "HTTP"
      ? undefined
      : `speaks ${shown(protocol)} to its targets, not HTTP; AWS cannot change that.`,
  );
}

function groupProtocolVersion(seen: Seen): Problem | undefined {
  // The provider gives "" where AWS has its default.
  return lastingFault(seen, ({ protocolVersion }) =>
    protocolVersion === "HTTP1" || protocolVersion === ""
      ? undefined
      : `speaks ${shown(protocolVersion)}, so that clients of HTTP/1.1 get a 464; AWS cannot change that.`,
  );
}

function groupVpc(seen: Seen): Problem | undefined {
  return lastingFault(seen, ({ vpcId }) =>
    vpcId === seen.balancer.vpcId
      ? undefined
      : `is in ${vpcId}, not in the balancer's VPC ${seen.balancer.vpcId}; AWS refuses to forward there.`,
  );
}

function groupHolder(seen: Seen): Problem | undefined {
  return lastingFault(seen, ({ loadBalancerArns }) => {
    const others = loadBalancerArns.filter((arn) => arn !== seen.balancer.arn);
    return others.length === 0
      ? undefined
      : `is held by another balancer (${others.join(", ")}); AWS allows one a target group.`;
  });
}

function groupPort(seen: Seen): Problem | undefined {
  const group = serverGroup(seen);
  const { port } = seen.args.target;
  if (!group || group.port === port) return undefined;
  const what = `has the port ${group.port}, not ${port}: right only where the targets are registered with a port of their own, as ECS does.`;
  const remedy = `Say target.port: ${group.port} if the server listens there. Otherwise: ${anotherGroup(seen, group)}`;
  return groupProblem(seen, group, what, remedy);
}

function groupCheckAsksEndpoint(seen: Seen): Problem | undefined {
  const { args } = seen;
  const targetGroup = serverGroup(seen);
  if (!targetGroup) return undefined;
  const { path, matcher } = targetGroup.healthCheck;
  if (!asksTheEndpoint(path, matcher, endpointOf(args.url).path)) return undefined;
  return {
    path: "healthCheck.path",
    what: `the health check of ${targetGroup.name} asks the MCP endpoint ${path}, which answers a bare GET with 400, 401, 404, 405 or 406, never with ${shown(matcher)}: no target is ever healthy.`,
    remedy: modifyCheck(args, targetGroup.arn),
  };
}

function groupCheckPath(seen: Seen): Problem | undefined {
  const { args } = seen;
  const targetGroup = serverGroup(seen);
  if (!targetGroup) return undefined;
  const { path } = healthCheckOf(args.healthCheck);
  const { path: asked, matcher } = targetGroup.healthCheck;
  if (asked === path || asksTheEndpoint(asked, matcher, endpointOf(args.url).path)) return undefined;
  return {
    path: "healthCheck.path",
    what: `the health check of ${targetGroup.name} asks ${shown(asked)}, not ${shown(path)}.`,
    remedy: `Say healthCheck.path: ${shown(asked)} if that is right. Otherwise: ${modifyCheck(args, targetGroup.arn)}`,
  };
}

function groupCheckMatcher(seen: Seen): Problem | undefined {
  const { args } = seen;
  const targetGroup = serverGroup(seen);
  if (!targetGroup) return undefined;
  const { matcher } = healthCheckOf(args.healthCheck);
  const { matcher: taken } = targetGroup.healthCheck;
  if (taken === matcher) return undefined;
  return {
    path: "healthCheck.matcher",
    what: `the health check of ${targetGroup.name} takes ${shown(taken)} for health, not ${shown(matcher)}.`,
    remedy: `Say healthCheck.matcher: ${shown(taken)} if that is right. Otherwise: ${modifyCheck(args, targetGroup.arn)}`,
  };
}

/** AWS's defaults for these are as good as ours, so only what the arguments say is compared. */
function groupCheckTimes(seen: Seen): Problem | undefined {
  const { args } = seen;
  const targetGroup = serverGroup(seen);
  if (!targetGroup) return undefined;
  const keys = ["interval", "timeout", "healthyThreshold", "unhealthyThreshold"] as const;
  const different = keys.filter((key) => {
    const said = args.healthCheck?.[key];
    return said !== undefined && said !== targetGroup.healthCheck[key];
  });
  if (different.length === 0) return undefined;
  const list = different.map(
    (key) => `${key} ${targetGroup.healthCheck[key]}, not ${args.healthCheck?.[key] ?? ""}`,
  );
  return {
    path: different.map((key) => `healthCheck.${key}`).join(", "),
    what: `the health check of ${targetGroup.name} has ${list.join("; ")}.`,
    remedy: modifyCheck(args, targetGroup.arn),
  };
}

/** A difference of an adopted target group. */
function groupProblem(seen: Seen, group: Group, what: string, remedy: string): Problem {
  const path = seen.known.targetGroupArn === undefined ? "target.adopt.name" : "target.adopt.arn";
  return { path, what: `the target group ${group.name} ${what}`, remedy };
}

/** A difference that AWS cannot mend in place: only another target group does. */
function lastingFault(seen: Seen, fault: (group: Group) => string | undefined): Problem | undefined {
  const group = serverGroup(seen);
  const what = group && fault(group);
  return what ? groupProblem(seen, group, what, anotherGroup(seen, group)) : undefined;
}

/** The command that makes a target group as it should be. */
function anotherGroup({ args, balancer }: Seen, { arn, name, targetType }: Group): string {
  const { path, matcher, interval, timeout, healthyThreshold, unhealthyThreshold } = healthCheckOf(
    args.healthCheck,
  );
  return (
    `Adopt one that the server's service is moved to: aws elbv2 create-target-group${inRegionOf(arn)} ` +
    `--name ${anotherName(name)} --protocol HTTP --protocol-version HTTP1 --port ${args.target.port} ` +
    `--target-type ${targetType === "instance" ? "instance" : "ip"} --vpc-id ${balancer.vpcId} ` +
    `--health-check-path ${word(path)} ${matcherOption(matcher)} --health-check-interval-seconds ${interval} ` +
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
