import type { Cause } from "./cause.ts";

const ALLOW: Cause["remedy"] = {
  alb: "set the listener's attributes routing.http.response.access_control_allow_*, and give OPTIONS on the path a rule of its own with a fixed response 200 (McpRoute: `cors`)",
  "api-gateway":
    "set the API's CORS configuration (HTTP API: allowOrigins, allowMethods, allowHeaders, exposeHeaders), and leave OPTIONS without an authorizer (McpRoute: `cors`)",
  nginx:
    "answer OPTIONS with 204 and the headers, or pass it to the server: `if ($request_method = OPTIONS) { … return 204; }` with `add_header … always`",
  cloudfront: "use a response headers policy with CORS, and let the behavior take OPTIONS",
  any: "answer OPTIONS before any check of tokens: Access-Control-Allow-Origin, -Methods GET, POST, DELETE, OPTIONS, and -Headers Content-Type, Accept, Authorization, MCP-Protocol-Version, Mcp-Session-Id, Last-Event-ID, Mcp-Method, Mcp-Name",
};

const CORS = "https://fetch.spec.whatwg.org/#http-cors-protocol";

/** Whether an MCP client in a web page may call the server. No other client cares. */
export const BROWSER = {
  "cors.none": {
    rung: "cors",
    severity: "note",
    title: "There is no CORS: clients in web pages cannot call the server, all others can",
    remedy: ALLOW,
    sources: [CORS, "https://github.com/netdata/netdata/issues/22258"],
  },
  "cors.origin-refused": {
    rung: "cors",
    severity: "note",
    title: "The server refuses pages of origins that it does not know, as it should",
    remedy: { any: "add the page's origin to the server's allowed origins, where it should be served" },
    sources: ["https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#security-warning"],
  },
  "cors.preflight-guarded": {
    rung: "cors",
    severity: "degraded",
    title: "The preflight is refused for want of credentials, which browsers never send with it",
    remedy: ALLOW,
    sources: [CORS, "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html"],
  },
  "cors.preflight-missing": {
    rung: "cors",
    severity: "degraded",
    title: "Answers allow pages to read them, but the preflight that comes before is not answered",
    remedy: ALLOW,
    sources: [CORS],
  },
  "cors.answer-missing": {
    rung: "cors",
    severity: "degraded",
    title: "The preflight allows the request, but its answer may not be read by the page",
    remedy: {
      nginx: "put `add_header Access-Control-Allow-Origin … always` where the answers come from too",
      any: "send Access-Control-Allow-Origin with every answer, those with errors too",
    },
    sources: [CORS],
  },
  "cors.doubled": {
    rung: "cors",
    severity: "degraded",
    title: "Access-Control-Allow-Origin comes more than once, which browsers refuse",
    remedy: {
      nginx:
        "take out the `add_header Access-Control-Allow-Origin`, or hide the server's by `proxy_hide_header`",
      any: "have one layer alone set it",
    },
    sources: [
      "https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CORS/Errors/CORSMultipleAllowOriginNotAllowed",
    ],
  },
  "cors.header-not-allowed": {
    rung: "cors",
    severity: "degraded",
    title: "The preflight does not allow headers that MCP clients send",
    remedy: {
      any: "add them to Access-Control-Allow-Headers; `*` does not stand for Authorization. Without MCP-Protocol-Version the first request works, and the next fails",
    },
    sources: [CORS, "https://github.com/modelcontextprotocol/typescript-sdk"],
  },
  "cors.method-not-allowed": {
    rung: "cors",
    severity: "note",
    title: "The preflight does not name DELETE: sessions of web pages stay on the server until they expire",
    remedy: { any: "send Access-Control-Allow-Methods: GET, POST, DELETE, OPTIONS" },
    sources: [CORS],
  },
  "cors.not-exposed": {
    rung: "cors",
    severity: "degraded",
    title: "Pages may not read the headers that MCP clients need of the answer",
    remedy: {
      any: "send Access-Control-Expose-Headers: Mcp-Session-Id, WWW-Authenticate, MCP-Protocol-Version with the answers themselves, not only with the preflight",
    },
    sources: [CORS],
  },
} as const satisfies Record<string, Cause>;
