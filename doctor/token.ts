/**
 * What may be said of a token: nothing of its claims but when it ends, and never the token itself.
 */
export interface TokenFacts {
  /** The algorithm that its header names; null where it is no JWT. */
  alg: string | null;
  /** The key that its header names; null where it names none. */
  kid: string | null;
  bytes: number;
  /** When it ends, in ISO 8601; null where it does not say. */
  expires: string | null;
  /** Whether it had ended when the examination began. */
  expired: boolean;
  /** Whether `Authorization: Bearer …` fits the limits of each layer that has one. */
  fits: readonly TokenFit[];
}

/** Whether a token fits a layer's limit of headers. */
export interface TokenFit {
  layer: string;
  /** Bytes of the limit. */
  limit: number;
  fits: boolean;
  source: string;
}

/** What the other headers of an MCP client's request take beside the token, in bytes, generously. */
const OTHER_HEADERS = 1_024;

/** Limits in bytes; `all` of a request's headers together, or of one `line`. */
const LIMITS: readonly { layer: string; limit: number; of: "all" | "line"; source: string }[] = [
  {
    layer: "nginx (large_client_header_buffers)",
    limit: 8_192,
    of: "line",
    source: "https://nginx.org/en/docs/http/ngx_http_core_module.html#large_client_header_buffers",
  },
  {
    layer: "API Gateway",
    limit: 10_240,
    of: "all",
    source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html",
  },
  {
    layer: "Application Load Balancer",
    limit: 16_384,
    of: "line",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html",
  },
  {
    layer: "Node.js (--max-http-header-size)",
    limit: 16_384,
    of: "all",
    source: "https://nodejs.org/api/cli.html#--max-http-header-sizesize",
  },
  {
    layer: "CloudFront",
    limit: 20_480,
    of: "all",
    source:
      "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-general",
  },
];

/**
 * The token, from the text of `--token-file` or else from `MCP_TOKEN`; undefined where there is none. White space around it, and a
 * `Bearer ` that was copied along, are taken off.
 * @throws RangeError where it holds what no header can: the message does not repeat it.
 */
export function readToken(file: string | undefined, variable: string | undefined): string | undefined {
  const token = (file ?? variable ?? "").trim().replace(/^bearer\s+/i, "");
  if (token === "") {
    if (file !== undefined) throw new RangeError("The token file is empty.");
    return undefined;
  }
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new RangeError("The token holds white space or characters that no header can have.");
  }
  return token;
}

/** @param now When the examination began. */
export function tokenFacts(token: string, now: Date): TokenFacts {
  const [head, claims, ...rest] = token.split(".");
  const header = rest.length === 1 ? objectOf(head) : null;
  const alg = stringOf(header?.["alg"]);
  // Without an algorithm it only looks like a JWT.
  const expires = alg === null ? null : momentOf(objectOf(claims)?.["exp"]);
  const bytes = Buffer.byteLength(token);
  const line = Buffer.byteLength("Authorization: Bearer ") + bytes;
  return {
    alg,
    kid: alg === null ? null : stringOf(header?.["kid"]),
    bytes,
    expires: expires?.toISOString() ?? null,
    expired: expires !== null && expires <= now,
    fits: LIMITS.map(({ layer, limit, of, source }) => ({
      layer,
      limit,
      fits: line + (of === "all" ? OTHER_HEADERS : 0) <= limit,
      source,
    })),
  };
}

function objectOf(part: string | undefined): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part ?? "", "base64url").toString());
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** A short string of printable characters: what a header names, not what somebody could hide in it. */
function stringOf(value: unknown): string | null {
  return typeof value === "string" && /^[\x21-\x7e]{1,200}$/.test(value) ? value : null;
}

function momentOf(seconds: unknown): Date | null {
  if (typeof seconds !== "number") return null;
  const moment = new Date(seconds * 1000);
  return Number.isNaN(moment.getTime()) ? null : moment;
}
