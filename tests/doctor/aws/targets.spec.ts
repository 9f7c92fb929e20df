import { expect } from "chai";
import { REASON_CODES } from "../../../doctor/aws/reasonCodes.ts";
import { TargetHealthReasonEnum } from "@aws-sdk/client-elastic-load-balancing-v2";
import { attributes, company, describedGroup, examined, health, idsOf, SERVER } from "./support.ts";

const group = (changes: object) => ({ TargetGroups: [describedGroup(SERVER, changes)] });

describe("The target group, as AWS has it,", () => {
  it("has no targets: every request is a 503", async () => {
    const { findings } = await examined({ answers: { targetHealth: health() } });
    expect(findings.map(({ id, severity, says }) => [id, severity, says])).to.deep.equal([
      [
        "alb.no-targets",
        "broken",
        "The target group sales-prod-mcp-server has no registered targets: every request to it is a 503.",
      ],
    ]);
    expect(findings[0]!.remedy).to.include(
      `aws elbv2 register-targets --region us-east-1 --target-group-arn ${company.targetGroupArn}`,
    );
  });

  it("has no healthy target: reason, AWS's words and remedy are told", async () => {
    const targetHealth = health([
      "unhealthy",
      "Target.ResponseCodeMismatch",
      "Health checks failed with these codes: [404]",
    ]);
    const { findings } = await examined({ answers: { targetHealth } });
    expect(findings).to.have.length(1);
    expect(findings[0]).to.deep.include({
      id: "alb.targets-unhealthy",
      severity: "broken",
      says: "None of the 1 target of sales-prod-mcp-server is healthy: Target.ResponseCodeMismatch.",
      remedy: REASON_CODES["Target.ResponseCodeMismatch"]!.remedy,
    });
    expect(findings[0]!.evidence[0]!.facts).to.deep.equal([
      "10.0.1.5:8000 is unhealthy: Target.ResponseCodeMismatch (Health checks failed with these codes: [404])",
      "health check: GET /healthz at traffic-port, healthy with 200 within 5 seconds",
    ]);
  });

  it("has one healthy target of two: less, but it works", async () => {
    const targetHealth = health(["healthy"], ["unhealthy", "Target.Timeout", "Request timed out"]);
    expect(await idsOf({ answers: { targetHealth } })).to.deep.equal(["alb.targets-unhealthy degraded"]);
  });

  it("has none that is healthy and is answered from all the same: the balancer fails open", async () => {
    const answers = { targetHealth: health(["unhealthy", "Target.ResponseCodeMismatch"]) };
    const context = { answeredByServer: true };
    expect(await idsOf({ answers, context })).to.deep.equal(["alb.targets-unhealthy degraded"]);
  });

  it("is well in the middle of a deployment", async () => {
    const targetHealth = health(
      ["healthy"],
      ["initial", "Elb.InitialHealthChecking"],
      ["draining", "Target.DeregistrationInProgress"],
    );
    expect(await idsOf({ answers: { targetHealth } })).to.deep.equal([]);
  });

  it("has but targets that are starting: wait", async () => {
    const { findings } = await examined({
      answers: { targetHealth: health(["initial", "Elb.RegistrationInProgress"]) },
    });
    expect(findings.map(({ id, remedy }) => [id, remedy])).to.deep.equal([
      ["alb.targets-unhealthy", "Wait for the health checks, and ask again."],
    ]);
  });

  it("is well where the health of a function is not checked", async () => {
    const answers = {
      targetHealth: health(["unavailable", "Target.HealthCheckDisabled"]),
      targetGroups: group({ TargetType: "lambda", HealthCheckEnabled: false }),
    };
    expect(await idsOf({ answers })).to.deep.equal([]);
  });

  it("may give every reason that AWS knows, and each is in the table", () => {
    expect(Object.keys(REASON_CODES).sort()).to.deep.equal(Object.values(TargetHealthReasonEnum).sort());
  });

  it("is checked by asking the endpoint itself, whose answer is no success: why its targets ail comes before that they do", async () => {
    const answers = {
      targetGroups: group({ HealthCheckPath: "/mcp" }),
      targetHealth: health(["unhealthy", "Target.ResponseCodeMismatch"]),
    };
    expect(await idsOf({ answers })).to.deep.equal([
      "alb.health-check-endpoint broken",
      "alb.targets-unhealthy broken",
    ]);
  });

  it("is checked at the endpoint, and nobody knows whether that is healthy", async () => {
    const answers = { targetGroups: group({ HealthCheckPath: "/mcp" }) };
    expect(await idsOf({ answers, denied: ["elasticloadbalancing:DescribeTargetHealth"] })).to.include(
      "alb.health-check-endpoint degraded",
    );
  });

  it("has no targets, though another group of the rule answers", async () => {
    const answers = { targetHealth: health() };
    expect(await idsOf({ answers, context: { answeredByServer: true } })).to.deep.equal([
      "alb.no-targets degraded",
    ]);
  });

  it("is checked at the endpoint and healthy all the same, which is but a note", async () => {
    expect(await idsOf({ answers: { targetGroups: group({ HealthCheckPath: "/mcp" }) } })).to.deep.equal([
      "alb.health-check-endpoint note",
    ]);
  });

  it("may be checked at the endpoint with a matcher that admits the answer", async () => {
    const targetGroups = group({ HealthCheckPath: "/mcp", Matcher: { HttpCode: "200-499" } });
    expect(await idsOf({ answers: { targetGroups } })).to.deep.equal([]);
  });

  for (const [version, ids] of [
    ["HTTP1", []],
    ["HTTP2", ["alb.protocol-version broken"]],
    ["GRPC", ["alb.protocol-version broken"]],
  ] as const) {
    it(`speaks ${version}`, async () => {
      expect(await idsOf({ answers: { targetGroups: group({ ProtocolVersion: version }) } })).to.deep.equal(
        ids,
      );
    });
  }

  for (const [stateful, sticky, targets, ids] of [
    [true, "false", 2, ["alb.stickiness-off degraded"]],
    [true, "true", 2, ["alb.stickiness-cookie note"]],
    [true, "false", 1, []],
    [false, "false", 2, []],
    [undefined, "false", 2, []],
  ] as const) {
    it(`spreads over ${targets}, stickiness ${sticky}, server with sessions: ${stateful ?? "unknown"}`, async () => {
      const answers = {
        targetGroupAttributes: attributes({ "stickiness.enabled": sticky, "stickiness.type": "lb_cookie" }),
        targetHealth: health(...Array.from({ length: targets }, (): [string] => ["healthy"])),
      };
      const context = stateful === undefined ? {} : { serverIsStateful: stateful };
      expect(await idsOf({ answers, context })).to.deep.equal(ids);
    });
  }

  for (const [delay, ids] of [
    ["299", ["alb.deregistration-delay note"]],
    ["300", []],
  ] as const) {
    it(`gives streams ${delay} seconds at a deployment, of the 300 that they may be silent for`, async () => {
      const answers = {
        targetGroupAttributes: attributes({ "deregistration_delay.timeout_seconds": delay }),
      };
      expect(await idsOf({ answers, context: { longestSilence: 300 } })).to.deep.equal(ids);
    });
  }
});
