import type { Marks, Row } from "../row.ts";
import { PAGE_WITHOUT_FOOTER } from "../templates.ts";

const TROUBLE =
  "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html";
const ACTIONS = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html";
/** The header of an answer that an ALB writes; a target's answer keeps the target's. */
const AWSELB = { server: /^awselb\// };

/**
 * An ALB's own page: with its header, or by the page alone, since the listener attribute
 * `routing.http.response.server.enabled` takes the header away and some proxies write their own over it.
 */
function page(statuses: readonly number[]): Marks[] {
  return [
    { statuses, headers: AWSELB, body: PAGE_WITHOUT_FOOTER },
    { statuses, body: PAGE_WITHOUT_FOOTER },
  ];
}

/** The Application Load Balancer. */
export const ALB: readonly Row[] = [
  {
    id: "alb.no-target",
    layer: "alb",
    means: "answered",
    strength: "strong",
    matches: page([503]),
    says: "an ALB whose target group has no target registered, or none in use",
    source: "https://github.com/awslabs/sagemaker-dashboards-for-ml/issues/3",
  },
  {
    id: "alb.bad-gateway",
    layer: "alb",
    means: "answered",
    strength: "strong",
    matches: page([502]),
    says: "an ALB whose target refused or closed the connection, or answered what is not HTTP",
    hint: "now and then: the target keeps idle connections for less time than the ALB",
    source: TROUBLE,
  },
  {
    id: "alb.timeout",
    layer: "alb",
    means: "answered",
    strength: "strong",
    matches: page([504]),
    says: "an ALB that got no connection to its target in 10 seconds, or no answer within its idle timeout",
    hint: "after 10 seconds: a security group or a wrong port; after the idle timeout: the server is silent",
    source: TROUBLE,
  },
  {
    id: "alb.unauthorized",
    layer: "alb",
    means: "answered",
    strength: "strong",
    matches: [...page([401]), { statuses: [401], headers: AWSELB, is: "empty" }],
    says: "an action of an ALB rule that checks tokens or log-ins refused",
    source: TROUBLE,
  },
  {
    id: "alb.redirect",
    layer: "alb",
    means: "answered",
    strength: "strong",
    matches: [
      { statuses: [301, 302], headers: { ...AWSELB, location: /./ } },
      { statuses: [301, 302], headers: { location: /./ }, body: PAGE_WITHOUT_FOOTER },
    ],
    says: "a redirect action of an ALB rule",
    source: ACTIONS,
  },
  {
    id: "alb.error",
    layer: "alb",
    means: "answered",
    strength: "strong",
    matches: page([400, 408, 413, 414, 460, 463, 464, 500, 501, 505, 507, 561, 562]),
    says: "an error page of an ALB itself",
    source: TROUBLE,
  },
  {
    id: "alb.fixed-response",
    layer: "alb",
    means: "answered",
    strength: "strong",
    matches: [{ headers: AWSELB }, { statuses: [404, 405], body: PAGE_WITHOUT_FOOTER }],
    says: "an ALB fixed-response rule: an ALB itself sends 405 only to TRACE, and never 404",
    hint: "a rule with a lower number, or the default rule, takes the request before the one that forwards it",
    source: ACTIONS,
  },
  {
    id: "alb.server",
    layer: "alb",
    means: "passed",
    strength: "strong",
    matches: [{ headers: AWSELB }],
    says: "an ALB's own header, on what a web ACL at it answers too",
    source: TROUBLE,
  },
  {
    id: "alb.sticky",
    layer: "alb",
    means: "passed",
    strength: "strong",
    matches: [{ headers: { "set-cookie": /^AWSALB(?:APP|TG|CORS|TGCORS)?(?:-\d)?=/ } }],
    says: "the answer came through an ALB with stickiness, in a cookie that many MCP clients drop",
    source:
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html",
  },
];
