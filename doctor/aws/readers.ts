import type { Listener } from "../../dataplane/listener.ts";
import { listed, listenersFromDescribe } from "../../dataplane/readers/describe.ts";
import { Field } from "../../dataplane/readers/field.ts";
import type {
  Attributes,
  Balancer,
  NetworkInterface,
  Permission,
  SecurityGroup,
  Service,
  StoppedTask,
  Subnet,
  Target,
  TargetGroup,
  WebAcl,
  WebAclRule,
} from "./seen.ts";

// Each reads one answer as the AWS CLI prints it, and throws an Error with path and value of what is otherwise.

/** Of `describe-load-balancers`. */
export function readBalancers(answer: unknown): Balancer[] {
  return listed(answer, "describe-load-balancers", "LoadBalancers").map((each) => ({
    arn: each.get("LoadBalancerArn").text(),
    name: each.get("LoadBalancerName").text(),
    dnsName: each.get("DNSName").text(),
    type: each.get("Type").text(),
    scheme: each.get("Scheme").textOr(""),
    securityGroups: each.get("SecurityGroups").texts(),
    subnets: each
      .get("AvailabilityZones")
      .items()
      .map((zone) => zone.get("SubnetId").textOr(""))
      .filter((id) => id !== ""),
  }));
}

/** Of `describe-load-balancer-attributes` and `describe-target-group-attributes`. */
export function readAttributes(answer: unknown): Attributes {
  const attributes = listed(answer, "describe-attributes", "Attributes");
  return Object.fromEntries(attributes.map((each) => [each.get("Key").text(), each.get("Value").textOr("")]));
}

/** Of `describe-listeners` of an Application Load Balancer. */
export function readListeners(answer: unknown, attributes: Attributes): Listener[] {
  const preserveHostHeader = attributes["routing.http.preserve_host_header.enabled"] === "true";
  return listenersFromDescribe(answer).map((listener) => ({ ...listener, preserveHostHeader }));
}

/** Of `describe-target-groups`, asked for one. */
export function readTargetGroup(answer: unknown): TargetGroup {
  const [group] = listed(answer, "describe-target-groups", "TargetGroups");
  if (!group) throw new Error("describe-target-groups: there is no such target group");
  return {
    arn: group.get("TargetGroupArn").text(),
    name: group.get("TargetGroupName").text(),
    targetType: group.get("TargetType").textOr("instance"),
    protocolVersion: group.get("ProtocolVersion").textOr(""),
    vpcId: group.get("VpcId").textOr(""),
    healthCheck: {
      enabled: group.get("HealthCheckEnabled").value !== false,
      path: group.get("HealthCheckPath").textOr(""),
      matcher: group.get("Matcher").get("HttpCode").textOr(""),
      port: group.get("HealthCheckPort").textOr("traffic-port"),
      timeout: group.get("HealthCheckTimeoutSeconds").numberOr(0),
    },
  };
}

/** Of `describe-target-health`. */
export function readTargets(answer: unknown): Target[] {
  return listed(answer, "describe-target-health", "TargetHealthDescriptions").map((each) => ({
    id: each.get("Target").get("Id").text(),
    port: each.get("Target").get("Port").numberOr(0),
    state: each.get("TargetHealth").get("State").text(),
    reason: each.get("TargetHealth").get("Reason").textOr(""),
    description: each.get("TargetHealth").get("Description").textOr(""),
  }));
}

/** Of `ec2 describe-network-interfaces`. */
export function readInterfaces(answer: unknown): NetworkInterface[] {
  return listed(answer, "describe-network-interfaces", "NetworkInterfaces").map((each) => {
    const attachment = each.get("Attachment");
    const isFirst = attachment.get("DeviceIndex").numberOr(null) === 0;
    return {
      addresses: [
        ...each
          .get("PrivateIpAddresses")
          .items()
          .map((address) => address.get("PrivateIpAddress").text()),
        ...each
          .get("Ipv6Addresses")
          .items()
          .map((address) => address.get("Ipv6Address").text()),
      ],
      instance: isFirst ? attachment.get("InstanceId").textOr(null) : null,
      securityGroups: each
        .get("Groups")
        .items()
        .map((group) => group.get("GroupId").text()),
    };
  });
}

/** Of `ec2 describe-security-groups`. */
export function readSecurityGroups(answer: unknown): SecurityGroup[] {
  return listed(answer, "describe-security-groups", "SecurityGroups").map((each) => ({
    id: each.get("GroupId").text(),
    name: each.get("GroupName").textOr(""),
    ingress: each.get("IpPermissions").items().map(permission),
    egress: each.get("IpPermissionsEgress").items().map(permission),
  }));
}

