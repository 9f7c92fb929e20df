import { answered, nginx } from "../ways.ts";
import type { Fault } from "./fault.ts";

const BLOCKED = `return 403 "<html><title>403 Forbidden</title>Request blocked</html>";`;

/** What keeps a request from the server behind nginx, by its path, its method or its `Host`. */
export const ROUTING_FAULTS: readonly Fault[] = [
  {
    id: "nginx.spa-catch-all",
    how: "nginx has no location for `/mcp`: its single-page app takes it, 405 in HTML to POST and the page to GET.",
    layer: "frontend",
    cause: "route.missing",
    verdict: "broken",
    way: nginx(`location / { error_page 418 = @app; if ($request_method ~ ^(GET|HEAD)$) { return 418; } return 405; }
      location @app { default_type text/html; return 200 "<!doctype html><div id=root></div>"; }`),
  },
  {
    id: "nginx.not-routed",
    how: "nginx routes `/api/` alone, and answers `/mcp` with its own 404.",
    layer: "nginx",
    cause: "route.missing",
    verdict: "broken",
    way: nginx("location /api/ { proxy_pass http://everything; } location / { return 404; }"),
  },
  {
    id: "nginx.prefix-stripped",
    how: "nginx takes `/mcp` off the path, and the server's framework answers `Cannot POST /` with 404.",
    layer: "nginx",
    cause: "route.path-rewritten",
    verdict: "broken",
    way: nginx("location /mcp { proxy_pass http://everything/; }"),
  },
  {
    id: "nginx.bare-path",
    how: "nginx has `/mcp/` and what is under it, but answers the bare `/mcp` with 404.",
    layer: "nginx",
    cause: "route.bare-path",
    verdict: "broken",
    way: nginx("location /mcp/ { proxy_pass http://everything; } location = /mcp { return 404; }"),
  },
  {
    id: "nginx.upstream-dead",
    how: "Nothing listens where nginx has its upstream: 502 in HTML.",
    layer: "nginx",
    cause: "upstream.unreachable",
    verdict: "broken",
    way: nginx("location / { proxy_pass http://closed; }"),
  },
  {
    id: "nginx.upstream-silent",
    how: "The server takes requests and does not answer: 504 in HTML after a second.",
    layer: "nginx",
    cause: "upstream.timeout",
    verdict: "broken",
    way: nginx("location / { proxy_pass http://mute; proxy_read_timeout 1s; }"),
  },
  {
    id: "nginx.post-blocked",
    how: "nginx answers every POST with 403 in HTML, as a firewall does.",
    layer: "nginx",
    cause: "blocked.page",
    verdict: "broken",
    way: nginx(
      `location / { if ($request_method = POST) { ${BLOCKED} } default_type text/html; proxy_pass http://everything; }`,
    ),
  },
  {
    id: "nginx.get-delete-blocked",
    how: "nginx answers GET and DELETE with 403 in HTML: no stream from the server, and sessions that nobody ends.",
    layer: "nginx",
    cause: "method.get-blocked",
    verdict: "degraded",
    way: nginx(
      `location / { if ($request_method ~ ^(GET|DELETE)$) { ${BLOCKED} } default_type text/html; proxy_pass http://everything; }`,
    ),
  },
  {
    id: "nginx.delete-blocked",
    how: "nginx answers DELETE with 403 in HTML: sessions that nobody ends.",
    layer: "nginx",
    cause: "method.delete-blocked",
    verdict: "degraded",
    way: nginx(
      `location / { if ($request_method = DELETE) { ${BLOCKED} } default_type text/html; proxy_pass http://everything; }`,
    ),
  },
  {
    id: "host.rejected",
    how: "nginx passes its upstream's name as Host, which the official package's guard refuses with 403.",
    layer: "server",
    cause: "host.rejected",
    verdict: "broken",
    way: nginx("location / { proxy_pass http://hostGuarded; }"),
  },
  {
    id: "host.rejected-python",
    how: "The same with the Python SDK's guard, as its users show it: 421 `Invalid Host header`.",
    layer: "server",
    cause: "host.rejected",
    verdict: "broken",
    source: "https://github.com/modelcontextprotocol/python-sdk/issues/1798",
    way: nginx("location / { proxy_pass http://hostGuardedPython; }"),
  },
  {
    id: "protocol.other-service",
    how: "Another service, which speaks JSON but not MCP, answers everything at the URL with 200.",
    layer: null,
    cause: "protocol.not-mcp",
    verdict: "broken",
    way: answered(200, { "Content-Type": "application/json" }, '{"status":"ok"}'),
  },
  {
    id: "protocol.cut-json",
    how: "The answer to a POST is JSON that ends in the middle.",
    layer: "nginx",
    cause: "protocol.malformed",
    verdict: "broken",
    way: nginx(`location / { default_type application/json; return 200 '{"jsonrpc":"2.0","id":1,"resul'; }`),
  },
  {
    id: "size.body",
    how: "nginx takes bodies up to 1 KB: 413 in HTML to larger ones.",
    layer: "nginx",
    cause: "size.body",
    verdict: "degraded",
    way: nginx("client_max_body_size 1k; location / { proxy_pass http://everything; }"),
  },
  {
    id: "size.header",
    how: "nginx takes header lines up to 4 KB: 400 in HTML to a token that is larger.",
    layer: "nginx",
    cause: "size.header",
    verdict: "degraded",
    way: nginx("large_client_header_buffers 4 4k; location / { proxy_pass http://everything; }"),
  },
];
