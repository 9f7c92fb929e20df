import type { ApiType } from "../apiGatewayArgs.ts";
import type { RouteRow } from "../routeRow.ts";
import { DEFAULT_STAGE } from "./api.ts";
import { type Place, routePath } from "./places.ts";

/** What an API Gateway has of the route, for clients, other resources and other stacks. */
export interface ApiGatewayInfo {
  type: ApiType;
  /** The API's id. */
  id: string;
  /** The API's ARN. */
  arn: string;
  /** What permissions to call the API are given for. */
  executionArn: string;
  /** The stage that clients reach. */
  stage: string;
  /** The address that MCP clients post to: on the custom domain where there is one, else the API's own. */
  endpoint: string;
  /** What the gateway calls: scheme, host and port. */
  origin: string;
  /** The VPC link's id, where the origin has one. */
  vpcLinkId?: string;
  /** The name of the log group with the stage's requests, where there is one. */
  logGroup?: string;
  /** The command that publishes what was changed, where no stage does by itself. */
  deployCommand?: string;
}

/** An API's own address without a stage, by its ARN: `https://abc.execute-api.us-east-1.amazonaws.com`. */
export function executeApiAddress(arn: string): string {
  const [, partition = "", , region = "", , resource = ""] = arn.split(":");
  const id = resource.split("/").at(-1) ?? "";
  return `https://${id}.execute-api.${region}.amazonaws.com${partition === "aws-cn" ? ".cn" : ""}`;
}

/** The address under which a stage's paths stand, without a slash at its end. */
export function stageAddress(address: string, stage: string): string {
  return stage === DEFAULT_STAGE ? address : `${address}/${stage}`;
}

/**
 * The host by which clients reach a custom domain: itself, and of a wildcard the public host where it takes that.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-custom-domains.html
 */
export function hostOn(domain: string, publicHost: string): string {
  const isTaken = domain.startsWith("*.") && publicHost.replace(/^[^.]+/, "*") === domain;
  return isTaken ? publicHost : domain;
}

/** The address under which the paths of a stage stand that is mapped to a domain. */
export function domainAddress(domain: string, basePath: string | undefined): string {
  return basePath === undefined ? `https://${domain}` : `https://${domain}/${basePath}`;
}

/** A path of an API below such an address; the root's own slash is none of clients' business. */
export function addressAt(base: string, path: string): string {
  return path === "/" ? base : `${base}${path}`;
}

/** The rows of a route at the gateway, a place each. */
export function gatewayRows(
  { origin, vpcLinkId }: ApiGatewayInfo,
  base: string,
  places: Place[],
): RouteRow[] {
  const { host, pathname } = new URL(base);
  const way = vpcLinkId === undefined ? "" : ` by VPC link ${vpcLinkId}`;
  return places.map((place) => ({
    host,
    path: addressAt(pathname.replace(/\/$/, ""), routePath(place)) || "/",
    methods: ["*"],
    conditions: [],
    target: `the balancer, as ${origin}${way}`,
  }));
}
