import type { Cause } from "./cause.ts";

/** How large requests may be, and what the answers' heads say of the server's connections. */
export const SIZES = {
  "size.header": {
    rung: "sizes",
    severity: "degraded",
    title: "A header of the size of a large token is refused on the way",
    remedy: {
      nginx: "raise `large_client_header_buffers` in the http or server block, such as `4 16k`",
      "api-gateway": "keep tokens small: an HTTP API takes 10,240 bytes of request line and headers together",
      waf: "exempt the path from the web ACL's rule that bounds headers",
      framework: "raise the server's limit of headers (Node: --max-http-header-size=32768)",
      server: "raise the server's limit of headers (Node: --max-http-header-size=32768)",
      any: "raise the limit of headers at the layer that answered (an ALB takes 16 K a line)",
    },
    sources: [
      "https://nginx.org/en/docs/http/ngx_http_core_module.html#large_client_header_buffers",
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html",
    ],
  },
  "size.body": {
    rung: "sizes",
    severity: "degraded",
    title: "A large body is refused on the way",
    remedy: {
      nginx:
        "set `client_max_body_size 4m;` in the location (1 MiB by default), which is what the official servers take",
      waf: "exempt the path from SizeRestrictions_BODY of AWSManagedRulesCommonRuleSet, which blocks bodies above 8 KB",
      alb: "look at the web ACL of the load balancer: SizeRestrictions_BODY blocks bodies above 8 KB",
      cloudfront: "look at the web ACL of the distribution: SizeRestrictions_BODY blocks bodies above 8 KB",
      "api-gateway": "API Gateway takes bodies up to 10 MB: look at the web ACL of the stage",
      framework:
        "raise the server's limit of bodies (Express: express.json({ limit: '4mb' }), 100 kB by default)",
      server:
        "raise the server's limit of bodies (Express: express.json({ limit: '4mb' }), 100 kB by default)",
      any: "raise the limit of bodies at the layer that answered",
    },
    sources: [
      "https://nginx.org/en/docs/http/ngx_http_core_module.html#client_max_body_size",
      "https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html",
    ],
  },
  "upstream.keep-alive-race": {
    rung: "sizes",
    severity: "note",
    title:
      "The server closes idle connections sooner than a balancer in front of it does: a 502 now and then",
    remedy: {
      any: "keep the server's connections for longer than the balancer does: on Node `server.keepAliveTimeout = 65_000` for an ALB with its default of 60 s",
    },
    sources: ["https://github.com/nodejs/node/issues/20256"],
  },
} as const satisfies Record<string, Cause>;
