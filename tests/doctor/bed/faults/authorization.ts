import { direct, nginx, nginxTls, withToken } from "../ways.ts";
import type { Fault } from "./fault.ts";

const TO_SAMPLE = "proxy_pass http://sample; proxy_set_header Host $http_host;";

/** Discovery that does not lead a client to a token, and preflights that do not let a browser through. */
export const AUTHORIZATION_FAULTS: readonly Fault[] = [
  {
    id: "auth.token-refused",
    how: "The sample gets a token that it did not issue.",
    layer: "server",
    cause: "auth.token-refused",
    verdict: "unknown",
    way: direct("sample", () => ({ token: "not-a-token-of-this-server" })),
  },
  {
    id: "auth.metadata-not-routed",
    how: "nginx routes `/mcp` alone: the metadata that the challenge names is a 404 in HTML.",
    layer: "nginx",
    cause: "auth.discovery-missing",
    verdict: "broken",
    way: nginx(`location = /mcp { ${TO_SAMPLE} } location / { return 404; }`),
  },
  {
    id: "auth.metadata-html",
    how: "The single-page app takes `/.well-known`: the metadata is its page, 200 in HTML.",
    layer: "frontend",
    cause: "auth.metadata-html",
    verdict: "broken",
    way: nginx(`location = /mcp { ${TO_SAMPLE} }
      location / { default_type text/html; return 200 "<!doctype html><div id=root></div>"; }`),
  },
  {
    id: "auth.metadata-guarded",
    how: "nginx asks for a login at `/.well-known`: the metadata is a 401.",
    layer: "nginx",
    cause: "auth.metadata-guarded",
    verdict: "broken",
    way: nginx(`location = /mcp { ${TO_SAMPLE} }
      location / { add_header WWW-Authenticate 'Basic realm="internal"' always; return 401; }`),
  },
  {
    id: "auth.resource-http",
    how: "TLS ends at nginx, which does not pass `X-Forwarded-Proto` on: the metadata's resource is an http URL.",
    layer: "server",
    cause: "auth.resource-mismatch",
    verdict: "broken",
    way: nginxTls(`location / { ${TO_SAMPLE} }`),
  },
  {
    id: "auth.resource-other-host",
    how: "nginx passes its upstream's name as Host: the metadata's resource is on that host.",
    layer: "server",
    cause: "auth.resource-mismatch",
    verdict: "broken",
    // The challenge names the metadata on that host as well, and only the well-known path is left to find it.
    way: nginx("location / { proxy_pass http://sample; proxy_hide_header WWW-Authenticate; }"),
  },
  {
    id: "cors.preflight-guarded",
    how: "The sample asks for a token before it answers a preflight, though its answers have CORS headers.",
    layer: "server",
    cause: "cors.preflight-guarded",
    verdict: "degraded",
    way: nginx(
      `location / { ${TO_SAMPLE} add_header Access-Control-Allow-Origin * always;
        add_header Access-Control-Expose-Headers "Mcp-Session-Id, WWW-Authenticate" always; }`,
      withToken,
    ),
  },
  {
    id: "cors.header-not-allowed",
    how: "nginx answers preflights, and allows `Content-Type` and `Authorization` alone.",
    layer: "nginx",
    cause: "cors.header-not-allowed",
    verdict: "degraded",
    way: nginx(`location / {
      if ($request_method = OPTIONS) {
        add_header Access-Control-Allow-Origin *;
        add_header Access-Control-Allow-Methods "GET, POST, DELETE";
        add_header Access-Control-Allow-Headers "Content-Type, Authorization";
        return 204;
      }
      proxy_pass http://cors; }`),
  },
  {
    id: "cors.not-exposed",
    how: "nginx takes `Access-Control-Expose-Headers` out of answers: a browser does not see the session's id.",
    layer: "nginx",
    cause: "cors.not-exposed",
    verdict: "degraded",
    way: nginx(
      "location / { proxy_pass http://everything; proxy_hide_header Access-Control-Expose-Headers; }",
    ),
  },
];
