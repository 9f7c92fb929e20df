import * as pulumi from "@pulumi/pulumi";
import type { McpRouteArgs } from "./args.ts";
import { type Difference, differences } from "./differences.ts";
import type { Adopted, Group, Known, KnownGateway, KnownTarget } from "./differences/seen.ts";
import { lookUp } from "./lookUps.ts";
import { type Neighbour, lateNeighbourProblems } from "./neighbours.ts";
import { type Problem, type RouteError, refusal } from "./problem.ts";
import { type RouteTarget, targetsOf } from "./targets.ts";
import { apiIdProblems, apiNameProblems } from "./validation/apiGateway/adopt.ts";
import { domainProblems } from "./validation/apiGateway/customDomain.ts";
import { linkIdProblems, subnetProblems } from "./validation/apiGateway/origin.ts";
import { roleProblems, webAclProblems } from "./validation/apiGateway/stage.ts";
import { vpcProblems } from "./validation/create.ts";
import { isLater } from "./validation/forms.ts";
import { listenerArnProblems, loadBalancerProblems } from "./validation/listener.ts";
import { securityGroupProblems } from "./validation/securityGroups.ts";
import { tagsProblems } from "./validation/tags.ts";
import { targetGroupArnProblems, targetGroupNameProblems } from "./validation/target.ts";

/**
 * Looks up what the route stands on and checks it. Everything that the component makes must depend on the
 * output, so that a failed check means that nothing is made.
 *
 * @throws RouteError, inside the output, with every difference that keeps the route from working. The others
 *   are logged as warnings.
 */
export function adopt(
  route: pulumi.ComponentResource,
  args: McpRouteArgs,
  neighbour: Neighbour,
): pulumi.Output<Adopted> {
  return knownOf(args).apply(async (known) => {
    const { found, problems } = await checked(route, args, neighbour, known);
    return orRefusal(found, neighbour.name, problems);
  });
}

/** What was found, and every problem with it; warnings are logged. */
async function checked(
  route: pulumi.ComponentResource,
  args: McpRouteArgs,
  neighbour: Neighbour,
  known: Known,
): Promise<{ found?: Adopted; problems: Problem[] }> {
  const malformed = lateProblems(args, known);
  if (malformed.length > 0) return { problems: malformed };
  const { found, problems } = await lookUp(route, args, known);
  if (!found) return { problems };
  neighbour.listenerArn = found.listener.arn;
  const seen = differences(args, known, found);
  const warnings = seen.filter(({ severity }) => severity === "warning");
  for (const warning of warnings) await pulumi.log.warn(warningOf(neighbour.name, warning), route);
  const errors = seen.filter(({ severity }) => severity === "error");
  return { found, problems: [...errors, ...lateNeighbourProblems(neighbour)] };
}

/**
 * A value, or the error that refuses it, which is not thrown. Pulumi runs programs with V8's inspector connected, which
 * at each throw inside an output looks for who catches it, along every way through the outputs that hang on
 * it: with those of a component, for minutes.
 */
function orRefusal<T>(value: T | undefined, name: string, problems: Problem[]): Promise<T> {
  if (value !== undefined && problems.length === 0) return Promise.resolve(value);
  const error = lateRefusal(name, problems);
  const rejected: PromiseLike<T> = { then: (_, reject) => Promise.resolve(reject?.(error) as never) };
  return rejected as Promise<T>;
}

/** What the arguments say of what exists, once all of it is known. */
function knownOf(args: McpRouteArgs): pulumi.Output<Known> {
  const { listener, securityGroups, apiGateway } = args;
  const inputs: pulumi.Inputs = {
    listenerArn: listener.arn,
    loadBalancer: listener.loadBalancer,
    server: securityGroups?.server,
    balancer: securityGroups?.balancer,
  };
  const targets = Object.fromEntries(
    targetsOf(args).map(({ name, args: { adopt: group, create } }): [string, pulumi.Inputs] => [
      name,
      { name: group?.name, arn: group?.arn, vpcId: create?.vpcId },
    ]),
  );
  const gateway = gatewayInputs(apiGateway);
  const all = [inputs, gateway, ...Object.values(targets)].flatMap(
    (each) => Object.values(each) as unknown[],
  );
  // An output of each would cost more than all the rest, and mostly they are plain.
  const waited = all.flat().some(isLater) ? { ...inputs, targets, gateway } : undefined;
  return pulumi.output(waited).apply((known) => (known ?? { ...inputs, targets, gateway }) as Known);
}

function gatewayInputs(gateway: McpRouteArgs["apiGateway"]): pulumi.Inputs {
  if (!gateway) return {};
  const { adopt: api, origin, stage, customDomain } = gateway;
  return {
    apiName: api?.name,
    apiId: api?.id,
    linkId: origin.vpcLink?.id,
    subnetIds: origin.vpcLink?.create?.subnetIds,
    securityGroupIds: origin.vpcLink?.create?.securityGroupIds,
    domain: customDomain?.name,
    webAclArn: stage?.webAcl?.arn,
    accountRole: stage?.accessLogs?.accountRole,
  };
}

