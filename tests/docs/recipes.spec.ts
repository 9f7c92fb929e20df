import { execFile } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import type { RecordedResource, Recording } from "../../rehearsal/program/recorder.ts";
import { prepare } from "../../rehearsal/rehearse.ts";
import { type Changes, company } from "../support/company.ts";
import { type Deployment, deploy } from "../support/deploy.ts";
import { ADOPTED_RESOURCE, lookUpsWithApi } from "./adoptedApi.ts";
import { type Block, blocksOf, blocksUnder, newProject, pageOf } from "./page.ts";

const RULE = "aws:lb/listenerRule:ListenerRule";
const TARGET_GROUP = "aws:lb/targetGroup:TargetGroup";

const ENDPOINT = ["/mcp", "/mcp/*"];
const METADATA = "/.well-known/oauth-protected-resource/mcp";

/** The ARN of a target group that a recipe makes. */
function made(name: string): string {
  return `arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/${name}-xxxxxxx/0000000000000000`;
}

/** The ARN of the target group that is adopted where AWS was not asked. */
const adopted =
  "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/sales-prod-mcp-server/0123456789abcdef";

/** The ARN of the role that a recipe makes. */
const MOVER = "arn:aws:iam::123456789012:role/mover";

/** Where DNS finds the custom domain that a recipe makes. */
const REGIONAL = {
  regionalDomainName: "d-a1b2c3d4e5.execute-api.us-east-1.amazonaws.com",
  regionalZoneId: "Z1UJRXOUMOOFQ8",
};

/** What AWS gives back of what recipes make beside the component, by type. */
const OUTPUTS: Partial<Record<string, Record<string, unknown>>> = {
  "aws:iam/role:Role": { arn: MOVER },
  "aws:apigateway/domainName:DomainName": REGIONAL,
};

/** The balancer that recipes call internal. */
const internal = {
  name: "tools",
  dnsName: "internal-tools-1187340266.us-east-1.elb.amazonaws.com",
  internal: true,
  securityGroups: ["sg-0b1c2d3e4f5a60718"],
};

/** What tells the rules of a recording apart, by their names. */
function rulesOf({ resources }: Recording): Record<string, unknown> {
  const rules = resources.filter(({ type }) => type === RULE);
  return Object.fromEntries(
    rules.map(({ name, inputs: { priority, conditions } }) => [name, { priority, conditions }]),
  );
}

function resource({ resources }: Recording, type: string, name: string): RecordedResource {
  const found = resources.find((each) => each.type === type && each.name === name);
  if (!found) throw new Error(`no ${type} ${name}`);
  return found;
}

function kinds({ resources }: Recording): string[] {
  return resources.map(({ type, name }) => `${type} ${name}`);
}

