import type { Answer } from "../answer.ts";
import type { Api } from "./api.ts";

/** Why the gateway answers by itself. */
export type ApiFailure =
  | "no-route"
  | "no-stage"
  | "unauthorized"
  | "payload-too-large"
  | "headers-too-large"
  | "origin-unreachable"
  | "timeout"
  | "internal";

/** An answer of the gateway itself, with what of it AWS does not document. */
export interface ApiAnswer extends Answer {
  unconfirmed: string[];
}

/**
 * What the gateway answers when it gives no origin's answer, as captures show it; AWS documents the statuses of REST
 * APIs. That a gateway response of a REST API may be configured otherwise is outside this model.
 *
 * @param requestId It stands for both ids that a REST API gives a request.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 * @example apiAnswer({ type: "REST" }, "no-route", id).body // '{"message":"Missing Authentication Token"}'
 */
export function apiAnswer({ type }: Pick<Api, "type">, failure: ApiFailure, requestId: string): ApiAnswer {
  const { status, body, headers, unconfirmed = [] } = type === "REST" ? REST[failure] : HTTP[failure];
  const ids = type === "REST" ? restIds(requestId) : [header("apigw-requestid", requestId)];
  return {
    status,
    headers: [
      header("Content-Type", "application/json"),
      header("Content-Length", String(body.length)),
      ...ids,
      ...headers,
    ],
    body,
    unconfirmed,
  };
}

/** The ids by which the gateway's logs can be searched: they mark every response of a REST API. */
export function restIds(requestId: string): [string, string][] {
  return [header("x-amzn-RequestId", requestId), header("x-amz-apigw-id", requestId)];
}

interface Known {
  status: number;
  body: string;
  headers: [string, string][];
  unconfirmed?: string[];
}

const header = (name: string, value: string): [string, string] => [name, value];

function rest(status: number, errorType: string, body: string, ...unconfirmed: string[]): Known {
  return { status, body, headers: [header("x-amzn-ErrorType", `${errorType}Exception`)], unconfirmed };
}

function http(status: number, body: string, ...unconfirmed: string[]): Known {
  return { status, body, headers: [], unconfirmed };
}

const TOO_LARGE_HEADERS = "the status with which API Gateway refuses headers that are too large";
const HTTP_FAILURE = "whether an HTTP API answers 503 or 504 where its origin fails or is late";

/** Some bodies have a blank after the colon: the gateway writes them in two ways. */
const REST: Record<ApiFailure, Known> = {
  "no-route": rest(403, "MissingAuthenticationToken", '{"message":"Missing Authentication Token"}'),
  "no-stage": rest(403, "Forbidden", '{"message":"Forbidden"}'),
  unauthorized: rest(
    401,
    "Unauthorized",
    '{"message":"Unauthorized"}',
    "the status of a request without credentials: 401 of a Lambda or Cognito authorizer, 403 of IAM or an API key",
  ),
  "payload-too-large": rest(
    413,
    "RequestTooLarge",
    '{"message":"HTTP content length exceeded 10485760 bytes"}',
    "the error type in the answer to a body that is too large",
  ),
  "headers-too-large": rest(
    431,
    "RequestHeaderFieldsTooLarge",
    '{"message":"Request Header Fields Too Large"}',
    TOO_LARGE_HEADERS,
  ),
  "origin-unreachable": rest(
    504,
    "InternalServerError",
    '{"message": "Network error communicating with endpoint"}',
    "the body of the answer where the origin cannot be reached",
  ),
  timeout: rest(504, "InternalServerError", '{"message": "Endpoint request timed out"}'),
  internal: rest(500, "InternalServerError", '{"message": "Internal server error"}'),
};

const HTTP: Record<ApiFailure, Known> = {
  "no-route": http(404, '{"message":"Not Found"}'),
  "no-stage": http(
    404,
    '{"message":"Not Found"}',
    "what an HTTP API answers where no stage or mapping fits: 404 or 403",
  ),
  unauthorized: {
    status: 401,
    body: '{"message":"Unauthorized"}',
    headers: [header("WWW-Authenticate", "Bearer")],
    unconfirmed: [
      "the status of a request without credentials: 401 of a JWT or Lambda authorizer, 403 of IAM",
      "the challenge in the 401 of an HTTP API, whose form depends on the authorizer",
    ],
  },
  "payload-too-large": http(
    413,
    '{"message":"Request Entity Too Large"}',
    "the body of an HTTP API's answer to a body that is too large",
  ),
  "headers-too-large": http(431, '{"message":"Request Header Fields Too Large"}', TOO_LARGE_HEADERS),
  "origin-unreachable": http(503, '{"message":"Service Unavailable"}', HTTP_FAILURE),
  timeout: http(503, '{"message":"Service Unavailable"}', HTTP_FAILURE),
  internal: http(500, '{"message":"Internal Server Error"}'),
};
