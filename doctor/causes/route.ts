import type { Cause } from "./cause.ts";

const MISSING: Cause["remedy"] = {
  alb: "give the listener a rule for the path, with a lower number than any rule that takes it now: path-pattern /mcp and /mcp/* (McpRoute: `priority`); --aws names the rule that takes it",
  "api-gateway":
    "give the API a resource or route for the path and its method: ANY /mcp and ANY /mcp/{proxy+} (a greedy one does not take the bare path), and deploy the stage",
  nginx:
    "give the server block a `location = /mcp` with `proxy_pass` to the MCP server, and `location /mcp/` beside it",
  cloudfront:
    "add a cache behavior for /mcp* with the MCP server's origin, all methods, CachingDisabled and AllViewerExceptHostHeader",
  s3: "the distribution's default behavior sends the path to the bucket: add a behavior for /mcp* with the MCP server's origin and all methods",
  frontend:
    "the request went to the web site's own server: give the layer in front of it (ALB: a listener rule with a lower number; nginx: a `location = /mcp`) a route of the path to the MCP server",
  server: "mount the MCP endpoint at this path, or use the path at which it is mounted",
  framework: "mount the MCP endpoint at this path, or use the path at which it is mounted",
  any: "route the path to the MCP server at the layer that answered; where it has no mark, --via tells which of them it is",
};

