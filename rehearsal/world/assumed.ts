import { listenerPort } from "../../components/lookUps.ts";
import { healthCheckOf } from "../../components/healthCheck.ts";
import { balancerName, balancerOf, nameOf, regionOf } from "../../components/loadBalancer.ts";
import { isRest } from "../../components/apiGateway/api.ts";
import { protocolOf, targetsOf } from "../../components/targets.ts";
import type { PlainTarget, Settings } from "../../config.ts";
import { ACCOUNT, REGION } from "../program/made.ts";
import { assumedGateway } from "./gateway.ts";
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
export function assumptionsOf({ route }: Settings): Assumption[] {
  const targets = targetsOf(route);
  const isMade = targets.some(({ args: { create } }) => create);
  const isAdopted = targets.some(({ args: { adopt } }) => adopt);
  return [
    { what: "idle timeout", value: "60 s, AWS's default" },
    { what: "default action", value: "forwards to a frontend that answers POST with an HTML 405" },
    { what: "other rules", value: "none" },
    { what: "Host header", value: "passed on without a port, AWS's default" },
    ...(isMade ? [{ what: "new target group", value: "named by Pulumi, with a suffix of its own" }] : []),
    ...(isAdopted ? [{ what: "adopted target group", value: "as the stack says" }] : []),
    ...(route.securityGroups ? [{ what: "balancer's security group", value: "as the stack says" }] : []),
    ...gatewayAssumptions(route.apiGateway),
  ];
}

function gatewayAssumptions(gateway: Settings["route"]["apiGateway"]): Assumption[] {
  if (!gateway) return [];
  const { adopt, stage, customDomain, origin } = gateway;
  return [
    ...(adopt
      ? [
          { what: "adopted API", value: `as the stack says${isRest(gateway) ? ", regional" : ""}` },
          { what: "other routes of the API", value: "none" },
        ]
      : [{ what: "before", value: "no API Gateway: clients come to the balancer" }]),
    ...(customDomain ? [{ what: "custom domain", value: "regional, and mapped to nothing else" }] : []),
    ...(origin.url === undefined
      ? []
      : [{ what: "origin's host", value: "leads to the balancer, and is on its certificate" }]),
    ...(stage?.webAcl ? [{ what: "web ACL", value: "lets every request through" }] : []),
  ];
}

/**
 * The world that a stack expects, where AWS was not asked: its balancer and target group as it says, and
 * AWS's defaults.
 */
export function assumedWorld({ route, region: stacks = REGION }: Settings): World {
  const { listener, healthCheck, securityGroups } = route;
  const targets = targetsOf(route).map(({ args }) => args as PlainTarget);
  const given = listener.loadBalancer ?? "";
  const named = balancerName(given);
  const name = nameOf(given) ?? nameInArn(listener.arn ?? given);
  const region = (named?.region ?? regionOf(listener.arn ?? given)) || stacks;
  const partition = named?.dnsName.toLowerCase().endsWith(".cn") ? "aws-cn" : "aws";
  const arn = (kind: string) => `arn:${partition}:elasticloadbalancing:${region}:${ACCOUNT}:${kind}`;
  const balancerArn = given.startsWith("arn:")
    ? given
    : listener.arn === undefined
      ? arn(`loadbalancer/app/${name}/0123456789abcdef`)
      : balancerOf(listener.arn);
  const frontendArn = arn(`targetgroup/${FRONTEND}/fedcba9876543210`);
  const vpc = targets.find(({ create }) => create?.vpcId !== undefined)?.create?.vpcId ?? VPC;
  const group = (groupName: string, groupArn: string, target: PlainTarget) => ({
    TargetGroupArn: groupArn,
    TargetGroupName: groupName,
    TargetType: "ip",
    Protocol: protocolOf(target),
    ProtocolVersion: "HTTP1",
    Port: target.port,
    VpcId: vpc,
    LoadBalancerArns: [balancerArn],
    ...checked(healthCheck),
  });
  const adopted = targets.flatMap((target) =>
    target.adopt ? [group(...adoptedGroup(target.adopt, arn), target)] : [],
  );
  const gateway = assumedGateway(route.apiGateway, region);
  return {
    assumed: true,
    ...(gateway ? { gateway } : {}),
    loadBalancers: {
      LoadBalancers: [
        {
          LoadBalancerArn: balancerArn,
          LoadBalancerName: name,
          DNSName: named?.dnsName ?? `${name}-0000000000.${region}.elb.amazonaws.com`,
          Type: "application",
          VpcId: vpc,
          SecurityGroups: securityGroups ? [securityGroups.balancer] : [],
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
    targetGroups: { TargetGroups: [...adopted, group(FRONTEND, frontendArn, { port: 80 })] },
  };
}

function adoptedGroup(
  { name, arn }: NonNullable<PlainTarget["adopt"]>,
  arnOf: (kind: string) => string,
): [name: string, arn: string] {
  if (arn !== undefined) return [nameInArn(arn), arn];
  return [name ?? "", arnOf(`targetgroup/${name ?? ""}/0123456789abcdef`)];
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
