import { headerBlock, requestLine } from "../limits.ts";
import { headerValues, type Request } from "../request.ts";
import type { Api, HttpProxy } from "./api.ts";

/**
 * What an API accepts, in bytes; none can be raised.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
 */
export const API_LIMITS = {
  /** The headers in all; of an HTTP API the request line besides. */
  headers: 10_240,
  /** The headers in all of a private REST API. */
  privateHeaders: 8_000,
  /** "10 MB"; its own answer to more names this number. */
  payload: 10_485_760,
} as const;

/** How much of what an API accepts of headers a request uses, in bytes. */
export interface HeaderBudget {
  limit: number;
  used: number;
  /** Below 0 where the request is refused. */
  left: number;
}

/** A limit that a request breaks. */
export interface ApiRefusal {
  failure: "headers-too-large" | "payload-too-large";
  why: string;
  /** What this rests on that AWS does not document. */
  unconfirmed: string[];
}

/** How long an answer may take, in milliseconds. */
export interface Times {
  /** Until the whole answer is there, be it buffered or streamed. */
  timeout: number;
  /** Without a byte, while the answer is streamed; absent where it is buffered. */
  idleTimeout?: number;
}

type Kind = Pick<Api, "type" | "endpointType">;
type Sent = Omit<Request, "sourceIp">;

/**
 * The headers that a request may still bring. A header counts as `Name: value` with its line end, an HTTP API's request
 * line without: whether AWS counts names and line ends is not documented, and this is on the safe side.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
 * @example headerBudget(api, request).left // the bytes by which a token may still grow
 */
export function headerBudget(api: Kind, request: Sent): HeaderBudget {
  const limit = headerLimit(api);
  const used = headerBlock(request.headers) + countedRequestLine(api, request);
  return { limit, used, left: limit - used };
}

function headerLimit({ endpointType }: Kind): number {
  return endpointType === "PRIVATE" ? API_LIMITS.privateHeaders : API_LIMITS.headers;
}

function countedRequestLine({ type }: Kind, request: Sent): number {
  return type === "HTTP" ? requestLine(request) : 0;
}

/**
 * The limit that a request breaks, or undefined.
 *
 * @param bodyBytes The length of the body, where it is known otherwise than by `Content-Length`.
 */
export function apiRefusal(
  api: Kind,
  request: Sent,
  bodyBytes = contentLength(request),
): ApiRefusal | undefined {
  const { limit, left } = headerBudget(api, request);
  if (left < 0) {
    const what = api.type === "HTTP" ? "request line and headers" : "the headers";
    const why = `${what} are larger than ${limit} bytes`;
    return { failure: "headers-too-large", why, unconfirmed: namesDecide(api, request) };
  }
  if (bodyBytes > API_LIMITS.payload) {
    const why = `the body is larger than ${API_LIMITS.payload} bytes`;
    return { failure: "payload-too-large", why, unconfirmed: [] };
  }
  return undefined;
}

/** AWS speaks of header values: whether names and line ends count matters where the values alone would fit. */
function namesDecide(api: Kind, request: Sent): string[] {
  const values = request.headers.reduce((size, [, value]) => size + value.length, 0);
  if (values + countedRequestLine(api, request) > headerLimit(api)) return [];
  return ["whether the names of headers and their line ends count into their size"];
}

function contentLength(request: Sent): number {
  return Number(headerValues(request, "content-length")[0] ?? 0);
}

/**
 * How long an integration's answer may take: what is configured, but never more than AWS allows.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
 */
export function times(api: Kind, integration: HttpProxy): Times {
  const timeout = Math.min(integration.timeout, longest(api, integration));
  if (!isStreamed(api, integration)) return { timeout };
  return { timeout, idleTimeout: api.endpointType === "EDGE" ? 30_000 : 300_000 };
}

/** An HTTP API has no streaming: it holds an answer back until it is whole. */
export function isStreamed({ type }: Pick<Api, "type">, { transferMode }: HttpProxy): boolean {
  return type === "REST" && transferMode === "STREAM";
}

function longest(api: Kind, integration: HttpProxy): number {
  if (api.type === "HTTP") return 30_000;
  if (isStreamed(api, integration)) return 900_000;
  // Only regional and private APIs can have the quota of 29 seconds raised.
  return api.endpointType === "EDGE" ? 29_000 : 300_000;
}

/**
 * The milliseconds before which a streamed answer cannot have passed `bytes` bytes: the first 10 MB go unhindered, the
 * rest at 2 MB a second.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html
 */
export function earliest(bytes: number): number {
  return (Math.max(0, bytes - UNHINDERED) / BYTES_PER_SECOND) * 1000;
}

const UNHINDERED = 10 * 1024 * 1024;
const BYTES_PER_SECOND = 2 * 1024 * 1024;
