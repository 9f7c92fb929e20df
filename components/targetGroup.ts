import type * as lb from "@pulumi/aws/lb/index.js";
import type { McpRouteArgs } from "./args.ts";
import { healthCheckOf } from "./healthCheck.ts";

/**
 * The settings of a new target group. HTTP/1.1, since a group of HTTP/2 answers clients of HTTP/1.1 with a
 * 464:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html
 */
export function targetGroupArgs({
  target,
  healthCheck,
}: Pick<McpRouteArgs, "target" | "healthCheck">): Omit<lb.TargetGroupArgs, "vpcId" | "tags"> {
  return {
    targetType: "ip",
    protocol: "HTTP",
    protocolVersion: "HTTP1",
    port: target.port,
    healthCheck: { ...healthCheckOf(healthCheck), protocol: "HTTP", port: "traffic-port" },
  };
}
