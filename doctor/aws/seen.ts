import type { Listener, Rule } from "../../dataplane/listener.ts";
import type { Told } from "./told.ts";

/** A load balancer. */
export interface Balancer {
  arn: string;
  name: string;
  dnsName: string;
  /** `application`, `network` or `gateway`. */
  type: string;
  /** `internet-facing` or `internal`. */
  scheme: string;
  /** The ids of its security groups and of its subnets. */
  securityGroups: string[];
  subnets: string[];
}

/** A target group. */
export interface TargetGroup {
  arn: string;
  name: string;
  /** `instance`, `ip`, `lambda` or `alb`. */
  targetType: string;
  /** `HTTP1`, `HTTP2` or `GRPC`; "" of Lambda functions. */
  protocolVersion: string;
  vpcId: string;
  healthCheck: {
    enabled: boolean;
    /** Asked for with `GET`; "" where the check is of another kind. */
    path: string;
    /** `200`, `200,202`, `200-299`; "" where the check is of another kind. */
    matcher: string;
    /** `traffic-port`, or a number. */
    port: string;
    /** Seconds; 0 of Lambda functions without a check. */
    timeout: number;
  };
}

/** A registered target, and what the balancer's checks make of it. */
export interface Target {
  /** An instance's id, an address or an ARN. */
  id: string;
  /** 0 of a Lambda function. */
  port: number;
  /** `healthy`, `unhealthy`, `initial`, `unused`, `draining`, `unhealthy.draining` or `unavailable`. */
  state: string;
  /** Such as `Target.Timeout`; "" of a healthy one. */
  reason: string;
  /** AWS's own words for it; "" where it has none. */
  description: string;
}

/** A target group to which the request goes, with everything that was asked of it. */
export interface SeenGroup {
  arn: string;
  group: Told<TargetGroup>;
  attributes: Told<Attributes>;
  targets: Told<Target[]>;
}

/** Attributes by their keys; AWS writes every value as text. */
export type Attributes = Readonly<Record<string, string>>;

/** A network interface. */
export interface NetworkInterface {
  addresses: string[];
  /** The instance that it is attached to as its first one; null of any other. */
  instance: string | null;
  securityGroups: string[];
}

/** One permission of a security group. */
export interface Permission {
  /** `tcp`, `udp`, a number, or `-1` for everything. */
  protocol: string;
  /** Both null where the protocol has no ports, or all are meant. */
  from: number | null;
  to: number | null;
  /** IPv4 and IPv6 blocks. */
  blocks: string[];
  /** Security groups whose members may. */
  groups: string[];
  /** Prefix lists, whose blocks are not asked for. */
  prefixLists: string[];
}

/** A security group. */
export interface SecurityGroup {
  id: string;
  name: string;
  ingress: Permission[];
  egress: Permission[];
}

/** A subnet with its IPv4 and IPv6 blocks. */
export interface Subnet {
  id: string;
  blocks: string[];
}

/** A web ACL, as far as its rules inspect bodies. */
export interface WebAcl {
  name: string;
  rules: WebAclRule[];
}

/** A rule of a web ACL. */
export interface WebAclRule {
  name: string;
  /** The managed rule group that it stands for, such as `AWSManagedRulesCommonRuleSet`; null of any other rule. */
  managed: string | null;
  /** Those rules of the managed group that do something else than the group says, by name: `Count`, `Allow`… */
  overrides: Readonly<Record<string, string>>;
  /** Whether all of it only counts. */
  counts: boolean;
  /** Whether it looks into the body by itself. */
  inspectsBody: boolean;
}

/** An ECS service. */
export interface Service {
  name: string;
  /** `ACTIVE`, `DRAINING` or `INACTIVE`. */
  status: string;
  desired: number;
  running: number;
  pending: number;
  /** The ARNs of the target groups in which it registers its tasks. */
  targetGroups: string[];
  deployments: Deployment[];
  /** The newest first. */
  events: ServiceEvent[];
}

/** A deployment of a service. */
export interface Deployment {
  /** `PRIMARY`, `ACTIVE` or `INACTIVE`. */
  status: string;
  /** `COMPLETED`, `FAILED` or `IN_PROGRESS`; "" where AWS says none. */
  rollout: string;
  /** Why; "" where AWS says nothing. */
  reason: string;
  failedTasks: number;
}

/** What ECS reports of a service. */
export interface ServiceEvent {
  /** As AWS gave it, in UTC; "" where it gave none. */
  at: string;
  message: string;
}

/** A task that stopped. */
export interface StoppedTask {
  /** Why; "" where AWS says nothing. */
  reason: string;
  containers: { name: string; exitCode: number | null; reason: string }[];
}

/** Everything that AWS told. Null stands for what was not asked, since something before it was not told or is not there. */
export interface AwsSeen {
  /** The balancer in question; null within where none was found. */
  balancer: Told<Balancer | null>;
  /** How the balancer was found, or what was tried, in a sentence. */
  how: string;
  attributes: Told<Attributes> | null;
  /** The balancer's listeners, without their rules. */
  listeners: Told<Listener[]> | null;
  /** The one that gets the request; null where there is none. */
  listener: Listener | null;
  /** Its rules. */
  rules: Told<Rule[]> | null;
  /** The target groups to which the request goes, in the order of the rule. */
  groups: SeenGroup[];
  /** The interfaces of the targets. */
  interfaces: Told<NetworkInterface[]> | null;
  /** The groups of the balancer and of the targets. */
  securityGroups: Told<SecurityGroup[]> | null;
  subnets: Told<Subnet[]> | null;
  /** Null within where the balancer has none. */
  webAcl: Told<WebAcl | null> | null;
  /** Null within where the cluster has no such service. */
  service: Told<Service | null> | null;
  stopped: Told<StoppedTask[]> | null;
}
