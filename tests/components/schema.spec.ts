import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ComponentProvider } from "@pulumi/pulumi/provider/experimental/provider.js";
import { expect } from "chai";
import { McpRoute } from "../../components/index.ts";

/** The parts of Pulumi's package schema that are looked at here. */
interface Schema {
  resources: Record<string, Component>;
  types: Record<string, Type>;
}
/** An object, or a text of a few. */
interface Type {
  properties?: Record<string, Property>;
  enum?: { value: string }[];
  required?: string[];
}
interface Component {
  isComponent: boolean;
  inputProperties: Record<string, Property>;
  requiredInputs: string[];
  properties: Record<string, Property>;
  required: string[];
}
interface Property {
  type?: string;
  $ref?: string;
  plain?: boolean;
}

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/**
 * What Pulumi makes of the component for programs in other languages: it reads the sources as the type checker
 * does. A folder that names no other sources has it read the component's alone, which takes less time.
 */
async function schemaOf(): Promise<Schema> {
  const dirname = await mkdtemp(join(tmpdir(), "mcp-route-schema-"));
  const main = join(ROOT, "components/index.ts");
  const tsconfig = { extends: join(ROOT, "tsconfig.json"), compilerOptions: { types: [] }, files: [main] };
  try {
    await writeFile(
      join(dirname, "package.json"),
      JSON.stringify({ name: "mcp-route", version: "1.0.0", main }),
    );
    await writeFile(join(dirname, "tsconfig.json"), JSON.stringify({ ...tsconfig, include: [] }));
    const host = new ComponentProvider({ dirname, name: "mcp-route", components: [McpRoute] });
    return JSON.parse(await host.getSchema()) as Schema;
  } finally {
    await rm(dirname, { recursive: true });
  }
}

/** The names of properties, an asterisk at those whose values must be known at once. */
function namesOf(properties: Record<string, Property>): string[] {
  return Object.entries(properties).map(([name, { plain }]) => (plain ? `${name}*` : name));
}