/**
 * The tags, once they are known and checked; those that are known from the start have passed already. Everything that the
 * component makes takes them, and so waits for this check as for that of what is adopted. The two are apart, since a tag
 * that only the deployment tells would make all that is adopted unknown to the preview, and a rule on an unknown listener
 * looks like one that is replaced.
 *
 * @throws RouteError, inside the output, with every problem.
 */
export function checkedTags(
  name: string,
  tags: NonNullable<McpRouteArgs["tags"]>,
): pulumi.Output<Record<string, string>> {
  return pulumi
    .output(tags)
    .apply((known) => orRefusal<Record<string, string>>(known, name, tagsProblems(known)));
}

/**
 * The target group that a target adopts.
 *
 * @throws Error where its target group is made.
 */
export function adoptedGroup(found: Adopted["targetGroups"], { name }: RouteTarget): Group {
  const group = found[name];
  if (!group) throw new Error("A target whose target group is made adopts none.");
  return group;
}

/**
 * The problems of values that could not be checked before they were known; those that could have passed
 * already.
 */
function lateProblems(args: McpRouteArgs, known: Known): Problem[] {
  const { listener, securityGroups: groups } = args;
  return [
    ...inputProblems("listener.arn", listener.arn, known.listenerArn, listenerArnProblems),
    ...inputProblems(
      "listener.loadBalancer",
      listener.loadBalancer,
      known.loadBalancer,
      loadBalancerProblems,
    ),
    ...targetsOf(args).flatMap((target) => lateTargetProblems(target, known.targets[target.name])),
    ...inputProblems("securityGroups.server", groups?.server, known.server, securityGroupProblems),
    ...inputProblems("securityGroups.balancer", groups?.balancer, known.balancer, securityGroupProblems),
    ...lateGatewayProblems(args, known.gateway),
  ];
}

function lateTargetProblems({ path, args }: RouteTarget, known: KnownTarget | undefined): Problem[] {
  const { adopt: group, create } = args;
  return [
    ...inputProblems(`${path}.adopt.name`, group?.name, known?.name, targetGroupNameProblems),
    ...inputProblems(`${path}.adopt.arn`, group?.arn, known?.arn, targetGroupArnProblems),
    ...inputProblems(`${path}.create.vpcId`, create?.vpcId, known?.vpcId, vpcProblems),
  ];
}

function lateGatewayProblems(args: McpRouteArgs, known: KnownGateway): Problem[] {
  const { apiGateway: gateway } = args;
  if (!gateway) return [];
  const { adopt: api, origin, stage, customDomain } = gateway;
  const { id, create } = origin.vpcLink ?? {};
  const [adopted, link] = ["apiGateway.adopt", "apiGateway.origin.vpcLink"];
  const { webAcl, accessLogs } = stage ?? {};
  return [
    ...inputProblems(`${adopted}.name`, api?.name, known.apiName, apiNameProblems),
    ...inputProblems(`${adopted}.id`, api?.id, known.apiId, apiIdProblems),
    ...inputProblems(`${link}.id`, id, known.linkId, linkIdProblems),
    ...inputsProblems(`${link}.create.subnetIds`, create?.subnetIds, known.subnetIds, subnetProblems),
    ...inputsProblems(
      `${link}.create.securityGroupIds`,
      create?.securityGroupIds,
      known.securityGroupIds,
      securityGroupProblems,
    ),
    ...inputProblems("apiGateway.customDomain.name", customDomain?.name, known.domain, (path, value) =>
      domainProblems(path, value, args),
    ),
    ...inputProblems("apiGateway.stage.webAcl.arn", webAcl?.arn, known.webAclArn, webAclProblems),
    ...inputProblems(
      "apiGateway.stage.accessLogs.accountRole",
      accessLogs?.accountRole,
      known.accountRole,
      roleProblems,
    ),
  ];
}

function inputsProblems(
  path: string,
  given: pulumi.Input<string>[] | undefined,
  values: string[] | undefined,
  check: (path: string, value: unknown) => Problem[],
): Problem[] {
  return (given ?? []).flatMap((each, at) => inputProblems(`${path}[${at}]`, each, values?.[at], check));
}

function inputProblems(
  path: string,
  given: pulumi.Input<string> | undefined,
  value: string | undefined,
  check: (path: string, value: unknown) => Problem[],
): Problem[] {
  if (given === undefined || value !== undefined) return check(path, value);
  const remedy = "Check the name of the output that it comes from.";
  return [{ path, what: "is given, but what it comes from turned out to hold nothing.", remedy }];
}

function lateRefusal(name: string, problems: Problem[]): RouteError {
  return refusal(name, problems, "none of its resources was registered");
}

function warningOf(name: string, { path, what, remedy }: Difference): string {
  return `McpRoute "${name}": ${path}: ${what}\n      ${remedy}`;
}
