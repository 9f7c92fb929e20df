import type { ApiIntegration, ApiRoute } from "../apiGateway/api.ts";
import {
  httpIntegration,
  isAuthorized,
  NO_INTEGRATION,
  restIntegration,
  routeKeyOf,
} from "./apiIntegration.ts";
import { listed } from "./describe.ts";
import { Field } from "./field.ts";

/**
 * The methods in the output of `aws apigateway get-resources --rest-api-id … --embed methods`. They are as they would be
 * deployed: a stage answers as of its last deployment.
 *
 * @throws Error naming path and value of what is not as the CLI writes it, or where the list is cut short by paging.
 * @see https://docs.aws.amazon.com/apigateway/latest/api/API_GetResources.html
 * @example restRoutesFromDescribe(JSON.parse(await readFile("resources.json", "utf8")))
 */
export function restRoutesFromDescribe(output: unknown): ApiRoute[] {
  return listed(output, "get-resources", "items").flatMap((resource) =>
    entries(resource.get("resourceMethods")).map(([name, method]) => ({
      id: `${resource.get("id").text()}/${name}`,
      method: name,
      path: resource.get("path").text(),
      authorized: isAuthorized(method.get("authorizationType"), method.get("apiKeyRequired")),
      integration: integrationOf(method.get("methodIntegration")),
    })),
  );
}

function entries(field: Field): [string, Field][] {
  if (!field.present) return [];
  if (typeof field.value !== "object" || Array.isArray(field.value)) throw field.unexpected("an object");
  return Object.keys(field.value ?? {}).map((name) => [name, field.get(name)]);
}

function integrationOf(integration: Field): ApiIntegration {
  if (!integration.present) return NO_INTEGRATION;
  return restIntegration({
    type: integration.get("type"),
    uri: integration.get("uri"),
    connectionType: integration.get("connectionType"),
    method: integration.get("httpMethod"),
    timeout: integration.get("timeoutInMillis"),
    transferMode: integration.get("responseTransferMode"),
    target: integration.get("integrationTarget"),
  });
}

/**
 * The routes in the outputs of `aws apigatewayv2 get-routes --api-id …` and `aws apigatewayv2 get-integrations
 * --api-id …`.
 *
 * @throws Error naming path and value of what is not as the CLI writes it, or where a list is cut short by paging.
 * @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-routes.html
 */
export function httpRoutesFromDescribe(routes: unknown, integrations: unknown): ApiRoute[] {
  const byId = new Map(
    listed(integrations, "get-integrations", "Items").map((each) => [each.get("IntegrationId").text(), each]),
  );
  return listed(routes, "get-routes", "Items").map((route) => ({
    id: route.get("RouteId").text(),
    ...routeKeyOf(route.get("RouteKey")),
    authorized: isAuthorized(route.get("AuthorizationType"), route.get("ApiKeyRequired")),
    integration: targetOf(route.get("Target"), byId),
  }));
}

function targetOf(target: Field, integrations: Map<string, Field>): ApiIntegration {
  if (!target.present) return NO_INTEGRATION;
  const integration = integrations.get(target.text().replace(/^integrations\//, ""));
  if (!integration) throw target.unexpected("an integration that get-integrations lists");
  return httpIntegration({
    type: integration.get("IntegrationType"),
    uri: integration.get("IntegrationUri"),
    connectionType: integration.get("ConnectionType"),
    method: integration.get("IntegrationMethod"),
    timeout: integration.get("TimeoutInMillis"),
    requestParameters: integration.get("RequestParameters"),
    serverName: integration.get("TlsConfig").get("ServerNameToVerify"),
  });
}
