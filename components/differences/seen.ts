import type * as lb from "@pulumi/aws/lb/index.js";
import type { McpRouteArgs } from "../args.ts";
import type { Problem } from "../problem.ts";
import type { RouteTarget } from "../targets.ts";

/** What exists already and carries the route. */
export interface Adopted {
  balancer: lb.GetLoadBalancerResult;
  listener: lb.GetListenerResult;
  /** By the target's name; those that the component makes are not among them. */
  targetGroups: Record<string, Group>;
  /** The API of API Gateway that is adopted. */
  api?: AdoptedApi;
  /** The web ACL of the stage. */
  webAclArn?: string;
}

/** An API that exists. */
export interface AdoptedApi {
  id: string;
  arn: string;
  executionArn: string;
  /** Its own address, without a stage. */
  address: string;
  name: string;
  /** `REGIONAL`, `EDGE` or `PRIVATE` of a REST API. */
  endpointType: string;
  /** `HTTP` or `WEBSOCKET`; `REST` of a REST API. */
  protocol: string;
  /** Whether it answers a browser's preflight by itself: of an HTTP API alone. */
  hasCors?: boolean;
  /** The resources of a REST API under which the route's are made. */
  parentId?: string;
  metadataParentId?: string;
}

/** A target group that exists. */
export type Group = lb.GetTargetGroupResult;

/** The arguments whose values may be known only while the program is deployed, now that they are. */
export interface Known {
  listenerArn: string | undefined;
  loadBalancer: string | undefined;
  /** By the target's name. */
  targets: Record<string, KnownTarget>;
  /** The security groups of the server and of the balancer. */
  server: string | undefined;
  balancer: string | undefined;
  gateway: KnownGateway;
}

/** What is known of an API Gateway. */
export interface KnownGateway {
  apiName?: string;
  apiId?: string;
  linkId?: string;
  subnetIds?: string[];
  securityGroupIds?: string[];
  domain?: string;
  webAclArn?: string;
  accountRole?: string;
}

/** What is known of one target. */
export interface KnownTarget {
  name: string | undefined;
  arn: string | undefined;
  vpcId: string | undefined;
}

/** What the arguments say beside what was found. */
export interface Seen extends Adopted {
  args: McpRouteArgs;
  known: Known;
}

/** One target of a route, and its target group where that exists. */
export interface SeenTarget {
  seen: Seen;
  target: RouteTarget;
  known: KnownTarget;
  group?: Group;
}

/** What is wrong with something that exists; undefined where nothing is. */
export type Compare = (seen: Seen) => Problem[];
