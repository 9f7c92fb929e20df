import type { Cause } from "./cause.ts";

const ROUTED: Cause["remedy"] = {
  alb: "give the listener a rule for /.well-known/oauth-protected-resource and /.well-known/oauth-protected-resource/mcp that forwards to the MCP server without authentication (McpRoute: `auth`)",
  "api-gateway":
    "give the API ANY /.well-known/{proxy+} to the MCP server without an authorizer (McpRoute: `auth`), and deploy the stage",
  nginx:
    "location /.well-known/oauth-protected-resource { proxy_pass …; } to the MCP server, without auth_request or auth_basic",
  cloudfront: "add a cache behavior for /.well-known/oauth-protected-resource* with the MCP server's origin",
  any: 'have /.well-known/oauth-protected-resource, and the same with the endpoint\'s path behind it, answered by the MCP server without a token; or have its 401 name the URL: WWW-Authenticate: Bearer resource_metadata="…"',
};

const DISCOVERY = "https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization";

/** Whether a client can find out how to get a token, and whether the one it has is taken. */
export const AUTHORIZATION = {
  "auth.token-needed": {
    rung: "authorization",
    severity: "unknown",
    title: "The server wants a token: all behind it is unknown without one",
    remedy: { any: "give the doctor a token: --token-file FILE, or MCP_TOKEN in the environment" },
    sources: [DISCOVERY],
  },
  "auth.token-refused": {
    rung: "authorization",
    severity: "unknown",
    title: "The token is refused: all behind it is unknown without one that is taken",
    remedy: {
      caller: "get a new token: this one has expired",
      any: "compare the token's issuer, audience and keys with what the layer that refused it expects; get one for this server",
    },
    sources: ["https://www.rfc-editor.org/rfc/rfc6750#section-3.1"],
  },
  "auth.insufficient-scope": {
    rung: "authorization",
    severity: "unknown",
    title: "The token is valid, but not for this: it lacks a scope",
    remedy: { any: "give the doctor a token with the scope that the challenge names" },
    sources: [DISCOVERY],
  },
  "auth.token-large": {
    rung: "authorization",
    severity: "note",
    title: "The token is larger than some layers let a header be",
    remedy: {
      any: "have the token carry fewer claims (groups and roles are what makes tokens large), or raise the layer's limit where it has one",
    },
    sources: [
      "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html",
      "https://nginx.org/en/docs/http/ngx_http_core_module.html#large_client_header_buffers",
    ],
  },
  "auth.basic": {
    rung: "authorization",
    severity: "broken",
    title: "A user's name and password are asked for (Basic), which MCP clients do not send",
    remedy: {
      nginx: "take auth_basic out of the MCP server's location (auth_basic off;), and of /.well-known/",
      any: "take the login by password off the MCP server's paths: its clients send a Bearer token, in the very header that the password would stand in",
    },
    sources: [
      DISCOVERY,
      "https://www.rfc-editor.org/rfc/rfc7617#section-2",
      "https://nginx.org/en/docs/http/ngx_http_auth_basic_module.html",
    ],
  },
  "auth.open": {
    rung: "authorization",
    severity: "degraded",
    title: "The stack promises authorization, and the server answers without a token",
    remedy: { any: "switch on the server's check of tokens, or take the promise out of the stack" },
    sources: [DISCOVERY],
  },
  "auth.discovery-missing": {
    rung: "authorization",
    severity: "broken",
    title: "The server wants a token, and nothing tells clients where to get one",
    remedy: ROUTED,
    sources: [DISCOVERY, "https://github.com/jlowin/fastmcp/issues/2077"],
  },
  "auth.metadata-html": {
    rung: "authorization",
    severity: "broken",
    title: "A page stands where the authorization metadata should: clients end with a syntax error",
    remedy: {
      ...ROUTED,
      frontend:
        "keep the web site's catch-all off /.well-known/: route it to the MCP server, which answers 404 where it has no metadata",
      any: "route /.well-known/oauth-protected-resource to the MCP server, ahead of the web site's catch-all; a server that wants no token must have 404 there",
    },
    sources: [
      "https://github.com/earthobservations/wetterdienst/issues/1772",
      "https://www.rfc-editor.org/rfc/rfc9728#section-3.2",
    ],
  },
  "auth.metadata-guarded": {
    rung: "authorization",
    severity: "broken",
    title: "The authorization metadata itself is behind a login, which clients have no token for yet",
    remedy: ROUTED,
    sources: ["https://www.rfc-editor.org/rfc/rfc9728#section-3"],
  },
  "auth.metadata-invalid": {
    rung: "authorization",
    severity: "broken",
    title: "The authorization metadata cannot be read",
    remedy: {
      any: "answer a JSON object with `resource` and `authorization_servers` (at least one), as application/json",
    },
    sources: ["https://www.rfc-editor.org/rfc/rfc9728#section-2"],
  },
  "auth.resource-mismatch": {
    rung: "authorization",
    severity: "broken",
    title: "The metadata is for another URL than the client's, so that clients refuse it",
    remedy: {
      any: "have the server build its URLs from X-Forwarded-Proto and X-Forwarded-Host (uvicorn: --proxy-headers --forwarded-allow-ips='*'; Express: trust proxy; nginx: proxy_set_header X-Forwarded-Proto $scheme; an HTTP API sends Forwarded instead), or set its public URL outright",
    },
    sources: ["https://www.rfc-editor.org/rfc/rfc9728#section-3.3"],
  },
  "auth.issuer-unreachable": {
    rung: "authorization",
    severity: "broken",
    title: "The authorization server that the metadata names gives no metadata of its own",
    remedy: {
      any: "have the authorization server answer /.well-known/oauth-authorization-server or /.well-known/openid-configuration (with its path, where the issuer has one), or correct authorization_servers in the MCP server's metadata",
    },
    sources: ["https://www.rfc-editor.org/rfc/rfc8414#section-3"],
  },
  "auth.issuer-mismatch": {
    rung: "authorization",
    severity: "broken",
    title:
      "The authorization server calls itself otherwise than the metadata does, so that clients refuse it",
    remedy: {
      any: "write into authorization_servers exactly the `issuer` of the authorization server's metadata, slash by slash",
    },
    sources: ["https://www.rfc-editor.org/rfc/rfc8414#section-3.3"],
  },
  "auth.challenge-without-metadata": {
    rung: "authorization",
    severity: "note",
    title:
      "The refusal does not say where the metadata is: clients that look at the well-known path find it, others do not",
    remedy: { any: 'have the 401 say WWW-Authenticate: Bearer resource_metadata="…"' },
    sources: ["https://github.com/apollographql/apollo-mcp-server/issues/533"],
  },
  "auth.legacy-discovery": {
    rung: "authorization",
    severity: "note",
    title:
      "There is no protected resource metadata: clients find the authorization server only by the rules of 2025-03-26",
    remedy: ROUTED,
    sources: [
      "https://modelcontextprotocol.io/specification/2025-03-26/basic/authorization#server-metadata-discovery",
    ],
  },
} as const satisfies Record<string, Cause>;
