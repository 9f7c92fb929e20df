import { createHash } from "node:crypto";

/** The account in which the rehearsal makes things: the one of AWS's own examples. */
export const ACCOUNT = "123456789012";
export const REGION = "us-east-1";

/** Stands where Pulumi appends a hyphen and seven hexadecimal digits to a name that it makes. */
export const SUFFIX = "-xxxxxxx";

const KINDS: Partial<Record<string, string>> = {
  "aws:lb/targetGroup:TargetGroup": "targetgroup",
  "aws:lb/listenerRule:ListenerRule": "listener-rule/app/made/0000000000000000",
  "aws:lb/listener:Listener": "listener/app",
  "aws:lb/loadBalancer:LoadBalancer": "loadbalancer/app",
};

const SECURITY_GROUP_RULES = [
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
];

/**
 * What AWS would give back of a resource that a program makes: its inputs, a name, and an ARN that is the
 * same in each run.
 */
export function stateOf(
  type: string,
  name: string,
  inputs: Record<string, unknown>,
): Record<string, unknown> {
  if (SECURITY_GROUP_RULES.includes(type)) return securityGroupRule(name, inputs);
  const kind = KINDS[type];
  if (kind === undefined) return inputs;
  const made = typeof inputs["name"] === "string" ? inputs["name"] : `${name}${SUFFIX}`;
  const arn = `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT}:${kind}/${made}/0000000000000000`;
  return { ...inputs, name: made, arn: kind === "listener/app" ? `${arn}/1111111111111111` : arn };
}

/** A rule of a security group has an id for its name: 17 hexadecimal digits, here made of the resource's name. */
function securityGroupRule(name: string, inputs: Record<string, unknown>): Record<string, unknown> {
  const id = `sgr-${createHash("sha256").update(name).digest("hex").slice(0, 17)}`;
  const arn = `arn:aws:ec2:${REGION}:${ACCOUNT}:security-group-rule/${id}`;
  return { ...inputs, securityGroupRuleId: id, arn };
}
