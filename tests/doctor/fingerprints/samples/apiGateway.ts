import { THROUGH_CLOUDFRONT, answer, page } from "../answer.ts";
import type { Sample } from "../sample.ts";

const JSON_TYPE = { "Content-Type": "application/json" };
const REST = {
  ...JSON_TYPE,
  "x-amzn-RequestId": "c6a1d40c-8434-4be6-b923-5dba2fb3e34b",
  "x-amz-apigw-id": "LLCm7FonFiAFXFg=",
};
const HTTP = { ...JSON_TYPE, "apigw-requestid": "RL2XYiwjPHcEMEQ=" };
const REST_MARK = "x-amzn-requestid: c6a1d40c-8434-4be6-b923-5dba2fb3e34b";
const HTTP_MARK = "apigw-requestid: RL2XYiwjPHcEMEQ=";
const DOCS = "https://docs.aws.amazon.com/apigateway/latest/developerguide";

/** API Gateway, REST and HTTP APIs. */
export const GATEWAY_SAMPLES: readonly Sample[] = [
  {
    name: "rest-no-route",
    what: "a REST API without the resource and method that was asked for",
    source: "https://github.com/brain-power/Brain-Power-Amazon-Fidgetology/issues/29",
    answer: answer(
      403,
      { ...REST, "Content-Length": "42", "x-amzn-ErrorType": "MissingAuthenticationTokenException" },
      '{"message":"Missing Authentication Token"}',
    ),
    answeredBy: {
      layer: "api-gateway",
      row: "api-gateway.rest.no-route",
      mark: `x-amzn-errortype: MissingAuthenticationTokenException, ${REST_MARK}`,
    },
    passedBy: [],
  },
  {
    name: "rest-no-route-edge",
    what: "the same at an edge-optimized endpoint, behind AWS's own CloudFront",
    source: "https://github.com/aws/chalice/issues/12",
    answer: answer(
      403,
      {
        ...JSON_TYPE,
        Via: THROUGH_CLOUDFRONT.Via,
        "X-Amz-Cf-Id": "wfIzVpXxb6UU68XwIgb4P-i4DmfgcbYYOfCMCu4UqJCSI68R3SdkxA==",
        "X-Cache": "Error from cloudfront",
        "x-amzn-ErrorType": "MissingAuthenticationTokenException",
        "x-amzn-RequestId": "91fd08e2-3c78-11e6-8a68-23416dcaf8cc",
      },
      '{\n    "message": "Missing Authentication Token"\n}',
    ),
    answeredBy: {
      layer: "api-gateway",
      row: "api-gateway.rest.no-route",
      mark: "x-amzn-errortype: MissingAuthenticationTokenException, x-amzn-requestid: 91fd08e2-3c78-11e6-8a68-23416dcaf8cc",
    },
    passedBy: [
      {
        layer: "cloudfront",
        mark: `via: ${THROUGH_CLOUDFRONT.Via}, x-amz-cf-id: wfIzVpXxb6UU68XwIgb4P-i4DmfgcbYYOfCMCu4UqJCSI68R3SdkxA==`,
      },
    ],
  },
  {
    name: "rest-forbidden",
    what: "a REST API refuses: a stage that is not there, a web ACL, or a missing API key",
    source: "https://github.com/aws-samples/aws-microservices-deploy-options/issues/26",
    answer: answer(
      403,
      { ...REST, "Content-Length": "23", "x-amzn-ErrorType": "ForbiddenException" },
      '{"message":"Forbidden"}',
    ),
    answeredBy: {
      layer: "api-gateway",
      row: "api-gateway.rest.forbidden",
      mark: `x-amzn-errortype: ForbiddenException, ${REST_MARK}`,
    },
    passedBy: [],
  },
  {
    name: "rest-unauthorized",
    what: "an authorizer of a REST API refuses a token",
    source: `${DOCS}/supported-gateway-response-types.html`,
    answer: answer(
      401,
      { ...REST, "x-amzn-ErrorType": "UnauthorizedException" },
      '{"message":"Unauthorized"}',
    ),
    answeredBy: {
      layer: "api-gateway",
      row: "api-gateway.rest.unauthorized",
      mark: `x-amzn-errortype: UnauthorizedException, ${REST_MARK}`,
    },
    passedBy: [],
  },
  {
    name: "rest-timeout",
    what: "a REST API's integration took longer than 29 seconds",
    source: "https://github.com/aws/context-ontology-accelerator/issues/185",
    answer: answer(
      504,
      { ...REST, "x-amzn-ErrorType": "InternalServerErrorException" },
      '{"message": "Endpoint request timed out"}',
    ),
    answeredBy: {
      layer: "api-gateway",
      row: "api-gateway.rest.timeout",
      mark: `${REST_MARK}, body: {"message": "Endpoint request timed out"}`,
    },
    passedBy: [],
  },
  {
    name: "rest-network-error",
    what: "a REST API gets no connection to its integration",
    source: "https://github.com/RhinoSecurityLabs/IPRotate_Burp_Extension/issues/17",
    answer: answer(
      504,
      { ...REST, "Content-Length": "56", "x-amzn-ErrorType": "InternalServerErrorException" },
      '{"message": "Network error communicating with endpoint"}',
    ),
    answeredBy: {
      layer: "api-gateway",
      row: "api-gateway.rest.timeout",
      mark: `${REST_MARK}, body: {"message": "Network error communicating with endpoint"}`,
    },
    passedBy: [],
  },
  {
    name: "rest-too-large",
    what: "a REST API's limit for a body",
    source: `${DOCS}/supported-gateway-response-types.html`,
    answer: answer(
      413,
      { ...REST, "x-amzn-ErrorType": "RequestTooLargeException" },
      '{"message":"HTTP content length exceeded 10485760 bytes."}',
    ),
    answeredBy: {
      layer: "api-gateway",
      row: "api-gateway.rest.error",
      mark: `x-amzn-errortype: RequestTooLargeException, ${REST_MARK}`,
    },
    passedBy: [],
  },
  {
    name: "http-no-route",
    what: "an HTTP API without a route for the path",
    source: `${DOCS}/http-api-develop-routes.html`,
    answer: answer(404, { ...HTTP, "Content-Length": "23" }, '{"message":"Not Found"}'),
    answeredBy: {
      layer: "api-gateway",
      row: "api-gateway.http.no-route",
      mark: `${HTTP_MARK}, body: {"message":"Not Found"}`,
    },
    passedBy: [],
  },
  {
    name: "http-unauthorized",
    what: "the JWT authorizer of an HTTP API refuses a token",
    source: `${DOCS}/http-api-troubleshooting-jwt-authorizer-issues.html`,
    answer: answer(
      401,
      {
        ...HTTP,
        "Content-Length": "26",
        "www-authenticate":
          'Bearer scope="" error="invalid_token" error_description="the token does not have a valid audience"',
      },
      '{"message":"Unauthorized"}',
    ),
    answeredBy: {
      layer: "api-gateway",
      row: "api-gateway.http.unauthorized",
      mark: `${HTTP_MARK}, body: {"message":"Unauthorized"}`,
    },
    passedBy: [],
  },
  {
    name: "http-forbidden",
    what: "an HTTP API refuses what an authorizer forbids",
    source: `${DOCS}/http-api-troubleshooting.html`,
    answer: answer(403, { ...HTTP, "Content-Length": "23" }, '{"message":"Forbidden"}'),
    answeredBy: {
      layer: "api-gateway",
      row: "api-gateway.http.forbidden",
      mark: `${HTTP_MARK}, body: {"message":"Forbidden"}`,
    },
    passedBy: [],
  },
  {
    name: "http-unavailable",
    what: "an HTTP API's integration took too long, or could not be reached",
    source: "https://github.com/cortexlabs/cortex/issues/1225",
    answer: answer(
      503,
      { "apigw-requestid": "RL2XYiwjPHcEMEQ=", "content-length": "33" },
      '{"message":"Service Unavailable"}',
    ),
    answeredBy: {
      layer: "api-gateway",
      row: "api-gateway.http.unavailable",
      mark: `${HTTP_MARK}, body: {"message":"Service Unavailable"}`,
    },
    passedBy: [],
  },
  {
    name: "http-error",
    what: "an HTTP API whose integration is not set up well",
    source: `${DOCS}/http-api-troubleshooting-lambda.html`,
    answer: answer(500, { ...HTTP, "Content-Length": "35" }, '{"message":"Internal Server Error"}'),
    answeredBy: {
      layer: "api-gateway",
      row: "api-gateway.http.error",
      mark: `${HTTP_MARK}, body: {"message":"Internal Server Error"}`,
    },
    passedBy: [],
  },
  {
    name: "http-passed",
    what: "an MCP server behind an HTTP API",
    source: "https://github.com/cortexlabs/cortex/issues/1225",
    answer: answer(200, { ...HTTP, server: "uvicorn" }, '{"jsonrpc":"2.0","id":1,"result":{}}'),
    answeredBy: { layer: "server", row: "server.json-rpc", mark: 'body: "jsonrpc"' },
    passedBy: [
      { layer: "api-gateway", mark: HTTP_MARK },
      { layer: "framework", mark: "server: uvicorn" },
    ],
  },
  {
    name: "rest-renames-the-challenge",
    what: "an MCP server's challenge behind a REST API, which renames it",
    source: `${DOCS}/api-gateway-known-issues.html`,
    answer: answer(
      401,
      {
        ...REST,
        "x-amzn-Remapped-Server": "uvicorn",
        "x-amzn-Remapped-WWW-Authenticate":
          'Bearer error="invalid_token", resource_metadata="https://demo.example.com/x"',
      },
      '{"error":"invalid_token","error_description":"Authentication required"}',
    ),
    answeredBy: {
      layer: "server",
      row: "server.challenge",
      mark: 'x-amzn-remapped-www-authenticate: Bearer error="invalid_token", resource_metadata="https://demo.example.com/x"'.slice(
        0,
        100,
      ),
    },
    passedBy: [
      { layer: "api-gateway", mark: "x-amzn-remapped-server: uvicorn" },
      { layer: "framework", mark: "x-amzn-remapped-server: uvicorn" },
    ],
  },
  {
    name: "rest-in-front-of-alb",
    what: "a REST API in front of an ALB whose target group is empty",
    source: `${DOCS}/api-gateway-known-issues.html`,
    answer: answer(
      503,
      { ...REST, "Content-Type": "text/html", "x-amzn-Remapped-Server": "awselb/2.0" },
      page("503 Service Temporarily Unavailable"),
    ),
    answeredBy: {
      layer: "alb",
      row: "alb.no-target",
      mark: "x-amzn-remapped-server: awselb/2.0, body: 503 Service Temporarily Unavailable",
    },
    passedBy: [{ layer: "api-gateway", mark: "x-amzn-remapped-server: awselb/2.0" }],
  },
];
