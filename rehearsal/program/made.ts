import { createHash } from "node:crypto";

/** The account in which the rehearsal makes things: the one of AWS's own examples. */
export const ACCOUNT = "123456789012";
export const REGION = "us-east-1";

/** Stands where Pulumi appends a hyphen and seven hexadecimal digits to a name that it makes. */
export const SUFFIX = "-xxxxxxx";

/** The id of what a program makes, the same in each run. */
export function idOf(name: string): string {
  return `${name}-id`;
}

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
  const made = madeOf[type]?.(name, inputs);
  if (made) return { ...inputs, ...made };
  const kind = KINDS[type];
  if (kind === undefined) return inputs;
  const own = nameIn(name, inputs);
  const arn = `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT}:${kind}/${own}/0000000000000000`;
  return { ...inputs, name: own, arn: kind === "listener/app" ? `${arn}/1111111111111111` : arn };
}

/** A rule of a security group has an id for its name: 17 hexadecimal digits, here made of the resource's name. */
function securityGroupRule(name: string, inputs: Record<string, unknown>): Record<string, unknown> {
  const id = `sgr-${createHash("sha256").update(name).digest("hex").slice(0, 17)}`;
  const arn = `arn:aws:ec2:${REGION}:${ACCOUNT}:security-group-rule/${id}`;
  return { ...inputs, securityGroupRuleId: id, arn };
}

function nameIn(name: string, inputs: Record<string, unknown>): string {
  return typeof inputs["name"] === "string" ? inputs["name"] : `${name}${SUFFIX}`;
}

/** By what an API is named where it is called, or looked up. */
export function api(kind: "restapis" | "apis", id: string): { arn: string; executionArn: string } {
  return {
    arn: `arn:aws:apigateway:${REGION}::/${kind}/${id}`,
    executionArn: `arn:aws:execute-api:${REGION}:${ACCOUNT}:${id}`,
  };
}

type Made = (name: string, inputs: Record<string, unknown>) => Record<string, unknown>;

/** What AWS gives back of API Gateway's resources, and of what belongs to them, beside their inputs. */
const madeOf: Partial<Record<string, Made>> = {
  "aws:apigateway/restApi:RestApi": (name, inputs) => ({
    name: nameIn(name, inputs),
    ...api("restapis", idOf(name)),
    rootResourceId: `${name}-root-id`,
  }),
  "aws:apigateway/stage:Stage": (_, { restApi, stageName }) => ({
    arn: `arn:aws:apigateway:${REGION}::/restapis/${String(restApi)}/stages/${String(stageName)}`,
    executionArn: `arn:aws:execute-api:${REGION}:${ACCOUNT}:${String(restApi)}/${String(stageName)}`,
    invokeUrl: `https://${String(restApi)}.execute-api.${REGION}.amazonaws.com/${String(stageName)}`,
  }),
  "aws:apigatewayv2/api:Api": (name, inputs) => ({
    name: nameIn(name, inputs),
    ...api("apis", idOf(name)),
    apiEndpoint: `https://${idOf(name)}.execute-api.${REGION}.amazonaws.com`,
  }),
  "aws:apigatewayv2/stage:Stage": (_, { apiId, name }) => ({
    arn: `arn:aws:apigateway:${REGION}::/apis/${String(apiId)}/stages/${String(name)}`,
    executionArn: `arn:aws:execute-api:${REGION}:${ACCOUNT}:${String(apiId)}/${String(name)}`,
    invokeUrl: `https://${String(apiId)}.execute-api.${REGION}.amazonaws.com/${name === "$default" ? "" : String(name)}`,
  }),
  "aws:apigatewayv2/vpcLink:VpcLink": (name, inputs) => ({
    name: nameIn(name, inputs),
    arn: `arn:aws:apigateway:${REGION}::/vpclinks/${idOf(name)}`,
  }),
  "aws:cloudwatch/logGroup:LogGroup": (name, inputs) => ({
    name: nameIn(name, inputs),
    arn: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${nameIn(name, inputs)}`,
  }),
};
