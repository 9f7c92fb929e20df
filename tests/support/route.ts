import type * as pulumi from "@pulumi/pulumi";
import { McpRoute, type McpRouteArgs } from "../../components/index.ts";
import { type Changes, company, lookUps } from "./company.ts";
import { type Deployment, args, deploy } from "./deploy.ts";

export const RULE = "aws:lb/listenerRule:ListenerRule";
export const GROUP = "aws:lb/targetGroup:TargetGroup";
export const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
export const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
export const COMPONENT = "mcp-route:index:McpRoute";

export const METADATA = "/.well-known/oauth-protected-resource/mcp";
export const PATHS = ["/mcp", "/mcp/*", METADATA];
export const CREATE = { create: {}, port: 8000 };
export const UNKNOWN = { __pulumiUnknown: true };

/** The rule of the arguments as they stand. */
export const rule = {
  listenerArn: company.listenerArn,
  priority: 10,
  conditions: [{ pathPattern: { values: PATHS } }],
  actions: [{ type: "forward", targetGroupArn: company.targetGroupArn }],
};

/** The target group of the arguments as they stand, but for `create`. */
export const group = {
  targetType: "ip",
  protocol: "HTTP",
  protocolVersion: "HTTP1",
  port: 8000,
  deregistrationDelay: 300,
  vpcId: company.vpcId,
  healthCheck: {
    path: "/healthz",
    matcher: "200",
    interval: 30,
    timeout: 5,
    healthyThreshold: 2,
    unhealthyThreshold: 3,
    protocol: "HTTP",
    port: "traffic-port",
  },
};

/** Deploys one route, whose outputs become the stack's. */
export function route(
  changes: Partial<McpRouteArgs> = {},
  opts: pulumi.ComponentResourceOptions = {},
  stage: Parameters<typeof deploy>[1] = {},
): Promise<Deployment> {
  return deploy(() => {
    const made = new McpRoute("mcp", args(changes), opts);
    const { url, ruleArn, targetGroupArn, targetGroupName, targetGroups, ecs, routes, apiGateway } = made;
    const all = { url, ruleArn, targetGroupArn, targetGroupName, targetGroups, ecs, routes };
    return apiGateway ? { ...all, apiGateway } : all;
  }, stage);
}

/** What was looked up: the function's name and its inputs. */
export function lookedUp({ lookUps: all }: Pick<Deployment, "lookUps">): [string, unknown][] {
  return all.map(({ token, inputs }) => [token.replace(/.*:/, ""), inputs]);
}

/** What was made, and what made it: types and names. */
export function made({ resources }: Pick<Deployment, "resources">): [string, string][] {
  return resources.map(({ type, name }) => [type, name]);
}

/** A target group's ARN as the mocks make it of its name. */
export function groupArn(name: string): string {
  return `arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/${name}/0000000000000000`;
}

/** Answers look-ups as for the company, which has a target group of each name and ARN that is asked for. */
export function manyGroups(changes: Changes = {}): ReturnType<typeof lookUps> {
  const answer = lookUps(changes);
  return (token, inputs) => {
    const found = answer(token, inputs);
    if (!token.endsWith(":getTargetGroup")) return found;
    const { arn, name } = inputs as { arn?: string; name?: string };
    const its = name ?? arn?.split("/")[1] ?? "";
    return { ...found, name: its, arn: arn ?? groupArn(its) };
  };
}
