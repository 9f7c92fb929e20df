import type * as pulumi from "@pulumi/pulumi";
import type { ApiGatewayArgs } from "./apiGatewayArgs.ts";
import type { ConditionsArgs } from "./conditionsArgs.ts";
import type { TargetArgs, WeightedTargetArgs } from "./targetArgs.ts";

/**
 * The arguments of `McpRoute`.
 *
 * Plain values are checked before anything is registered, all problems in one error. What is an `Input` is
 * checked as soon as its value is known, together with everything that is looked up, and before any AWS
 * resource of the component is registered.
 */
export interface McpRouteArgs {
  /**
   * The public URL that MCP clients are given. Its path is the route's path; its host is a condition only
   * where `hosts` asks for it. Without credentials, query, fragment or a slash at its end. Checked before
   * anything is registered.
   *
   * @example "https://demo.quiltdata.com/mcp"
   */
  url: string;

  /** The listener that carries the route. It is looked up and checked, never changed. */
  listener: ListenerArgs;

  /**
   * The rule's priority, 1-50000; the listener asks the lowest number first. It must be free, and lower than
   * that of any rule that would take the endpoint's requests. Where the OAuth metadata has a rule of its own
   * (see `oauthMetadata`), that rule stands one before, and must find its place free too. Changing the
   * priority moves the rules in place. Checked before anything is registered, also against the other routes
   * of the same program.
   * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html
   */
  priority: number;

  /**
   * Takes requests for these hosts only; wildcards `*` and `?` are allowed. At most three, since a rule holds
   * five values and two of them are the endpoint's paths; with a third host the OAuth metadata moves to a rule
   * of its own (see `oauthMetadata`). Four where the endpoint has one pattern: no path, or a regular
   * expression in its place. Checked before anything is registered.
   * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html#host-conditions
   *
   * @default any host: a proxy in front may rewrite `Host`, and people test with the balancer's own DNS name
   */
  hosts?: string[];

  /**
   * What a request must have beside one of the endpoint's paths: headers, a method, a query, a source address,
   * or hosts and paths by regular expressions.
   *
   * @default nothing more
   */
  conditions?: ConditionsArgs;

  /**
   * The path at which the server itself is mounted, where it is not the path of `url`: the balancer rewrites
   * the one to the other (`url-rewrite`), for what is under it as well, and the OAuth metadata follows:
   * the server gets `/.well-known/oauth-protected-resource` and this path. The metadata then has a rule of its
   * own, since a rule rewrites in one way only (see `oauthMetadata`). Not together with
   * `conditions.pathRegexes`. Checked before anything is registered.
   * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-transforms.html
   *
   * @default the path of `url`, which nothing rewrites
   * @example "/"
   */
  serverPath?: string;

  /**
   * Whether the route takes the path of OAuth's protected-resource metadata as well, which clients read before
   * they have a token: `/.well-known/oauth-protected-resource/mcp`. It stands in the same rule where it can.
   * Where `conditions` ask for what a client without a token may not send, where `serverPath` rewrites, or
   * where the rule has no room, it gets a rule of its own at `priority - 1`, with the same hosts and source
   * addresses. False for a server without OAuth, and for the second of two routes of one URL; never with
   * `apiGateway`. Checked before anything is registered.
   * https://www.rfc-editor.org/rfc/rfc9728#section-3.1
   *
   * @default true
   */
  oauthMetadata?: boolean;

  /**
   * The target group that the MCP server is registered in: one that exists, or a new one. Exactly one of
   * `target` and `targets` is given.
   */
  target?: TargetArgs;

  /**
   * Several target groups that share the requests by weight, under names of their own, for a canary or for
   * blue/green: at most five. Each answers alone: a group without healthy targets keeps its share.
   * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html#forward-actions
   *
   * @example { blue: { adopt: { name: "mcp-blue" }, port: 8000, weight: 90 }, green: { create: {}, port: 8000, weight: 10 } }
   */
  targets?: Record<string, WeightedTargetArgs>;

  /**
   * How requests are shared between target groups over time.
   *
   * @default by the weights alone, as the stack says them
   */
  forward?: ForwardArgs;

  /**
   * How the balancer asks the server whether it is healthy. New target groups get these settings. Of adopted
   * ones, `path` and `matcher` are compared with what they have, and each other setting where it is said.
   *
   * @default `GET /healthz` every 30 seconds, expecting a 200 within 5
   */
  healthCheck?: HealthCheckArgs;

