import type { ListenerRule } from "@pulumi/aws/lb/listenerRule.js";
import * as pulumi from "@pulumi/pulumi";
import { adopt, adoptedGroup, checkedTags } from "./adoption.ts";
import { apiGateway } from "./apiGateway/gateway.ts";
import type { ApiGatewayInfo } from "./apiGateway/info.ts";
import type { McpRouteArgs, SecurityGroupsArgs } from "./args.ts";
import { type EcsWiring, ecsWiring } from "./ecs.ts";
import { forwardTo } from "./forward.ts";
import type { Ground } from "./ground.ts";
import { nameProblems } from "./names.ts";
import { type Neighbour, enter, neighbourOf, neighbourProblems } from "./neighbours.ts";
import { refusal } from "./problem.ts";
import { provider } from "./provider.ts";
import { type RouteRow, rowsOf } from "./routeRow.ts";
import { type RouteRule, listOfRules, rulesOf } from "./rules.ts";
import { egressArgs, ingressArgs } from "./securityGroups.ts";
import { type TargetGroupInfo, type TargetGroupOfRoute, infoOf, targetGroupArgs } from "./targetGroup.ts";
import { type RouteTarget, targetsOf } from "./targets.ts";
import { problemsOf } from "./validation.ts";

/**
 * Routes an MCP endpoint on the Application Load Balancer that a company already has: one listener rule that
 * takes the endpoint's paths and forwards them to the target group that the MCP server is registered in. The
 * listener and the balancer are adopted, never changed; the target group is adopted or made. Where an API Gateway stands
 * in front of the balancer, it gets the route too.
 *
 * @example
 * new McpRoute("mcp", {
 *   url: "https://demo.quiltdata.com/mcp",
 *   listener: { loadBalancer: "sales--LoadB-nGDYylEerIKm-1431252539.us-east-1.elb.amazonaws.com" },
 *   priority: 10,
 *   target: { adopt: { name: "sales-prod-mcp-server" }, port: 8000 },
 * });
 */
export class McpRoute extends pulumi.ComponentResource {
  /** The public URL that MCP clients are given. */
  readonly url: pulumi.Output<string>;
  /**
   * The listener rule's ARN. An ECS service on a new target group must depend on it: AWS refuses a service
   * before its rule.
   */
  readonly ruleArn: pulumi.Output<string>;
  /** The ARN of the target group that the rule forwards to: of several, the first. */
  readonly targetGroupArn: pulumi.Output<string>;
  /** The name of that target group. */
  readonly targetGroupName: pulumi.Output<string>;
  /**
   * All target groups, by the names of `targets`; that of `target` is called `target`. Known once the rules are
   * made, so that an ECS service that takes one comes after them.
   */
  readonly targetGroups: pulumi.Output<Record<string, TargetGroupInfo>>;
  /** What an ECS service of the first target group needs, to be spread into its arguments. */
  readonly ecs: EcsWiring;
  /** What the route carries: host, path, methods, further conditions and target of each row. */
  readonly routes: pulumi.Output<RouteRow[]>;
  /** The API Gateway in front of the balancer, where there is one. */
  readonly apiGateway?: pulumi.Output<ApiGatewayInfo>;

