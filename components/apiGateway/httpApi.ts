import type { Stage } from "@pulumi/aws/apigatewayv2/stage.js";
import * as pulumi from "@pulumi/pulumi";
import type { ApiGatewayArgs, ThrottlingArgs } from "../apiGatewayArgs.ts";
import type { Ground } from "../ground.ts";
import { provider } from "../provider.ts";
import { FORMAT, logGroup } from "./accessLogs.ts";
import { makesStage, stageNameOf } from "./api.ts";
import type { GatewayParts } from "./gateway.ts";
import { httpIntegration } from "./integrations.ts";
import type { Origin } from "./origin.ts";
import { type Place, routePath } from "./places.ts";

/** An HTTP API with the route, and where it is to have one the stage that publishes it. */
export function httpApi(
  ground: Ground,
  gateway: ApiGatewayArgs,
  places: Place[],
  origin: Origin,
): GatewayParts {
  const api = gateway.adopt ? adoptedApi(ground) : newApi(ground);
  const routes = places.map((place) => httpRoute(ground, gateway, api.id, place, origin));
  const { stage, logGroup: logs } = makesStage(gateway) ? stageOf(ground, gateway, api.id, routes) : {};
  const mapped = mappedTo(ground, gateway, api.id, stage);
  return { ...api, ...(logs ? { logGroup: logs } : {}), made: [...(stage ? [stage] : routes), ...mapped] };
}

type HttpApiOfRoute = Pick<GatewayParts, "id" | "arn" | "executionArn" | "address">;

function newApi({ name, args, adopted, tags, child }: Ground): HttpApiOfRoute {
  const { id, arn, executionArn, apiEndpoint } = new provider.apigatewayv2.Api(
    `${name}-api`,
    { protocolType: "HTTP", description: adopted.apply(() => `The MCP endpoint ${args.url}`), ...tags },
    child,
  );
  return { id, arn, executionArn, address: apiEndpoint };
}

function adoptedApi({ adopted }: Ground): HttpApiOfRoute {
  const of = (key: "id" | "arn" | "executionArn" | "address") => adopted.apply(({ api }) => api?.[key] ?? "");
  return { id: of("id"), arn: of("arn"), executionArn: of("executionArn"), address: of("address") };
}

/** The route at a place, with any method. It asks nobody for credentials: the server does. */
function httpRoute(
  { name, child }: Ground,
  gateway: ApiGatewayArgs,
  apiId: pulumi.Output<string>,
  place: Place,
  origin: Origin,
): pulumi.CustomResource {
  const integration = new provider.apigatewayv2.Integration(
    `${name}-api-${place.suffix}-integration`,
    { apiId, ...httpIntegration(place, gateway, origin) },
    child,
  );
  return new provider.apigatewayv2.Route(
    `${name}-api-${place.suffix}-route`,
    {
      apiId,
      routeKey: `ANY ${routePath(place)}`,
      target: pulumi.interpolate`integrations/${integration.id}`,
    },
    child,
  );
}

/**
 * What an account has in a region, unless AWS has raised it:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
 */
const ACCOUNT_LIMITS: ThrottlingArgs = { rateLimit: 10_000, burstLimit: 5_000 };

/** The stage, which deploys by itself what changes, and what belongs to it. */
function stageOf(
  ground: Ground,
  gateway: ApiGatewayArgs,
  apiId: pulumi.Output<string>,
  routes: pulumi.CustomResource[],
): { stage: Stage; logGroup?: pulumi.Output<string> } {
  const { name, tags, child } = ground;
  const { throttling = ACCOUNT_LIMITS, accessLogs } = gateway.stage ?? {};
  const logs = accessLogs && logGroup(ground, accessLogs);
  const stage = new provider.apigatewayv2.Stage(
    `${name}-api-stage`,
    {
      apiId,
      name: stageNameOf(gateway),
      autoDeploy: true,
      ...(logs ? { accessLogSettings: { destinationArn: logs.arn, format: FORMAT } } : {}),
      // Said always: settings that are taken away again would leave a stage that takes no request at all.
      // https://github.com/hashicorp/terraform-provider-aws/issues/30373
      defaultRouteSettings: {
        throttlingRateLimit: throttling.rateLimit,
        throttlingBurstLimit: throttling.burstLimit,
      },
      ...tags,
    },
    { ...child, dependsOn: routes },
  );
  return { stage, ...(logs ? { logGroup: logs.name } : {}) };
}

/** The mapping of the custom domain, where there is one. */
function mappedTo(
  { name, adopted, child }: Ground,
  gateway: ApiGatewayArgs,
  apiId: pulumi.Output<string>,
  stage: Stage | undefined,
): pulumi.CustomResource[] {
  const { customDomain } = gateway;
  if (!customDomain || customDomain.mapped) return [];
  const { basePath } = customDomain;
  const mapping = new provider.apigatewayv2.ApiMapping(
    `${name}-api-mapping`,
    {
      apiId,
      stage: stage?.name ?? stageNameOf(gateway),
      domainName: pulumi.all([customDomain.name, adopted]).apply(([domain]) => domain),
      ...(basePath === undefined ? {} : { apiMappingKey: basePath }),
    },
    child,
  );
  return [mapping];
}
