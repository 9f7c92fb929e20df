import type { World } from "../../rehearsal/world/world.ts";
import { FILES } from "../../rehearsal/world/files.ts";
import { company } from "../support/company.ts";

export { company };

const ARN = "arn:aws:elasticloadbalancing:us-east-1:123456789012";

/** The ARN of one of the company's target groups. */
export function groupArn(name: string): string {
  return name === "sales-prod-mcp-server"
    ? company.targetGroupArn
    : `${ARN}:targetgroup/${name}/0f1e2d3c4b5a6978`;
}

/** The ARN of one of the listener's rules. */
export function ruleArn(id: string): string {
  return `${company.listenerArn.replace(":listener/", ":listener-rule/")}/${id}`;
}

type Conditions = object[];

export function onPath(...values: string[]): object {
  return { Field: "path-pattern", Values: values, PathPatternConfig: { Values: values } };
}

export function onHost(...values: string[]): object {
  return { Field: "host-header", Values: values, HostHeaderConfig: { Values: values } };
}

export function onMethod(...values: string[]): object {
  return { Field: "http-request-method", HttpRequestMethodConfig: { Values: values } };
}

export function onHeader(name: string, ...values: string[]): object {
  return { Field: "http-header", HttpHeaderConfig: { HttpHeaderName: name, Values: values } };
}

export function onSource(...values: string[]): object {
  return { Field: "source-ip", SourceIpConfig: { Values: values } };
}

/** A rule as `describe-rules` prints it, whose ARN ends with its priority. */
export function describedRule(priority: number, group: string, ...conditions: Conditions) {
  return {
    RuleArn: ruleArn(String(priority)),
    Priority: String(priority),
    Conditions: conditions,
    Actions: [forwardTo(group)],
    IsDefault: false,
  };
}

/** The rule that the stack `prod` makes, as `describe-rules` prints it. */
export function ownRule(priority: number, group = "sales-prod-mcp-server") {
  // AWS gives values back in an order of its own.
  const paths = ["/.well-known/oauth-protected-resource/mcp", "/mcp/*", "/mcp"];
  return describedRule(priority, group, onPath(...paths));
}

/** What a rule does that shares its requests between target groups. */
export function forwardByWeight(weights: Record<string, number>) {
  const groups = Object.entries(weights);
  const TargetGroups = groups.map(([name, Weight]) => ({ TargetGroupArn: groupArn(name), Weight }));
  const TargetGroupStickinessConfig = { Enabled: false };
  return { Type: "forward", Order: 1, ForwardConfig: { TargetGroups, TargetGroupStickinessConfig } };
}

function forwardTo(group: string) {
  const TargetGroupArn = groupArn(group);
  return {
    Type: "forward",
    TargetGroupArn,
    Order: 1,
    ForwardConfig: {
      TargetGroups: [{ TargetGroupArn, Weight: 1 }],
      TargetGroupStickinessConfig: { Enabled: false },
    },
  };
}

/** A target group as `describe-target-groups` prints it. */
export function describedGroup(name: string, changes: object = {}) {
  return {
    TargetGroupArn: groupArn(name),
    TargetGroupName: name,
    Protocol: "HTTP",
    Port: 8000,
    VpcId: company.vpcId,
    HealthCheckProtocol: "HTTP",
    HealthCheckPort: "traffic-port",
    HealthCheckEnabled: true,
    HealthCheckIntervalSeconds: 30,
    HealthCheckTimeoutSeconds: 5,
    HealthyThresholdCount: 2,
    UnhealthyThresholdCount: 3,
    HealthCheckPath: "/healthz",
    Matcher: { HttpCode: "200" },
    LoadBalancerArns: [company.balancerArn] as string[],
    TargetType: "ip",
    ProtocolVersion: "HTTP1",
    IpAddressType: "ipv4",
    ...changes,
  };
}

