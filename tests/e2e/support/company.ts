import {
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import {
  type Action,
  AddTagsCommand,
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  type CreateTargetGroupCommandInput,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetHealthCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
  ModifyLoadBalancerAttributesCommand,
  RegisterTargetsCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";

/** What belongs to the company before any route: made by calls of the AWS API, as somebody else's property. */
export interface Company {
  vpcId: string;
  /** Another VPC, where nothing of the balancer's can be. */
  otherVpcId: string;
  subnets: string[];
  balancerArn: string;
  balancerName: string;
  dnsName: string;
  /** The security group of the balancer, and that of the server's tasks. */
  balancerGroup: string;
  serverGroup: string;
  listenerArn: string;
  frontendArn: string;
  serverArn: string;
  elb: ElasticLoadBalancingV2Client;
  ec2: EC2Client;
}

/** Where the company's servers listen on loopback. */
export interface Ports {
  frontend: number;
  server: number;
}

/** What the company calls the target group of its MCP server, which production adopts. */
export const SERVER_GROUP = "sales-prod-mcp-server";

/** The port of the company's listener: an emulator has no certificates. */
export const LISTENER_PORT = 80;

const CREDENTIALS = { accessKeyId: "test", secretAccessKey: "test" };
const REGION = "us-east-1";

/** Makes the company on an AWS API. */
export async function makeCompany(url: string, ports: Ports): Promise<Company> {
  const settings = { endpoint: url, region: REGION, credentials: CREDENTIALS };
  const ec2 = new EC2Client(settings);
  const elb = new ElasticLoadBalancingV2Client(settings);
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
  const made = there(Vpc?.VpcId);
  const other = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.1.0.0/16" }));
  const subnet = async (CidrBlock: string, zone: string) => {
    const { Subnet } = await ec2.send(
      new CreateSubnetCommand({ VpcId: made, CidrBlock, AvailabilityZone: `${REGION}${zone}` }),
    );
    return there(Subnet?.SubnetId);
  };
  const group = async (GroupName: string) => {
    const { GroupId } = await ec2.send(
      new CreateSecurityGroupCommand({ VpcId: made, GroupName, Description: GroupName }),
    );
    return there(GroupId);
  };
  const Subnets = [await subnet("10.0.1.0/24", "a"), await subnet("10.0.2.0/24", "b")];
  const [balancerGroup, serverGroup] = [await group("balancer"), await group("server")];
  const { LoadBalancers } = await elb.send(
    new CreateLoadBalancerCommand({ Name: "sales", Subnets, SecurityGroups: [balancerGroup] }),
  );
  const balancer = there(LoadBalancers?.[0]);
  const balancerArn = there(balancer.LoadBalancerArn);
  // An emulator may say another VPC than the one that it was given.
  const vpcId = there(balancer.VpcId);
  await elb.send(
    new ModifyLoadBalancerAttributesCommand({
      LoadBalancerArn: balancerArn,
      Attributes: [{ Key: "idle_timeout.timeout_seconds", Value: "400" }],
    }),
  );
  const company = { elb, vpcId };
  const frontendArn = await makeGroup(company, "frontend", ports.frontend);
  const serverArn = await makeGroup(company, SERVER_GROUP, ports.server);
  const { Listeners } = await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn: balancerArn,
      Port: LISTENER_PORT,
      Protocol: "HTTP",
      DefaultActions: [forward(frontendArn)],
    }),
  );
  return {
    ...company,
    ec2,
    otherVpcId: there(other.Vpc?.VpcId),
    subnets: Subnets,
    balancerArn,
    balancerName: there(balancer.LoadBalancerName),
    dnsName: there(balancer.DNSName),
    balancerGroup,
    serverGroup,
    listenerArn: there(Listeners?.[0]?.ListenerArn),
    frontendArn,
    serverArn,
  };
}

/**
 * Makes a target group in which one server on loopback is registered, and returns its ARN.
 *
 * @param port The server's; undefined registers none.
 * @param changes What is otherwise than production expects it.
 */
export async function makeGroup(
  { elb, vpcId }: Pick<Company, "elb" | "vpcId">,
  Name: string,
  port: number | undefined,
  changes: Partial<CreateTargetGroupCommandInput> = {},
): Promise<string> {
  const { TargetGroups } = await elb.send(
    new CreateTargetGroupCommand({
      Name,
      Protocol: "HTTP",
      ProtocolVersion: "HTTP1",
      // Production says 8000, where a container listens; the port on loopback is the target's own.
      Port: 8000,
      TargetType: "ip",
      VpcId: vpcId,
      HealthCheckPath: "/healthz",
      Matcher: { HttpCode: "200" },
      ...changes,
    }),
  );
  const TargetGroupArn = there(TargetGroups?.[0]?.TargetGroupArn);
  const Targets = port === undefined ? [] : [{ Id: "127.0.0.1", Port: port }];
  if (Targets.length > 0) await elb.send(new RegisterTargetsCommand({ TargetGroupArn, Targets }));
  return TargetGroupArn;
}

