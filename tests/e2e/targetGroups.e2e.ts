import {
  DeleteTargetGroupCommand,
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { expect } from "chai";
import { type Company, makeGroup } from "./support/company.ts";
import { type Stage, refusingStage } from "./support/stage.ts";

/** The target groups that the company's rules forward to, with their weights, by name. */
async function weights({ elb, listenerArn }: Company): Promise<Record<string, number | undefined>[]> {
  const { TargetGroups = [] } = await elb.send(new DescribeTargetGroupsCommand({}));
  const nameOf = (arn: string | undefined) =>
    TargetGroups.find(({ TargetGroupArn }) => TargetGroupArn === arn)?.TargetGroupName ?? "";
  const { Rules = [] } = await elb.send(new DescribeRulesCommand({ ListenerArn: listenerArn }));
  return Rules.filter(({ IsDefault }) => !IsDefault).map(({ Actions = [] }) =>
    Object.fromEntries(
      (Actions[0]?.ForwardConfig?.TargetGroups ?? Actions.slice(0, 1)).map((group) => [
        nameOf(group.TargetGroupArn),
        "Weight" in group ? group.Weight : undefined,
      ]),
    ),
  );
}

// On moto, which knows weights and keeps a target group that a rule uses.
describe("Another target group", () => {
  let stage: Stage;
  const up = () => stage.project.up();
  const adopt = (name: string, weight: number) => ({ adopt: { name }, port: 8000, weight });

  before(async () => {
    stage = await refusingStage();
    await makeGroup(stage.company, "sales-prod-mcp-server-2", 9);
  });
  after(() => stage.stop());

  it("comes in beside the first without a request, in place", async () => {
    await up();
    await stage.project.configure({
      "mcp-route:target": undefined,
      "mcp-route:targets": {
        old: adopt("sales-prod-mcp-server", 100),
        new: adopt("sales-prod-mcp-server-2", 0),
      },
    });
    expect((await stage.project.previewed()).map(({ op, diff }) => [op, diff])).to.deep.equal([
      ["update", []],
      ["update", ["actions"]],
    ]);
    await up();
    expect(await weights(stage.company)).to.deep.equal([
      { "sales-prod-mcp-server": 100, "sales-prod-mcp-server-2": 0 },
    ]);
  });

  it("then gets every request, in place", async () => {
    await stage.project.configure({
      "mcp-route:targets": {
        old: adopt("sales-prod-mcp-server", 0),
        new: adopt("sales-prod-mcp-server-2", 100),
      },
    });
    await up();
    expect(await weights(stage.company)).to.deep.equal([
      { "sales-prod-mcp-server": 0, "sales-prod-mcp-server-2": 100 },
    ]);
  });

  it("is the only one in the end, in place, and nothing is left to change", async () => {
    await stage.project.configure({
      "mcp-route:targets": undefined,
      "mcp-route:target": { adopt: { name: "sales-prod-mcp-server-2" }, port: 8000 },
    });
    await up();
    expect((await weights(stage.company)).map((groups) => Object.keys(groups))).to.deep.equal([
      ["sales-prod-mcp-server-2"],
    ]);
    await stage.project.must("preview", "--expect-no-changes");
    await stage.project.must("refresh", "--yes", "--expect-no-changes");
  });

  it("is made before the one that it replaces goes, which AWS would keep while the rule uses it", async () => {
    const created = (port: number) => ({ "mcp-route:target": { create: {}, port } });
    await stage.project.configure(created(8000));
    await up();
    await stage.project.configure(created(9000));
    stage.recorder.forget();
    await up();
    const changes = stage.recorder.calls
      .filter(({ action }) => /:(?:Create|Modify|Delete)(?:Rule|TargetGroup)$/.test(action))
      .map(({ action, status }) => [action.replace("elasticloadbalancing:", ""), status]);
    expect(changes).to.deep.equal([
      ["CreateTargetGroup", 200],
      ["ModifyRule", 200],
      ["DeleteTargetGroup", 200],
    ]);
  });

  it("is kept with ResourceInUse by this API too while the rule uses it, and so the order counts", async () => {
    const { elb } = stage.company;
    const { TargetGroups = [] } = await elb.send(new DescribeTargetGroupsCommand({}));
    const made = TargetGroups.find(({ TargetGroupName }) => TargetGroupName?.startsWith("mcp-tg-"));
    expect((await weights(stage.company)).map((groups) => Object.keys(groups))).to.deep.equal([
      [made?.TargetGroupName],
    ]);
    const refusal = await elb
      .send(new DeleteTargetGroupCommand({ TargetGroupArn: made?.TargetGroupArn }))
      .then(
        () => "deleted",
        (error: unknown) => (error instanceof Error ? error.name : ""),
      );
    expect(refusal).to.equal("ResourceInUseException");
  });
});

// On moto, which refuses a priority that is taken.
describe("The two slots of a route", () => {
  let stage: Stage;
  before(async () => {
    stage = await refusingStage();
    await stage.project.configure({ "mcp-route:conditions": { methods: ["POST"] } });
    await stage.project.up();
  });
  after(() => stage.stop());

  const priorities = async () =>
    (
      await stage.company.elb.send(new DescribeRulesCommand({ ListenerArn: stage.company.listenerArn }))
    ).Rules?.filter(({ IsDefault }) => !IsDefault)
      .map(({ Priority }) => Number(Priority))
      .sort((one, other) => one - other);

  it("are the priority and the one before", async () => {
    expect(await priorities()).to.deep.equal([9, 10]);
  });

  it("move by two at once", async () => {
    await stage.project.configure({ "mcp-route:priority": 12 });
    await stage.project.up();
    expect(await priorities()).to.deep.equal([11, 12]);
  });

  it("move by one, by a second `up` where the later rule moves first and AWS answers PriorityInUse", async () => {
    await stage.project.configure({ "mcp-route:priority": 13 });
    stage.recorder.forget();
    // Which of the two moves first is chance: the metadata's rule does, to the number that the other still has.
    const asked = () => stage.recorder.calls.map(({ parameters }) => parameters[MOVED_TO]);
    stage.recorder.refuse = ({ parameters }) =>
      parameters[MOVED_TO] === "13" && !asked().includes("12")
        ? { status: 400, code: "Throttling", message: "Rate exceeded" }
        : undefined;
    const { exitCode, output } = await stage.project.pulumi("up", "--yes", "--skip-preview");
    expect(exitCode).to.be.above(0);
    expect(output).to.include("PriorityInUse");
    await stage.project.up();
    expect(await priorities()).to.deep.equal([12, 13]);
  });
});

/** The parameter of `SetRulePriorities`. */
const MOVED_TO = "RulePriorities.member.1.Priority";
