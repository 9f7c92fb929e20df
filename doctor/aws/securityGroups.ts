import { blockOf, contains } from "../../dataplane/cidr.ts";
import type { Finding } from "../report/report.ts";
import { regionOf } from "./balancerName.ts";
import type { AwsContext } from "./context.ts";
import { found } from "./found.ts";
import type {
  AwsSeen,
  Balancer,
  NetworkInterface,
  Permission,
  SecurityGroup,
  SeenGroup,
  Subnet,
  Target,
  TargetGroup,
} from "./seen.ts";
import { valueOf } from "./told.ts";

/** Whether the security groups let a request from the caller to the balancer, and from there to the targets. */
export function judgeSecurityGroups(seen: AwsSeen, context: AwsContext): Finding[] {
  const balancer = valueOf(seen.balancer);
  const groups = valueOf(seen.securityGroups);
  if (!balancer || !groups || balancer.securityGroups.length === 0) return [];
  const between = { balancer, groups, subnets: valueOf(seen.subnets) ?? [] };
  const interfaces = valueOf(seen.interfaces);
  return [
    ...(seen.listener ? intoBalancer(between, seen.listener.port, context) : []),
    ...(interfaces ? seen.groups.flatMap((group) => toTargets(between, group, interfaces, context)) : []),
  ];
}

interface Between {
  balancer: Balancer;
  groups: readonly SecurityGroup[];
  subnets: readonly Subnet[];
}

/** Who may reach the listener: anybody at all? A connection that came about answers that by itself. */
function intoBalancer({ balancer, groups }: Between, port: number, { connected }: AwsContext): Finding[] {
  if (connected === true) return [];
  const own = membersOf(groups, balancer.securityGroups);
  if (own.length === 0 || own.some(({ ingress }) => ingress.some((each) => holdsPort(each, port)))) return [];
  const says = `No security group of the balancer ${balancer.name} lets anybody reach port ${port}: ${namesOf(own)}.`;
  const source = balancer.scheme === "internal" ? "YOUR_NETWORK/16" : "0.0.0.0/0";
  const remedy = authorize("ingress", own[0], port, `--cidr ${source}`, balancer.arn);
  return [found("sg.closed", { says, layer: "network", remedy, facts: own.flatMap(permissionsInWords) })];
}

/** From the balancer to those targets that are not healthy; the others prove that the way is open. */
function toTargets(
  between: Between,
  { group, targets }: SeenGroup,
  interfaces: readonly NetworkInterface[],
  context: AwsContext,
): Finding[] {
  const described = valueOf(group);
  const all = valueOf(targets) ?? [];
  const ailing = all.filter(mayBeShutOut);
  if (!described || !["ip", "instance"].includes(described.targetType) || ailing.length === 0) return [];
  const known = ailing.flatMap((target) => {
    const at = interfaceOf(target, interfaces);
    return at ? [{ target, members: membersOf(between.groups, at.securityGroups) }] : [];
  });
  if (known.length === 0) {
    // A task that is only just starting may not show its interface yet.
    if (ailing.every(({ state }) => state === "initial")) return [];
    const says = `The network interfaces of ${described.name}'s targets (${ailing.map(({ id }) => id).join(", ")}) are not among those that AWS shows here.`;
    return [found("sg.unseen", { says, layer: "network" })];
  }
  const works = context.answeredByServer === true || all.some(({ state }) => state === "healthy");
  const findings = once(
    known.flatMap(({ target, members }) =>
      portsOf(described, target).flatMap((port) => [
        ...outOfBalancer(between, members, port),
        ...intoTarget(between, members, port),
      ]),
    ),
  );
  return works ? findings.map((each) => ({ ...each, severity: "degraded" as const })) : findings;
}

/** Whether the balancer does not reach a target, or nobody knows yet. Those that are leaving may be gone already. */
export function mayBeShutOut({ state }: Pick<Target, "state">): boolean {
  return state === "unhealthy" || state === "initial";
}

function interfaceOf({ id }: Target, interfaces: readonly NetworkInterface[]): NetworkInterface | undefined {
  return interfaces.find(({ addresses, instance }) => addresses.includes(id) || instance === id);
}

/** The target's own port and, where it is another, that of the health check. */
function portsOf({ healthCheck }: TargetGroup, { port }: Target): number[] {
  const checked = healthCheck.port === "traffic-port" ? port : Number(healthCheck.port);
  return [...new Set([port, checked])];
}

