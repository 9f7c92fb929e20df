import type { Cause } from "./cause.ts";

/** How large requests may be, and what may stand in them. */
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
  "blocked.content": {
    rung: "content",
    severity: "degraded",
    title: "A firewall refuses requests for text that looks like code, as tools are given it",
    remedy: {
      waf: "set the web ACL's rules on SQL and scripts to Count for the path, by a scope-down statement: SQLi_BODY of AWSManagedRulesSQLiRuleSet, CrossSiteScripting_BODY of AWSManagedRulesCommonRuleSet",
      alb: "look at the web ACL of the load balancer: set SQLi_BODY (AWSManagedRulesSQLiRuleSet) and CrossSiteScripting_BODY (AWSManagedRulesCommonRuleSet) to Count for the path",
      cloudfront:
        "look at the web ACL of the distribution: set SQLi_BODY (AWSManagedRulesSQLiRuleSet) and CrossSiteScripting_BODY (AWSManagedRulesCommonRuleSet) to Count for the path",
      "api-gateway":
        "look at the web ACL of the stage: set SQLi_BODY (AWSManagedRulesSQLiRuleSet) and CrossSiteScripting_BODY (AWSManagedRulesCommonRuleSet) to Count for the path",
      cloudflare:
        "read Security > Events for the managed rule, and add an exception for the path: a WAF custom rule that skips managed rules",
      nginx:
        "turn ModSecurity off in the location (`modsecurity off;`), or take the rules on SQL and scripts out there: `SecRuleRemoveByTag attack-sqli` and `attack-xss`",
      any: "find the rule in the logs of the layer that answered, and have it count instead of block for the path",
    },
    sources: [
      "https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-use-case.html",
      "https://github.com/kodustech/kodus-ai/issues/1886",
      "https://github.com/anthropics/claude-code/issues/64350",
    ],
  },
} as const satisfies Record<string, Cause>;
