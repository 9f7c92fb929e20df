import type * as pulumi from "@pulumi/pulumi";
import type { ApiGatewayArgs, McpRouteArgs } from "../../components/index.ts";
import type { Deployment } from "./deploy.ts";
import { route } from "./route.ts";

export const REST_API = "aws:apigateway/restApi:RestApi";
export const RESOURCE = "aws:apigateway/resource:Resource";
export const METHOD = "aws:apigateway/method:Method";
export const INTEGRATION = "aws:apigateway/integration:Integration";
export const DEPLOYMENT = "aws:apigateway/deployment:Deployment";
export const STAGE = "aws:apigateway/stage:Stage";
export const SETTINGS = "aws:apigateway/methodSettings:MethodSettings";
export const MAPPING = "aws:apigateway/basePathMapping:BasePathMapping";
export const HTTP_API = "aws:apigatewayv2/api:Api";
export const HTTP_INTEGRATION = "aws:apigatewayv2/integration:Integration";
export const HTTP_ROUTE = "aws:apigatewayv2/route:Route";
export const HTTP_STAGE = "aws:apigatewayv2/stage:Stage";
export const HTTP_MAPPING = "aws:apigatewayv2/apiMapping:ApiMapping";
export const LINK = "aws:apigatewayv2/vpcLink:VpcLink";
export const LOGS = "aws:cloudwatch/logGroup:LogGroup";
export const WAF = "aws:wafv2/webAclAssociation:WebAclAssociation";

/** The balancer's address over the internet. */
export const ORIGIN = "https://origin.quiltdata.com";
export const ROLE = "arn:aws:iam::123456789012:role/apigateway-logs";
/** The way to the balancer within its VPC, by a link that exists. */
export const LINKED: ApiGatewayArgs["origin"] = {
  vpcLink: { id: "a1b2c3", serverName: "demo.quiltdata.com" },
};

/** A REST API in front of the usual route; a new one where nothing else is said. */
export function rest(changes: Partial<ApiGatewayArgs> = {}): ApiGatewayArgs {
  return { origin: { url: ORIGIN }, ...changes };
}

/** An HTTP API, in front of a server that streams nothing. */
export function http(changes: Partial<ApiGatewayArgs> = {}): ApiGatewayArgs {
  return rest({ type: "HTTP", streaming: false, ...changes });
}

/** Deploys the usual route behind an API Gateway. */
export function behind(
  apiGateway: ApiGatewayArgs,
  changes: Partial<McpRouteArgs> = {},
  opts: pulumi.ComponentResourceOptions = {},
  stage: Parameters<typeof route>[2] = {},
): Promise<Deployment> {
  return route({ apiGateway, ...changes }, opts, stage);
}

/** What belongs to the gateway: what was made beside the route itself, types and names. */
export function gatewayParts({ resources }: Pick<Deployment, "resources">): [string, string][] {
  return resources.filter(({ name }) => name.startsWith("mcp-api")).map(({ type, name }) => [type, name]);
}

/** The names of what a resource waits for, sorted. */
export function waitsFor({ the }: Pick<Deployment, "the">, name: string): string[] {
  return the(name)
    .dependsOn.map((urn) => urn.slice(urn.lastIndexOf("::") + 2))
    .sort();
}