function outOfBalancer(
  { balancer, groups }: Between,
  members: readonly SecurityGroup[],
  port: number,
): Finding[] {
  const own = membersOf(groups, balancer.securityGroups);
  if (own.length === 0 || own.some(({ egress }) => egress.some((each) => holdsPort(each, port)))) return [];
  const says = `No security group of the balancer ${balancer.name} lets it call port ${port} of a target: ${namesOf(own)}.`;
  const [to] = members;
  const remedy = authorize(
    "egress",
    own[0],
    port,
    to ? `--source-group ${to.id}` : "--cidr TARGETS/16",
    balancer.arn,
  );
  return [found("sg.closed", { says, layer: "network", remedy, facts: own.flatMap(permissionsInWords) })];
}

function intoTarget(between: Between, members: readonly SecurityGroup[], port: number): Finding[] {
  const { balancer } = between;
  if (
    members.length === 0 ||
    members.some(({ ingress }) => ingress.some((each) => letsIn(each, port, between)))
  ) {
    return [];
  }
  const says = `No security group of the target lets the balancer ${balancer.name} reach port ${port}: ${namesOf(members)}.`;
  const from = balancer.securityGroups[0] ?? "";
  const remedy = authorize("ingress", members[0], port, `--source-group ${from}`, balancer.arn);
  return [found("sg.closed", { says, layer: "network", remedy, facts: members.flatMap(permissionsInWords) })];
}

/**
 * Whether a permission lets the balancer in. What a prefix list holds is not asked, and a block that is but a part of a
 * subnet may hold the balancer's address: both are taken to.
 */
function letsIn(permission: Permission, port: number, { balancer, subnets }: Between): boolean {
  if (!holdsPort(permission, port)) return false;
  const own = subnets.flatMap(({ blocks }) => blocks);
  return (
    permission.prefixLists.length > 0 ||
    permission.groups.some((id) => balancer.securityGroups.includes(id)) ||
    permission.blocks.some((block) => own.length === 0 || own.some((other) => overlap(block, other)))
  );
}

/** Whether two blocks share addresses: one holds the other's first. */
function overlap(one: string, other: string): boolean {
  const first = (block: string) => block.split("/")[0] ?? "";
  return blockOf(one) !== undefined && (contains(one, first(other)) || contains(other, first(one)));
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html */
function holdsPort({ protocol, from, to }: Permission, port: number): boolean {
  if (protocol === "-1") return true;
  if (protocol !== "tcp" && protocol !== "6") return false;
  return from === null || to === null || (from <= port && port <= to);
}

function membersOf(groups: readonly SecurityGroup[], ids: readonly string[]): SecurityGroup[] {
  return groups.filter(({ id }) => ids.includes(id));
}

function namesOf(groups: readonly SecurityGroup[]): string {
  return groups.map(({ id, name }) => (name === "" ? id : `${id} (${name})`)).join(", ");
}

function authorize(
  direction: "ingress" | "egress",
  group: SecurityGroup | undefined,
  port: number,
  whom: string,
  arn: string,
): string {
  const id = group?.id ?? "";
  const region = regionOf(arn);
  // Of egress the CLI knows the other side by --ip-permissions alone.
  const permission =
    direction === "ingress"
      ? `--protocol tcp --port ${port} ${whom}`
      : `--ip-permissions 'IpProtocol=tcp,FromPort=${port},ToPort=${port},${otherSide(whom)}'`;
  return `aws ec2 authorize-security-group-${direction}${region === "" ? "" : ` --region ${region}`} --group-id ${id} ${permission}`;
}

function otherSide(whom: string): string {
  const [option, value = ""] = whom.split(" ");
  return option === "--cidr" ? `IpRanges=[{CidrIp=${value}}]` : `UserIdGroupPairs=[{GroupId=${value}}]`;
}

function permissionsInWords({ id, ingress, egress }: SecurityGroup): string[] {
  const words = (permissions: Permission[]) => permissions.map(permissionInWords).join("; ") || "nothing";
  return [`${id} lets in: ${words(ingress)}`, `${id} lets out: ${words(egress)}`];
}

function permissionInWords({ protocol, from, to, blocks, groups, prefixLists }: Permission): string {
  const ports = from === null || to === null ? "" : from === to ? ` ${from}` : ` ${from}-${to}`;
  const whom = [...blocks, ...groups, ...prefixLists].join(", ");
  return protocol === "-1" ? `everything, ${whom}` : `${protocol}${ports}, ${whom}`;
}

/** Several targets share a group: one finding says it. */
function once(findings: Finding[]): Finding[] {
  const said = new Map(findings.map((each) => [each.says, each]));
  return [...said.values()];
}