  /**
   * @param name The component's name, from which the names of what it makes are derived: `-rule`,
   *   `-metadata-rule`, `-tg` (with several targets, `-tg-` and the target's name), `-ingress`, `-egress`, and `-api`
   *   with its parts are appended.
   * @throws RouteError where a plain value is wrong, before anything is registered, with every problem at
   *   once. What look-ups show ends the deployment with such an error as well, before any AWS resource of the
   *   component is registered.
   */
  constructor(name: string, args: McpRouteArgs, opts?: pulumi.ComponentResourceOptions) {
    const neighbour = sound(name, args);
    super("mcp-route:index:McpRoute", name, args, opts);

    const ground: Ground = {
      name,
      args,
      adopted: adopt(this, args, neighbour),
      tags: args.tags === undefined ? {} : { tags: checkedTags(name, args.tags) },
      child: { parent: this },
    };
    const [first, ...others] = targetsOf(args);
    const group = targetGroup(ground, first);
    const groups = [group, ...others.map((target) => targetGroup(ground, target))];

    const shapes = rulesOf(args);
    const { own, metadata } = shapes;
    const rule = listenerRule(ground, own, groups);
    const metadataRule = metadata && listenerRule(ground, metadata, groups);

    if (args.securityGroups) openPort(ground, args.securityGroups, first.args.port);

    const gateway = args.apiGateway && apiGateway(ground, args.apiGateway);

    this.url = pulumi.output(args.url);
    this.ruleArn = rule.arn;
    this.targetGroupArn = group.arn;
    this.targetGroupName = group.name;
    this.targetGroups = infoOf(groups, [rule, ...(metadataRule ? [metadataRule] : [])]);
    this.ecs = ecsWiring(name, first, this.targetGroups);
    const rows = this.targetGroups.apply((infos) => rowsOf(Object.values(infos), listOfRules(shapes)));
    this.routes = gateway ? pulumi.all([rows, gateway.rows]).apply((all) => all.flat()) : rows;
    if (gateway) this.apiGateway = gateway.info;
    this.registerOutputs({
      url: this.url,
      ruleArn: this.ruleArn,
      targetGroupArn: this.targetGroupArn,
      targetGroupName: this.targetGroupName,
      targetGroups: this.targetGroups,
      ecs: this.ecs,
      routes: this.routes,
      ...(gateway ? { apiGateway: gateway.info } : {}),
    });
  }
}

/** The arguments, if their plain values are right, as a route among those of its program. */
function sound(name: string, args: McpRouteArgs): Neighbour {
  const problems = [...nameProblems(name, args), ...problemsOf(args)];
  if (problems.length > 0) throw refusal(name, problems, "nothing was registered");
  const neighbour = neighbourOf(name, args);
  const collisions = neighbourProblems(neighbour);
  if (collisions.length > 0) throw refusal(name, collisions, "nothing was registered");
  enter(neighbour);
  return neighbour;
}

function targetGroup({ name, args, adopted, tags, child }: Ground, target: RouteTarget): TargetGroupOfRoute {
  if (!target.args.create) {
    const found = adopted.apply(({ targetGroups }) => adoptedGroup(targetGroups, target));
    return { target, arn: found.arn, name: found.name };
  }
  const made = new provider.lb.TargetGroup(
    `${name}-${target.suffix}`,
    {
      ...targetGroupArgs(target.args, args),
      vpcId: adopted.apply(({ balancer }) => balancer.vpcId),
      ...tags,
    },
    child,
  );
  return { target, arn: made.arn, name: made.name };
}

function listenerRule(
  { name, args: { forward }, adopted, tags, child }: Ground,
  { suffix, priority, conditions, transforms }: RouteRule,
  groups: TargetGroupOfRoute[],
): ListenerRule {
  return new provider.lb.ListenerRule(
    `${name}-${suffix}`,
    {
      listenerArn: adopted.apply(({ listener }) => listener.arn),
      priority,
      conditions,
      actions: [forwardTo(groups, forward)],
      ...(transforms.length === 0 ? {} : { transforms }),
      ...tags,
    },
    forward?.leaveToDeployments ? { ...child, ignoreChanges: ["actions"] } : child,
  );
}

function openPort({ name, adopted, tags, child }: Ground, groups: SecurityGroupsArgs, port: number): void {
  const pair = {
    server: pulumi.all([groups.server, adopted]).apply(([id]) => id),
    balancer: pulumi.all([groups.balancer, adopted]).apply(([id]) => id),
  };
  new provider.vpc.SecurityGroupIngressRule(
    `${name}-ingress`,
    { ...ingressArgs(pair, port), ...tags },
    child,
  );
  if (groups.egress)
    new provider.vpc.SecurityGroupEgressRule(`${name}-egress`, { ...egressArgs(pair, port), ...tags }, child);
}
