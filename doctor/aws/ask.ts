import type { Told } from "./told.ts";

/**
 * The questions that the doctor has for AWS: each reads, none changes anything. An answer is as the AWS CLI prints it,
 * with all of its pages as one. A question never throws: what AWS refuses, or does not answer in time, is not told.
 */
export interface Ask {
  /** `describe-load-balancers`, by names or by ARNs; by neither, all of the region. */
  loadBalancers(which: { Names?: string[]; LoadBalancerArns?: string[] }): Promise<Told<unknown>>;
  /** `describe-load-balancer-attributes` */
  loadBalancerAttributes(arn: string): Promise<Told<unknown>>;
  /** `describe-listeners` of a balancer. */
  listeners(loadBalancerArn: string): Promise<Told<unknown>>;
  /** `describe-rules` of a listener. */
  rules(listenerArn: string): Promise<Told<unknown>>;
  /** `describe-target-groups` */
  targetGroups(arns: string[]): Promise<Told<unknown>>;
  /** `describe-target-group-attributes` */
  targetGroupAttributes(arn: string): Promise<Told<unknown>>;
  /** `describe-target-health` */
  targetHealth(targetGroupArn: string): Promise<Told<unknown>>;
  /** `ec2 describe-network-interfaces` */
  networkInterfaces(filters: InterfaceFilter[]): Promise<Told<unknown>>;
  /** `ec2 describe-security-groups` */
  securityGroups(ids: string[]): Promise<Told<unknown>>;
  /** `ec2 describe-subnets` */
  subnets(ids: string[]): Promise<Told<unknown>>;
  /** `wafv2 get-web-acl-for-resource`; without a web ACL the answer holds none. */
  webAcl(resourceArn: string): Promise<Told<unknown>>;
  /** `ecs describe-services` of one service. */
  service(of: ServiceName): Promise<Told<unknown>>;
  /** `ecs list-tasks` of those that stopped, which AWS remembers for about an hour. */
  stoppedTasks(of: ServiceName): Promise<Told<unknown>>;
  /** `ecs describe-tasks` */
  tasks(cluster: string, arns: string[]): Promise<Told<unknown>>;
}

/** An ECS service, by its names or their ARNs. */
export interface ServiceName {
  cluster: string;
  service: string;
}

/** A filter of `describe-network-interfaces`: one of the values is enough. */
export interface InterfaceFilter {
  Name: "addresses.private-ip-address" | "attachment.instance-id" | "vpc-id";
  Values: string[];
}

/**
 * The actions that a policy has to allow for each question, that of the call itself first.
 *
 * @see https://docs.aws.amazon.com/waf/latest/APIReference/API_GetWebACLForResource.html for why the web ACL needs two
 */
export const ACTIONS = {
  loadBalancers: ["elasticloadbalancing:DescribeLoadBalancers"],
  loadBalancerAttributes: ["elasticloadbalancing:DescribeLoadBalancerAttributes"],
  listeners: ["elasticloadbalancing:DescribeListeners"],
  rules: ["elasticloadbalancing:DescribeRules"],
  targetGroups: ["elasticloadbalancing:DescribeTargetGroups"],
  targetGroupAttributes: ["elasticloadbalancing:DescribeTargetGroupAttributes"],
  targetHealth: ["elasticloadbalancing:DescribeTargetHealth"],
  networkInterfaces: ["ec2:DescribeNetworkInterfaces"],
  securityGroups: ["ec2:DescribeSecurityGroups"],
  subnets: ["ec2:DescribeSubnets"],
  webAcl: ["wafv2:GetWebACLForResource", "wafv2:GetWebACL"],
  service: ["ecs:DescribeServices"],
  stoppedTasks: ["ecs:ListTasks"],
  tasks: ["ecs:DescribeTasks"],
} as const satisfies Record<keyof Ask, readonly string[]>;
