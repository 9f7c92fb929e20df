import { expect } from "chai";
import { ACTIONS } from "../../../doctor/aws/ask.ts";
import { examineAws } from "../../../doctor/aws/examine.ts";
import {
  type Asked,
  asking,
  company,
  describedRule,
  examined,
  healthy,
  health,
  idsOf,
  names,
  onPath,
  rulesOf,
  URL_OF,
} from "./support.ts";

const elb = (action: string) => `elasticloadbalancing:${action}`;

describe("What AWS tells of a route", () => {
  it("is nothing to complain of where everything is well", async () => {
    const { rungs, findings } = await examined({
      context: {
        connected: true,
        longestSilence: 300,
        keepAliveTimeout: 401,
        ecs: { cluster: "prod", service: "mcp" },
      },
    });
    expect(findings).to.deep.equal([]);
    expect(rungs.map(({ id, state, says, blockedBy }) => [id, state, says, blockedBy])).to.deep.equal([
      ["aws.balancer", "works", "sales--LoadB-nGDYylEerIKm, listener on port 443", null],
      [
        "aws.rules",
        "works",
        "rule 10 (/.well-known/oauth-protected-resource/mcp, /mcp/* or /mcp) takes POST /mcp: forward to sales-prod-mcp-server",
        null,
      ],
      ["aws.security-groups", "works", "no security group is in the way", null],
      ["aws.targets", "works", "2 of 2 healthy", null],
      ["aws.waf", "works", "none", null],
      ["aws.ecs", "works", "2 of 2 tasks run", null],
    ]);
  });

  it("says nothing of ECS where no service is given", async () => {
    const asked: Asked[] = [];
    const { rungs } = await examined({ asked });
    expect(rungs.map(({ id }) => id)).not.to.include("aws.ecs");
    expect(asked.map(([question]) => question)).not.to.include.members(["service"]);
  });

  it("is the same for the same answers", async () => {
    const broken = { answers: { rules: rulesOf(), targetHealth: health() } };
    expect(JSON.stringify(await examined(broken))).to.equal(JSON.stringify(await examined(broken)));
  });

  for (const [question, rung, what] of [
    ["loadBalancers", "aws.balancer", "the balancer"],
    ["loadBalancerAttributes", "aws.balancer", "the balancer's settings, such as its idle timeout"],
    ["listeners", "aws.balancer", "the balancer's listeners"],
    ["rules", "aws.rules", "the listener's rules"],
    ["targetGroups", "aws.targets", "the target group and its health check"],
    ["targetGroupAttributes", "aws.targets", "the target group's settings, such as stickiness"],
    ["targetHealth", "aws.targets", "the targets' health"],
    ["securityGroups", "aws.security-groups", "the security groups"],
    ["subnets", "aws.security-groups", "the balancer's subnets"],
    ["webAcl", "aws.waf", "the web ACL"],
    ["service", "aws.ecs", "the ECS service"],
    ["stoppedTasks", "aws.ecs", "why tasks of the ECS service stopped"],
  ] as const) {
    it(`leaves one thing unknown where ${ACTIONS[question][0]} is denied, and names it`, async () => {
      const [action] = ACTIONS[question];
      const context = { ecs: { cluster: "prod", service: "mcp" }, connected: true };
      const { findings } = await examined({ denied: [action], context });
      expect(findings.map((each) => [each.id, each.severity, each.rung, each.says])).to.deep.equal([
        [
          "aws.not-told",
          "unknown",
          rung,
          `AWS did not tell ${what}: these credentials do not allow ${action}.`,
        ],
      ]);
      expect(findings[0]!.remedy).to.include(`Allow the action ${action}`);
    });
  }

  it("leaves the security groups unknown where the targets' interfaces are denied", async () => {
    const { findings } = await examined({
      denied: ["ec2:DescribeNetworkInterfaces"],
      answers: { targetHealth: health(["unhealthy", "Target.Timeout"]) },
    });
    expect(findings.map(({ id, severity }) => [id, severity])).to.deep.equal([
      ["aws.not-told", "unknown"],
      ["alb.targets-unhealthy", "broken"],
    ]);
  });

  it("is unknown where AWS answers in another form, which is said by path and value", async () => {
    const { findings } = await examined({ answers: { targetHealth: { TargetHealthDescriptions: [{}] } } });
    expect(findings.map(({ says }) => says)).to.deep.equal([
      "AWS did not tell the targets' health: AWS answered something else: " +
        "describe-target-health.TargetHealthDescriptions[0].Target.Id: expected a text, got nothing.",
    ]);
  });

  it("skips what rests on the rules, where there are none to see", async () => {
    const { rungs } = await examined({ denied: [elb("DescribeRules")] });
    expect(rungs.map(({ id, state, blockedBy }) => [id, state, blockedBy])).to.deep.equal([
      ["aws.balancer", "works", null],
      ["aws.rules", "unknown", null],
      ["aws.security-groups", "works", null],
      ["aws.targets", "skipped", "aws.rules"],
      ["aws.waf", "works", null],
    ]);
  });

  it("closes what asked, also where it fails", async () => {
    let closed = 0;
    const close = () => {
      closed += 1;
    };
    const ask = { ...asking(healthy()), close };
    await examineAws({ url: URL_OF }, { askIn: () => ask, names });
    expect(closed).to.equal(1);
    const failing = { ...ask, loadBalancers: () => Promise.reject(new Error("a bug")) };
    await examineAws({ url: URL_OF }, { askIn: () => failing, names }).catch(() => undefined);
    expect(closed).to.equal(2);
  });

  it("finds every weight 0", async () => {
    const rule = describedRule(10, "a", onPath("/mcp"));
    const Actions = [
      {
        Type: "forward",
        ForwardConfig: { TargetGroups: [{ TargetGroupArn: company.targetGroupArn, Weight: 0 }] },
      },
    ];
    expect(await idsOf({ answers: { rules: rulesOf({ ...rule, Actions }) } })).to.deep.equal([
      "alb.weights broken",
    ]);
  });
});
