import { expect } from "chai";
import { McpRoute, type McpRouteArgs } from "../../components/index.ts";
import { prepare } from "../../rehearsal/rehearse.ts";
import { FOLDER } from "../golden/golden.ts";
import { args, deploy } from "../support/deploy.ts";
import { blocksOf, blocksUnder, pageOf } from "./page.ts";

describe("The runbook", () => {
  it("asks the stack for outputs that its program has", async () => {
    const page = await pageOf("runbook.md");
    const asked = [...page.matchAll(/pulumi stack output (\w+)/g)].map(([, name]) => name);
    const { outputs } = (await prepare({ folder: FOLDER, stack: "prod" })).recording;
    expect(Object.keys(outputs)).to.include.members(asked);
    expect(asked).to.include("ruleArn");
  });

  it("removes the route by one line, with Pulumi or without", async () => {
    const commands = blocksUnder(blocksOf(await pageOf("runbook.md")), "Emergency removal", "sh");
    const [first = "", second = ""] = commands;
    for (const command of [first, second])
      expect(command).to.match(/^aws elbv2 delete-rule --rule-arn "\$\(.*\)"\n$/);
  });

  it("removes an orphaned rule by the line that removes the route without Pulumi", async () => {
    const blocks = blocksOf(await pageOf("runbook.md"));
    const [, withoutPulumi] = blocksUnder(blocks, "Emergency removal", "sh");
    const [, orphan] = blocksUnder(blocks, "When an up was cut off", "sh");
    expect(orphan).to.equal(withoutPulumi);
  });

  it("has commands after an `up` that was cut off, which tests/e2e/faults.e2e.ts runs as they stand", async () => {
    const [commands = ""] = blocksUnder(blocksOf(await pageOf("runbook.md")), "When an up was cut off", "sh");
    expect(commands.match(/^pulumi \w+/gm)).to.deep.equal(["pulumi cancel", "pulumi refresh", "pulumi up"]);
  });

  it("says what goes with a gateway: all of its own, and the rule of the OAuth metadata where a link needs one", async () => {
    const link = { vpcLink: { id: "a1b2c3", serverName: "origin.quiltdata.com" } };
    const namesOf = async (changes: Partial<McpRouteArgs>) => {
      const { resources } = await deploy(() => ({ url: new McpRoute("mcp", args(changes)).url }));
      return resources.map(({ name }) => name);
    };
    const without = await namesOf({});
    const gone = (await namesOf({ apiGateway: { origin: link } })).filter((name) => !without.includes(name));
    expect(gone).to.include("mcp-metadata-rule");
    for (const name of gone) expect(name).to.match(/^mcp-(metadata-rule$|api)/);
    expect(without).to.include("mcp-rule");
    expect(await namesOf({ apiGateway: { origin: { url: "https://origin.quiltdata.com" } } })).not.to.include(
      "mcp-metadata-rule",
    );
  });

  it("names what the component makes as the page on imports does", async () => {
    const named = [...(await pageOf("runbook.md")).matchAll(/`(mcp-[a-z-]+)`/g)].map(([, name]) => name);
    const imports = await pageOf("import.md");
    for (const name of ["mcp-rule", "mcp-metadata-rule", "mcp-tg", "mcp-ingress", "mcp-egress"]) {
      expect(named).to.include(name);
      expect(imports).to.include(`\`${name}\``);
    }
  });
});
