import type * as apigateway from "@pulumi/aws/apigateway/index.js";
import type * as apigatewayv2 from "@pulumi/aws/apigatewayv2/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { ApiGatewayArgs } from "../apiGatewayArgs.ts";
import { timeoutOf } from "./api.ts";
import type { Origin } from "./origin.ts";
import { type Place, sentPath } from "./places.ts";

/** An integration of a REST API, without the method that it belongs to. */
type RestIntegration = Omit<apigateway.IntegrationArgs, "restApi" | "resourceId" | "httpMethod">;

/**
 * How a REST API passes a place's requests on: with any method, and the answer as it comes.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/response-streaming-http.html
 */
export function restIntegration(
  place: Place,
  gateway: Pick<ApiGatewayArgs, "type" | "timeout">,
  { address, link }: Origin,
): RestIntegration {
  return {
    type: "HTTP_PROXY",
    integrationHttpMethod: "ANY",
    uri: pulumi.interpolate`${address}${sentPath(place, "{proxy}")}`,
    responseTransferMode: "STREAM",
    timeoutMilliseconds: timeoutOf(gateway) * 1000,
    ...(place.greedy
      ? { requestParameters: { "integration.request.path.proxy": "method.request.path.proxy" } }
      : {}),
    ...(link
      ? { connectionType: "VPC_LINK", connectionId: link.id, integrationTarget: link.balancerArn }
      : {}),
  };
}

/** An integration of an HTTP API, without the API. */
type HttpIntegration = Omit<apigatewayv2.IntegrationArgs, "apiId">;

/**
 * How an HTTP API passes a place's requests on: with any method. What goes through a link has the stage in its path
 * unless the path is said.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html
 */
export function httpIntegration(
  place: Place,
  gateway: Pick<ApiGatewayArgs, "type" | "timeout">,
  { address, link }: Origin,
): HttpIntegration {
  const shared = {
    integrationType: "HTTP_PROXY",
    integrationMethod: "ANY",
    payloadFormatVersion: "1.0",
    timeoutMilliseconds: timeoutOf(gateway) * 1000,
  };
  if (!link)
    return { ...shared, integrationUri: pulumi.interpolate`${address}${sentPath(place, "{proxy}")}` };
  return {
    ...shared,
    connectionType: "VPC_LINK",
    connectionId: link.id,
    integrationUri: link.listener.apply(({ arn }) => arn),
    requestParameters: { "overwrite:path": sentPath(place, "$request.path.proxy") },
    tlsConfig: link.serverName.apply((name) =>
      name === undefined ? undefined : { serverNameToVerify: name },
    ),
  };
}
