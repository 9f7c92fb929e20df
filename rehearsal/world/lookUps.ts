import type * as lb from "@pulumi/aws/lb/index.js";
import { type World, attribute, idleTimeout, targetGroup } from "./world.ts";

type Fields = Record<string, unknown>;

/**
 * Answers a program's look-up from the world, as the provider would.
 *
 * @throws Error where the world does not hold what is sought, as the provider does; and for a look-up that is
 *   not of balancers.
 */
export function lookUp(world: World, token: string, inputs: Fields): Fields {
  switch (token) {
    case "aws:lb/getLoadBalancer:getLoadBalancer":
      return { ...balancer(world, inputs) };
    case "aws:lb/getListener:getListener":
      return { ...listener(world, inputs) };
    case "aws:lb/getTargetGroup:getTargetGroup":
      return { ...group(world, inputs) };
    default:
      throw new Error(`the rehearsal has no answer to the look-up ${token}`);
  }
}

function balancer(world: World, { arn, name }: Fields): Partial<lb.GetLoadBalancerResult> {
  const found = world.loadBalancers.LoadBalancers.find((each) =>
    arn === undefined ? each.LoadBalancerName === name : each.LoadBalancerArn === arn,
  );
  if (!found) throw new Error(`no balancer ${String(arn ?? name)} is in load-balancers.json`);
  return {
    arn: found.LoadBalancerArn,
    name: found.LoadBalancerName,
    dnsName: found.DNSName,
    loadBalancerType: found.Type,
    vpcId: found.VpcId,
    securityGroups: found.SecurityGroups,
    idleTimeout: idleTimeout(world),
    preserveHostHeader: attribute(world, "routing.http.preserve_host_header.enabled") === "true",
  };
}

function listener(world: World, { arn, loadBalancerArn, port }: Fields): Partial<lb.GetListenerResult> {
  const found = world.listeners.Listeners.find((each) =>
    arn === undefined
      ? each.LoadBalancerArn === loadBalancerArn && each.Port === port
      : each.ListenerArn === arn,
  );
  if (!found) throw new Error(`no listener ${String(arn ?? port)} is in listeners.json`);
  return {
    arn: found.ListenerArn,
    loadBalancerArn: found.LoadBalancerArn,
    port: found.Port,
    protocol: found.Protocol,
  };
}

function group(world: World, { arn, name }: Fields): Partial<lb.GetTargetGroupResult> {
  const found =
    typeof arn === "string"
      ? targetGroup(world, arn)
      : world.targetGroups.TargetGroups.find(({ TargetGroupName }) => TargetGroupName === name);
  if (!found) throw new Error(`no target group ${String(arn ?? name)} is in target-groups.json`);
  return {
    arn: found.TargetGroupArn,
    name: found.TargetGroupName,
    targetType: found.TargetType,
    // The provider has "" and 0 for what a group of Lambda functions lacks.
    protocol: found.Protocol ?? "",
    protocolVersion: found.ProtocolVersion ?? "",
    port: found.Port ?? 0,
    vpcId: found.VpcId ?? "",
    loadBalancerArns: found.LoadBalancerArns,
    healthCheck: {
      enabled: found.HealthCheckEnabled ?? true,
      protocol: found.HealthCheckProtocol ?? "",
      port: found.HealthCheckPort ?? "",
      path: found.HealthCheckPath ?? "",
      matcher: found.Matcher?.HttpCode ?? "",
      interval: found.HealthCheckIntervalSeconds ?? 0,
      timeout: found.HealthCheckTimeoutSeconds ?? 0,
      healthyThreshold: found.HealthyThresholdCount ?? 0,
      unhealthyThreshold: found.UnhealthyThresholdCount ?? 0,
    },
  };
}