describe("The component in Pulumi's schema, for programs in other languages", () => {
  let schema: Schema;
  before(async () => {
    schema = await schemaOf();
  });

  it("is the only resource", () => {
    expect(Object.keys(schema.resources)).to.deep.equal(["mcp-route:index:McpRoute"]);
    expect(schema.resources["mcp-route:index:McpRoute"]?.isComponent).to.equal(true);
  });

  it("has its arguments, of which those that decide what exists must be known at once", () => {
    const { inputProperties, requiredInputs } = schema.resources["mcp-route:index:McpRoute"]!;
    expect(namesOf(inputProperties)).to.deep.equal([
      "url*",
      "listener*",
      "priority*",
      "hosts*",
      "conditions*",
      "serverPath*",
      "oauthMetadata*",
      "target*",
      "targets*",
      "forward*",
      "healthCheck*",
      "longestSilence*",
      "securityGroups*",
      "apiGateway*",
      "tags",
    ]);
    expect(requiredInputs).to.deep.equal(["listener", "priority", "url"]);
  });

  it("has its outputs, and no more", () => {
    const { properties } = schema.resources["mcp-route:index:McpRoute"]!;
    expect(namesOf(properties)).to.deep.equal([
      "url",
      "ruleArn",
      "targetGroupArn",
      "targetGroupName",
      "targetGroups",
      "ecs",
      "routes",
      "apiGateway",
    ]);
  });

  it("may go without an API Gateway, and with one has each of its outputs but three for certain", () => {
    expect(schema.resources["mcp-route:index:McpRoute"]!.required).to.deep.equal([
      "ecs",
      "routes",
      "ruleArn",
      "targetGroupArn",
      "targetGroupName",
      "targetGroups",
      "url",
    ]);
    expect(schema.types["mcp-route:index:ApiGatewayInfo"]!.required).to.deep.equal([
      "arn",
      "endpoint",
      "executionArn",
      "id",
      "origin",
      "stage",
      "type",
    ]);
  });

  it("needs of an API Gateway no more than its origin", () => {
    const required = (name: string) => schema.types[`mcp-route:index:${name}`]!.required ?? [];
    expect(required("ApiGatewayArgs")).to.deep.equal(["origin"]);
    for (const name of ["OriginArgs", "VpcLinkArgs", "AdoptApiArgs", "ApiStageArgs", "WebAclArgs"])
      expect(required(name), name).to.deep.equal([]);
    expect(required("CreateVpcLinkArgs")).to.deep.equal(["securityGroupIds", "subnetIds"]);
    expect(required("ThrottlingArgs")).to.deep.equal(["burstLimit", "rateLimit"]);
    expect(required("AccessLogsArgs")).to.deep.equal(["retention"]);
    expect(required("CustomDomainArgs")).to.deep.equal(["name"]);
  });

  it("has a type for each nested argument and output, and the words of each text that takes few", () => {
    const types = Object.entries(schema.types).map(([name, { properties, enum: words }]) => [
      name.replace("mcp-route:index:", ""),
      properties ? namesOf(properties) : words?.map(({ value }) => value),
    ]);
    expect(Object.fromEntries(types)).to.deep.equal({
      AccessLogsArgs: ["retention*", "accountRole"],
      AdoptApiArgs: ["name", "id", "parentPath*", "metadataParentPath*", "stage*", "autoDeploy*"],
      AdoptTargetArgs: ["name", "arn"],
      Algorithm: ["round_robin", "least_outstanding_requests", "weighted_random"],
      ApiEndpointType: ["REGIONAL", "EDGE"],
      ApiGatewayArgs: [
        "type*",
        "origin*",
        "streaming*",
        "adopt*",
        "endpointType*",
        "timeout*",
        "stage*",
        "customDomain*",
      ],
      ApiGatewayInfo: [
        "type",
        "id",
        "arn",
        "executionArn",
        "stage",
        "endpoint",
        "origin",
        "vpcLinkId",
        "logGroup",
        "deployCommand",
      ],
      ApiStageArgs: ["name*", "throttling*", "accessLogs*", "webAcl*"],
      ApiType: ["HTTP", "REST"],
      ConditionsArgs: ["hostRegexes*", "pathRegexes*", "headers*", "methods*", "queryStrings*", "sourceIps*"],
      CreateTargetArgs: [
        "vpcId",
        "type*",
        "deregistrationDelay*",
        "slowStart*",
        "algorithm*",
        "stickiness*",
        "targetGroupHealth*",
      ],
      CreateVpcLinkArgs: ["subnetIds*", "securityGroupIds*"],
      CustomDomainArgs: ["name", "basePath*", "mapped*"],
      EcsLoadBalancer: ["targetGroupArn", "containerName", "containerPort"],
      EcsWiring: ["loadBalancers"],
      ForwardArgs: ["stickiness*", "leaveToDeployments*"],
      HeaderConditionArgs: ["name*", "values*", "regexes*"],
      HealthCheckArgs: [
        "path*",
        "matcher*",
        "interval*",
        "timeout*",
        "healthyThreshold*",
        "unhealthyThreshold*",
      ],
      HealthThresholdArgs: ["minimumTargets*", "minimumPercentage*"],
      ListenerArgs: ["arn", "loadBalancer", "port*"],
      OriginArgs: ["url*", "vpcLink*"],
      QueryStringConditionArgs: ["key*", "value*"],
      RouteRow: ["host", "path", "methods", "conditions", "target"],
      SecurityGroupsArgs: ["server", "balancer", "egress*"],
      StickinessArgs: ["type*", "duration*", "cookieName*"],
      StickinessType: ["lb_cookie", "app_cookie"],
      TargetArgs: ["adopt*", "create*", "port*", "protocol*", "containerName*"],
      TargetGroupHealthArgs: ["dnsFailover*", "unhealthyRouting*"],
      TargetGroupInfo: ["arn", "name", "port", "weight"],
      TargetProtocol: ["HTTP", "HTTPS"],
      TargetType: ["ip", "instance"],
      ThrottlingArgs: ["rateLimit*", "burstLimit*"],
      VpcLinkArgs: ["id", "create*", "serverName*"],
      WebAclArgs: ["arn", "name*"],
      WeightedTargetArgs: ["weight*", "adopt*", "create*", "port*", "protocol*", "containerName*"],
    });
  });

  it("has no value of any type, which would be a type that the analyzer does not know", () => {
    expect(JSON.stringify(schema)).not.to.contain("pulumi.json#/Any");
  });
});