  /**
   * The longest time, in seconds, that a stream of this server may go without sending a byte, keep-alives
   * counted; of a server that answers with plain JSON, the longest that an answer may take. A balancer whose idle
   * timeout is shorter cuts such a stream, which is a warning. 1-4000, behind an API Gateway less (300 in its
   * region, 30 at the edge or through an HTTP API), checked before anything is registered.
   * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html
   *
   * @default 60, the idle timeout that a balancer has unless it was changed; behind an HTTP API its timeout
   */
  longestSilence?: number;

  /**
   * Security groups between which the route opens the server's port: one ingress rule from the balancer's
   * group to the server's.
   *
   * @default none is touched
   */
  securityGroups?: SecurityGroupsArgs;

  /**
   * An API Gateway in front of the balancer, which gets the route too.
   *
   * @default none: clients come to the balancer
   */
  apiGateway?: ApiGatewayArgs;

  /**
   * Tags for everything that the component makes. Those that are plain values are checked before anything is
   * registered, the others as soon as they are known.
   * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Tag.html
   *
   * @default none
   */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** The listener that exists: either its ARN, or its balancer and port. */
export interface ListenerArgs {
  /**
   * The listener's ARN. Checked as soon as its value is known.
   *
   * @example "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/sales/50dc6c495c0c9188/f2f7dc8efc522ab2"
   */
  arn?: pulumi.Input<string>;

  /**
   * The balancer's DNS name, as the console shows it, or its name, or its ARN. Internal balancers, `dualstack.`
   * names and AWS's partitions in China work as well. Checked as soon as its value is known.
   *
   * @example "sales--LoadB-nGDYylEerIKm-1431252539.us-east-1.elb.amazonaws.com"
   */
  loadBalancer?: pulumi.Input<string>;

  /**
   * The listener's port on that balancer. Checked before anything is registered.
   *
   * @default the public URL's port: 443 where that is https and says none, 80 where it is http
   */
  port?: number;
}

/** How the balancer asks a target for its health. All of it is checked before anything is registered. */
export interface HealthCheckArgs {
  /**
   * The path asked for with `GET`. Not the MCP endpoint's own, unless the matcher admits what it answers to a
   * bare GET (400, 401, 404, 405 or 406, by server).
   *
   * @default "/healthz"
   */
  path?: string;

  /**
   * The status codes that count as healthy, 200-499: a code, a list or a range.
   *
   * @default "200"
   * @example "200-299"
   */
  matcher?: string;

  /**
   * Seconds from one check to the next, 5-300; more than the timeout.
   *
   * @default 30
   */
  interval?: number;

  /**
   * Seconds within which an answer must come, 2-120.
   *
   * @default 5
   */
  timeout?: number;

  /**
   * Successes in a row after which a target counts as healthy, 2-10.
   *
   * @default 2
   */
  healthyThreshold?: number;

  /**
   * Failures in a row after which a target counts as unhealthy, 2-10.
   *
   * @default 3
   */
  unhealthyThreshold?: number;
}

/** How requests are shared between target groups over time. All of it is checked before anything is registered. */
export interface ForwardArgs {
  /**
   * Seconds for which a client that keeps cookies stays with the target group that it was sent to first,
   * 1-604800; only with several `targets`. Most MCP clients keep no cookies, and are shared out anew with each
   * request, which is a warning.
   * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html#target-group-stickiness
   *
   * @default none
   */
  stickiness?: number;

  /**
   * Leaves the rule's target groups and weights to ECS (blue/green, linear, canary) or to CodeDeploy, which
   * change them while they deploy. The weights of the arguments then hold at the rule's creation alone: this
   * freezes all that the rule does, so that no later `up` changes its target groups, their weights or their
   * stickiness, whatever the arguments say, and `refresh` shows what the deployment has made of them. Target
   * groups that are taken out of the arguments must be out of the rule first, or AWS keeps them with
   * `ResourceInUse`. The OAuth metadata cannot have a rule of its own then, since ECS moves one rule only.
   *
   * @default false
   */
  leaveToDeployments?: boolean;
}

/**
 * The security groups of the server and of the balancer. The rule between them names the group, never a range
 * of addresses. Where several `targets` have ports of their own, it does not fit: write the rules beside the
 * component.
 */
export interface SecurityGroupsArgs {
  /**
   * The security group of the server's tasks or instances. Checked as soon as its value is known.
   *
   * @example "sg-0a1b2c3d4e5f60718"
   */
  server: pulumi.Input<string>;

  /** A security group of the balancer; compared with those that it has. Checked as soon as its value is known. */
  balancer: pulumi.Input<string>;

  /**
   * Whether the balancer's group lets its requests out to the server's as well: needed where its egress is
   * restricted, since AWS opens all of it unless told otherwise. Checked before anything is registered.
   *
   * @default false
   */
  egress?: boolean;
}