/** What differs in a test from the company as it stands. */
export interface Differences {
  /** Rules besides the default one. */
  rules?: object[];
  tags?: object[];
  idleTimeout?: number;
  groups?: object[];
  defaultActions?: object[];
  balancer?: object;
  listener?: object;
  preserveHost?: boolean;
}

/** The company's own rules: one before the place of the stack's, and a catch-all behind it. */
export const RULES = [
  describedRule(5, "sales-prod-registry", onPath("/api/*"), onHost("demo.quiltdata.com")),
  describedRule(40, "sales-prod-frontend", onPath("/*")),
];

/** What the AWS CLI prints for the company, by the file that it goes into. */
export function describedWorld({
  rules = RULES,
  tags = [
    { ResourceArn: ruleArn("5"), Tags: [tag("team", "data"), tag("Name", "registry")] },
    { ResourceArn: ruleArn("40"), Tags: [tag("aws:cloudformation:stack-name", "sales-prod")] },
  ],
  idleTimeout = 400,
  groups = [],
  defaultActions = [forwardTo("sales-prod-frontend")],
  balancer = {},
  listener = {},
  preserveHost = false,
}: Differences = {}): Record<string, object> {
  return {
    [FILES.loadBalancers]: {
      LoadBalancers: [
        {
          LoadBalancerArn: company.balancerArn,
          DNSName: company.dnsName,
          CanonicalHostedZoneId: "Z35SXDOTRQ7X7K",
          CreatedTime: "2024-05-16T18:06:29.270000+00:00",
          LoadBalancerName: "sales--LoadB-nGDYylEerIKm",
          Scheme: "internet-facing",
          VpcId: company.vpcId,
          State: { Code: "active" },
          Type: "application",
          AvailabilityZones: [{ ZoneName: "us-east-1a", SubnetId: "subnet-0a", LoadBalancerAddresses: [] }],
          SecurityGroups: ["sg-0a1b2c3d"],
          IpAddressType: "ipv4",
          ...balancer,
        },
      ],
    },
    [FILES.attributes]: {
      Attributes: [
        { Key: "access_logs.s3.enabled", Value: "false" },
        { Key: "idle_timeout.timeout_seconds", Value: String(idleTimeout) },
        { Key: "routing.http.preserve_host_header.enabled", Value: String(preserveHost) },
        { Key: "routing.http2.enabled", Value: "true" },
      ],
    },
    [FILES.listeners]: {
      Listeners: [
        {
          ListenerArn: company.listenerArn,
          LoadBalancerArn: company.balancerArn,
          Port: 443,
          Protocol: "HTTPS",
          Certificates: [{ CertificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/1" }],
          SslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
          DefaultActions: defaultActions,
          ...listener,
        },
      ],
    },
    [FILES.rules]: {
      Rules: [
        ...rules,
        {
          RuleArn: ruleArn("0"),
          Priority: "default",
          Conditions: [],
          Actions: defaultActions,
          IsDefault: true,
        },
      ],
    },
    [FILES.tags]: { TagDescriptions: tags },
    [FILES.targetGroups]: {
      TargetGroups: [
        describedGroup("sales-prod-mcp-server"),
        describedGroup("sales-prod-registry", { Port: 8080 }),
        describedGroup("sales-prod-frontend", { Port: 80 }),
        ...groups,
      ],
    },
  };
}

function tag(Key: string, Value: string) {
  return { Key, Value };
}

/** The same as files, as the AWS CLI indents them. */
export function worldFiles(differences: Differences = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(describedWorld(differences)).map(([file, output]) => [file, printed(output)]),
  );
}

/** A document as the AWS CLI prints it. */
export function printed(output: object): string {
  return `${JSON.stringify(output, null, 4)}\n`;
}

/** The same as the rehearsal holds it. */
export function worldOf(differences: Differences = {}): World {
  const files = describedWorld(differences);
  const parts = Object.entries(FILES).map(([part, file]) => [part, files[file]]);
  return { assumed: false, ...Object.fromEntries(parts) } as World;
}
