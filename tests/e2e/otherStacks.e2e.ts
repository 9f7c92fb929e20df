import { expect } from "chai";
import { describeCompany, listRules, makeRule } from "./support/company.ts";
import { type Outcome, run } from "./support/command.ts";
import { type Project, checkOut } from "./support/project.ts";
import { type Stage, refusingStage } from "./support/stage.ts";

// On moto, which refuses a priority that is taken.
describe("Two stacks on one listener", () => {
  let stage: Stage;
  let other: Project;

  before(async () => {
    stage = await refusingStage();
    other = await checkOut(stage.recorder.url, stage.company.dnsName);
    await stage.project.up();
  });
  after(async () => {
    await other.remove();
    await stage.stop();
  });
  afterEach(() => other.restore());

  /** Rehearses the other stack as its user does, who lets the rehearsal ask AWS. */
  function rehearse(): Promise<Outcome> {
    const env = {
      ...other.shell.env,
      AWS_ENDPOINT_URL: stage.recorder.url,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    };
    return run({ ...other.shell, env }, "npm", ["start", "--", "--aws"]);
  }

  it("are found to have one priority before the deployment, with a free one", async () => {
    await other.configure({ "mcp-route:url": "https://demo.quiltdata.com/search/mcp" });
    stage.recorder.forget();
    const { exitCode, output } = await rehearse();
    expect(output).to.include("Priority 10 is taken by rule 10 (");
    expect(output).to.include("pulumi config set mcp-route:priority 9 --stack prod");
    expect(exitCode).to.equal(1);
    const asked = [...new Set(stage.recorder.calls.map(({ action }) => action))].sort();
    expect(asked).to.deep.equal(
      [
        "DescribeListeners",
        "DescribeLoadBalancerAttributes",
        "DescribeLoadBalancers",
        "DescribeRules",
        "DescribeTags",
        "DescribeTargetGroups",
      ].map((action) => `elasticloadbalancing:${action}`),
    );
  });

  it("are found to be in each other's way before the deployment, where one takes the other's path", async () => {
    await other.configure({
      "mcp-route:url": "https://demo.quiltdata.com/mcp/search",
      "mcp-route:priority": 20,
    });
    const { exitCode, output } = await rehearse();
    expect(output).to.match(/Rule 10 \(.*\/mcp\/\*.*\) takes .* before the stack's rule at 20/);
    expect(output).to.include("Priority 9 is free and comes first");
    expect(exitCode).to.equal(1);
  });

  it("end in AWS's own PriorityInUse without that check, with nothing else changed", async () => {
    await other.configure({ "mcp-route:url": "https://demo.quiltdata.com/search/mcp" });
    const before = await describeCompany(stage.company);
    const { exitCode, output } = await other.pulumi("up", "--yes", "--skip-preview");
    expect(exitCode).to.be.above(0);
    expect(output).to.include("PriorityInUse");
    expect(await describeCompany(stage.company)).to.deep.equal(before);
  });

  it("work side by side with another priority, by a second `up`", async () => {
    await other.configure({
      "mcp-route:url": "https://demo.quiltdata.com/search/mcp",
      "mcp-route:priority": 9,
    });
    await other.up();
    const rules = await listRules(stage.company);
    expect(rules.map(({ priority, paths }) => [priority, paths.at(-1)])).to.deep.equal([
      ["9", "/search/mcp/*"],
      ["10", "/mcp/*"],
    ]);
    await other.must("preview", "--expect-no-changes");
    await stage.project.must("preview", "--expect-no-changes");
  });

  it("leave each other's rules where one is destroyed", async () => {
    await other.must("destroy", "--yes");
    expect((await listRules(stage.company)).map(({ priority }) => priority)).to.deep.equal(["10"]);
  });

  it("are told whose rule is in the way, where its tags say so", async () => {
    await makeRule(stage.company, {
      priority: 5,
      paths: ["/*"],
      groupArn: stage.company.frontendArn,
      name: "catalog",
    });
    const { output } = await rehearse();
    expect(output).to.match(/Rule 5 \(Name: catalog; \/\*\) takes every request/);
  });
});
