import { getListenerOutput } from "@pulumi/aws/lb/getListener.js";
import { getLoadBalancerOutput } from "@pulumi/aws/lb/getLoadBalancer.js";
import { ListenerRule } from "@pulumi/aws/lb/listenerRule.js";
import { TargetGroup } from "@pulumi/aws/lb/targetGroup.js";
import * as pulumi from "@pulumi/pulumi";
import { McpRoute, type McpRouteArgs } from "../../components/index.ts";
import { company } from "../../tests/support/company.ts";

/**
 * Who makes the resources of a route: the component of this package, or one that somebody writes who makes the
 * same by hand.
 */
export const MAKERS = ["McpRoute", "by hand"] as const;

/** Who makes the resources of a route. */
export type Maker = (typeof MAKERS)[number];

/** Makes one route, whose priority is its number; returns what a program would keep of it. */
export function makeRoute(maker: Maker, number: number): pulumi.ComponentResource {
  const name = `route-${number}`;
  const args = {
    url: `https://demo.quiltdata.com${pathOf(number)}`,
    listener: { loadBalancer: company.dnsName },
    priority: number,
    target: { create: {}, port: 8000 },
  };
  return maker === "McpRoute" ? new McpRoute(name, args) : new RouteByHand(name, args, number);
}

/** Each route has a path of its own: of two with one path, the second would never get a request, and be refused. */
function pathOf(number: number): string {
  return `/servers/${number}/mcp`;
}

/**
 * The same resources, written out after Pulumi's own rules for components: the arguments are its inputs, and what
 * others need its outputs. It checks nothing.
 */
class RouteByHand extends pulumi.ComponentResource {
  readonly url: pulumi.Output<string>;
  readonly ruleArn: pulumi.Output<string>;
  readonly targetGroupArn: pulumi.Output<string>;
  readonly targetGroupName: pulumi.Output<string>;
  readonly targetGroups: pulumi.Output<object>;
  readonly ecs: pulumi.Output<object>;
  readonly routes: pulumi.Output<object[]>;

  constructor(name: string, args: McpRouteArgs, number: number) {
    super("bench:index:RouteByHand", name, args);
    const path = pathOf(number);
    const paths = [path, `${path}/*`, `/.well-known/oauth-protected-resource${path}`];
    const balancer = getLoadBalancerOutput({ name: "sales--LoadB-nGDYylEerIKm" }, { parent: this });
    const listener = getListenerOutput({ loadBalancerArn: balancer.arn, port: 443 }, { parent: this });
    const targetGroup = new TargetGroup(
      `${name}-tg`,
      {
        targetType: "ip",
        protocol: "HTTP",
        protocolVersion: "HTTP1",
        port: 8000,
        deregistrationDelay: 300,
        vpcId: balancer.vpcId,
        healthCheck: {
          path: "/healthz",
          matcher: "200",
          interval: 30,
          timeout: 5,
          healthyThreshold: 2,
          unhealthyThreshold: 3,
          protocol: "HTTP",
          port: "traffic-port",
        },
      },
      { parent: this },
    );
    const rule = new ListenerRule(
      `${name}-rule`,
      {
        listenerArn: listener.arn,
        priority: number,
        conditions: [{ pathPattern: { values: paths } }],
        actions: [{ type: "forward", targetGroupArn: targetGroup.arn }],
      },
      { parent: this },
    );
    this.url = pulumi.output(args.url);
    this.ruleArn = rule.arn;
    this.targetGroupArn = targetGroup.arn;
    this.targetGroupName = targetGroup.name;
    const made = pulumi.all([targetGroup.arn, targetGroup.name, rule.id]);
    this.targetGroups = made.apply(([arn, itsName]) => ({
      target: { arn, name: itsName, port: 8000, weight: 1 },
    }));
    this.ecs = made.apply(([targetGroupArn]) => ({
      loadBalancers: [{ targetGroupArn, containerName: name, containerPort: 8000 }],
    }));
    this.routes = targetGroup.name.apply((target) =>
      paths.map((each) => ({ host: "*", path: each, methods: ["*"], conditions: [], target })),
    );
    this.registerOutputs({
      url: this.url,
      ruleArn: this.ruleArn,
      targetGroupArn: this.targetGroupArn,
      targetGroupName: this.targetGroupName,
      targetGroups: this.targetGroups,
      ecs: this.ecs,
      routes: this.routes,
    });
  }
}
