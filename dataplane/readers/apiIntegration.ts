import type { ApiIntegration, ApiRoute, HttpProxy } from "../apiGateway/api.ts";
import type { Field } from "./field.ts";

/** The properties that integrations of both kinds have, whatever their names in the document at hand. */
interface IntegrationFields {
  type: Field;
  uri: Field;
  connectionType: Field;
  /** The method with which the origin is asked. */
  method: Field;
  /** Milliseconds. */
  timeout: Field;
}

export interface RestIntegrationFields extends IntegrationFields {
  transferMode: Field;
  /** The balancer behind a VPC link of the second version. */
  target: Field;
}

export interface HttpIntegrationFields extends IntegrationFields {
  requestParameters: Field;
  serverName: Field;
}

/** The provider's default and AWS's, in milliseconds. */
const TIMEOUTS = { rest: 29_000, http: 30_000 } as const;

export function restIntegration(fields: RestIntegrationFields): ApiIntegration {
  if (fields.type.text() !== "HTTP_PROXY") return other(fields);
  return {
    kind: "http-proxy",
    uri: fields.uri.text(),
    // A link of the first version, to a Network Load Balancer, has no target here, and AWS speaks of the stage in the
    // path with the second version alone.
    isPrivate: isByVpcLink(fields) && fields.target.present,
    timeout: fields.timeout.numberOr(TIMEOUTS.rest),
    transferMode: transferModeOf(fields.transferMode),
    ...methodOf(fields.method),
  };
}

export function httpIntegration(fields: HttpIntegrationFields): ApiIntegration {
  if (fields.type.text() !== "HTTP_PROXY") return other(fields);
  const overwrittenPath = fields.requestParameters.get("overwrite:path").textOr(undefined);
  const serverName = fields.serverName.textOr(undefined);
  return {
    kind: "http-proxy",
    uri: fields.uri.text(),
    isPrivate: isByVpcLink(fields),
    timeout: fields.timeout.numberOr(TIMEOUTS.http),
    transferMode: "BUFFERED",
    ...methodOf(fields.method),
    ...(overwrittenPath === undefined ? {} : { overwrittenPath }),
    ...(serverName === undefined ? {} : { serverName }),
  };
}

/** A method that has no integration yet: API Gateway deploys none of these. */
export const NO_INTEGRATION: ApiIntegration = { kind: "other", what: "no integration" };

const OTHERS = new Map([
  ["AWS_PROXY", "a Lambda function or another service of AWS"],
  ["AWS", "a service of AWS"],
  ["MOCK", "a mock"],
  ["HTTP", "an HTTP origin behind mapping templates"],
]);

function other({ type }: IntegrationFields): ApiIntegration {
  return { kind: "other", what: OTHERS.get(type.text()) ?? type.text() };
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/private-integration.html */
function isByVpcLink({ connectionType }: IntegrationFields): boolean {
  return connectionType.textOr("INTERNET") === "VPC_LINK";
}

function transferModeOf(field: Field): HttpProxy["transferMode"] {
  const mode = field.textOr("BUFFERED");
  if (mode !== "BUFFERED" && mode !== "STREAM") throw field.unexpected("BUFFERED or STREAM");
  return mode;
}

function methodOf(field: Field): Pick<HttpProxy, "method"> {
  const method = field.textOr("ANY");
  return method === "ANY" ? {} : { method };
}

/** Method and path of a route of an HTTP API: `ANY /mcp`, or `$default` for both. */
export function routeKeyOf(field: Field): Pick<ApiRoute, "method" | "path"> {
  const key = field.text();
  if (key === "$default") return { method: "ANY", path: key };
  const [, method, path] = /^([A-Z]+) (\/.*)$/.exec(key) ?? [];
  if (method === undefined || path === undefined)
    throw field.unexpected('a method and a path, or "$default"');
  return { method, path };
}

/** Whether anything but `NONE` is asked for. */
export function isAuthorized(authorization: Field, apiKeyRequired: Field): boolean {
  return authorization.textOr("NONE") !== "NONE" || apiKeyRequired.value === true;
}
