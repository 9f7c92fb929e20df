import { type Answered, type Exchange, headerValue, headerValues } from "../exchange/exchange.ts";
import { hasResult } from "../exchange/rpc.ts";

/** The origin that the doctor's browser has: one that no server has a reason to know. */
export const ORIGIN = "https://inspector.example";

/**
 * The request headers that a browser's MCP client needs leave for at this server, as a browser lists them: small, and in order. A server
 * may refuse a preflight for a header that its clients never send, so that only those are asked for.
 */
export function wantedHeaders(exchanges: readonly Exchange[], token: boolean): string[] {
  const initialize = answerTo(exchanges, "initialize");
  const discover = answerTo(exchanges, "discover");
  const refused = [initialize, discover].some((answer) => answer?.status === 401);
  const sessions = initialize !== undefined && headerValue(initialize, "mcp-session-id") !== undefined;
  const modern = hasResult(discover);
  return [
    ...(token || refused ? ["authorization"] : []),
    "content-type",
    ...(modern ? ["mcp-method", "mcp-name"] : []),
    "mcp-protocol-version",
    ...(sessions ? ["mcp-session-id"] : []),
  ];
}

function answerTo(exchanges: readonly Exchange[], probe: string): Answered | undefined {
  const result = exchanges.find((exchange) => exchange.probe === probe)?.result;
  return result?.outcome === "answer" ? result : undefined;
}

/** What an answer allows a browser. */
export interface Allowed {
  /** Every Access-Control-Allow-Origin; a browser takes exactly one. */
  origins: readonly string[];
  /** Whether it is one, and the doctor's or `*`. */
  origin: boolean;
  methods: ReadonlySet<string>;
  headers: ReadonlySet<string>;
  exposed: ReadonlySet<string>;
}

/** Reads the CORS headers of an answer; names of headers in small letters, of methods as they are. */
export function allowedBy(answer: Answered): Allowed {
  const origins = headerValues(answer, "access-control-allow-origin").flatMap((value) =>
    value.split(",").map((each) => each.trim()),
  );
  const [only] = origins;
  return {
    origins,
    origin: origins.length === 1 && (only === "*" || only === ORIGIN),
    methods: listOf(answer, "access-control-allow-methods"),
    headers: listOf(answer, "access-control-allow-headers", true),
    exposed: listOf(answer, "access-control-expose-headers", true),
  };
}

function listOf(answer: Answered, header: string, small = false): Set<string> {
  const names = headerValues(answer, header).flatMap((value) => value.split(","));
  return new Set(names.map((name) => (small ? name.trim().toLowerCase() : name.trim())));
}

/** The headers of a list that a preflight does not allow; `*` stands for all but Authorization, which must be named. */
export function forbidden(wanted: readonly string[], { headers }: Allowed): string[] {
  return wanted.filter((name) => !headers.has(name) && !(headers.has("*") && name !== "authorization"));
}
