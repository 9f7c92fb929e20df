import type { Marks, Row } from "../row.ts";

const REST_RESPONSES =
  "https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html";
const HTTP_APIS =
  "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting.html";

/** An error that a REST API writes: these marks, beside its own request id. */
function rest(marks: Marks): Marks {
  return { ...marks, headers: { ...marks.headers, "x-amzn-requestid": /./ } };
}

/** An error that an HTTP API writes: one short JSON object, beside its own request id. */
function http(statuses: readonly number[], message: string): Marks {
  return {
    statuses,
    headers: { "apigw-requestid": /./ },
    body: new RegExp(String.raw`^\{"message":\s?"${message}"\}$`),
  };
}

/** API Gateway, REST APIs first; a company's own gateway responses may replace these bodies, the headers stay. */
export const API_GATEWAY: readonly Row[] = [
  {
    id: "api-gateway.rest.no-route",
    layer: "api-gateway",
    means: "answered",
    strength: "strong",
    matches: [
      rest({ statuses: [403], headers: { "x-amzn-errortype": /^MissingAuthenticationToken/ } }),
      rest({ statuses: [403], body: /^\{"message":\s?"Missing Authentication Token"\}$/ }),
    ],
    says: "a REST API of API Gateway has no such resource and method at its deployed stage",
    hint: "it speaks of a token, but means the route; only a method with IAM authorization really misses a signature",
    source: "https://github.com/aws/chalice/issues/12",
  },
  {
    id: "api-gateway.rest.forbidden",
    layer: "api-gateway",
    means: "answered",
    strength: "strong",
    matches: [
      rest({ statuses: [403], headers: { "x-amzn-errortype": /^(?:Forbidden|AccessDenied)/ } }),
      rest({ statuses: [403], headers: { "x-amz-apigw-id": /./ }, body: /^\{"message":\s?"Forbidden"\}$/ }),
    ],
    says: "a REST API of API Gateway refuses: no such stage, a web ACL, a resource policy, or an API key that is missing",
    source: "https://github.com/aws-samples/aws-microservices-deploy-options/issues/26",
  },
  {
    id: "api-gateway.rest.unauthorized",
    layer: "api-gateway",
    means: "answered",
    strength: "strong",
    matches: [rest({ statuses: [401], headers: { "x-amzn-errortype": /^Unauthorized/ } })],
    says: "an authorizer of a REST API of API Gateway refuses the token",
    source: REST_RESPONSES,
  },
  {
    id: "api-gateway.rest.timeout",
    layer: "api-gateway",
    means: "answered",
    strength: "strong",
    matches: [
      rest({
        statuses: [504],
        body: /^\{"message":\s?"(?:Endpoint request timed out|Network error communicating with endpoint)"\}$/,
      }),
    ],
    says: "a REST API of API Gateway got no answer from its integration in time",
    source: "https://github.com/RhinoSecurityLabs/IPRotate_Burp_Extension/issues/17",
  },
  {
    id: "api-gateway.rest.error",
    layer: "api-gateway",
    means: "answered",
    strength: "strong",
    matches: [
      rest({ headers: { "x-amzn-errortype": /^\w{1,80}Exception\b/ } }),
      rest({
        statuses: [500, 502],
        headers: { "x-amz-apigw-id": /./ },
        body: /^\{"message":\s?"Internal server error"\}$/,
      }),
    ],
    says: "an error of a REST API of API Gateway itself",
    source: REST_RESPONSES,
  },
  {
    id: "api-gateway.http.no-route",
    layer: "api-gateway",
    means: "answered",
    strength: "strong",
    matches: [http([404], "Not Found")],
    says: "an HTTP API of API Gateway has no route for this path and method",
    source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html",
  },
  {
    id: "api-gateway.http.unauthorized",
    layer: "api-gateway",
    means: "answered",
    strength: "strong",
    matches: [http([401], "Unauthorized")],
    says: "the authorizer of an HTTP API of API Gateway refuses: a token is missing or not valid",
    source:
      "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-jwt-authorizer-issues.html",
  },
  {
    id: "api-gateway.http.forbidden",
    layer: "api-gateway",
    means: "answered",
    strength: "strong",
    matches: [http([403], "Forbidden")],
    says: "an HTTP API of API Gateway refuses: a scope is missing, or an authorizer says no",
    source: HTTP_APIS,
  },
  {
    id: "api-gateway.http.unavailable",
    layer: "api-gateway",
    means: "answered",
    strength: "strong",
    matches: [http([503, 504], "(?:Service Unavailable|Gateway Timeout|Endpoint request timed out)")],
    says: "an HTTP API of API Gateway got no answer from its integration: not reached, or not in its 30 seconds",
    source: "https://github.com/cortexlabs/cortex/issues/1225",
  },
  {
    id: "api-gateway.http.error",
    layer: "api-gateway",
    means: "answered",
    strength: "strong",
    matches: [
      http([500, 502], "Internal Server Error"),
      http([429], "Too Many Requests"),
      http([413], "Request Entity Too Large"),
    ],
    says: "an error of an HTTP API of API Gateway itself",
    source: HTTP_APIS,
  },
  {
    id: "api-gateway.rest.passed",
    layer: "api-gateway",
    means: "passed",
    strength: "strong",
    matches: [
      { headers: { "x-amzn-remapped-server": /./ } },
      { headers: { "x-amzn-remapped-www-authenticate": /./ } },
      { headers: { "x-amz-apigw-id": /./ } },
    ],
    says: "the answer came through a REST API of API Gateway, which renames some headers",
    source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html",
  },
  {
    id: "api-gateway.http.passed",
    layer: "api-gateway",
    means: "passed",
    strength: "strong",
    matches: [{ headers: { "apigw-requestid": /./ } }],
    says: "the answer came through an HTTP API of API Gateway",
    source: "https://github.com/cortexlabs/cortex/issues/1225",
  },
];