/** Whether a request reaches the MCP server at all: who answers, redirects, pages that block, paths, methods. */
export const ROUTE = {
  "redirect.post": {
    rung: "redirects",
    severity: "broken",
    title: "A POST is redirected in a way that MCP clients do not follow",
    remedy: {
      nginx:
        "make the location exact: `location = /mcp { proxy_pass …; }` (a `location /mcp/` with proxy_pass answers /mcp with a 301)",
      alb: "let the rule of the path forward instead of redirect: an ALB's redirect can only be a 301 or 302, which no POST follows",
      framework:
        "mount the endpoint without the redirect of slashes (Starlette: redirect_slashes=False), or give clients the URL it redirects to",
      any: "answer the path itself, or give clients the URL that it redirects to",
    },
    sources: [
      "https://github.com/chainguard-dev/edu/issues/3704",
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html",
    ],
  },
  "redirect.https": {
    rung: "redirects",
    severity: "broken",
    title: "A POST to http:// is redirected to https://, which MCP clients follow only as 307 or 308",
    remedy: { any: "give clients the https:// URL" },
    sources: ["https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html"],
  },
  "redirect.host": {
    rung: "redirects",
    severity: "broken",
    title: "A POST is redirected to another host, where MCP clients do not take a token",
    remedy: { any: "give clients the URL that it redirects to, or answer the path itself" },
    sources: ["https://github.com/BerriAI/litellm/issues/34845"],
  },
  "redirect.followed": {
    rung: "redirects",
    severity: "note",
    title: "A POST is redirected as clients follow it, at the cost of a round trip for every request",
    remedy: { any: "give clients the URL that it redirects to" },
    sources: ["https://github.com/modelcontextprotocol/typescript-sdk"],
  },
  "redirect.slash": {
    rung: "redirects",
    severity: "note",
    title: "The URL with the other end, a slash or none, is redirected in a way that clients do not follow",
    remedy: {
      nginx: "answer both: `location = /mcp` and `location = /mcp/` with the same proxy_pass",
      framework: "mount the endpoint at both, or redirect with 307 or 308",
      any: "answer both, or redirect with 307 or 308, and give clients the one URL",
    },
    sources: ["https://github.com/chainguard-dev/edu/issues/3704"],
  },
  "redirect.plain": {
    rung: "redirects",
    severity: "note",
    title: "The http:// URL is redirected to https:// in a way that clients do not follow with a POST",
    remedy: { any: "give clients the https:// URL; an ALB's redirect can only be a 301 or 302" },
    sources: ["https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html"],
  },
  "redirect.none": {
    rung: "redirects",
    severity: "note",
    title: "The endpoint is answered over http:// as well, where tokens can be read on the way",
    remedy: {
      alb: "have the listener on port 80 redirect to https, and no rule of it forward the path",
      any: "refuse http for the path, or redirect it to https",
    },
    sources: ["https://modelcontextprotocol.io/specification/2025-11-25/basic/authorization"],
  },
  "redirect.circle": {
    rung: "redirects",
    severity: "broken",
    title: "Redirects that lead back to themselves, or to more than five in a row",
    remedy: {
      any: "end the circle: mostly two layers that each send http to https, or slashes to no slashes, without trusting the other's X-Forwarded-Proto",
    },
    sources: ["https://github.com/modelcontextprotocol/typescript-sdk"],
  },
  "blocked.page": {
    rung: "path",
    severity: "broken",
    title:
      "Something in between refuses the request with a page of its own; no missing credentials, since it challenges for none",
    remedy: {
      waf: "read the web ACL's sampled requests for the rule, and exempt the path: a scope-down statement, or SizeRestrictions_BODY to Count",
      alb: "a 403 that an ALB sends itself is its web ACL's: read the web ACL's sampled requests for the rule, and exempt the path",
      cloudfront: "read the web ACL's sampled requests for the rule that blocked, and exempt the path",
      cloudflare:
        "read Security > Events for the rule (Bot Fight Mode and Block AI bots take MCP clients), and skip them for the path",
      nginx:
        "look for `deny`, `limit_except`, `auth_request` or `return 403` in the locations that take the path",
      any: "find the rule that blocked it in the logs of the layer that answered, and exempt the path",
    },
    sources: [
      "https://github.com/anthropics/claude-ai-mcp/issues/49",
      "https://github.com/anthropics/claude-code/issues/64350",
    ],
  },
  "blocked.rate": {
    rung: "path",
    severity: "unknown",
    title: "The route limits requests, and refuses the doctor's",
    remedy: {
      nginx: "wait, or let more requests at once through: `limit_req zone=… burst=…`",
      waf: "wait, or raise the rate-based rule's limit for the path",
      any: "wait, or raise the limit of requests for the path: the doctor sends some 40 within a second, a busy client as many",
    },
    sources: ["https://nginx.org/en/docs/http/ngx_http_limit_req_module.html"],
  },
  "blocked.captcha": {
    rung: "path",
    severity: "broken",
    title: "A web ACL asks for a CAPTCHA, which no MCP client can solve",
    remedy: {
      any: "exempt the path from the web ACL's rule with the action CAPTCHA, by a scope-down statement on the URI path",
    },
    sources: ["https://docs.aws.amazon.com/waf/latest/developerguide/waf-captcha-and-challenge-actions.html"],
  },
  "blocked.challenge": {
    rung: "path",
    severity: "broken",
    title: "A layer asks for a browser's challenge, which no MCP client can pass",
    remedy: {
      waf: "exempt the path from the web ACL's rule with the action Challenge, by a scope-down statement on the URI path",
      any: "exempt the path from the challenge",
    },
    sources: ["https://docs.aws.amazon.com/waf/latest/developerguide/waf-captcha-and-challenge-actions.html"],
  },
  "blocked.method": {
    rung: "path",
    severity: "broken",
    title: "The edge does not let POST through",
    remedy: {
      cloudfront: "set the behavior's allowed methods to GET, HEAD, OPTIONS, PUT, POST, PATCH, DELETE",
      any: "allow POST at the layer that answered",
    },
    sources: [
      "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html",
    ],
  },
  "route.missing": {
    rung: "path",
    severity: "broken",
    title: "Nothing routes the path to the MCP server: another answers it",
    remedy: MISSING,
    sources: ["https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html"],
  },
  "route.fixed-response": {
    rung: "path",
    severity: "broken",
    title: "A rule of the load balancer answers the path itself, with a fixed response",
    remedy: {
      any: "give the listener a rule for the path with a lower number than the fixed response's, or, where that is the default action, any: path-pattern /mcp and /mcp/*",
    },
    sources: ["https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html"],
  },
  "route.bare-path": {
    rung: "path",
    severity: "broken",
    title: "Paths below the endpoint are routed to the server, the endpoint itself is not",
    remedy: {
      alb: "add the bare path to the rule's path-pattern values: /mcp beside /mcp/*",
      "api-gateway":
        "make the method on the resource /mcp itself, beside /mcp/{proxy+}: a greedy resource does not take the bare path",
      any: "route the bare path as well as what is below it",
    },
    sources: [
      "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-set-up-simple-proxy.html",
    ],
  },
  "route.path-rewritten": {
    rung: "path",
    severity: "broken",
    title: "The server gets another path than the one that was asked for",
    remedy: {
      nginx:
        "leave the slash at the end of proxy_pass out: `proxy_pass http://server;` keeps the path, `proxy_pass http://server/;` cuts the location's part off",
      alb: "take the url-rewrite transform off the rule, or have it write the server's own path (McpRoute: `serverPath`)",
      "api-gateway":
        "give the integration's URI the whole path: https://origin/mcp and https://origin/mcp/{proxy}",
      any: "stop the layer before the server from rewriting the path, or mount the endpoint at the path that arrives",
    },
    sources: ["https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass"],
  },
  "upstream.none": {
    rung: "path",
    severity: "broken",
    title: "The load balancer has no target that it may send the request to",
    remedy: {
      alb: "register targets, or mend their health check: `aws elbv2 describe-target-health` (or --aws) names the reason for each",
      any: "start the server, or mend what keeps it from being sent requests",
    },
    sources: [
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html",
    ],
  },
  "upstream.unreachable": {
    rung: "path",
    severity: "broken",
    title: "The proxy cannot reach the server behind it, or the server ends the connection",
    remedy: {
      alb: "the target refused or broke the connection: check that the server listens on the target group's port and on 0.0.0.0, and that its keep-alive is longer than the balancer's idle timeout",
      nginx:
        "start the server, or mend `proxy_pass`: nothing listens at its address, or what does ends the connection (https:// to a plain port, http:// to one that speaks TLS)",
      "api-gateway": "check the integration's URI and its TLS: the origin refused or broke the connection",
      cloudfront: "check the origin's domain, port and certificate: CloudFront could not connect",
      any: "start the server, or mend the proxy's address for it",
    },
    sources: [
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html",
    ],
  },
  "upstream.timeout": {
    rung: "path",
    severity: "broken",
    title: "The server behind the proxy does not answer in time",
    remedy: {
      alb: "let the targets' security group take the target port from the balancer's security group: a closed one makes the balancer wait 10 s for the connection (--aws names the group); else the server takes longer than the idle timeout",
      nginx:
        "check that the server is reachable from nginx (a firewall that drops packets makes it wait), else raise `proxy_read_timeout`",
      "api-gateway": "check that the origin answers within the integration's timeout (29 s, HTTP API 30 s)",
      cloudfront:
        "check that the origin's firewall takes CloudFront's addresses, else raise the origin's response timeout",
      any: "check the security groups or firewalls on the way to the server: nothing answers there",
    },
    sources: [
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html",
    ],
  },
  "host.rejected": {
    rung: "path",
    severity: "broken",
    title: "The server's guard against DNS rebinding refuses the host name",
    remedy: {
      any: "add the public host name to the server's allowed hosts (TypeScript: allowedHosts; Python: TransportSecuritySettings.allowed_hosts), or have the proxy send the one that it expects",
    },
    sources: ["https://github.com/modelcontextprotocol/python-sdk/issues/1798"],
  },
  "method.get-blocked": {
    rung: "methods",
    severity: "degraded",
    title:
      "GET is blocked on the way: no stream from the server to the client, and clients that try again and again",
    remedy: {
      nginx: "let GET through: look for `limit_except POST` or `if ($request_method)` in the location",
      alb: "take the http-request-method condition off the rule, or add GET and DELETE",
      "api-gateway": "make the method ANY instead of POST",
      cloudfront: "set the behavior's allowed methods to all seven",
      any: "let GET through to the server, which answers it with a stream or with 405 itself",
    },
    sources: ["https://github.com/modelcontextprotocol/typescript-sdk/issues/1635"],
  },
  "method.delete-blocked": {
    rung: "methods",
    severity: "degraded",
    title: "DELETE is blocked on the way: sessions stay on the server until they expire",
    remedy: {
      nginx: "let DELETE through: look for `limit_except` or `if ($request_method)` in the location",
      alb: "take the http-request-method condition off the rule, or add GET and DELETE",
      "api-gateway": "make the method ANY instead of POST",
      cloudfront: "set the behavior's allowed methods to all seven",
      any: "let DELETE through to the server",
    },
    sources: ["https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#session-management"],
  },
  "protocol.not-mcp": {
    rung: "protocol",
    severity: "broken",
    title: "What answers does not speak MCP over Streamable HTTP",
    remedy: { any: "check the URL: an MCP endpoint answers initialize or server/discover with JSON-RPC" },
    sources: ["https://modelcontextprotocol.io/specification/2025-11-25/basic/transports"],
  },
  "protocol.malformed": {
    rung: "protocol",
    severity: "broken",
    title: "The answer cannot be read: not HTTP, without an end, or not as its headers say",
    remedy: {
      any: "look at what the layer that answered does with bodies: encodings, lengths, content types",
    },
    sources: ["https://www.rfc-editor.org/rfc/rfc9112"],
  },
  "protocol.server-error": {
    rung: "protocol",
    severity: "broken",
    title: "The server answers, with an error of its own",
    remedy: { any: "read the server's log at the time of the request" },
    sources: ["https://www.jsonrpc.org/specification#error_object"],
  },
  "protocol.tools-missing": {
    rung: "protocol",
    severity: "degraded",
    title: "The server does not name the tools that the stack promises",
    remedy: { any: "deploy the version of the server that has them, or change the stack's promise" },
    sources: ["https://modelcontextprotocol.io/specification/2025-11-25/server/tools"],
  },
} as const satisfies Record<string, Cause>;