describe("The recipes", () => {
  let project: string;
  let blocks: Block[];
  before(async () => {
    project = await newProject();
    blocks = blocksOf(await pageOf("recipes.md"));
    const programs = blocks.filter(({ language }) => language === "ts");
    await Promise.all(programs.map(({ heading, code }) => writeFile(programFile(heading), code)));
  });
  after(async () => {
    await rm(project, { recursive: true });
  });

  function programFile(heading: string): string {
    return join(project, `${heading.replace(/\W+/g, "-")}.ts`);
  }

  /** Runs the program that stands under a heading. */
  async function program(heading: string, changes: Changes = {}): Promise<Deployment> {
    return await deploy(() => import(programFile(heading)) as Promise<object>, {
      lookUp: lookUpsWithApi(changes),
      outputsOf: (type) => OUTPUTS[type] ?? {},
    });
  }

  /** Runs this repository's program with the stack's file that stands under a heading. */
  async function stack(heading: string): Promise<Recording> {
    const [yaml = ""] = blocksUnder(blocks, heading, "yaml");
    const name = heading.replace(/\W+/g, "-");
    await writeFile(join(project, `Pulumi.${name}.yaml`), yaml);
    return (await prepare({ folder: project, stack: name })).recording;
  }

  it("compile as a user's programs, with the strictest settings", async () => {
    const compilerOptions = {
      ...{ target: "es2023", module: "nodenext", strict: true, noEmit: true, types: ["node"] },
      ...{ noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, skipLibCheck: true },
      ...{ customConditions: ["mcp-route-source"], allowImportingTsExtensions: true },
    };
    const file = join(project, "tsconfig.json");
    await writeFile(file, JSON.stringify({ compilerOptions, include: ["*.ts"] }));
    const compiler = createRequire(import.meta.url).resolve("typescript/bin/tsc");
    const complaint = await promisify(execFile)(process.execPath, [compiler, "--project", file]).then(
      () => "",
      (error: unknown) => (error as { stdout: string }).stdout,
    );
    expect(complaint).to.equal("");
  });

  it("are all in the list at the page's head, and only they", async () => {
    const page = await pageOf("recipes.md");
    const listed = [...page.matchAll(/^- \[(.+)\]\(#(.+)\)$/gm)].map(([, title, anchor]) => ({
      title,
      anchor,
    }));
    const titles = [...page.matchAll(/^## (.+)$/gm)].map(([, title = ""]) => ({
      title,
      anchor: title
        .toLowerCase()
        .replace(/[^\w -]/g, "")
        .replace(/ /g, "-"),
    }));
    expect(listed).to.deep.equal(titles);
  });

  describe("a new ECS service", () => {
    let recording: Recording;
    before(async () => {
      const securityGroups = ["sg-0b1c2d3e4f5a60718"];
      recording = await program("A new ECS service behind the route", { balancer: { securityGroups } });
    });

    it("makes the route, the service and one way through the security groups", () => {
      expect(kinds(recording)).to.deep.equal([
        "aws:ecs/service:Service catalog",
        "aws:ecs/taskDefinition:TaskDefinition catalog",
        `${RULE} catalog-rule`,
        `${TARGET_GROUP} catalog-tg`,
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule catalog-ingress",
        "mcp-route:index:McpRoute catalog",
      ]);
    });

    it("registers the container that the task definition names", () => {
      const { inputs } = resource(recording, "aws:ecs/service:Service", "catalog");
      expect(inputs["loadBalancers"]).to.deep.equal([
        { targetGroupArn: made("catalog-tg"), containerName: "catalog", containerPort: 8000 },
      ]);
      const task = resource(recording, "aws:ecs/taskDefinition:TaskDefinition", "catalog");
      expect(task.inputs["containerDefinitions"]).to.include('"name":"catalog"');
    });

    it("makes the service after the rule", () => {
      const rule = resource(recording, RULE, "catalog-rule");
      expect(resource(recording, "aws:ecs/service:Service", "catalog").dependsOn).to.include(rule.urn);
    });
  });

  it("share the requests of a canary by weight", async () => {
    const recording = await stack("A canary by weight");
    expect(resource(recording, RULE, "mcp-rule").inputs["actions"]).to.deep.equal([
      {
        type: "forward",
        forward: {
          targetGroups: [
            { arn: adopted, weight: 90 },
            { arn: made("mcp-tg-canary"), weight: 10 },
          ],
        },
      },
    ]);
  });

  describe("blue/green deployments by ECS", () => {
    let recording: Recording;
    before(async () => {
      recording = await program("Blue/green deployments by ECS");
    });

    it("tell ECS the rule, the other target group and who may move them", () => {
      const { inputs } = resource(recording, "aws:ecs/service:Service", "catalog");
      expect(inputs["loadBalancers"]).to.deep.equal([
        {
          targetGroupArn: made("catalog-tg-blue"),
          containerName: "catalog",
          containerPort: 8000,
          advancedConfiguration: {
            productionListenerRule:
              "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener-rule/app/made/0000000000000000/catalog-rule-xxxxxxx/0000000000000000",
            alternateTargetGroupArn: made("catalog-tg-green"),
            roleArn: MOVER,
          },
        },
      ]);
    });

    it("leave what the rule does to ECS from its creation on", () => {
      expect(resource(recording, RULE, "catalog-rule").ignoreChanges).to.deep.equal(["actions"]);
    });
  });

  it("take clients of the modern era first, and the OAuth metadata with the others", async () => {
    const recording = await program("A canary by protocol version");
    expect(rulesOf(recording)).to.deep.equal({
      "legacy-rule": { priority: 10, conditions: [{ pathPattern: { values: [...ENDPOINT, METADATA] } }] },
      "modern-rule": {
        priority: 9,
        conditions: [
          { pathPattern: { values: ENDPOINT } },
          { httpHeader: { httpHeaderName: "MCP-Protocol-Version", values: ["2026-07-28"] } },
        ],
      },
    });
  });

  it("rewrite the public path to the server's, and the OAuth metadata's in a rule of its own", async () => {
    const recording = await stack("Another public path than the server's");
    expect(rulesOf(recording)).to.deep.equal({
      "mcp-metadata-rule": {
        priority: 9,
        conditions: [{ pathPattern: { values: ["/.well-known/oauth-protected-resource/catalog/mcp"] } }],
      },
      "mcp-rule": {
        priority: 10,
        conditions: [{ pathPattern: { values: ["/catalog/mcp", "/catalog/mcp/*"] } }],
      },
    });
    const rewrite = { regex: "^/catalog/mcp/?(.*)$", replace: "/$1" };
    expect(resource(recording, RULE, "mcp-rule").inputs["transforms"]).to.deep.equal([
      { type: "url-rewrite", urlRewriteConfig: { rewrite } },
    ]);
  });

  it("take internal callers only", async () => {
    expect(rulesOf(await stack("Internal callers only"))).to.deep.equal({
      "mcp-rule": {
        priority: 10,
        conditions: [
          { sourceIp: { values: ["10.0.0.0/8", "203.0.113.0/24"] } },
          { pathPattern: { values: [...ENDPOINT, METADATA] } },
        ],
      },
    });
  });

  describe("more hosts than a rule holds", () => {
    let recording: Recording;
    before(async () => {
      recording = await program("More hosts than a rule holds");
    });

    it("stand in two rules, two by two", () => {
      expect(rulesOf(recording)).to.deep.equal({
        "mcp-0-rule": {
          priority: 10,
          conditions: [
            { hostHeader: { values: ["demo.quiltdata.com", "beta.quiltdata.com"] } },
            { pathPattern: { values: [...ENDPOINT, METADATA] } },
          ],
        },
        "mcp-1-rule": {
          priority: 11,
          conditions: [
            { hostHeader: { values: ["demo.example.com", "beta.example.com"] } },
            { pathPattern: { values: [...ENDPOINT, METADATA] } },
          ],
        },
      });
    });

    it("share the target group that is adopted", () => {
      for (const name of ["mcp-0-rule", "mcp-1-rule"])
        expect(resource(recording, RULE, name).inputs["actions"]).to.deep.equal([
          { type: "forward", targetGroupArn: company.targetGroupArn },
        ]);
    });
  });

  it("set what the component has no argument for, beside what it sets", async () => {
    const { inputs } = resource(await program("Rarer settings of a target group"), TARGET_GROUP, "mcp-tg");
    expect(inputs).to.include({ loadBalancingCrossZoneEnabled: "false", port: 8000 });
    expect(inputs["tags"]).to.deep.equal({ team: "catalog", backup: "none" });
  });

  it("give the target group of the target to one of the targets, by an alias", async () => {
    const recording = await program("From target to targets, with the same target group");
    expect(resource(recording, TARGET_GROUP, "mcp-tg-blue").aliases).to.include("mcp-tg");
    expect(resource(recording, TARGET_GROUP, "mcp-tg-green").aliases).not.to.include("mcp-tg");
  });

  it("protect the component and all that it makes", async () => {
    const { resources } = await program("Protection against removal");
    expect(resources.filter(({ protect }) => !protect)).to.deep.equal([]);
  });

  it("use another region's provider for the look-ups and for all that is made", async () => {
    const recording = await program("Another region or account", {
      balancer: { name: "sales", dnsName: "sales-1234567890.eu-west-1.elb.amazonaws.com" },
    });
    const used = [...recording.lookUps, ...recording.resources.filter(({ type }) => type.startsWith("aws:"))];
    for (const { provider } of used) expect(provider).to.include("pulumi:providers:aws::ireland::");
  });

  describe("a REST API in front of an internal balancer", () => {
    let recording: Deployment;
    before(async () => {
      recording = await program("A REST API in front of an internal balancer", { balancer: internal });
    });

    it("warns of nothing", () => {
      expect(recording.warnings).to.deep.equal([]);
    });

    it("lets the link's security group into the balancer's, on the listener's port", () => {
      const { inputs } = recording.the("link-to-balancer");
      const { securityGroupIds } = recording.the("mcp-api-link").inputs;
      expect(inputs).to.include({ securityGroupId: internal.securityGroups[0], fromPort: 443, toPort: 443 });
      expect([inputs["referencedSecurityGroupId"]]).to.deep.equal(securityGroupIds);
    });

    it("streams each place through the link to the balancer", () => {
      const integrations = recording.resources.filter(({ type }) => type.endsWith(":Integration"));
      expect(integrations.map(({ inputs }) => inputs["uri"])).to.deep.equal([
        "https://tools.internal.quiltdata.com/mcp",
        `https://tools.internal.quiltdata.com${METADATA}`,
        "https://tools.internal.quiltdata.com/mcp/{proxy}",
      ]);
      for (const { inputs } of integrations)
        expect(inputs).to.include({
          responseTransferMode: "STREAM",
          connectionId: "mcp-api-link-id",
          integrationTarget: company.balancerArn,
        });
    });

    it("takes the path with the stage in front too, and the OAuth metadata at 19", () => {
      expect(rulesOf(recording)).to.deep.equal({
        "mcp-rule": {
          priority: 20,
          conditions: [{ pathPattern: { values: [...ENDPOINT, "/live/mcp", "/live/mcp/*"] } }],
        },
        "mcp-metadata-rule": {
          priority: 19,
          conditions: [{ pathPattern: { values: [METADATA, `/live${METADATA}`] } }],
        },
      });
    });

    it("leads the domain to the stage, and DNS to the domain", () => {
      const [alias] = recording.the("mcp").outputs.map(({ apiGateway }) => apiGateway);
      expect(alias).to.include({ endpoint: "https://tools.quiltdata.com/mcp", stage: "live" });
      expect(recording.the("mcp-api-mapping").inputs).to.deep.equal({
        restApi: "mcp-api-id",
        stageName: "live",
        domainName: "tools.quiltdata.com",
      });
      const record = resource(recording, "aws:route53/record:Record", "tools");
      expect(record.inputs["aliases"]).to.deep.equal([
        {
          name: REGIONAL.regionalDomainName,
          zoneId: REGIONAL.regionalZoneId,
          evaluateTargetHealth: false,
        },
      ]);
    });
  });

  describe("an HTTP API in front of a server with plain JSON", () => {
    let recording: Deployment;
    before(async () => {
      recording = await program("An HTTP API in front of a server with plain JSON");
    });

    it("warns of nothing", () => {
      expect(recording.warnings).to.deep.equal([]);
    });

    it("routes each place to the balancer's public address, for less than 30 seconds", () => {
      const routes = recording.resources.filter(({ type }) => type === "aws:apigatewayv2/route:Route");
      expect(routes.map(({ inputs }) => inputs["routeKey"])).to.deep.equal([
        "ANY /mcp",
        `ANY ${METADATA}`,
        "ANY /mcp/{proxy+}",
      ]);
      const integrations = recording.resources.filter(({ type }) => type.endsWith(":Integration"));
      expect(integrations.map(({ inputs }) => inputs["integrationUri"])).to.deep.equal([
        "https://origin.quiltdata.com/mcp",
        `https://origin.quiltdata.com${METADATA}`,
        "https://origin.quiltdata.com/mcp/{proxy}",
      ]);
      for (const { inputs } of integrations) expect(inputs["timeoutMilliseconds"]).to.equal(28_000);
    });

    it("publishes what changes by itself, and logs", () => {
      const { inputs } = recording.the("mcp-api-stage");
      expect(inputs).to.include({ name: "$default", autoDeploy: true });
      expect(inputs["accessLogSettings"]).to.include({
        destinationArn: "arn:aws:logs:us-east-1:123456789012:log-group:mcp-api-logs-xxxxxxx",
      });
      expect(recording.the("mcp-api-logs").inputs["retentionInDays"]).to.equal(30);
    });

    it("leaves the rule as it is without a gateway", () => {
      expect(rulesOf(recording)).to.deep.equal({
        "mcp-rule": { priority: 10, conditions: [{ pathPattern: { values: [...ENDPOINT, METADATA] } }] },
      });
    });
  });

  describe("routes in a company's API", () => {
    let recording: Deployment;
    before(async () => {
      recording = await program("Routes in a company's API", { balancer: internal });
    });

    it("warns of nothing", () => {
      expect(recording.warnings).to.deep.equal([]);
    });

    it("make neither an API nor a deployment, nor a stage, nor a link", () => {
      expect(kinds(recording).filter((kind) => kind.startsWith("aws:apigateway"))).to.deep.equal([
        "aws:apigateway/integration:Integration mcp-api-endpoint-integration",
        "aws:apigateway/integration:Integration mcp-api-metadata-integration",
        "aws:apigateway/integration:Integration mcp-api-proxy-integration",
        "aws:apigateway/method:Method mcp-api-endpoint-any",
        "aws:apigateway/method:Method mcp-api-metadata-any",
        "aws:apigateway/method:Method mcp-api-proxy-any",
        "aws:apigateway/resource:Resource mcp-api-endpoint",
        "aws:apigateway/resource:Resource mcp-api-metadata",
        "aws:apigateway/resource:Resource mcp-api-metadata-level-2",
        "aws:apigateway/resource:Resource mcp-api-metadata-level-3",
        "aws:apigateway/resource:Resource mcp-api-proxy",
      ]);
    });

    it("stand below the resources that exist", () => {
      const asked = recording.lookUps.filter(({ token }) => token.endsWith(":getResource"));
      expect(asked.map(({ inputs }) => inputs["path"])).to.have.members(["/tools", "/.well-known"]);
      expect(recording.the("mcp-api-endpoint").inputs).to.include({
        parentId: ADOPTED_RESOURCE,
        pathPart: "mcp",
      });
      expect(recording.the("mcp-api-metadata-level-2").inputs).to.include({
        parentId: ADOPTED_RESOURCE,
        pathPart: "oauth-protected-resource",
      });
    });

    it("take the stage's path too, and bring the server its own", () => {
      const { inputs } = recording.the("mcp-rule");
      expect(inputs["conditions"]).to.deep.equal([
        {
          pathPattern: { values: ["/tools/mcp", "/tools/mcp/*", "/prod/tools/mcp", "/prod/tools/mcp/*"] },
        },
      ]);
      const rewrite = { regex: "^(/prod)?/tools/mcp(.*)$", replace: "/mcp$2" };
      expect(inputs["transforms"]).to.deep.equal([{ type: "url-rewrite", urlRewriteConfig: { rewrite } }]);
    });

    it("are published by the command that the program puts out", () => {
      expect(recording.outputs).to.deep.equal({
        publish:
          "aws apigateway create-deployment --region us-east-1 --rest-api-id x7h2k9q4w1 --stage-name prod",
      });
    });
  });
});
