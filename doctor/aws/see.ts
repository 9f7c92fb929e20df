import { decide } from "../../dataplane/decision.ts";
import type { Listener } from "../../dataplane/listener.ts";
import { rulesFromDescribe } from "../../dataplane/readers/describe.ts";
import { ACTIONS, type Ask, type InterfaceFilter } from "./ask.ts";
import { type AwsContext, endpointOf } from "./context.ts";
import { findBalancer, type Sought } from "./findBalancer.ts";
import type { Names } from "./names.ts";
import {
  readAttributes,
  readInterfaces,
  readListeners,
  readSecurityGroups,
  readService,
  readSubnets,
  readTargetGroup,
  readTargets,
  readTaskArns,
  readTasks,
  readWebAcl,
} from "./readers.ts";
import { requestTo } from "./request.ts";
import { mayBeShutOut } from "./securityGroups.ts";
import type {
  AwsSeen,
  Balancer,
  NetworkInterface,
  SecurityGroup,
  SeenGroup,
  StoppedTask,
  Subnet,
} from "./seen.ts";
import { type Told, readTold, valueOf } from "./told.ts";

/** How many stopped tasks are asked for their reason. */
const TASKS = 5;
/** How many values one filter of EC2's may have. */
const FILTERED = 200;

/** Asks AWS everything that the judges need. What does not depend on each other is asked at the same time. */
export async function see(
  sought: Sought,
  context: AwsContext,
  means: { ask: Ask; names: Names },
): Promise<AwsSeen> {
  const { ask } = means;
  const [balancer, ofService] = await Promise.all([
    findBalancer(sought, context, means),
    seeService(context, ask),
  ]);
  const found = valueOf(balancer);
  const nothing = {
    attributes: null,
    listeners: null,
    listener: null,
    rules: null,
    groups: [],
    interfaces: null,
    securityGroups: null,
    subnets: null,
    webAcl: null,
  };
  const ofBalancer = found?.type === "application" ? await seeBalancer(found, context, ask) : nothing;
  return { balancer, how: sought.how, ...ofBalancer, ...ofService };
}

async function seeBalancer(balancer: Balancer, context: AwsContext, ask: Ask) {
  const [attributes, listening, webAcl, subnets] = await Promise.all([
    ask
      .loadBalancerAttributes(balancer.arn)
      .then((told) => readTold(told, ACTIONS.loadBalancerAttributes[0], readAttributes)),
    ask.listeners(balancer.arn),
    ask.webAcl(balancer.arn).then((told) => readTold(told, ACTIONS.webAcl[0], readWebAcl)),
    seeSubnets(balancer.subnets, ask),
  ]);
  const listeners = readTold(listening, ACTIONS.listeners[0], (answer) =>
    readListeners(answer, valueOf(attributes) ?? {}),
  );
  const bare = listenerFor(valueOf(listeners) ?? [], context);
  const rules = bare ? readTold(await ask.rules(bare.arn), ACTIONS.rules[0], rulesFromDescribe) : null;
  const listener = bare && { ...bare, rules: valueOf(rules) ?? [] };
  const groups =
    listener && rules?.told
      ? await Promise.all(groupsOf(listener, context).map((arn) => seeGroup(arn, ask)))
      : [];
  const interfaces = await seeInterfaces(groups, ask);
  const securityGroups = await seeSecurityGroups(balancer, valueOf(interfaces) ?? [], ask);
  return { attributes, listeners, listener, rules, groups, interfaces, securityGroups, subnets, webAcl };
}

/** The listener at the URL's port; where the balancer was named, what is in front of it may have used its only other one. */
function listenerFor(listeners: Listener[], { url, loadBalancer }: AwsContext): Listener | null {
  const { port } = endpointOf(url);
  const [first, ...more] = listeners;
  const only = loadBalancer !== undefined && more.length === 0 ? first : undefined;
  return listeners.find((each) => each.port === port) ?? only ?? null;
}

