/** What another program imports. */
export { McpRoute } from "./mcpRoute.ts";
export {
  type AccessLogsArgs,
  type AdoptApiArgs,
  ApiEndpointType,
  type ApiGatewayArgs,
  type ApiStageArgs,
  ApiType,
  type CreateVpcLinkArgs,
  type CustomDomainArgs,
  type OriginArgs,
  type ThrottlingArgs,
  type VpcLinkArgs,
  type WebAclArgs,
} from "./apiGatewayArgs.ts";
export type { ApiGatewayInfo } from "./apiGateway/info.ts";
export type { ForwardArgs, HealthCheckArgs, ListenerArgs, McpRouteArgs, SecurityGroupsArgs } from "./args.ts";
export type { ConditionsArgs, HeaderConditionArgs, QueryStringConditionArgs } from "./conditionsArgs.ts";
export {
  type AdoptTargetArgs,
  Algorithm,
  type CreateTargetArgs,
  type HealthThresholdArgs,
  type StickinessArgs,
  StickinessType,
  type TargetArgs,
  type TargetGroupHealthArgs,
  TargetProtocol,
  TargetType,
  type WeightedTargetArgs,
} from "./targetArgs.ts";
export type { EcsLoadBalancer, EcsWiring } from "./ecs.ts";
export type { RouteRow } from "./routeRow.ts";
export type { TargetGroupInfo } from "./targetGroup.ts";
export { RouteError } from "./problem.ts";
