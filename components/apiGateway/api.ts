import { ApiEndpointType, type ApiGatewayArgs, ApiType } from "../apiGatewayArgs.ts";
import type { McpRouteArgs } from "../args.ts";
import { endpointOf } from "../endpoint.ts";

/** Whether the API is a REST API: every one that is not said to be an HTTP API. */
export function isRest({ type }: Pick<ApiGatewayArgs, "type">): boolean {
  return type !== ApiType.Http;
}

/** Where clients reach a new API; an HTTP API is always regional. */
export function endpointTypeOf({ endpointType }: Pick<ApiGatewayArgs, "endpointType">): ApiEndpointType {
  return endpointType ?? ApiEndpointType.Regional;
}

/** Whether the component makes the stage: that of a new API, or one of its own on an adopted API. */
export function makesStage({ adopt, stage }: Pick<ApiGatewayArgs, "adopt" | "stage">): boolean {
  return !adopt || stage !== undefined;
}

/** The name of the stage that clients reach, made or adopted; "" where it is missing, which is told elsewhere. */
export function stageNameOf(gateway: Pick<ApiGatewayArgs, "type" | "adopt" | "stage">): string {
  const rest = isRest(gateway);
  if (makesStage(gateway)) return gateway.stage?.name ?? (rest ? "live" : DEFAULT_STAGE);
  return gateway.adopt?.stage ?? (rest ? "" : DEFAULT_STAGE);
}

/** The stage of an HTTP API that stands in no address. */
export const DEFAULT_STAGE = "$default";

/**
 * The stage that a REST API leaves in the path of what it sends through a VPC link: `/live/mcp`. Nothing can take it
 * out there without holding the answer back, so the listener's rules take the path with it and rewrite it.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/private-integration.html
 *
 * @returns undefined where the path comes to the balancer as it is.
 */
export function stageInPath({ apiGateway }: Pick<McpRouteArgs, "apiGateway">): string | undefined {
  const isStaged = apiGateway !== undefined && isRest(apiGateway) && apiGateway.origin.vpcLink !== undefined;
  return isStaged ? stageNameOf(apiGateway) : undefined;
}

/** The path of the endpoint within the API: that of the public URL, less the one under which the domain maps it. */
export function apiPath(url: string, { customDomain }: Pick<ApiGatewayArgs, "customDomain">): string {
  const { path } = endpointOf(url);
  const base = customDomain?.basePath;
  if (base === undefined) return path;
  return path === `/${base}` ? "/" : path.slice(base.length + 1);
}

/** Seconds within which an answer must have ended. */
export function timeoutOf(gateway: Pick<ApiGatewayArgs, "type" | "timeout">): number {
  return gateway.timeout ?? (isRest(gateway) ? 900 : 30);
}
