import { createHash } from "node:crypto";
import type { Integration } from "@pulumi/aws/apigateway/integration.js";
import type { Method } from "@pulumi/aws/apigateway/method.js";
import * as pulumi from "@pulumi/pulumi";

/** A method of a REST API with what it passes on. */
export interface RestRoute {
  /** Its path in the API. */
  path: string;
  method: Method;
  integration: Integration;
}

/**
 * What a deployment is made anew for: every change of a method or of an integration, and no other. It is read of the
 * resources themselves, so that what `transforms` change in them counts.
 */
export function triggersOf(routes: RestRoute[]): pulumi.Output<Record<string, string>> {
  return pulumi.output(routes.map(contentOf)).apply((contents): Record<string, string> => {
    const text = JSON.stringify(normal(contents));
    return { routes: createHash("sha256").update(text).digest("hex") };
  });
}

function contentOf({ path, method, integration }: RestRoute) {
  return {
    path,
    method: present({
      resourceId: method.resourceId,
      httpMethod: method.httpMethod,
      authorization: method.authorization,
      authorizerId: method.authorizerId,
      authorizationScopes: method.authorizationScopes,
      apiKeyRequired: method.apiKeyRequired,
      operationName: method.operationName,
      requestParameters: method.requestParameters,
      requestModels: method.requestModels,
      requestValidatorId: method.requestValidatorId,
    }),
    integration: present({
      type: integration.type,
      uri: integration.uri,
      integrationHttpMethod: integration.integrationHttpMethod,
      connectionType: integration.connectionType,
      connectionId: integration.connectionId,
      integrationTarget: integration.integrationTarget,
      responseTransferMode: integration.responseTransferMode,
      timeoutMilliseconds: integration.timeoutMilliseconds,
      requestParameters: integration.requestParameters,
      requestTemplates: integration.requestTemplates,
      passthroughBehavior: integration.passthroughBehavior,
      contentHandling: integration.contentHandling,
      credentials: integration.credentials,
      cacheKeyParameters: integration.cacheKeyParameters,
      cacheNamespace: integration.cacheNamespace,
      tlsConfig: integration.tlsConfig,
    }),
  };
}

/** The SDK has it, and leaves it out of its declarations. */
type Settling = pulumi.Output<unknown> & { promise: (withUnknowns: true) => Promise<unknown> };

/**
 * The properties of a resource, those that it does not have as undefined. A preview takes what is missing in a resource's
 * state for something that is not known yet, and would show a new deployment each time. An older SDK lacks some.
 */
function present(properties: Record<string, pulumi.Output<unknown> | undefined>): Record<string, unknown> {
  const settled = Object.entries(properties).map(([key, property]) => [key, property && orNothing(property)]);
  return Object.fromEntries(settled) as Record<string, unknown>;
}

function orNothing(property: pulumi.Output<unknown>): pulumi.Output<unknown> {
  const value = (property as Settling).promise(true);
  // What is not known yet is no undefined.
  return pulumi.output(value.then((known) => (known === undefined ? undefined : property)));
}

/** A content whose keys are in order and in which nothing is empty: `refresh` reads what is not there in other ways. */
function normal(content: unknown): unknown {
  if (Array.isArray(content)) return content.map(normal);
  if (typeof content !== "object" || content === null) return content;
  const entries = Object.entries(content).map(([key, value]): [string, unknown] => [key, normal(value)]);
  // What holds nothing but what is empty is empty itself.
  const kept = entries.filter(([, value]) => !isEmpty(value));
  return Object.fromEntries(kept.sort(([one], [other]) => (one < other ? -1 : 1)));
}

function isEmpty(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.keys(value).length === 0;
  return value === undefined || value === null || value === "" || value === false;
}
