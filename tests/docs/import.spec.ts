import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import * as z from "zod";
import { type ApiGatewayArgs, McpRoute, type McpRouteArgs, type OriginArgs } from "../../components/index.ts";
import type { Recording } from "../../rehearsal/program/recorder.ts";
import { prepare } from "../../rehearsal/rehearse.ts";
import { args, deploy } from "../support/deploy.ts";
import { lookUpsWithApi } from "./adoptedApi.ts";
import { type Block, blocksOf, blocksUnder, newProject, pageOf } from "./page.ts";

/** What `pulumi import --file` reads. */
const importShape = z.strictObject({
  nameTable: z.record(z.string(), z.string()).optional(),
  resources: z.array(
    z.union([
      z.strictObject({ type: z.string(), name: z.string(), component: z.literal(true) }),
      z.strictObject({ type: z.string(), name: z.string(), id: z.string(), parent: z.string() }),
    ]),
  ),
});
type ImportFile = z.infer<typeof importShape>;

const COMPONENT = "mcp-route:index:McpRoute";

/** The AWS resources of a recording as an import file would name them. */
function registered({ resources }: Recording): object[] {
  const nameOf = (urn: string) => urn.slice(urn.lastIndexOf("::") + 2);
  return resources.map(({ type, name, parent }) =>
    type === COMPONENT ? { type, name, component: true } : { type, name, parent: nameOf(parent) },
  );
}

/** The resources of an import file without their ids. */
function named({ resources }: ImportFile): object[] {
  return resources.map((resource) => {
    if (!("id" in resource)) return resource;
    const { id, ...rest } = resource;
    return rest;
  });
}

/** The component's URN as the engine has it; mocks put the stack's type before. */
function urnOnEngine({ resources }: Recording): string {
  const route = resources.find(({ type }) => type === COMPONENT);
  return route?.urn.replace("pulumi:pulumi:Stack$", "") ?? "none";
}

/** Gateways with everything that they can have, of either kind. */
const LINK: OriginArgs = {
  vpcLink: {
    create: { subnetIds: ["subnet-0a1b2c3d"], securityGroupIds: ["sg-0c1d2e3f"] },
    serverName: "origin.quiltdata.com",
  },
};
const THROTTLING = { rateLimit: 10, burstLimit: 20 };
const REST: ApiGatewayArgs = {
  origin: LINK,
  stage: {
    throttling: THROTTLING,
    accessLogs: { retention: 30, accountRole: "arn:aws:iam::123456789012:role/logs" },
    webAcl: { name: "public-apis" },
  },
  customDomain: { name: "demo.quiltdata.com" },
};
const HTTP: ApiGatewayArgs = {
  type: "HTTP",
  streaming: false,
  origin: LINK,
  stage: { throttling: THROTTLING, accessLogs: { retention: 30 } },
  customDomain: { name: "demo.quiltdata.com" },
};

/** What a component registers, by type and name; the resources above one of an API count once. */
async function kindsOf(all: McpRouteArgs): Promise<string[]> {
  const balancer = { securityGroups: ["sg-0b1c2d3e4f5a60718"] };
  const program = () => ({ route: new McpRoute("mcp", all).url });
  const { resources } = await deploy(program, { lookUp: lookUpsWithApi({ balancer }) });
  return resources.map(({ type, name }) => `${type} ${name.replace(/-level-\d+$/, "-level-1")}`);
}

describe("The page on imports", () => {
  let page: string;
  let blocks: Block[];
  let project: string;
  /** What the program registers that makes its target group. */
  let own: Recording;
  before(async () => {
    page = await pageOf("import.md");
    blocks = blocksOf(page);
    project = await newProject();
    const [code = ""] = blocksUnder(blocks, "A rule and its target group", "ts");
    const file = join(project, "index.ts");
    await writeFile(file, code);
    // A module runs once.
    own = await deploy(() => import(file) as Promise<object>, { stack: "prod" });
  });
  after(async () => {
    await rm(project, { recursive: true });
  });

  function importFile(heading: string): ImportFile {
    const [json = ""] = blocksUnder(blocks, heading, "json");
    return importShape.parse(JSON.parse(json));
  }

  it("imports for a stack that adopts its target group all that it registers", async () => {
    const [yaml = ""] = blocksUnder(blocks, "A rule", "yaml");
    await writeFile(join(project, "Pulumi.prod.yaml"), yaml);
    const { recording } = await prepare({ folder: project, stack: "prod" });
    expect(named(importFile("A rule"))).to.have.deep.members(registered(recording));
  });

  it("imports for a program that makes its target group all that it registers", () => {
    expect(named(importFile("A rule and its target group"))).to.have.deep.members(registered(own));
  });

  it("has that program name the target group as AWS does", () => {
    const { resources } = own;
    const group = importFile("A rule and its target group").resources.find(({ name }) => name === "mcp-tg")!;
    const [, name] = "id" in group ? group.id.split("/") : [];
    expect(resources.find((each) => each.name === "mcp-tg")?.inputs["name"]).to.equal(name);
  });

  it("says by its URN where a component stands that is there already", () => {
    const { nameTable, resources } = importFile("Into a stack that has the component already");
    expect(nameTable).to.deep.equal({ mcp: urnOnEngine(own) });
    expect(named({ resources })).to.deep.equal([
      { type: "aws:lb/targetGroup:TargetGroup", name: "mcp-tg", parent: "mcp" },
    ]);
  });

  it("hands back that component", () => {
    const [command] = blocksUnder(blocks, "Handing it back", "sh");
    expect(command).to.include(`'${urnOnEngine(own)}'`);
  });

  it("has in its table every resource that the component can register, and no other", async () => {
    const securityGroups = { server: "sg-0a1b2c3d4e5f60718", balancer: "sg-0b1c2d3e4f5a60718" };
    const { target, ...rest } = args({ conditions: { methods: ["POST"] } });
    const one = { ...rest, target: { create: {}, port: 8000 } };
    const several = {
      ...{ ...rest, targets: { blue: { create: {}, port: 8000, weight: 1 } } },
      securityGroups: { ...securityGroups, egress: true },
    };
    const gateways = [REST, HTTP].map((apiGateway) =>
      args({ url: "https://demo.quiltdata.com/tools/mcp", apiGateway }),
    );
    const kinds: string[] = [];
    // One after the other: two routes of a program cannot have one priority.
    for (const all of [one, several, ...gateways]) kinds.push(...(await kindsOf(all)));
    const rows = [...page.matchAll(/^\|[^|]+\| `([^`]+:[^`]+)` +\| `([^`]+)` +\|/gm)];
    expect(rows.map(([, type, name]) => `${type} ${name}`).sort()).to.deep.equal([...new Set(kinds)].sort());
  });
});
