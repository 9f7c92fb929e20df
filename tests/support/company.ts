/** What a company has on AWS before any route, as the provider's look-ups describe it. */
export const company = {
  dnsName: "sales--LoadB-nGDYylEerIKm-1431252539.us-east-1.elb.amazonaws.com",
  balancerArn:
    "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/sales--LoadB-nGDYylEerIKm/50dc6c495c0c9188",
  listenerArn:
    "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/sales--LoadB-nGDYylEerIKm/50dc6c495c0c9188/f2f7dc8efc522ab2",
  targetGroupArn:
    "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/sales-prod-mcp-server/73e2d6bc24d8a067",
  vpcId: "vpc-0a1b2c3d",
} as const;

/** What differs in a test from the company as it stands; null means that there is no such thing. */
export interface Changes {
  balancer?: Record<string, unknown> | null;
  listener?: Record<string, unknown> | null;
  targetGroup?: Record<string, unknown> | null;
  healthCheck?: Record<string, unknown>;
}

/**
 * Answers look-ups as the provider does for the company, whose idle timeout is 400 seconds unless changed.
 */
export function lookUps(changes: Changes = {}): (token: string, inputs: object) => Record<string, unknown> {
  return (token) => {
    const kind = /:get(\w+)$/.exec(token)?.[1] ?? token;
    const [standard, change] = standing(kind, changes);
    if (change === null) throw new Error(`reading ELBv2 ${kind}: couldn't find resource`);
    return { ...standard, ...change };
  };
}

function standing(
  kind: string,
  changes: Changes,
): [Record<string, unknown>, Record<string, unknown> | null | undefined] {
  switch (kind) {
    case "LoadBalancer":
      return [
        {
          arn: company.balancerArn,
          name: "sales--LoadB-nGDYylEerIKm",
          dnsName: company.dnsName,
          loadBalancerType: "application",
          idleTimeout: 400,
          vpcId: company.vpcId,
        },
        changes.balancer,
      ];
    case "Listener":
      return [
        { arn: company.listenerArn, loadBalancerArn: company.balancerArn, port: 443, protocol: "HTTPS" },
        changes.listener,
      ];
    case "TargetGroup":
      return [
        {
          arn: company.targetGroupArn,
          name: "sales-prod-mcp-server",
          targetType: "ip",
          protocol: "HTTP",
          protocolVersion: "HTTP1",
          port: 8000,
          vpcId: company.vpcId,
          loadBalancerArns: [company.balancerArn],
          healthCheck: {
            path: "/healthz",
            matcher: "200",
            interval: 30,
            timeout: 5,
            healthyThreshold: 2,
            unhealthyThreshold: 3,
            ...changes.healthCheck,
          },
        },
        changes.targetGroup,
      ];
    default:
      throw new Error(`the company has no answer to ${kind}`);
  }
}
