import * as z from "zod";
import type { Listener, Rule } from "../../dataplane/listener.ts";
import {
  listenersFromDescribe,
  preservesHostHeader,
  rulesFromDescribe,
} from "../../dataplane/readers/describe.ts";
import type { GatewayWorld } from "./gateway.ts";

/** What AWS says of a balancer and what belongs to it, as `aws elbv2 describe-*` prints it. */
export interface World {
  /** Whether nobody told, and AWS's defaults stand in. */
  assumed: boolean;
  loadBalancers: z.infer<typeof loadBalancers>;
  attributes: z.infer<typeof attributes>;
  listeners: z.infer<typeof listeners>;
  rules: z.infer<typeof rules>;
  tags: z.infer<typeof tags>;
  targetGroups: z.infer<typeof targetGroups>;
  /** Of the API Gateway in front of it, where the stack has one and somebody told. */
  gateway?: GatewayWorld;
}

/**
 * Only what is read here is checked: the rules' conditions and actions are checked by the model's own reader.
 */
export const loadBalancers = z.looseObject({
  LoadBalancers: z.array(
    z.looseObject({
      LoadBalancerArn: z.string(),
      LoadBalancerName: z.string(),
      DNSName: z.string(),
      Type: z.string(),
      VpcId: z.string(),
      // An old balancer may have none.
      SecurityGroups: z.array(z.string()).default([]),
    }),
  ),
});

export const attributes = z.looseObject({
  Attributes: z.array(z.looseObject({ Key: z.string(), Value: z.string() })),
});

export const listeners = z.looseObject({
  Listeners: z.array(
    z.looseObject({
      ListenerArn: z.string(),
      LoadBalancerArn: z.string(),
      Port: z.number(),
      Protocol: z.string(),
      DefaultActions: z.array(z.looseObject({ Type: z.string() })),
    }),
  ),
});

export const rules = z.looseObject({
  Rules: z.array(z.looseObject({ RuleArn: z.string(), Priority: z.string() })),
});

export const tags = z.looseObject({
  TagDescriptions: z.array(
    z.looseObject({
      ResourceArn: z.string(),
      Tags: z.array(z.looseObject({ Key: z.string(), Value: z.string() })),
    }),
  ),
});

export const targetGroups = z.looseObject({
  TargetGroups: z.array(
    z.looseObject({
      TargetGroupArn: z.string(),
      TargetGroupName: z.string(),
      TargetType: z.string(),
      // A group of Lambda functions has none of these.
      Protocol: z.string().optional(),
      ProtocolVersion: z.string().optional(),
      Port: z.number().optional(),
      VpcId: z.string().optional(),
      LoadBalancerArns: z.array(z.string()).default([]),
      HealthCheckPath: z.string().optional(),
      HealthCheckPort: z.string().optional(),
      HealthCheckProtocol: z.string().optional(),
      HealthCheckEnabled: z.boolean().optional(),
      HealthCheckIntervalSeconds: z.number().optional(),
      HealthCheckTimeoutSeconds: z.number().optional(),
      HealthyThresholdCount: z.number().optional(),
      UnhealthyThresholdCount: z.number().optional(),
      Matcher: z.looseObject({ HttpCode: z.string().optional() }).optional(),
    }),
  ),
});

/**
 * The listener of a world, with the rules that it has today; undefined where the world has none of that ARN.
 */
export function listenerOf(world: World, arn: string): Listener | undefined {
  const listener = listenersFromDescribe(world.listeners).find((each) => each.arn === arn);
  return (
    listener && {
      ...listener,
      preserveHostHeader: preservesHostHeader(world.attributes),
      rules: rulesFromDescribe(world.rules),
    }
  );
}

/** An attribute of the balancer; undefined where AWS does not list it. */
export function attribute({ attributes: { Attributes } }: World, key: string): string | undefined {
  return Attributes.find(({ Key }) => Key === key)?.Value;
}

/** The balancer's idle timeout in seconds; 60 where it is not listed, as AWS has it. */
export function idleTimeout(world: World): number {
  return Number(attribute(world, "idle_timeout.timeout_seconds") ?? 60);
}

/** Attributes that change what a target receives and that the model leaves out, each with AWS's default. */
const UNMODELLED = {
  "routing.http.xff_header_processing.mode": "append",
  "routing.http.xff_client_port.enabled": "false",
  "routing.http.drop_invalid_header_fields.enabled": "false",
  "routing.http.x_amzn_tls_version_and_cipher_suite.enabled": "false",
};

/** The balancer's attributes that are set otherwise than by default and that the model leaves out. */
export function unmodelled(world: World): string[] {
  return Object.entries(UNMODELLED).flatMap(([key, standard]) => {
    const value = attribute(world, key) ?? standard;
    return value === standard ? [] : [`the balancer's attribute ${key}, which is ${value}`];
  });
}

/** A target group by its ARN. */
export function targetGroup(
  world: World,
  arn: string,
): World["targetGroups"]["TargetGroups"][number] | undefined {
  return world.targetGroups.TargetGroups.find(({ TargetGroupArn }) => TargetGroupArn === arn);
}

/** A target group's name: from the world, or else from its ARN. */
export function groupName(world: World, arn: string): string {
  return targetGroup(world, arn)?.TargetGroupName ?? /targetgroup\/([^/]+)/.exec(arn)?.[1] ?? arn;
}

/**
 * A rule for people, such as `rule 5 (Name: catalog; /mcp*)`: its priority, its owner where a tag tells, its
 * paths.
 */
export function ruleInWords(world: World, rule: Rule): string {
  const owner = ownerOf(world, rule);
  const paths = rule.conditions.flatMap((condition) =>
    condition.kind === "path-pattern" ? [...condition.values, ...condition.regexValues] : [],
  );
  const facts = [...(owner === undefined ? [] : [owner]), paths.length > 0 ? paths.join(" ") : "any path"];
  return `rule ${rule.priority} (${facts.join("; ")})`;
}

/** The tag that tells best whose a rule is, such as `Name: catalog`; undefined where it has no tags. */
export function ownerOf(world: World, { id }: Rule): string | undefined {
  const tags = world.tags.TagDescriptions.find(({ ResourceArn }) => ResourceArn === id)?.Tags ?? [];
  const tag =
    tags.find(({ Key }) => Key === "Name") ??
    tags.find(({ Key }) => Key === "aws:cloudformation:stack-name") ??
    tags[0];
  return tag && `${tag.Key}: ${tag.Value}`;
}
