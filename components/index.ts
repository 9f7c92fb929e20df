/** What another program imports. */
export { McpRoute } from "./mcpRoute.ts";
export type {
  AdoptTargetArgs,
  CreateTargetArgs,
  HealthCheckArgs,
  ListenerArgs,
  McpRouteArgs,
  TargetArgs,
} from "./args.ts";
export type { RouteRow } from "./routeRow.ts";
export { RouteError } from "./problem.ts";
