import { traceHeader, withHeader, withoutHopByHop } from "../forwarding.ts";
import { headerValues, type Request } from "../request.ts";
import { restIds } from "./answer.ts";
import type { Api } from "./api.ts";
import { isMultiLevel } from "./address.ts";
import { forwardedElements } from "./forwarded.ts";

type Headers = Request["headers"];

/**
 * What becomes of the headers of a message on its way through an API. The headers of the connection itself, which end
 * at every proxy, are not told.
 */
export interface HeaderChanges {
  /** The names of those that do not pass, as they were sent. */
  removed: string[];
  /** Those that pass under another name. */
  renamed: { from: string; to: string }[];
  /** What this rests on that AWS does not document; empty where all of it is documented. */
  unconfirmed: string[];
}

/** What is put into a request on its way. */
export interface RequestAdditions {
  /** What `Host` becomes: the origin's name, with its port where that is not the protocol's own. */
  host: string;
  /** The trace that the gateway would make up: `1-67891233-abcdef012345678912345678`. */
  traceId: string;
}

/** What a REST API takes out of a request for an HTTP proxy, besides the headers of the connection. */
const DROPPED_OF_REST_REQUESTS = new Set([
  "content-encoding",
  "content-md5",
  "expect",
  "max-forwards",
  "proxy-authenticate",
  "server",
  "via",
  "www-authenticate",
]);

const DROPPED_OF_REST_RESPONSES = new Set(["expect", "host", "proxy-authenticate", "via"]);

const REMAPPED_OF_REST_RESPONSES = new Set([
  "authorization",
  "connection",
  "content-md5",
  "date",
  "max-forwards",
  "server",
  "user-agent",
  "www-authenticate",
]);

/**
 * The headers with which a request reaches the origin. All that are not named here pass in their order and their case,
 * `Authorization` and those of MCP among them. What an edge-optimized API's CloudFront adds is not modelled.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
export function requestHeaders(
  api: Pick<Api, "type" | "domain">,
  request: Request,
  added: RequestAdditions,
): Headers {
  const passed = withoutHopByHop(request.headers).filter((header) => !isDroppedOfRequest(api, header));
  const headers = additions(api, request, added).reduce(withHeader, passed);
  return isMultiLevel(api.domain) ? headers.map(([name, value]) => [name.toLowerCase(), value]) : headers;
}

/**
 * What becomes of a request's headers, for whoever has to explain it.
 *
 * @example requestHeaderChanges({ type: "HTTP" }, [["X-Forwarded-For", "10.0.0.1"]]).removed // ["X-Forwarded-For"]
 */
export function requestHeaderChanges(api: Pick<Api, "type">, headers: Headers): HeaderChanges {
  const dropped = withoutHopByHop(headers).filter((header) => isDroppedOfRequest(api, header));
  return { removed: dropped.map(([name]) => name), renamed: [], unconfirmed: [] };
}

function isDroppedOfRequest({ type }: Pick<Api, "type">, [name, value]: [string, string]): boolean {
  const lower = name.toLowerCase();
  if (type === "HTTP") return lower.startsWith("x-forwarded-");
  return DROPPED_OF_REST_REQUESTS.has(lower) || (lower === "authorization" && isAwsSignature(value));
}

/** A signature is for the API alone (Signature Version 4); a bearer token is for the origin. */
function isAwsSignature(credentials: string): boolean {
  return credentials.startsWith("AWS4-");
}

function additions(api: Pick<Api, "type">, request: Request, { host, traceId }: RequestAdditions): Headers {
  const trace = traceHeader(headerValues(request, "x-amzn-trace-id")[0], traceId);
  return [
    ["Host", host],
    ...(api.type === "REST" ? forwardedHeaders(request) : [forwardedHeader(request)]),
    ["X-Amzn-Trace-Id", trace],
    ...contentType(api, request),
  ];
}

/** Every API is reached by HTTPS on 443 and nothing else. */
function forwardedHeaders(request: Request): Headers {
  return [
    ["X-Forwarded-For", [...headerValues(request, "x-forwarded-for"), request.sourceIp].join(", ")],
    ["X-Forwarded-Proto", "https"],
    ["X-Forwarded-Port", "443"],
  ];
}

function forwardedHeader(request: Request): [string, string] {
  return ["Forwarded", forwardedElements(request).join(", ")];
}

/**
 * A REST API calls everything JSON that does not say what it is; an HTTP API gives a type to a request without a body.
 * Which type that is AWS does not document.
 */
function contentType({ type }: Pick<Api, "type">, request: Request): Headers {
  if (headerValues(request, "content-type").length > 0) return [];
  if (type === "REST") return [["Content-Type", "application/json"]];
  return hasBody(request) ? [] : [["Content-Type", "application/octet-stream"]];
}

function hasBody(request: Request): boolean {
  const length = Number(headerValues(request, "content-length")[0] ?? 0);
  return length > 0 || headerValues(request, "transfer-encoding").length > 0;
}

/**
 * The headers with which an origin's answer reaches the caller. `Date` and the headers of the connection are left to
 * whoever sends it.
 *
 * @param requestId It stands for both ids that a REST API gives a request.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 * @example responseHeaders({ type: "REST" }, [["WWW-Authenticate", "Bearer"]], id)[0]
 * // ["x-amzn-Remapped-WWW-Authenticate", "Bearer"]
 */
export function responseHeaders({ type }: Pick<Api, "type">, headers: Headers, requestId: string): Headers {
  if (type === "HTTP") return [...withoutHopByHop(headers), ["apigw-requestid", requestId]];
  const passed = headers.filter(([name]) => !DROPPED_OF_REST_RESPONSES.has(name.toLowerCase()));
  const renamed = passed.map(([name, value]): [string, string] => [remapped(name), value]);
  return [...withoutHopByHop(renamed), ...restIds(requestId)];
}

function remapped(name: string): string {
  return REMAPPED_OF_REST_RESPONSES.has(name.toLowerCase()) ? `x-amzn-Remapped-${name}` : name;
}

/**
 * What becomes of an answer's headers, for whoever has to explain it.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
export function responseHeaderChanges({ type }: Pick<Api, "type">, headers: Headers): HeaderChanges {
  const names = headers.map(([name]) => name);
  if (type === "HTTP") return { removed: [], renamed: [], unconfirmed: challengeDoubt(headers) };
  return {
    removed: names.filter((name) => DROPPED_OF_REST_RESPONSES.has(name.toLowerCase())),
    renamed: names.map((name) => ({ from: name, to: remapped(name) })).filter(({ from, to }) => from !== to),
    unconfirmed: [],
  };
}

function challengeDoubt(headers: Headers): string[] {
  const challenged = headerValues({ headers }, "www-authenticate").length > 0;
  return challenged ? ["whether an HTTP API passes WWW-Authenticate on under its own name"] : [];
}
