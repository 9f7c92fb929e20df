import type * as pulumi from "@pulumi/pulumi";
import { apiLookUp, webAclLookUp } from "./apiGateway/lookUps.ts";
import type { McpRouteArgs } from "./args.ts";
import { inRegion, inRegionOf } from "./command.ts";
import type { Adopted, Group, Known } from "./differences/seen.ts";
import { endpointOf } from "./endpoint.ts";
import { balancerName, balancerOf, nameOf, regionOf } from "./loadBalancer.ts";
import { type Problem, shown } from "./problem.ts";
import { provider } from "./provider.ts";
import { said, sought } from "./sought.ts";
import { targetsOf } from "./targets.ts";

/**
 * Looks up what a route stands on: its listener with its balancer, and the target groups that it adopts.
 *
 * @returns what was found, or every look-up that failed.
 */
export async function lookUp(
  route: pulumi.ComponentResource,
  args: McpRouteArgs,
  known: Known,
): Promise<{ found?: Adopted; problems: Problem[] }> {
  const [standing, groups, api, webAcl] = await Promise.all([
    findListener(route, args, known),
    findTargetGroups(route, args, known),
    apiLookUp(route, args.apiGateway, known.gateway),
    webAclLookUp(route, args.apiGateway, known.gateway),
  ]);
  const problems = [...standing.problems, ...groups.problems, ...api.problems, ...webAcl.problems];
  if (!standing.found || problems.length > 0) return { problems };
  return {
    found: { ...standing.found, targetGroups: groups.found, ...api.found, ...webAcl.found },
    problems,
  };
}

async function findListener(
  route: pulumi.ComponentResource,
  args: McpRouteArgs,
  known: Known,
): Promise<{ found?: Pick<Adopted, "balancer" | "listener">; problems: Problem[] }> {
  const me = { parent: route };
  if (known.listenerArn !== undefined) {
    const listener = await sought(provider.lb.getListener({ arn: known.listenerArn }, me));
    if ("why" in listener)
      return {
        problems: [
          listenerNotFound("listener.arn", known.listenerArn, listener.why, balancerOf(known.listenerArn)),
        ],
      };
    const balancer = await sought(provider.lb.getLoadBalancer({ arn: listener.ok.loadBalancerArn }, me));
    if ("why" in balancer)
      return { problems: [balancerNotFound("listener.arn", listener.ok.loadBalancerArn, balancer.why)] };
    return { found: { balancer: balancer.ok, listener: listener.ok }, problems: [] };
  }
  const given = known.loadBalancer ?? "";
  const name = nameOf(given);
  const balancer = await sought(
    provider.lb.getLoadBalancer(name === undefined ? { arn: given } : { name }, me),
  );
  if ("why" in balancer)
    return {
      problems: [
        balancerNotFound("listener.loadBalancer", name ?? given, balancer.why, balancerName(given)?.region),
      ],
    };
  const port = listenerPort(args);
  const listener = await sought(provider.lb.getListener({ loadBalancerArn: balancer.ok.arn, port }, me));
  if ("why" in listener)
    return { problems: [listenerNotFound("listener.port", port, listener.why, balancer.ok.arn)] };
  return { found: { balancer: balancer.ok, listener: listener.ok }, problems: [] };
}

/** The port of the listener that is looked up with its balancer. */
export function listenerPort({ listener, url }: Pick<McpRouteArgs, "listener" | "url">): number {
  return listener.port ?? endpointOf(url).port;
}

async function findTargetGroups(
  route: pulumi.ComponentResource,
  args: McpRouteArgs,
  { targets }: Known,
): Promise<{ found: Record<string, Group>; problems: Problem[] }> {
  const adopted = targetsOf(args).filter(({ args: { adopt: group } }) => group);
  const results = await Promise.all(
    adopted.map(async (target) => {
      const { name, arn } = targets[target.name] ?? {};
      const wanted = arn === undefined ? { name: name ?? "" } : { arn };
      return {
        target,
        result: await sought(provider.lb.getTargetGroup(wanted, { parent: route })),
        name,
        arn,
      };
    }),
  );
  return {
    found: Object.fromEntries(
      results.flatMap(({ target, result }) => ("ok" in result ? [[target.name, result.ok]] : [])),
    ),
    problems: results.flatMap(({ target, result, name, arn }) =>
      "why" in result ? [groupNotFound(target.path, name, arn, result.why)] : [],
    ),
  };
}

function balancerNotFound(path: string, wanted: string, why: string, region = regionOf(wanted)): Problem {
  const isName = !wanted.startsWith("arn:");
  return {
    path,
    what:
      `no balancer ${shown(wanted)} was found in this account and region` +
      `${isName ? "; AWS looks names up with their letter case" : ""}.${said(why)}`,
    remedy:
      `Check that the provider has the right account and works in ${region || "the right region"}, and find the balancers with: ` +
      `aws elbv2 describe-load-balancers${inRegion(region)} --query 'LoadBalancers[].[LoadBalancerName,DNSName]'`,
  };
}

function listenerNotFound(path: string, wanted: number | string, why: string, balancerArn: string): Problem {
  return {
    path,
    what: `no listener ${shown(wanted)} was found on ${balancerArn}.${said(why)}`,
    remedy:
      `Find the listeners with: aws elbv2 describe-listeners${inRegionOf(balancerArn)} ` +
      `--load-balancer-arn ${balancerArn} --query 'Listeners[].[Port,Protocol,ListenerArn]'`,
  };
}

function groupNotFound(path: string, name: string | undefined, arn = "", why: string): Problem {
  return {
    path: name === undefined ? `${path}.adopt.arn` : `${path}.adopt.name`,
    what: `no target group ${shown(name ?? arn)} was found in this account and region.${said(why)}`,
    remedy:
      `Find it with: aws elbv2 describe-target-groups${inRegionOf(arn)} ` +
      "--query 'TargetGroups[].[TargetGroupName,TargetGroupArn]'; " +
      `or have one made with ${path}.create in place of ${path}.adopt.`,
  };
}
