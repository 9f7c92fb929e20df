import type { Deployment } from "@pulumi/aws/apigateway/deployment.js";
import type { Stage } from "@pulumi/aws/apigateway/stage.js";
import * as pulumi from "@pulumi/pulumi";
import type { ApiGatewayArgs, ThrottlingArgs } from "../apiGatewayArgs.ts";
import type { Ground } from "../ground.ts";
import { provider } from "../provider.ts";
import { FORMAT, logGroup } from "./accessLogs.ts";
import { endpointTypeOf, makesStage, stageNameOf } from "./api.ts";
import type { GatewayParts } from "./gateway.ts";
import { executeApiAddress } from "./info.ts";
import { restIntegration } from "./integrations.ts";
import type { Origin } from "./origin.ts";
import type { Place } from "./places.ts";
import { type RestParents, restResources } from "./restResources.ts";
import { type RestRoute, triggersOf } from "./triggers.ts";

/** A REST API with the route, and where it is to have one the stage that publishes it. */
export function restApi(
  ground: Ground,
  gateway: ApiGatewayArgs,
  places: Place[],
  origin: Origin,
): GatewayParts {
  const { adopt = {} } = gateway;
  const api = gateway.adopt ? adoptedApi(ground) : newApi(ground, gateway);
  const ids = restResources(ground, api, adopt, places);
  const routes = places.map((place, at) =>
    restRoute(ground, gateway, api.id, place, ids[at] ?? api.parentId, origin),
  );
  const stage = makesStage(gateway) ? stageOf(ground, gateway, api.id, routes) : undefined;
  const published = stage?.made ?? routes.map(({ integration }) => integration);
  const mapped = mappedTo(ground, gateway, api.id, stage?.stage);
  return {
    id: api.id,
    arn: api.arn,
    executionArn: api.executionArn,
    address: api.arn.apply(executeApiAddress),
    ...(stage?.logGroup ? { logGroup: stage.logGroup } : {}),
    made: [...published, ...mapped],
  };
}

interface RestApiOfRoute extends RestParents {
  arn: pulumi.Output<string>;
  executionArn: pulumi.Output<string>;
}

function newApi({ name, args, adopted, tags, child }: Ground, gateway: ApiGatewayArgs): RestApiOfRoute {
  const { id, arn, executionArn, rootResourceId } = new provider.apigateway.RestApi(
    `${name}-api`,
    {
      description: adopted.apply(() => `The MCP endpoint ${args.url}`),
      endpointConfiguration: { types: endpointTypeOf(gateway) },
      ...tags,
    },
    child,
  );
  return { id, arn, executionArn, parentId: rootResourceId, metadataParentId: rootResourceId };
}

function adoptedApi({ adopted }: Ground): RestApiOfRoute {
  const of = (key: "id" | "arn" | "executionArn" | "parentId" | "metadataParentId") =>
    adopted.apply(({ api }) => api?.[key] ?? "");
  return {
    id: of("id"),
    arn: of("arn"),
    executionArn: of("executionArn"),
    parentId: of("parentId"),
    metadataParentId: of("metadataParentId"),
  };
}

/** The method at a place, and what it passes on. It asks nobody for credentials: the server does. */
function restRoute(
  { name, child }: Ground,
  gateway: ApiGatewayArgs,
  api: pulumi.Output<string>,
  place: Place,
  resourceId: pulumi.Output<string>,
  origin: Origin,
): RestRoute {
  const method = new provider.apigateway.Method(
    `${name}-api-${place.suffix}-any`,
    {
      restApi: api,
      resourceId,
      httpMethod: "ANY",
      authorization: "NONE",
      ...(place.greedy ? { requestParameters: { "method.request.path.proxy": true } } : {}),
    },
    child,
  );
  const integration = new provider.apigateway.Integration(
    `${name}-api-${place.suffix}-integration`,
    { restApi: api, resourceId, httpMethod: method.httpMethod, ...restIntegration(place, gateway, origin) },
    child,
  );
  return { path: place.path, method, integration };
}

/** The stage with its deployment, and what belongs to it. */
function stageOf(
  ground: Ground,
  gateway: ApiGatewayArgs,
  api: pulumi.Output<string>,
  routes: RestRoute[],
): { stage: Stage; logGroup?: pulumi.Output<string>; made: pulumi.CustomResource[] } {
  const { name, tags, child } = ground;
  const { throttling, accessLogs, webAcl } = gateway.stage ?? {};
  const deployment: Deployment = new provider.apigateway.Deployment(
    `${name}-api-deployment`,
    { restApi: api, triggers: triggersOf(routes) },
    { ...child, dependsOn: routes.map(({ integration }) => integration) },
  );
  const logs = accessLogs && logGroup(ground, accessLogs);
  const stage = new provider.apigateway.Stage(
    `${name}-api-stage`,
    {
      restApi: api,
      deployment: deployment.id,
      stageName: stageNameOf(gateway),
      ...(logs ? { accessLogSettings: { destinationArn: logs.arn, format: FORMAT } } : {}),
      ...tags,
    },
    child,
  );
  if (throttling) throttle(ground, api, stage, throttling);
  if (webAcl) associate(ground, stage);
  return { stage, made: [stage], ...(logs ? { logGroup: logs.name } : {}) };
}

function throttle(
  { name, child }: Ground,
  restApiId: pulumi.Output<string>,
  { stageName }: Stage,
  { rateLimit, burstLimit }: ThrottlingArgs,
): void {
  new provider.apigateway.MethodSettings(
    `${name}-api-throttling`,
    {
      restApi: restApiId,
      stageName,
      methodPath: "*/*",
      settings: { throttlingRateLimit: rateLimit, throttlingBurstLimit: burstLimit },
    },
    child,
  );
}

/** A stage has one web ACL: the old association's end, were it the later, would take the new one away. */
function associate({ name, adopted, child }: Ground, { arn }: Stage): void {
  new provider.wafv2.WebAclAssociation(
    `${name}-api-waf`,
    { resourceArn: arn, webAclArn: adopted.apply(({ webAclArn }) => webAclArn ?? "") },
    { ...child, deleteBeforeReplace: true },
  );
}

/** The mapping of the custom domain, where there is one. */
function mappedTo(
  { name, adopted, child }: Ground,
  gateway: ApiGatewayArgs,
  api: pulumi.Output<string>,
  stage: Stage | undefined,
): pulumi.CustomResource[] {
  const { customDomain } = gateway;
  if (!customDomain || customDomain.mapped) return [];
  const { basePath } = customDomain;
  const mapping = new provider.apigateway.BasePathMapping(
    `${name}-api-mapping`,
    {
      restApi: api,
      stageName: stage?.stageName ?? stageNameOf(gateway),
      domainName: pulumi.all([customDomain.name, adopted]).apply(([domain]) => domain),
      ...(basePath === undefined ? {} : { basePath }),
    },
    child,
  );
  return [mapping];
}
