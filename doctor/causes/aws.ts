import type { Cause } from "./cause.ts";

const ELB = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application";
const TROUBLES = `${ELB}/load-balancer-troubleshooting.html`;
const RULES = `${ELB}/listener-rules.html`;
const ACTIONS = `${ELB}/rule-action-types.html`;
const ATTRIBUTES = `${ELB}/edit-load-balancer-attributes.html`;
const GROUP_ATTRIBUTES = `${ELB}/edit-target-group-attributes.html`;
const HEALTH = `${ELB}/target-group-health-checks.html`;
const SECURITY_GROUPS = `${ELB}/load-balancer-update-security-groups.html`;
const ECS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide";

/** What AWS itself tells of a route that is wrong. */
export const AWS_CAUSES = {
  "aws.explained": {
    rung: "aws.rules",
    severity: "note",
    title:
      "Which rule of the listener takes the endpoint's requests, why no other does, and what else bears on them",
    remedy: {},
    sources: ["https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html"],
  },
  "aws.not-told": {
    rung: "aws.balancer",
    severity: "unknown",
    title: "AWS did not tell something: a permission, a package or an answer is missing.",
    remedy: { any: "Allow what docs/iam/doctor.json allows (the doctor prints it with --iam-policy)." },
    sources: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html"],
  },
  "aws.balancer-not-found": {
    rung: "aws.balancer",
    severity: "unknown",
    title: "The load balancer behind the URL is not known.",
    remedy: { any: "Give it: --load-balancer with its name, DNS name or ARN; and its region by AWS_REGION." },
    sources: ["https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-to-elb-load-balancer.html"],
  },
  "aws.not-application": {
    rung: "aws.balancer",
    severity: "unknown",
    title: "The load balancer is no Application Load Balancer, and has no rules.",
    remedy: { any: "Give the Application Load Balancer behind it by --load-balancer, where there is one." },
    sources: ["https://docs.aws.amazon.com/elasticloadbalancing/latest/network/introduction.html"],
  },
  "alb.internal": {
    rung: "aws.balancer",
    severity: "note",
    title: "The balancer is internal: only its own network reaches it.",
    remedy: {
      any: "Call it from its VPC or a network connected with it, or use an internet-facing balancer.",
    },
    sources: [
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html",
    ],
  },
  "alb.listener-missing": {
    rung: "aws.balancer",
    severity: "broken",
    title: "The balancer has no listener at the URL's port.",
    remedy: { any: "Add the listener, or use the port of one that exists." },
    sources: [`${ELB}/load-balancer-listeners.html`],
  },
  "alb.idle-timeout": {
    rung: "aws.balancer",
    severity: "degraded",
    title: "The balancer's idle timeout is shorter than streams are silent.",
    remedy: {
      any: "Raise idle_timeout.timeout_seconds (1-4000), or have the server send a comment more often.",
    },
    sources: [ATTRIBUTES],
  },
  "alb.keep-alive-race": {
    rung: "aws.balancer",
    severity: "degraded",
    title: "The server closes idle connections before the balancer does, which gives a 502 now and then.",
    remedy: { any: "Have the server keep connections for longer than the balancer's idle timeout." },
    sources: [TROUBLES],
  },
  "alb.rule-missing": {
    rung: "aws.rules",
    severity: "broken",
    title: "No rule of the listener is for the endpoint's path.",
    remedy: { any: "Add a rule for the path with a free priority." },
    sources: [RULES],
  },
  "alb.rule-shadowed": {
    rung: "aws.rules",
    severity: "broken",
    title: "A rule is for the path, but an earlier one takes its requests.",
    remedy: { any: "Give the rule for the path a lower number than the one in its way." },
    sources: [RULES],
  },
  "alb.rule-order": {
    rung: "aws.rules",
    severity: "broken",
    title: "Two neighbouring rules stand in the wrong order: the wider one comes first.",
    remedy: { any: "Swap the two priorities." },
    sources: [
      RULES,
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_SetRulePriorities.html",
    ],
  },
  "alb.rule-conflict": {
    rung: "aws.rules",
    severity: "note",
    title: "A second rule for the path sends to somewhere else and never gets a request.",
    remedy: { any: "Delete the one that is not meant." },
    sources: [RULES],
  },
  "alb.bare-path": {
    rung: "aws.rules",
    severity: "broken",
    title: "A rule takes what is below the path, and not the path itself.",
    remedy: { any: "Add the bare path to the rule's path patterns: /mcp beside /mcp/*." },
    sources: [`${ELB}/rule-condition-types.html`, "https://github.com/aws/copilot-cli/issues/5795"],
  },
  "alb.fixed-response": {
    rung: "aws.rules",
    severity: "broken",
    title: "The rule for the path answers by itself and forwards nothing.",
    remedy: { any: "Have the rule forward to the server's target group." },
    sources: [ACTIONS],
  },
  "alb.redirect": {
    rung: "aws.rules",
    severity: "degraded",
    title: "The rule that takes the path redirects.",
    remedy: { any: "Use the address that the redirect leads to, or have the rule forward." },
    sources: [ACTIONS],
  },
  "alb.login": {
    rung: "aws.rules",
    severity: "broken",
    title: "The rule sends callers to a login page, which MCP clients do not follow.",
    remedy: {
      any: "Take the authenticate action out of the rule for the endpoint, and have the server ask for a token.",
    },
    sources: [ACTIONS],
  },
  "alb.method-elsewhere": {
    rung: "aws.rules",
    severity: "degraded",
    title: "A method of the endpoint goes to somewhere else than POST does.",
    remedy: { any: "Take the http-request-method condition out of the rule, or add the method to it." },
    sources: [`${ELB}/rule-condition-types.html`],
  },
  "alb.metadata-elsewhere": {
    rung: "aws.rules",
    severity: "note",
    title: "The OAuth metadata of the endpoint goes to somewhere else than the endpoint does.",
    remedy: { any: "Add /.well-known/oauth-protected-resource and the endpoint's path to the rule." },
    sources: ["https://modelcontextprotocol.io/specification/2025-11-25/basic/authorization"],
  },
  "alb.weights": {
    rung: "aws.targets",
    severity: "broken",
    title: "Every target group of the rule has the weight 0.",
    remedy: { any: "Give the server's target group a weight above 0." },
    sources: [ACTIONS],
  },
  "alb.no-targets": {
    rung: "aws.targets",
    severity: "broken",
    title: "The target group has no registered targets, which is a 503.",
    remedy: { any: "Register the server: give the ECS service this target group, or register-targets." },
    sources: [TROUBLES],
  },
  "alb.targets-unhealthy": {
    rung: "aws.targets",
    severity: "broken",
    title: "Targets are not healthy.",
    remedy: { any: "See to the reason that the balancer's checks give." },
    sources: [HEALTH],
  },
  "alb.health-check-endpoint": {
    rung: "aws.targets",
    severity: "broken",
    title: "The health check asks the MCP endpoint itself, whose answer to a bare GET is no success.",
    remedy: {
      any: "Give the health check a path of its own, such as /healthz, or a matcher that admits the answer.",
    },
    sources: [HEALTH],
  },
  "alb.protocol-version": {
    rung: "aws.targets",
    severity: "broken",
    title: "The target group's protocol version refuses callers of HTTP/1.1, with a 464.",
    remedy: { any: "Use a target group with the protocol version HTTP1; it cannot be changed later." },
    sources: [TROUBLES],
  },
  "alb.stickiness-off": {
    rung: "aws.targets",
    severity: "degraded",
    title: "A server that keeps sessions has several targets, and nothing keeps a client with its target.",
    remedy: {
      any: "Run the server without sessions, share them in a store, or run one task; stickiness (stickiness.enabled) helps only clients that keep cookies.",
    },
    sources: [
      `${ELB}/edit-target-group-attributes.html`,
      "https://github.com/modelcontextprotocol/python-sdk/issues/880",
    ],
  },
  "alb.stickiness-cookie": {
    rung: "aws.targets",
    severity: "note",
    title: "Stickiness rests on cookies, which many MCP clients do not keep.",
    remedy: { any: "Run the server without sessions, or share them in a store." },
    sources: [
      `${ELB}/edit-target-group-attributes.html`,
      "https://github.com/modelcontextprotocol/python-sdk/issues/880",
    ],
  },
  "alb.deregistration-delay": {
    rung: "aws.targets",
    severity: "note",
    title: "A deployment ends streams sooner than they may be silent.",
    remedy: { any: "Raise deregistration_delay.timeout_seconds (0-3600) of the target group." },
    sources: [GROUP_ATTRIBUTES],
  },
  "sg.closed": {
    rung: "aws.security-groups",
    severity: "broken",
    title: "A security group between caller, balancer and target does not let the request through.",
    remedy: { any: "Allow the port in the security group." },
    sources: [SECURITY_GROUPS],
  },
  "sg.unseen": {
    rung: "aws.security-groups",
    severity: "unknown",
    title: "Whether the targets' security groups let the balancer in cannot be seen.",
    remedy: { any: "Ask with credentials of the account and region of the targets' network interfaces." },
    sources: [SECURITY_GROUPS],
  },
  "waf.body-limit": {
    rung: "aws.waf",
    severity: "note",
    title:
      "A web ACL looks into bodies, of which it sees 8 KB on a balancer, and may refuse larger messages.",
    remedy: {
      any: "Have SizeRestrictions_BODY of AWSManagedRulesCommonRuleSet count instead of block, or scope the rule down to other paths.",
    },
    sources: [
      "https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html",
      "https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-setting-body-inspection-limit.html",
    ],
  },
  "ecs.service-missing": {
    rung: "aws.ecs",
    severity: "unknown",
    title: "The cluster has no such service.",
    remedy: {
      any: "Give both names by --ecs CLUSTER/SERVICE: aws ecs list-services --cluster CLUSTER shows them.",
    },
    sources: [`${ECS}/ecs_services.html`],
  },
  "ecs.not-running": {
    rung: "aws.ecs",
    severity: "broken",
    title: "The service runs fewer tasks than it should.",
    remedy: { any: "See why its tasks stop, in the events and reasons beside." },
    sources: [`${ECS}/service-event-messages.html`, `${ECS}/stopped-task-error-codes.html`],
  },
  "ecs.deployment-failed": {
    rung: "aws.ecs",
    severity: "degraded",
    title: "A deployment of the service failed or loses tasks.",
    remedy: { any: "See why its tasks stop, in the events and reasons beside." },
    sources: [`${ECS}/deployment-circuit-breaker.html`],
  },
  "ecs.other-target-group": {
    rung: "aws.ecs",
    severity: "broken",
    title: "The service registers its tasks in another target group than the one that gets the requests.",
    remedy: { any: "Have the rule forward to the service's target group, or give the service the rule's." },
    sources: [`${ECS}/service-load-balancing.html`],
  },
} as const satisfies Record<string, Cause>;

/** A stable identifier of one of them. */
export type AwsCauseId = keyof typeof AWS_CAUSES;
