import { DescribeTargetGroupsCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import { expect } from "chai";
import { parse } from "yaml";
import { describeCompany, listRules, makeGroup, makeRule } from "./support/company.ts";
import { HEADINGS, block, commandsOf, importFile, runCommand } from "./support/pages.ts";
import type { Step } from "./support/project.ts";
import { type Stage, refusingStage } from "./support/stage.ts";

/** A target group's name, and the DNS name of the balancer, on the page. */
const [BY_HAND, DNS_NAME] = ["mcp-by-hand", /"sales--[^"]+"/];

/** An update in place of the component, which is the rule's argument, and of what was taken over. */
const updates = (...changed: string[]): string[] =>
  ["mcp-route:index:McpRoute mcp", ...changed].map((resource) => `update ${resource}`);

const RULE = "aws:lb/listenerRule:ListenerRule mcp-rule";
const GROUP = "aws:lb/targetGroup:TargetGroup mcp-tg";

const told = (steps: Step[]) => steps.map(({ op, resource }) => `${op} ${resource}`);

// On moto, by the files and the commands of docs/import.md.
describe("What was made by hand is taken over as docs/import.md tells: a rule", () => {
  let stage: Stage;
  let theirs: unknown;
  let ruleArn: string;

  before(async () => {
    stage = await refusingStage();
    theirs = await describeCompany(stage.company);
    const { config } = parse(await block("import.md", HEADINGS.rule, "yaml")) as {
      config: Record<string, unknown>;
    };
    const { "mcp-route:listener": _, ...settings } = config;
    await stage.project.configure(settings);
    // Without the metadata's path, and so the route differs in its conditions.
    ruleArn = await makeRule(stage.company, {
      priority: 10,
      paths: ["/mcp", "/mcp/*"],
      groupArn: stage.company.serverArn,
      name: "by hand",
    });
    await stage.project.write("import.json", await importFile(HEADINGS.rule, { "mcp-rule": ruleArn }));
  });
  after(() => stage.stop());

  it("is imported, looked at and deployed by the page's commands, in place", async () => {
    const commands = commandsOf(await block("import.md", HEADINGS.rule, "sh"));
    expect(commands.map(([command]) => command)).to.deep.equal(["import", "preview", "up", "preview"]);
    const [importing = [], look = [], ...rest] = commands;
    const before = await listRules(stage.company);
    await runCommand(stage.project, importing);
    expect(await listRules(stage.company)).to.deep.equal(before);
    await runCommand(stage.project, look);
    expect(told(await stage.project.previewed())).to.deep.equal(updates(RULE));
    for (const command of rest) await runCommand(stage.project, command);
  });

  it("is the same rule after, as the stack has it", async () => {
    expect(await listRules(stage.company)).to.deep.equal([
      {
        arn: ruleArn,
        priority: "10",
        paths: ["/.well-known/oauth-protected-resource/mcp", "/mcp", "/mcp/*"],
        groupArn: stage.company.serverArn,
      },
    ]);
  });

  it("is handed back by the page's command, which leaves it on AWS", async () => {
    const before = await describeCompany(stage.company);
    const [command = []] = commandsOf(await block("import.md", HEADINGS.back, "sh"));
    await runCommand(stage.project, command);
    const left = (await stage.project.state()).map(({ urn }) => urn.split("::").at(-1));
    expect(left.filter((name) => name?.startsWith("mcp") && name !== "mcp-route-prod")).to.deep.equal([]);
    expect(await describeCompany(stage.company)).to.deep.equal(before);
  });

  it("is deleted by `destroy` once it is imported again, and the company is as it was", async () => {
    const [importing = []] = commandsOf(await block("import.md", HEADINGS.rule, "sh"));
    await runCommand(stage.project, importing);
    await stage.project.must("destroy", "--yes");
    expect(await describeCompany(stage.company)).to.deep.equal(theirs);
  });
});

/** The page's program, in this repository's folder and on this company's balancer. */
async function writeProgram({ project, company }: Stage): Promise<void> {
  const code = await block("import.md", HEADINGS.ruleAndGroup, "ts");
  const listener = `${JSON.stringify(company.dnsName)}, port: 80`;
  await project.write(
    "index.ts",
    code.replace('"mcp-route"', '"./components/index.ts"').replace(DNS_NAME, listener),
  );
}

// On moto, by the files and the commands of docs/import.md.
describe("What was made by hand is taken over as docs/import.md tells: a rule and its target group", () => {
  let stage: Stage;
  let theirs: unknown;
  let ids: { "mcp-rule": string; "mcp-tg": string };

  before(async () => {
    stage = await refusingStage();
    theirs = await describeCompany(stage.company);
    const groupArn = await makeGroup(stage.company, BY_HAND, undefined);
    const rule = { priority: 10, paths: ["/mcp", "/mcp/*"], groupArn };
    ids = { "mcp-rule": await makeRule(stage.company, rule), "mcp-tg": groupArn };
    await writeProgram(stage);
    await stage.project.write("import.json", await importFile(HEADINGS.ruleAndGroup, ids));
  });
  after(() => stage.stop());

  it("are imported, looked at and deployed by the page's commands, in place", async () => {
    const [importing = [], look = [], ...rest] = commandsOf(await block("import.md", HEADINGS.rule, "sh"));
    await runCommand(stage.project, importing);
    await runCommand(stage.project, look);
    const steps = told(await stage.project.previewed());
    expect(steps).to.have.members(updates(RULE, GROUP));
    for (const command of rest) await runCommand(stage.project, command);
  });

  it("are the same rule and target group after", async () => {
    const rules = await listRules(stage.company);
    expect(rules.map(({ arn, groupArn }) => [arn, groupArn])).to.deep.equal([
      [ids["mcp-rule"], ids["mcp-tg"]],
    ]);
    const { TargetGroups = [] } = await stage.company.elb.send(
      new DescribeTargetGroupsCommand({ Names: [BY_HAND] }),
    );
    expect(TargetGroups.map(({ TargetGroupArn }) => TargetGroupArn)).to.deep.equal([ids["mcp-tg"]]);
  });

  it("are deleted by `destroy`, and the company is as it was", async () => {
    await stage.project.must("destroy", "--yes");
    expect(await describeCompany(stage.company)).to.deep.equal(theirs);
  });
});

// On moto, by the file of docs/import.md.
describe("What was made by hand is taken over as docs/import.md tells: the target group that a stack adopts", () => {
  let stage: Stage;
  before(async () => {
    stage = await refusingStage();
    await makeGroup(stage.company, BY_HAND, undefined);
    await stage.project.configure({ "mcp-route:target": { adopt: { name: BY_HAND }, port: 8000 } });
    await stage.project.up();
  });
  after(() => stage.stop());

  it("becomes the stack's own in place", async () => {
    const before = await listRules(stage.company);
    const groupArn = before[0]?.groupArn ?? "";
    await stage.project.write("import.json", await importFile(HEADINGS.existing, { "mcp-tg": groupArn }));
    const [importing = []] = commandsOf(await block("import.md", HEADINGS.rule, "sh"));
    await runCommand(stage.project, importing);
    await writeProgram(stage);
    const steps = told(await stage.project.previewed());
    expect(steps.filter((step) => !step.startsWith("update "))).to.deep.equal([]);
    expect(steps).to.include(`update ${GROUP}`);
    await stage.project.up();
    await stage.project.must("preview", "--expect-no-changes");
    expect(await listRules(stage.company)).to.deep.equal(before);
  });
});
