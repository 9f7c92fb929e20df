import { ModifyTargetGroupAttributesCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import { expect } from "chai";
import { describeCompany, listRules } from "./support/company.ts";
import { type Stage, refusingStage } from "./support/stage.ts";

/** Where the rules stand in the description of the company. */
const RULES = 2;

// On moto.
describe("What a stack adopts", () => {
  let stage: Stage;
  let theirs: unknown;

  before(async () => {
    stage = await refusingStage();
    theirs = await describeCompany(stage.company);
  });
  after(() => stage.stop());

  /** Each way to say what is adopted, once there is a company. */
  const ways: [what: string, values: () => Record<string, unknown>][] = [
    [
      "a balancer by its DNS name",
      () => ({ "mcp-route:listener": { loadBalancer: stage.company.dnsName, port: 80 } }),
    ],
    [
      "a balancer by its ARN",
      () => ({ "mcp-route:listener": { loadBalancer: stage.company.balancerArn, port: 80 } }),
    ],
    [
      "a balancer by its name",
      () => ({ "mcp-route:listener": { loadBalancer: stage.company.balancerName, port: 80 } }),
    ],
    ["a listener by its ARN", () => ({ "mcp-route:listener": { arn: stage.company.listenerArn } })],
    [
      "a target group by its name",
      () => ({ "mcp-route:target": { adopt: { name: "sales-prod-mcp-server" }, port: 8000 } }),
    ],
    [
      "a target group by its ARN",
      () => ({ "mcp-route:target": { adopt: { arn: stage.company.serverArn }, port: 8000 } }),
    ],
  ];
  for (const [what, values] of ways) {
    it(`is ${what}: the route is the same, and nothing is left to change`, async () => {
      await stage.project.configure(values());
      await stage.project.up();
      expect(
        (await listRules(stage.company)).map(({ priority, groupArn }) => [priority, groupArn]),
      ).to.deep.equal([["10", stage.company.serverArn]]);
      await stage.project.must("preview", "--expect-no-changes");
    });
  }

  it("is described as before, but for the stack's own rule, and after `destroy` without it", async () => {
    const now = (await describeCompany(stage.company)) as unknown[][];
    const before = theirs as unknown[][];
    expect(now.toSpliced(RULES, 1)).to.deep.equal(before.toSpliced(RULES, 1));
    expect(now[RULES]).to.have.length((before[RULES]?.length ?? 0) + 1);
    await stage.project.must("destroy", "--yes");
    expect(await describeCompany(stage.company)).to.deep.equal(theirs);
  });

  it("would be seen to have changed, were it but an attribute of a target group", async () => {
    const delay = (Value: string) =>
      stage.company.elb.send(
        new ModifyTargetGroupAttributesCommand({
          TargetGroupArn: stage.company.serverArn,
          Attributes: [{ Key: "deregistration_delay.timeout_seconds", Value }],
        }),
      );
    await delay("299");
    expect(await describeCompany(stage.company)).not.to.deep.equal(theirs);
    await delay("300");
    expect(await describeCompany(stage.company)).to.deep.equal(theirs);
  });
});
