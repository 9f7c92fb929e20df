import type { McpRouteArgs } from "./args.ts";
import * as balancer from "./differences/balancer.ts";
import * as asked from "./differences/asked.ts";
import type { Adopted, Compare, Known } from "./differences/seen.ts";
import * as gateway from "./differences/apiGateway.ts";
import * as group from "./differences/targetGroup.ts";
import type { Problem } from "./problem.ts";

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
  /** The differences, where there are any. */
  compare: Compare;
}

/** Every difference between what the arguments say and what was found, in the order of the table. */
export function differences(args: McpRouteArgs, known: Known, found: Adopted): Difference[] {
  return comparisons.flatMap(({ severity, compare }) =>
    compare({ ...found, args, known }).map((problem) => ({ ...problem, severity })),
  );
}

/** What is compared, and whether a difference is an error or a warning: the table of docs/adoption.md. */
export const comparisons: Comparison[] = [
  { name: "balancer: DNS name", severity: "error", compare: balancer.dnsName },
  { name: "balancer: type", severity: "error", compare: balancer.balancerType },
  { name: "balancer: idle timeout", severity: "warning", compare: balancer.idleTimeout },
  { name: "balancer: security group", severity: "error", compare: balancer.balancerGroup },
  { name: "listener: protocol", severity: "warning", compare: balancer.listenerProtocol },
  { name: "hosts: the public host", severity: "warning", compare: balancer.publicHost },
  { name: "stickiness: cookies", severity: "warning", compare: asked.cookies },
  { name: "new target group: deregistration delay", severity: "warning", compare: asked.deregistration },
  { name: "new target group: VPC", severity: "error", compare: group.ofEach(group.newGroupVpc) },
  { name: "target group: the same twice", severity: "error", compare: group.groupTwice },
  { name: "target group: type", severity: "error", compare: group.ofEach(group.groupType) },
  { name: "target group: protocol", severity: "error", compare: group.ofEach(group.groupProtocol) },
  {
    name: "target group: protocol version",
    severity: "error",
    compare: group.ofEach(group.groupProtocolVersion),
  },
  { name: "target group: VPC", severity: "error", compare: group.ofEach(group.groupVpc) },
  {
    name: "target group: held by another balancer",
    severity: "error",
    compare: group.ofEach(group.groupHolder),
  },
  { name: "target group: port", severity: "warning", compare: group.ofEach(group.groupPort) },
  {
    name: "target group: health check asks the MCP endpoint",
    severity: "error",
    compare: group.ofEach(group.groupCheckAsksEndpoint),
  },
  {
    name: "target group: health-check path",
    severity: "warning",
    compare: group.ofEach(group.groupCheckPath),
  },
  {
    name: "target group: health-check matcher",
    severity: "warning",
    compare: group.ofEach(group.groupCheckMatcher),
  },
  {
    name: "target group: health-check times and thresholds",
    severity: "warning",
    compare: group.ofEach(group.groupCheckTimes),
  },
  { name: "API: id", severity: "error", compare: gateway.apiId },
  { name: "API: protocol", severity: "error", compare: gateway.apiProtocol },
  { name: "API: endpoint type and silence", severity: "error", compare: gateway.apiSilence },
  { name: "API: CORS", severity: "warning", compare: gateway.apiCors },
  { name: "web ACL: region", severity: "error", compare: gateway.webAclRegion },
  { name: "origin: port", severity: "warning", compare: gateway.originPort },
  { name: "origin: internal balancer", severity: "warning", compare: gateway.originInternal },
  { name: "origin: the public host", severity: "warning", compare: gateway.originPublicHost },
  { name: "VPC link: name on the certificate", severity: "error", compare: gateway.linkServerName },
  { name: "VPC link: host", severity: "warning", compare: gateway.linkHost },
  { name: "custom domain: the public host", severity: "warning", compare: gateway.domainHost },
  { name: "gateway: OAuth metadata out of reach", severity: "warning", compare: gateway.metadataOutOfReach },
  { name: "gateway: source addresses", severity: "warning", compare: gateway.sourceAddresses },
];
