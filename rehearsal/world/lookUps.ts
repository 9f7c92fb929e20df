import type * as apigateway from "@pulumi/aws/apigateway/index.js";
import type * as apigatewayv2 from "@pulumi/aws/apigatewayv2/index.js";
import type * as lb from "@pulumi/aws/lb/index.js";
import type * as wafv2 from "@pulumi/aws/wafv2/index.js";
import { regionOf } from "../../components/loadBalancer.ts";
import { ACCOUNT, api } from "../program/made.ts";
import type { GatewayWorld } from "./gateway.ts";
import { type World, attribute, idleTimeout, targetGroup } from "./world.ts";

type Fields = Record<string, unknown>;

/**
 * Answers a program's look-up from the world, as the provider would.
 *
 * @throws Error where the world does not hold what is sought, as the provider does; and for a look-up that is
 *   not of balancers or of API Gateway.
 */
export function lookUp(world: World, token: string, inputs: Fields): Fields {
  switch (token) {
    case "aws:lb/getLoadBalancer:getLoadBalancer":
      return { ...balancer(world, inputs) };
    case "aws:lb/getListener:getListener":
      return { ...listener(world, inputs) };
    case "aws:lb/getTargetGroup:getTargetGroup":
      return { ...group(world, inputs) };
    case "aws:apigateway/getRestApi:getRestApi":
      return { ...restApi(world, inputs) };
    case "aws:apigateway/getResource:getResource":
      return { ...resource(world, inputs) };
    case "aws:apigatewayv2/getApi:getApi":
      return { ...httpApi(world, inputs) };
    case "aws:wafv2/getWebAcl:getWebAcl":
      return { ...webAcl(world, inputs) };
    default:
      throw new Error(`the rehearsal has no answer to the look-up ${token}`);
  }
}

function balancer(world: World, { arn, name }: Fields): Partial<lb.GetLoadBalancerResult> {
  const found = world.loadBalancers.LoadBalancers.find((each) =>
    arn === undefined ? each.LoadBalancerName === name : each.LoadBalancerArn === arn,
  );
  if (!found) throw new Error(`no balancer ${String(arn ?? name)} is in load-balancers.json`);
  return {
    arn: found.LoadBalancerArn,
    name: found.LoadBalancerName,
    dnsName: found.DNSName,
    loadBalancerType: found.Type,
    vpcId: found.VpcId,
    securityGroups: found.SecurityGroups,
    idleTimeout: idleTimeout(world),
    preserveHostHeader: attribute(world, "routing.http.preserve_host_header.enabled") === "true",
  };
}

function listener(world: World, { arn, loadBalancerArn, port }: Fields): Partial<lb.GetListenerResult> {
  const found = world.listeners.Listeners.find((each) =>
    arn === undefined
      ? each.LoadBalancerArn === loadBalancerArn && each.Port === port
      : each.ListenerArn === arn,
  );
  if (!found) throw new Error(`no listener ${String(arn ?? port)} is in listeners.json`);
  return {
    arn: found.ListenerArn,
    loadBalancerArn: found.LoadBalancerArn,
    port: found.Port,
    protocol: found.Protocol,
  };
}

function group(world: World, { arn, name }: Fields): Partial<lb.GetTargetGroupResult> {
  const found =
    typeof arn === "string"
      ? targetGroup(world, arn)
      : world.targetGroups.TargetGroups.find(({ TargetGroupName }) => TargetGroupName === name);
  if (!found) throw new Error(`no target group ${String(arn ?? name)} is in target-groups.json`);
  return {
    arn: found.TargetGroupArn,
    name: found.TargetGroupName,
    targetType: found.TargetType,
    // The provider has "" and 0 for what a group of Lambda functions lacks.
    protocol: found.Protocol ?? "",
    protocolVersion: found.ProtocolVersion ?? "",
    port: found.Port ?? 0,
    vpcId: found.VpcId ?? "",
    loadBalancerArns: found.LoadBalancerArns,
    healthCheck: {
      enabled: found.HealthCheckEnabled ?? true,
      protocol: found.HealthCheckProtocol ?? "",
      port: found.HealthCheckPort ?? "",
      path: found.HealthCheckPath ?? "",
      matcher: found.Matcher?.HttpCode ?? "",
      interval: found.HealthCheckIntervalSeconds ?? 0,
      timeout: found.HealthCheckTimeoutSeconds ?? 0,
      healthyThreshold: found.HealthyThresholdCount ?? 0,
      unhealthyThreshold: found.UnhealthyThresholdCount ?? 0,
    },
  };
}

/** The provider looks through all REST APIs for one of that name. */
function restApi({ gateway }: World, { name }: Fields): Partial<apigateway.GetRestApiResult> {
  if (!gateway?.restApis) throw new Error("rest-apis.json is missing");
  const [found, ...more] = gateway.restApis.items.filter((each) => each.name === name);
  if (!found) throw new Error(`no REST API ${String(name)} is in rest-apis.json`);
  if (more.length > 0) throw new Error(`${more.length + 1} REST APIs ${String(name)} are in rest-apis.json`);
  // AWS makes an API at the edge where nobody says otherwise.
  const { types } = found.endpointConfiguration ?? { types: ["EDGE"] };
  return {
    ...named("restapis", found.id),
    name: found.name,
    endpointConfigurations: [{ types, ipAddressType: "ipv4", vpcEndpointIds: [] }],
    rootResourceId: resourceAt(gateway, "/"),
  };
}

function resource({ gateway = {} }: World, { path }: Fields): Partial<apigateway.GetResourceResult> {
  return { id: resourceAt(gateway, path), path: String(path) };
}

function resourceAt({ resources }: GatewayWorld, path: unknown): string {
  if (!resources) throw new Error("api-resources.json is missing");
  const found = resources.items.find((each) => each.path === path);
  if (!found) throw new Error(`no resource ${String(path)} is in api-resources.json`);
  return found.id;
}

function httpApi({ gateway }: World, { apiId }: Fields): Partial<apigatewayv2.GetApiResult> {
  if (!gateway?.httpApi) throw new Error("http-api.json is missing");
  const { ApiId, Name, ProtocolType, ApiEndpoint } = gateway.httpApi;
  if (ApiId !== apiId) throw new Error(`http-api.json is that of the API ${ApiId}, not of ${String(apiId)}`);
  return { ...named("apis", ApiId), name: Name, protocolType: ProtocolType, apiEndpoint: ApiEndpoint };
}

function named(kind: "restapis" | "apis", id: string) {
  return { id, ...api(kind, id) };
}

/** No file tells of web ACLs: it is taken to exist, in the balancer's region. */
function webAcl({ loadBalancers }: World, { name }: Fields): Partial<wafv2.GetWebAclResult> {
  const region = regionOf(loadBalancers.LoadBalancers[0]?.LoadBalancerArn ?? "");
  const arn = `arn:aws:wafv2:${region}:${ACCOUNT}:regional/webacl/${String(name)}/00000000-0000-0000-0000-000000000000`;
  return { arn, name: String(name) };
}
