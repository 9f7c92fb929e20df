import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { McpRoute } from "../../components/index.ts";
import { type Settings, loadSettings } from "../../config.ts";
import { prepare, settingsOf } from "../../rehearsal/program/prepare.ts";
import { readStackFile } from "../../rehearsal/program/stackFile.ts";
import { ADOPTED_API, lookUpsWithApi } from "./adoptedApi.ts";
import { args, deploy } from "../support/deploy.ts";
import { type Block, blocksOf, blocksUnder, newProject, pageOf } from "./page.ts";

describe("The page on API Gateway", () => {
  let project: string;
  let page: string;
  let blocks: Block[];
  before(async () => {
    project = await newProject();
    page = await pageOf("api-gateway.md");
    blocks = blocksOf(page);
  });
  after(async () => {
    await rm(project, { recursive: true });
  });

  /** Puts the stack's file that stands under a heading into the project, and names its stack. */
  async function stackOf(heading: string): Promise<string> {
    const [yaml = ""] = blocksUnder(blocks, heading, "yaml");
    const stack = heading.replace(/\W+/g, "-");
    await writeFile(join(project, `Pulumi.${stack}.yaml`), yaml);
    return stack;
  }

  async function settingsUnder(heading: string): Promise<Settings> {
    return await settingsOf({ folder: project, stack: await stackOf(heading) });
  }

  it("has in the list at its head all headings, and only them", () => {
    const listed = [...page.matchAll(/^- \[(.+)\]\(#(.+)\)$/gm)].map(([, title]) => title);
    expect(listed).to.deep.equal([...page.matchAll(/^## (.+)$/gm)].map(([, title]) => title));
  });

  it("has stack files in which nothing is wrong", async () => {
    const headings = blocks.filter(({ language }) => language === "yaml").map(({ heading }) => heading);
    expect(headings).to.deep.equal(["A first stack", "A new API, or one that exists", "Access logs"]);
    for (const heading of headings)
      expect((await settingsUnder(heading)).route.apiGateway).to.be.an("object");
  });

  describe("a first stack", () => {
    it("is deployed without a warning, with the outputs that the page names", async () => {
      const { recording } = await prepare({ folder: project, stack: await stackOf("A first stack") });
      expect(recording.logs).to.deep.equal([]);
      const { apiGateway } = recording.outputs as { apiGateway: object };
      expect(apiGateway).to.have.keys(
        ...["type", "endpoint", "origin", "id", "arn", "executionArn", "stage", "vpcLinkId"],
      );
    });

    it("has the rules that the page says, with their paths and how they rewrite", async () => {
      const { recording } = await prepare({ folder: project, stack: await stackOf("A first stack") });
      const rules = recording.resources.filter(({ type }) => type === "aws:lb/listenerRule:ListenerRule");
      expect(rules).to.have.lengthOf(2);
      for (const { inputs } of rules) {
        const { conditions, transforms } = inputs as {
          conditions: { pathPattern: { values: string[] } }[];
          transforms: { urlRewriteConfig: { rewrite: { regex: string } } }[];
        };
        const [paths = []] = conditions.map(({ pathPattern }) => pathPattern.values);
        expect(page).to.include(paths.map((path) => `\`${path}\``).join(", "));
        for (const { urlRewriteConfig } of transforms)
          expect(page).to.include(`\`${urlRewriteConfig.rewrite.regex}\``);
      }
    });
  });

  it("says truly that a link may carry the public host as `Host`", async () => {
    const vpcLink = { id: "a1b2c3", serverName: "demo.quiltdata.com" };
    const apiGateway = { origin: { vpcLink }, customDomain: { name: "demo.quiltdata.com" } };
    const { warnings, the } = await deploy(() => ({ url: new McpRoute("mcp", args({ apiGateway })).url }));
    expect(warnings).to.deep.equal([]);
    expect(the("mcp-api-endpoint-integration").inputs["uri"]).to.equal("https://demo.quiltdata.com/mcp");
  });

  it("shows the command that the stack with an adopted API puts out", async () => {
    const heading = "A new API, or one that exists";
    const { unread, ...stage } = await readStackFile(project, await stackOf(heading));
    const program = () => ({ api: new McpRoute("mcp", loadSettings().route).apiGateway });
    const { outputs, warnings } = await deploy(program, { ...stage, lookUp: lookUpsWithApi() });
    expect(unread).to.deep.equal([]);
    expect(warnings).to.deep.equal([]);
    const [command] = blocksUnder(blocks, heading, "sh");
    expect(`${(outputs as { api: { deployCommand: string } }).api.deployCommand}\n`).to.equal(command);
    expect(command).to.include(ADOPTED_API.id);
  });
});