function permission(field: Field): Permission {
  const texts = (list: string, name: string): string[] =>
    field
      .get(list)
      .items()
      .map((each) => each.get(name).textOr(""))
      .filter((text) => text !== "");
  return {
    protocol: field.get("IpProtocol").text(),
    // Of ICMP these are types and codes, and -1 stands for all.
    from: field.get("FromPort").numberOr(null),
    to: field.get("ToPort").numberOr(null),
    blocks: [...texts("IpRanges", "CidrIp"), ...texts("Ipv6Ranges", "CidrIpv6")],
    groups: texts("UserIdGroupPairs", "GroupId"),
    prefixLists: texts("PrefixListIds", "PrefixListId"),
  };
}

/** Of `ec2 describe-subnets`. */
export function readSubnets(answer: unknown): Subnet[] {
  return listed(answer, "describe-subnets", "Subnets").map((each) => ({
    id: each.get("SubnetId").text(),
    blocks: [
      each.get("CidrBlock").textOr(""),
      ...each
        .get("Ipv6CidrBlockAssociationSet")
        .items()
        .map((block) => block.get("Ipv6CidrBlock").textOr("")),
    ].filter((block) => block !== ""),
  }));
}

/** Of `wafv2 get-web-acl-for-resource`. */
export function readWebAcl(answer: unknown): WebAcl | null {
  const acl = new Field(answer, "get-web-acl-for-resource").get("WebACL");
  if (!acl.present) return null;
  return { name: acl.get("Name").text(), rules: acl.get("Rules").items().map(webAclRule) };
}

function webAclRule(rule: Field): WebAclRule {
  const statement = rule.get("Statement");
  const managed = statement.get("ManagedRuleGroupStatement");
  const overridden = managed
    .get("RuleActionOverrides")
    .items()
    .map((each): [string, string] => [
      each.get("Name").text(),
      Object.keys(each.get("ActionToUse").value ?? {})[0] ?? "",
    ]);
  const excluded = managed
    .get("ExcludedRules")
    .items()
    .map((each): [string, string] => [each.get("Name").text(), "Count"]);
  return {
    name: rule.get("Name").text(),
    managed: managed.get("Name").textOr(null),
    overrides: Object.fromEntries([...excluded, ...overridden]),
    counts: rule.get("OverrideAction").get("Count").present || rule.get("Action").get("Count").present,
    inspectsBody: holdsBody(statement.value),
  };
}

/** Whether a statement, however deep, is matched against the body. */
function holdsBody(statement: unknown): boolean {
  if (typeof statement !== "object" || statement === null) return false;
  return Object.entries(statement).some(([key, value]: [string, unknown]) =>
    key === "FieldToMatch"
      ? typeof value === "object" && value !== null && ("Body" in value || "JsonBody" in value)
      : holdsBody(value),
  );
}

/** How many of a service's events are kept; AWS remembers a hundred. */
const EVENTS = 10;

/** Of `ecs describe-services`, asked for one; null where the cluster has no such service. */
export function readService(answer: unknown): Service | null {
  const [service] = listed(answer, "describe-services", "services");
  if (!service) return null;
  return {
    name: service.get("serviceName").text(),
    status: service.get("status").textOr(""),
    desired: service.get("desiredCount").number(),
    running: service.get("runningCount").number(),
    pending: service.get("pendingCount").numberOr(0),
    targetGroups: service
      .get("loadBalancers")
      .items()
      .map((each) => each.get("targetGroupArn").textOr(""))
      .filter((arn) => arn !== ""),
    deployments: service
      .get("deployments")
      .items()
      .map((each) => ({
        status: each.get("status").textOr(""),
        rollout: each.get("rolloutState").textOr(""),
        reason: each.get("rolloutStateReason").textOr(""),
        failedTasks: each.get("failedTasks").numberOr(0),
      })),
    events: service
      .get("events")
      .items()
      .slice(0, EVENTS)
      .map((each) => ({ at: moment(each.get("createdAt")), message: each.get("message").textOr("") })),
  };
}

/** The SDK makes dates of what the CLI prints as text. */
function moment({ value }: Field): string {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "string" && !Number.isNaN(Date.parse(value))) return new Date(value).toISOString();
  return "";
}

/** Of `ecs list-tasks`: the tasks' ARNs. */
export function readTaskArns(answer: unknown): string[] {
  return listed(answer, "list-tasks", "taskArns").map((each) => each.text());
}

/** Of `ecs describe-tasks`. */
export function readTasks(answer: unknown): StoppedTask[] {
  return listed(answer, "describe-tasks", "tasks").map((each) => ({
    reason: each.get("stoppedReason").textOr(""),
    containers: each
      .get("containers")
      .items()
      .map((container) => ({
        name: container.get("name").textOr(""),
        exitCode: container.get("exitCode").numberOr(null),
        reason: container.get("reason").textOr(""),
      })),
  }));
}
