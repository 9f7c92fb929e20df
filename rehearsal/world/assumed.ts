import { listenerPort } from "../../components/adoption.ts";
import { healthCheckOf } from "../../components/healthCheck.ts";
import { balancerName, balancerOf, regionOf } from "../../components/loadBalancer.ts";
import type { Settings } from "../../config.ts";
import { ACCOUNT, REGION } from "../program/made.ts";
import type { World } from "./world.ts";

/** The target group that the assumed default action forwards to. */
const FRONTEND = "frontend";

/** The VPC of everything that is adopted, where the stack names none. */
const VPC = "vpc-00000000";

/** One thing that the rehearsal takes for granted because nobody told. */
export interface Assumption {
  what: string;
  value: string;
}

/** What `assumedWorld` assumes, for people. */
export function assumptionsOf({ route: { target } }: Settings): Assumption[] {
  return [
    { what: "idle timeout", value: "60 s, AWS's default" },
    { what: "default action", value: "forwards to a frontend that answers POST with an HTML 405" },
    { what: "other rules", value: "none" },
    { what: "Host header", value: "passed on without a port, AWS's default" },
    target.create
      ? { what: "new target group", value: "named by Pulumi, with a suffix of its own" }
      : { what: "adopted target group", value: "as the stack says" },
  ];
}

/**
 * The world that a stack expects, where AWS was not asked: its balancer and target group as it says, and
 * AWS's defaults.
 */
export function assumedWorld({ route }: Settings): World {
  const { listener, target, healthCheck } = route;
  const given = listener.loadBalancer ?? "";
  const named = balancerName(given);
  const name = named?.name ?? nameInArn(listener.arn ?? given);
  const region = named?.region ?? (regionOf(listener.arn ?? given) || REGION);
  const partition = named?.dnsName.toLowerCase().endsWith(".cn") ? "aws-cn" : "aws";
  const arn = (kind: string) => `arn:${partition}:elasticloadbalancing:${region}:${ACCOUNT}:${kind}`;
  const balancerArn = given.startsWith("arn:")
    ? given
    : listener.arn === undefined
      ? arn(`loadbalancer/app/${name}/0123456789abcdef`)
      : balancerOf(listener.arn);
  const frontendArn = arn(`targetgroup/${FRONTEND}/fedcba9876543210`);
  const vpc = typeof target.create?.vpcId === "string" ? target.create.vpcId : VPC;
  const group = (groupName: string, groupArn: string) => ({
    TargetGroupArn: groupArn,
    TargetGroupName: groupName,
    TargetType: "ip",
    Protocol: "HTTP",
    ProtocolVersion: "HTTP1",
    Port: target.port,
    VpcId: vpc,
    LoadBalancerArns: [balancerArn],
    ...checked(healthCheck),
  });
  const adopted = adoptedGroup(target.adopt, arn);
  return {
    assumed: true,
    loadBalancers: {
      LoadBalancers: [
        {
          LoadBalancerArn: balancerArn,
          LoadBalancerName: name,
          DNSName: named?.dnsName ?? `${name}-0000000000.${region}.elb.amazonaws.com`,
          Type: "application",
          VpcId: vpc,
        },
      ],
    },
    attributes: { Attributes: [] },
    listeners: {
      Listeners: [
        {
          ListenerArn: listener.arn ?? arn(`listener/app/${name}/0123456789abcdef/0123456789abcdef`),
          LoadBalancerArn: balancerArn,
          Port: listenerPort(route),
          Protocol: route.url.startsWith("https:") ? "HTTPS" : "HTTP",
          DefaultActions: [{ Type: "forward", TargetGroupArn: frontendArn }],
        },
      ],
    },
    rules: { Rules: [] },
    tags: { TagDescriptions: [] },
    targetGroups: { TargetGroups: [...(adopted ? [group(...adopted)] : []), group(FRONTEND, frontendArn)] },
  };
}

function adoptedGroup(
  adopt: Settings["route"]["target"]["adopt"],
  arn: (kind: string) => string,
): [name: string, arn: string] | undefined {
  if (adopt?.arn !== undefined) return [nameInArn(adopt.arn), adopt.arn];
  if (adopt?.name !== undefined) return [adopt.name, arn(`targetgroup/${adopt.name}/0123456789abcdef`)];
  return undefined;
}

function checked(healthCheck: Settings["route"]["healthCheck"]) {
  const { path, matcher, interval, timeout, healthyThreshold, unhealthyThreshold } =
    healthCheckOf(healthCheck);
  return {
    HealthCheckPath: path,
    HealthCheckIntervalSeconds: interval,
    HealthCheckTimeoutSeconds: timeout,
    HealthyThresholdCount: healthyThreshold,
    UnhealthyThresholdCount: unhealthyThreshold,
    Matcher: { HttpCode: matcher },
  };
}

/** The name in the ARN of a balancer, a listener or a target group. */
function nameInArn(arn: string): string {
  return /:(?:loadbalancer\/app|listener\/app|targetgroup)\/([^/]+)/.exec(arn)?.[1] ?? "balancer";
}