/** Those with a weight to which `POST` goes. */
function groupsOf(listener: Listener, context: AwsContext): string[] {
  return decide(listener, requestTo(context, "POST")).actions.flatMap((action) =>
    action.type === "forward"
      ? action.targetGroups.filter(({ weight }) => weight > 0).map(({ arn }) => arn)
      : [],
  );
}

async function seeGroup(arn: string, ask: Ask): Promise<SeenGroup> {
  const [group, attributes, targets] = await Promise.all([
    ask.targetGroups([arn]),
    ask.targetGroupAttributes(arn),
    ask.targetHealth(arn),
  ]);
  return {
    arn,
    group: readTold(group, ACTIONS.targetGroups[0], readTargetGroup),
    attributes: readTold(attributes, ACTIONS.targetGroupAttributes[0], readAttributes),
    targets: readTold(targets, ACTIONS.targetHealth[0], readTargets),
  };
}

async function seeSubnets(ids: string[], ask: Ask): Promise<Told<Subnet[]> | null> {
  return ids.length === 0 ? null : readTold(await ask.subnets(ids), ACTIONS.subnets[0], readSubnets);
}

/** The interfaces of those targets that may be shut out: healthy ones prove by themselves that the way is open. */
async function seeInterfaces(groups: SeenGroup[], ask: Ask): Promise<Told<NetworkInterface[]> | null> {
  const answers = await Promise.all(
    groups.flatMap((seen) => filtersOf(seen).map((filters) => ask.networkInterfaces(filters))),
  );
  const read = answers.map((told) => readTold(told, ACTIONS.networkInterfaces[0], readInterfaces));
  if (read.length === 0) return null;
  return (
    read.find((told) => !told.told) ?? { told: true, value: read.flatMap((told) => valueOf(told) ?? []) }
  );
}

function filtersOf({ group, targets }: SeenGroup): InterfaceFilter[][] {
  const { targetType = "", vpcId = "" } = valueOf(group) ?? {};
  const ids = (valueOf(targets) ?? []).filter(mayBeShutOut).map(({ id }) => id);
  const Values = [...new Set(ids)].slice(0, FILTERED);
  if (Values.length === 0) return [];
  if (targetType === "instance") return [[{ Name: "attachment.instance-id", Values }]];
  if (targetType !== "ip") return [];
  return [
    [
      { Name: "addresses.private-ip-address", Values },
      ...(vpcId === "" ? [] : [{ Name: "vpc-id" as const, Values: [vpcId] }]),
    ],
  ];
}

async function seeSecurityGroups(
  balancer: Balancer,
  interfaces: NetworkInterface[],
  ask: Ask,
): Promise<Told<SecurityGroup[]> | null> {
  const ids = [...balancer.securityGroups, ...interfaces.flatMap((each) => each.securityGroups)];
  if (ids.length === 0) return null;
  const answer = await ask.securityGroups([...new Set(ids)]);
  return readTold(answer, ACTIONS.securityGroups[0], readSecurityGroups);
}

async function seeService({ ecs }: AwsContext, ask: Ask): Promise<Pick<AwsSeen, "service" | "stopped">> {
  if (!ecs) return { service: null, stopped: null };
  const [asked, arns] = await Promise.all([ask.service(ecs), ask.stoppedTasks(ecs)]);
  const service = readTold(orMissing(asked), ACTIONS.service[0], readService);
  if (service.told && service.value === null) return { service, stopped: null };
  const stopped = readTold(arns, ACTIONS.stoppedTasks[0], readTaskArns);
  return { service, stopped: stopped.told ? await seeTasks(ecs.cluster, stopped.value, ask) : stopped };
}

/** A cluster that AWS does not have is an error to it, and to us one without services. */
function orMissing(told: Told<unknown>): Told<unknown> {
  const isMissing = !told.told && told.why.startsWith("ClusterNotFoundException");
  return isMissing ? { told: true, value: { services: [] } } : told;
}

async function seeTasks(cluster: string, arns: string[], ask: Ask): Promise<Told<StoppedTask[]>> {
  if (arns.length === 0) return { told: true, value: [] };
  return readTold(await ask.tasks(cluster, arns.slice(0, TASKS)), ACTIONS.tasks[0], readTasks);
}
