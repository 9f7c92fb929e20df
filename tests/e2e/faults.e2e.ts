import { DeleteRuleCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import { expect } from "chai";
import { describeCompany, listRules } from "./support/company.ts";
import { HEADINGS, block, commandsOf, importFileOfRule, runCommand } from "./support/pages.ts";
import { type Stage, refusingStage } from "./support/stage.ts";

const CREATE = "elasticloadbalancing:CreateRule";

// On moto, through a recorder that fails as AWS and networks do.
describe("An `up` that is cut off", () => {
  let stage: Stage;
  let theirs: unknown;

  beforeEach(async () => {
    stage = await refusingStage();
    theirs = await describeCompany(stage.company);
    // The provider would try for minutes.
    await stage.project.configure({ "aws:maxRetries": 2 });
  });
  afterEach(() => stage.stop());

  const up = () => stage.project.pulumi("up", "--yes", "--skip-preview");

  /** The route is as the stack says, Pulumi knows all of it, and the company's own things are as they were. */
  async function isWhole(): Promise<void> {
    await stage.project.must("preview", "--expect-no-changes");
    await stage.project.must("refresh", "--yes", "--expect-no-changes");
    expect((await listRules(stage.company)).map(({ priority }) => priority)).to.deep.equal(["10"]);
    await stage.project.must("destroy", "--yes");
    expect(await describeCompany(stage.company)).to.deep.equal(theirs);
  }

  it("by an API that throttles and fails for a while comes up by itself", async () => {
    const refusals = [
      { status: 400, code: "Throttling", message: "Rate exceeded" },
      { status: 500, code: "InternalFailure", message: "An internal error occurred" },
    ];
    await stage.project.restore();
    stage.recorder.refuse = ({ action }) => (action === CREATE ? refusals.shift() : undefined);
    await stage.project.up();
    const statuses = stage.recorder.calls
      .filter(({ action }) => action === CREATE)
      .map(({ status }) => status);
    expect(statuses).to.deep.equal([400, 500, 200]);
    await isWhole();
  });

  it("by an API that goes before the rule is made comes up by a second `up`", async () => {
    stage.recorder.refuse = ({ action }) => (action === CREATE ? "hang up" : undefined);
    const { exitCode } = await up();
    expect(exitCode).to.be.above(0);
    expect(await listRules(stage.company)).to.deep.equal([]);
    stage.recorder.refuse = () => undefined;
    await stage.project.up();
    await isWhole();
  });

  /** Two ways of docs/runbook.md to go on where the rule is there and Pulumi does not know of it. */
  const recoveries: [how: string, recover: () => Promise<void>][] = [
    ["deleted", deleteOrphan],
    ["imported", importOrphan],
  ];
  for (const [how, recover] of recoveries) {
    it(`by an API that makes the rule and goes before it answers leaves an orphan, which can be ${how}`, async () => {
      stage.recorder.refuse = ({ action }) => (action === CREATE ? "pass on, then hang up" : undefined);
      const { exitCode } = await up();
      expect(exitCode).to.be.above(0);
      stage.recorder.refuse = () => undefined;
      expect((await up()).output).to.include("PriorityInUse");
      await recover();
      await stage.project.up();
      await isWhole();
    });
  }

  /** By the SDK, for which the page has a line of the AWS CLI. */
  async function deleteOrphan(): Promise<void> {
    const [orphan] = await listRules(stage.company);
    await stage.company.elb.send(new DeleteRuleCommand({ RuleArn: orphan?.arn }));
  }

  async function importOrphan(): Promise<void> {
    const [orphan] = await listRules(stage.company);
    await stage.project.write("import.json", await importFileOfRule(orphan?.arn ?? ""));
    const [importing = []] = commandsOf(await block("import.md", HEADINGS.rule, "sh"));
    await runCommand(stage.project, importing);
    await stage.project.up();
    // It is the same rule: nobody has made another.
    expect(await listRules(stage.company)).to.deep.equal([orphan]);
  }

  /** Kills `pulumi` once it waits for an answer that does not come. */
  async function killedAt(accident: "never answer" | "pass on, then never answer"): Promise<void> {
    const waiting = new Promise<void>((resolve) => (stage.recorder.unanswered = resolve));
    stage.recorder.refuse = ({ action }) => (action === CREATE ? accident : undefined);
    await stage.project.killed(waiting, "up", "--yes", "--skip-preview");
    stage.recorder.refuse = () => undefined;
  }

  it("by the death of `pulumi` before the rule is made comes up by the runbook's commands", async () => {
    await killedAt("never answer");
    expect(await listRules(stage.company)).to.deep.equal([]);
    // Whoever forgets about the lock is told so.
    expect((await up()).output).to.include("the stack is currently locked");
    const [cancel = [], refresh = [], again = []] = await recoveryCommands();
    await runCommand(stage.project, cancel);
    expect(await stage.project.pending()).to.equal(1);
    await runCommand(stage.project, refresh);
    // Looked at here, since an `up` goes on even where it is left.
    expect(await stage.project.pending()).to.equal(0);
    await runCommand(stage.project, again);
    await isWhole();
  });

  it("by the death of `pulumi` after the rule is made leaves an orphan, and comes up once that is deleted", async () => {
    await killedAt("pass on, then never answer");
    expect(await listRules(stage.company)).to.have.length(1);
    const [cancel = [], refresh = []] = await recoveryCommands();
    await runCommand(stage.project, cancel);
    await runCommand(stage.project, refresh);
    expect((await up()).output).to.include("PriorityInUse");
    await deleteOrphan();
    await stage.project.up();
    await isWhole();
  });
});

/** The commands of docs/runbook.md after `pulumi` was killed. */
async function recoveryCommands(): Promise<string[][]> {
  return commandsOf(await block("runbook.md", HEADINGS.cutOff, "sh"));
}
