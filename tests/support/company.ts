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
  restApiArn: "arn:aws:apigateway:us-east-1::/restapis/a1b2c3d4e5",
  httpApiArn: "arn:aws:apigateway:us-east-1::/apis/f6g7h8i9j0",
  webAclArn:
    "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/company/4f1a5b2c-0000-4000-8000-0123456789ab",
} as const;

/** What differs in a test from the company as it stands; null means that there is no such thing. */
export interface Changes {
  balancer?: Record<string, unknown> | null;
  listener?: Record<string, unknown> | null;
  targetGroup?: Record<string, unknown> | null;
  healthCheck?: Record<string, unknown>;
  restApi?: Record<string, unknown> | null;
  /** A resource of the REST API, whichever path it is looked up by. */
  resource?: Record<string, unknown> | null;
  httpApi?: Record<string, unknown> | null;
  webAcl?: Record<string, unknown> | null;
}

/**
 * Answers look-ups as the provider does for the company, whose idle timeout is 400 seconds unless changed.
 */
export function lookUps(changes: Changes = {}): (token: string, inputs: object) => Record<string, unknown> {
  return (token, inputs) => {
    const kind = /:get(\w+)$/.exec(token)?.[1] ?? token;
    const [standard, change] = standing(kind, changes, inputs);
    if (change === null) throw new Error(`reading ELBv2 ${kind}: couldn't find resource`);
    return { ...standard, ...change };
  };
}

function standing(
  kind: string,
  changes: Changes,
  inputs: object,
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
    case "RestApi":
      return [
        {
          id: "a1b2c3d4e5",
          name: "company",
          arn: company.restApiArn,
          executionArn: "arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5",
          rootResourceId: "root",
          endpointConfigurations: [{ types: ["REGIONAL"], vpcEndpointIds: [] }],
        },
        changes.restApi,
      ];
    case "Resource":
      return [{ ...inputs, id: `id-of-${(inputs as { path: string }).path}` }, changes.resource];
    case "Api":
      return [
        {
          id: "f6g7h8i9j0",
          name: "company",
          arn: company.httpApiArn,
          executionArn: "arn:aws:execute-api:us-east-1:123456789012:f6g7h8i9j0",
          apiEndpoint: "https://f6g7h8i9j0.execute-api.us-east-1.amazonaws.com",
          protocolType: "HTTP",
        },
        changes.httpApi,
      ];
    case "WebAcl":
      return [{ arn: company.webAclArn }, changes.webAcl];
    default:
      throw new Error(`the company has no answer to ${kind}`);
  }
}
