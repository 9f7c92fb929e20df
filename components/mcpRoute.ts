import { ListenerRule } from "@pulumi/aws/lb/listenerRule.js";
import { TargetGroup } from "@pulumi/aws/lb/targetGroup.js";
import * as pulumi from "@pulumi/pulumi";
import { adopt, adoptedGroup, checkedTags } from "./adoption.ts";
import type { McpRouteArgs } from "./args.ts";
import { conditions } from "./listenerRule.ts";
import { refusal } from "./problem.ts";
import { type RouteRow, routeRows } from "./routeRow.ts";
import { targetGroupArgs } from "./targetGroup.ts";
import { nameProblems, problemsOf } from "./validation.ts";

/**
 * Routes an MCP endpoint on the Application Load Balancer that a company already has: one listener rule that
 * takes the endpoint's paths and forwards them to the target group that the MCP server is registered in. The
 * listener and the balancer are adopted, never changed; the target group is adopted or made.
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
  /** The ARN of the target group that the rule forwards to. */
  readonly targetGroupArn: pulumi.Output<string>;
  /** The name of that target group. */
  readonly targetGroupName: pulumi.Output<string>;
  /** What the route carries: host, path, methods and target of each row. */
  readonly routes: pulumi.Output<RouteRow[]>;

  /**
   * @param name The component's name, from which the names of what it makes are derived: `-rule` and `-tg`
   *   are appended.
   * @throws RouteError where a plain value is wrong, before anything is registered, with every problem at
   *   once. What look-ups show ends the deployment with such an error as well, before any AWS resource of the
   *   component is registered.
   */
  constructor(name: string, args: McpRouteArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mcp-route:index:McpRoute", name, sound(name, args), opts);

    const adopted = adopt(this, name, args);
    // Every child takes something of `adopted`, so that a failed check means that no AWS resource is registered.
    const child = { parent: this };
    const tags = args.tags === undefined ? {} : { tags: checkedTags(name, args.tags) };

    const targetGroup = args.target.create
      ? new TargetGroup(
          `${name}-tg`,
          {
            ...targetGroupArgs(args),
            vpcId: adopted.apply(({ balancer }) => balancer.vpcId),
            ...tags,
          },
          child,
        )
      : adopted.apply(adoptedGroup);

    const rule = new ListenerRule(
      `${name}-rule`,
      {
        listenerArn: adopted.apply(({ listener }) => listener.arn),
        priority: args.priority,
        conditions: conditions(args),
        actions: [{ type: "forward", targetGroupArn: targetGroup.arn }],
        ...tags,
      },
      child,
    );

    this.url = pulumi.output(args.url);
    this.ruleArn = rule.arn;
    this.targetGroupArn = targetGroup.arn;
    this.targetGroupName = targetGroup.name;
    this.routes = targetGroup.name.apply((target) => routeRows(args, target));
    this.registerOutputs({
      url: this.url,
      ruleArn: this.ruleArn,
      targetGroupArn: this.targetGroupArn,
      targetGroupName: this.targetGroupName,
      routes: this.routes,
    });
  }
}

/** The arguments, if their plain values are right. */
function sound(name: string, args: McpRouteArgs): McpRouteArgs {
  const problems = [...nameProblems(name, args.target), ...problemsOf(args)];
  if (problems.length === 0) return args;
  throw refusal(name, problems, "nothing was registered");
}
