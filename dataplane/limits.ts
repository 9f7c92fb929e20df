import { headerValues, type Request } from "./request.ts";

/**
 * The sizes, in bytes, that a balancer accepts; none can be raised. What AWS writes as "K" is taken as 1024 bytes, a
 * request line as `POST /mcp?x HTTP/1.1` and a header as `Name: value`, both without their line ends.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
 */
export const LIMITS = {
  requestLine: 16 * 1024,
  singleHeader: 16 * 1024,
  requestHeaders: 64 * 1024,
  responseHeaders: 32 * 1024,
  /** Addresses, not bytes. */
  forwardedForAddresses: 30,
} as const;

/** An answer that the balancer gives by itself because a limit or a rule of HTTP is broken. */
export interface Refusal {
  status: number;
  why: string;
}

/**
 * The status with which the balancer refuses a request before it asks any rule, or undefined where it does not.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html
 */
export function refusal(request: Request): Refusal | undefined {
  if (requestLine(request) > LIMITS.requestLine) {
    return { status: 414, why: `the request line is longer than ${LIMITS.requestLine} bytes` };
  }
  const large = request.headers.find((header) => headerLine(header) > LIMITS.singleHeader);
  if (large) {
    return { status: 413, why: `the header ${large[0]} is larger than ${LIMITS.singleHeader} bytes` };
  }
  if (headerBlock(request.headers) > LIMITS.requestHeaders) {
    return { status: 413, why: `the headers are larger than ${LIMITS.requestHeaders} bytes` };
  }
  if (forwardedFor(request).length > LIMITS.forwardedForAddresses) {
    return { status: 463, why: `X-Forwarded-For holds more than ${LIMITS.forwardedForAddresses} addresses` };
  }
  if (request.method === "TRACE") return { status: 405, why: "the balancer does not allow TRACE" };
  return undefined;
}

/**
 * The 502 with which the balancer replaces a target's answer whose headers are too large, or undefined.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html
 */
export function responseRefusal(headers: Request["headers"]): Refusal | undefined {
  if (headerBlock(headers) <= LIMITS.responseHeaders) return undefined;
  return { status: 502, why: `the target's headers are larger than ${LIMITS.responseHeaders} bytes` };
}

/** Node hands headers over as Latin-1, one character a byte: a length is a size. */
function headerLine([name, value]: [string, string]): number {
  return name.length + ": ".length + value.length;
}

/** The bytes of headers, line ends included. */
export function headerBlock(headers: Request["headers"]): number {
  return headers.reduce((size, header) => size + headerLine(header) + "\r\n".length, 0);
}

/** The bytes of a request line, without its line end. */
export function requestLine({ method, path, query }: Pick<Request, "method" | "path" | "query">): number {
  const target = query === "" ? path : `${path}?${query}`;
  return `${method} ${target} HTTP/1.1`.length;
}

function forwardedFor(request: Request): string[] {
  const all = headerValues(request, "x-forwarded-for").join(",");
  return all.split(",").filter((address) => address.trim() !== "");
}
