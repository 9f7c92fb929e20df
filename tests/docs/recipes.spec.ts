import { execFile } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import type { RecordedResource, Recording } from "../../rehearsal/program/recorder.ts";
import { prepare } from "../../rehearsal/rehearse.ts";
import { type Changes, company, lookUps } from "../support/company.ts";
import { deploy } from "../support/deploy.ts";
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
  async function program(heading: string, changes: Changes = {}): Promise<Recording> {
    return await deploy(() => import(programFile(heading)) as Promise<object>, {
      lookUp: lookUps(changes),
      outputsOf: (type) => (type === "aws:iam/role:Role" ? { arn: MOVER } : {}),
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
});
