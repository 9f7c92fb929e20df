import type * as lb from "@pulumi/aws/lb/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { McpRouteArgs } from "./args.ts";
import { healthCheckOf } from "./healthCheck.ts";
import * as limits from "./limits.ts";
import {
  type CreateTargetArgs,
  type HealthThresholdArgs,
  type StickinessArgs,
  StickinessType,
  type TargetArgs,
  type TargetGroupHealthArgs,
  TargetType,
} from "./targetArgs.ts";
import { type RouteTarget, protocolOf } from "./targets.ts";

/** The arguments that every target group of a route shares. */
type Shared = Pick<McpRouteArgs, "healthCheck" | "longestSilence">;

/** A target group of a route, for other resources and other stacks. */
export interface TargetGroupInfo {
  arn: string;
  name: string;
  /** The port that the server listens on. */
  port: number;
  /** Its share of the requests by the arguments, which deployments may have moved since; 1 where it is the only one. */
  weight: number;
}

/** A target of a route with its target group, made or adopted. */
export interface TargetGroupOfRoute {
  target: RouteTarget;
  arn: pulumi.Output<string>;
  name: pulumi.Output<string>;
}

/**
 * The target groups of a route, by the names of their targets, known once its rules are made: AWS refuses an ECS
 * service on a target group that no rule forwards to.
 */
export function infoOf(
  groups: TargetGroupOfRoute[],
  rules: pulumi.CustomResource[],
): pulumi.Output<Record<string, TargetGroupInfo>> {
  const waited = [...groups.flatMap(({ arn, name }) => [arn, name]), ...rules.map(({ id }) => id)];
  return pulumi.all(waited).apply((known) =>
    Object.fromEntries(
      groups.map(({ target }, at): [string, TargetGroupInfo] => [
        target.name,
        {
          arn: known[2 * at] ?? "",
          name: known[2 * at + 1] ?? "",
          port: target.args.port,
          weight: target.weight,
        },
      ]),
    ),
  );
}

/** The settings of a new target group that do not wait for a look-up. */
type Settings = Omit<lb.TargetGroupArgs, "vpcId" | "tags">;

/**
 * The settings of a new target group. HTTP/1.1, since a group of HTTP/2 answers clients of HTTP/1.1 with a
 * 464:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html
 */
export function targetGroupArgs(target: TargetArgs, shared: Shared): Settings {
  const { type, slowStart, algorithm, stickiness, targetGroupHealth } = target.create ?? {};
  const protocol = protocolOf(target);
  return {
    targetType: type ?? TargetType.Ip,
    protocol,
    protocolVersion: "HTTP1",
    port: target.port,
    deregistrationDelay: deregistrationDelayOf(target.create, shared),
    ...(slowStart === undefined ? {} : { slowStart }),
    ...(algorithm === undefined ? {} : { loadBalancingAlgorithmType: algorithm }),
    ...(stickiness === undefined ? {} : { stickiness: stickinessOf(stickiness) }),
    ...(targetGroupHealth === undefined ? {} : { targetGroupHealth: groupHealth(targetGroupHealth) }),
    healthCheck: { ...healthCheckOf(shared.healthCheck), protocol, port: "traffic-port" },
  };
}

/** Seconds that a stream may take to end: at least as long as it may be silent, so that one more byte can come. */
function deregistrationDelayOf(create: CreateTargetArgs | undefined, { longestSilence = 0 }: Shared): number {
  const { to } = limits.ranges.deregistrationDelay;
  return create?.deregistrationDelay ?? Math.min(Math.max(DELAY, longestSilence), to);
}

/** AWS's own, in seconds. */
const DELAY = 300;

function stickinessOf({ type, duration, cookieName }: StickinessArgs): lb.TargetGroupArgs["stickiness"] {
  return {
    enabled: true,
    type: type ?? StickinessType.LoadBalancer,
    cookieDuration: duration ?? DAY,
    ...(cookieName === undefined ? {} : { cookieName }),
  };
}

/** In seconds. */
const DAY = 86_400;

/** Both thresholds: what is left out would be AWS's own, and a difference in each preview. */
function groupHealth({
  dnsFailover = {},
  unhealthyRouting = {},
}: TargetGroupHealthArgs): lb.TargetGroupArgs["targetGroupHealth"] {
  const count = ({ minimumTargets = 1 }: HealthThresholdArgs) => minimumTargets;
  const percentage = ({ minimumPercentage }: HealthThresholdArgs) => String(minimumPercentage ?? "off");
  return {
    dnsFailover: {
      minimumHealthyTargetsCount: String(count(dnsFailover)),
      minimumHealthyTargetsPercentage: percentage(dnsFailover),
    },
    unhealthyStateRouting: {
      minimumHealthyTargetsCount: count(unhealthyRouting),
      minimumHealthyTargetsPercentage: percentage(unhealthyRouting),
    },
  };
}
