import { type World, attribute, idleTimeout, targetGroup } from "./world.ts";

type Fields = Record<string, unknown>;

/**
 * Answers a program's look-up from the world, as the provider would.
 *
 * @throws Error where the world does not hold what is sought, as the provider does; and for a look-up that is not of balancers.
 */
export function lookUp(world: World, token: string, inputs: Fields): Fields {
  switch (token) {
    case "aws:lb/getLoadBalancer:getLoadBalancer":
      return balancer(world, inputs);
    case "aws:lb/getListener:getListener":
      return listener(world, inputs);
    case "aws:lb/getTargetGroup:getTargetGroup":
      return group(world, inputs);
    default:
      throw new Error(`the rehearsal has no answer to the look-up ${token}`);
  }
}

function balancer(world: World, { arn, name }: Fields): Fields {
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
    idleTimeout: idleTimeout(world),
    preserveHostHeader: attribute(world, "routing.http.preserve_host_header.enabled") === "true",
  };
}

function listener(world: World, { arn, loadBalancerArn, port }: Fields): Fields {
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

function group(world: World, { arn, name }: Fields): Fields {
  const found = world.targetGroups.TargetGroups.find(({ TargetGroupName }) => TargetGroupName === name);
  const sought = typeof arn === "string" ? targetGroup(world, arn) : found;
  if (!sought) throw new Error(`no target group ${String(arn ?? name)} is in target-groups.json`);
  return {
    arn: sought.TargetGroupArn,
    name: sought.TargetGroupName,
    targetType: sought.TargetType,
    protocol: sought.Protocol ?? "",
    protocolVersion: sought.ProtocolVersion ?? "",
    port: sought.Port ?? 0,
    vpcId: sought.VpcId ?? "",
    loadBalancerArns: sought.LoadBalancerArns,
    healthCheck: {
      path: sought.HealthCheckPath ?? "",
      matcher: sought.Matcher?.HttpCode ?? "",
      interval: sought.HealthCheckIntervalSeconds ?? 0,
      timeout: sought.HealthCheckTimeoutSeconds ?? 0,
      healthyThreshold: sought.HealthyThresholdCount ?? 0,
      unhealthyThreshold: sought.UnhealthyThresholdCount ?? 0,
    },
  };
}
