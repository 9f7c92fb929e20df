import type * as pulumi from "@pulumi/pulumi";

/** What the rule forwards to: exactly one of `adopt` and `create`. */
export interface TargetArgs {
  /** A target group that exists. It is looked up and checked, never changed. */
  adopt?: AdoptTargetArgs;

  /** A new target group, for the tasks of an ECS service or for instances. */
  create?: CreateTargetArgs;

  /**
   * The port that the MCP server listens on, 1-65535. Checked before anything is registered.
   *
   * @example 8000
   */
  port: number;

  /**
   * How the balancer speaks to the server. With `HTTPS` it takes any certificate, so the traffic is encrypted
   * and the server not proven. Checked before anything is registered.
   *
   * @default "HTTP"
   */
  protocol?: TargetProtocol;

  /**
   * The container of the ECS task that listens on the port, for the output `ecs`.
   *
   * @default the component's name
   */
  containerName?: string;
}

/** A target among several, with its share of the requests. */
export interface WeightedTargetArgs extends TargetArgs {
  /**
   * Its share, 0-999, of the sum of all weights; at least one is above 0. A target group of weight 0 belongs to
   * the balancer and gets no requests. One without healthy targets gets its share all the same: AWS sends it
   * to all of its targets, and answers 503 where it has none. Checked before anything is registered.
   */
  weight: number;
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
 * have 21 characters: AWS's 32 less `-tg` and Pulumi's suffix; among `targets`, a hyphen and the target's name
 * count as well.
 *
 * What is plain here is checked before anything is registered. What else a target group has is set by the
 * option `transforms` of Pulumi.
 */
export interface CreateTargetArgs {
  /**
   * The VPC of the targets. Checked as soon as its value is known.
   *
   * @default the balancer's VPC
   */
  vpcId?: pulumi.Input<string>;

  /**
   * What targets are registered by: addresses (ECS tasks in `awsvpc` mode, Fargate among them) or instances
   * (ECS tasks in `bridge` or `host` mode). Changing it replaces the target group.
   *
   * @default "ip"
   */
  type?: TargetType;

  /**
   * Seconds for which a target that is taken out may finish its streams, 0-3600. A deployment waits as long, at
   * most, for each of them. Less than `longestSilence` is a warning.
   * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html#deregistration-delay
   *
   * @default 300, AWS's own, or `longestSilence` where that is more
   */
  deregistrationDelay?: number;

  /**
   * Seconds over which a new target gets more and more of its share, 30-900, or 0; only with the algorithm
   * `round_robin`.
   *
   * @default 0
   */
  slowStart?: number;

  /**
   * How a target is chosen for a request.
   *
   * @default "round_robin"
   */
  algorithm?: Algorithm;

  /**
   * Keeps a client with one target, by a cookie. Most MCP clients keep no cookies, which is a warning: a server
   * with sessions needs one task, or a store that its tasks share.
   *
   * @default none
   */
  stickiness?: StickinessArgs;

  /** How many healthy targets the group needs. */
  targetGroupHealth?: TargetGroupHealthArgs;
}

/** Keeps a client with one target. */
export interface StickinessArgs {
  /**
   * Whose cookie it is.
   *
   * @default "lb_cookie"
   */
  type?: StickinessType;

  /**
   * Seconds, 1-604800.
   *
   * @default 86400
   */
  duration?: number;

  /** The name of the server's own cookie; needed with `app_cookie`, and only there. */
  cookieName?: string;
}

/**
 * How many healthy targets the group needs, for two things. The first threshold is not below the second.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health.html
 */
export interface TargetGroupHealthArgs {
  /** Below this, the zone is taken out of DNS. */
  dnsFailover?: HealthThresholdArgs;

  /** Below this, requests go to all targets of the zone, healthy or not. */
  unhealthyRouting?: HealthThresholdArgs;
}

/** A threshold of healthy targets: either of the two is enough to fall below it. */
export interface HealthThresholdArgs {
  /**
   * Healthy targets, from 1 up.
   *
   * @default 1
   */
  minimumTargets?: number;

  /**
   * Healthy targets in percent of all, 1-100.
   *
   * @default off
   */
  minimumPercentage?: number;
}

/** How the balancer speaks to the server. */
export const TargetProtocol = { Http: "HTTP", Https: "HTTPS" } as const;
export type TargetProtocol = (typeof TargetProtocol)[keyof typeof TargetProtocol];

/** What targets are registered by. */
export const TargetType = { Ip: "ip", Instance: "instance" } as const;
export type TargetType = (typeof TargetType)[keyof typeof TargetType];

/**
 * How a target is chosen. The provider's own doc comments show these in camel case, which AWS refuses.
 */
export const Algorithm = {
  RoundRobin: "round_robin",
  LeastOutstandingRequests: "least_outstanding_requests",
  WeightedRandom: "weighted_random",
} as const;
export type Algorithm = (typeof Algorithm)[keyof typeof Algorithm];

/** Whose cookie keeps a client with a target: the balancer's or the server's. */
export const StickinessType = { LoadBalancer: "lb_cookie", Application: "app_cookie" } as const;
export type StickinessType = (typeof StickinessType)[keyof typeof StickinessType];