/** Makes another balancer, and returns its ARN. */
export async function makeBalancer(
  { elb, subnets }: Company,
  Name: string,
  Type: "application" | "network",
): Promise<string> {
  const { LoadBalancers } = await elb.send(new CreateLoadBalancerCommand({ Name, Type, Subnets: subnets }));
  return there(LoadBalancers?.[0]?.LoadBalancerArn);
}

/** Has another balancer forward to a target group, which then is that balancer's. */
export async function makeListener(
  { elb }: Company,
  LoadBalancerArn: string,
  group: string,
  Protocol: "HTTP" | "TCP" = "HTTP",
): Promise<void> {
  const { TargetGroups } = await elb.send(new DescribeTargetGroupsCommand({ Names: [group] }));
  await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn,
      Port: LISTENER_PORT,
      Protocol,
      DefaultActions: [forward(there(TargetGroups?.[0]?.TargetGroupArn))],
    }),
  );
}

/** Makes a rule by hand, as somebody did before there was a program, and returns its ARN. */
export async function makeRule(
  { elb, listenerArn }: Company,
  rule: { priority: number; paths: string[]; groupArn: string; name?: string },
): Promise<string> {
  const { Rules } = await elb.send(
    new CreateRuleCommand({
      ListenerArn: listenerArn,
      Priority: rule.priority,
      Conditions: [{ Field: "path-pattern", PathPatternConfig: { Values: rule.paths } }],
      Actions: [forward(rule.groupArn)],
    }),
  );
  const arn = there(Rules?.[0]?.RuleArn);
  if (rule.name !== undefined)
    await elb.send(new AddTagsCommand({ ResourceArns: [arn], Tags: [{ Key: "Name", Value: rule.name }] }));
  return arn;
}

/** A rule of the company's listener, as far as tests look at it. */
export interface ListedRule {
  arn: string;
  priority: string;
  paths: string[];
  groupArn: string | undefined;
}

/** The rules of the company's listener but for the default one, by priority. */
export async function listRules({ elb, listenerArn }: Company): Promise<ListedRule[]> {
  const { Rules = [] } = await elb.send(new DescribeRulesCommand({ ListenerArn: listenerArn }));
  return Rules.filter(({ IsDefault }) => !IsDefault)
    .map(({ RuleArn = "", Priority = "", Conditions = [], Actions = [] }) => ({
      arn: RuleArn,
      priority: Priority,
      paths: Conditions.flatMap(({ Field, PathPatternConfig, Values }) =>
        Field === "path-pattern" ? (PathPatternConfig?.Values ?? Values ?? []) : [],
      ).sort(),
      groupArn: Actions[0]?.TargetGroupArn,
    }))
    .toSorted((one, other) => Number(one.priority) - Number(other.priority));
}

/**
 * Everything that AWS says of what is the company's, for a comparison of before and after: balancer, listener and
 * rules, target groups with their targets, all of their attributes and tags, security groups with their rules.
 * Target groups that are not the company's are left out, as is which balancers use a target group: AWS derives it
 * from the rules.
 */
export async function describeCompany(company: Company): Promise<unknown> {
  const { elb, ec2, balancerArn, listenerArn, frontendArn, serverArn, balancerGroup, serverGroup } = company;
  const groupArns = [frontendArn, serverArn];
  const [balancers, attributes, listeners, rules, groups, tags, securityGroups] = [
    await elb.send(new DescribeLoadBalancersCommand({ LoadBalancerArns: [balancerArn] })),
    await elb.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn: balancerArn })),
    await elb.send(new DescribeListenersCommand({ LoadBalancerArn: balancerArn })),
    await elb.send(new DescribeRulesCommand({ ListenerArn: listenerArn })),
    await elb.send(new DescribeTargetGroupsCommand({ TargetGroupArns: groupArns })),
    await elb.send(new DescribeTagsCommand({ ResourceArns: [balancerArn, listenerArn, ...groupArns] })),
    await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [balancerGroup, serverGroup] })),
  ];
  const ofGroups = await Promise.all(groupArns.map((arn) => describeGroup(company, arn)));
  return [
    balancers.LoadBalancers,
    listeners.Listeners,
    rules.Rules,
    groups.TargetGroups?.map((group) => ({ ...group, LoadBalancerArns: [] })),
    tags.TagDescriptions,
    attributes.Attributes,
    securityGroups.SecurityGroups,
    ofGroups,
  ];
}

async function describeGroup({ elb }: Company, TargetGroupArn: string): Promise<unknown> {
  const [{ Attributes }, { TargetHealthDescriptions = [] }] = [
    await elb.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn })),
    await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn })),
  ];
  // Whether a target is asked for its health depends on the rules, too.
  return { Attributes, targets: TargetHealthDescriptions.map(({ Target }) => Target) };
}

function forward(TargetGroupArn: string): Action {
  return { Type: "forward", TargetGroupArn };
}

function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("the AWS API left out what it should have answered");
  return value;
}
