import type * as pulumi from "@pulumi/pulumi";
import type { TargetGroupInfo } from "./targetGroup.ts";
import type { RouteTarget } from "./targets.ts";

/** What an ECS service needs of a route, to be spread into the arguments of `aws.ecs.Service`. */
export interface EcsWiring {
  /**
   * The service's only entry. Its ARN is known once the rule is made, so that the service comes after the rule:
   * AWS refuses a service on a target group that no rule forwards to.
   * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LoadBalancer.html
   */
  loadBalancers: pulumi.Output<EcsLoadBalancer[]>;
}

/** The entry of a service by which its tasks are registered in a target group. */
export interface EcsLoadBalancer {
  /** The target group's ARN. */
  targetGroupArn: string;
  /** The container that listens, as the task definition names it. */
  containerName: string;
  /** The port that it listens on. */
  containerPort: number;
}

/**
 * What an ECS service of a target needs.
 *
 * @param component The component's name, which the container has as well unless the target names it.
 * @param groups The target groups of the route, known once its rules are made.
 */
export function ecsWiring(
  component: string,
  { name, args: { containerName = component, port } }: RouteTarget,
  groups: pulumi.Output<Record<string, TargetGroupInfo>>,
): EcsWiring {
  return {
    loadBalancers: groups.apply(({ [name]: group }) => [
      { targetGroupArn: group?.arn ?? "", containerName, containerPort: port },
    ]),
  };
}
