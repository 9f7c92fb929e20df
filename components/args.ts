import type * as pulumi from "@pulumi/pulumi";

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
   * that of any rule that would take the endpoint's requests. Changing it moves the rule in place. Checked
   * before anything is registered.
   * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html
   */
  priority: number;

  /**
   * Takes requests for these hosts only; wildcards `*` and `?` are allowed. At most two, since a rule holds
   * five values and three of them are the endpoint's paths; four where the endpoint has no path, and so one
   * pattern. Checked before anything is registered.
   * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html#host-conditions
   *
   * @default any host: a proxy in front may rewrite `Host`, and people test with the balancer's own DNS name
   */
  hosts?: string[];

  /** The target group that the MCP server is registered in: one that exists, or a new one. */
  target: TargetArgs;

  /**
   * How the balancer asks the server whether it is healthy. A new target group gets these settings. Of an
   * adopted one, `path` and `matcher` are compared with what it has, and each other setting where it is said.
   *
   * @default `GET /healthz` every 30 seconds, expecting a 200 within 5
   */
  healthCheck?: HealthCheckArgs;

  /**
   * The longest time, in seconds, that a stream of this server may go without sending a byte, keep-alives
   * counted. A balancer whose idle timeout is shorter cuts such a stream, which is a warning. 1-4000, checked
   * before anything is registered.
   * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html
   *
   * @default 60, the idle timeout that a balancer has unless it was changed
   */
  longestSilence?: number;

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
   * The balancer's DNS name, as the console shows it, or its ARN. Internal balancers, `dualstack.` names and
   * AWS's partitions in China work as well. Checked as soon as its value is known.
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

/** What the rule forwards to: exactly one of `adopt` and `create`. */
export interface TargetArgs {
  /** A target group that exists. It is looked up and checked, never changed. */
  adopt?: AdoptTargetArgs;

  /** A new target group (type `ip`), for the tasks of an ECS service in `awsvpc` mode. */
  create?: CreateTargetArgs;

  /**
   * The port that the MCP server listens on, 1-65535. Checked before anything is registered.
   *
   * @example 8000
   */
  port: number;
}

/** A target group that exists: either its name or its ARN. */
export interface AdoptTargetArgs {
  /**
   * The target group's name. Checked as soon as its value is known.
   *
   * @example "sales-prod-mcp-server"
   */
  name?: pulumi.Input<string>;

  /** The target group's ARN. Checked as soon as its value is known. */
  arn?: pulumi.Input<string>;
}

/**
 * A new target group. Pulumi makes its name of the component's, so that a change that replaces it creates the
 * new one, moves the rule, and then deletes the old one, without `ResourceInUse`. The component's name may
 * have 21 characters: AWS's 32 less `-tg` and Pulumi's suffix.
 */
export interface CreateTargetArgs {
  /**
   * The VPC of the targets. Checked as soon as its value is known.
   *
   * @default the balancer's VPC
   */
  vpcId?: pulumi.Input<string>;
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
