import { expect } from "chai";
import { describedWorld } from "../../rehearsal/supportWorld.ts";
import { FILES } from "../../../rehearsal/world/files.ts";
import { company, examined, idsOf } from "./support.ts";

const balancerWith = (balancer: object) => ({
  loadBalancers: describedWorld({ balancer })[FILES.loadBalancers],
});
const idle = (idleTimeout: number) => ({
  loadBalancerAttributes: describedWorld({ idleTimeout })[FILES.attributes],
});

describe("The balancer, as AWS has it,", () => {
  for (const [timeout, ids] of [
    [299, ["alb.idle-timeout degraded"]],
    [300, []],
  ] as const) {
    it(`waits ${timeout} seconds where streams may be silent for 300`, async () => {
      expect(await idsOf({ answers: idle(timeout), context: { longestSilence: 300 } })).to.deep.equal(ids);
    });
  }

  it("is told the command that raises the idle timeout", async () => {
    const { findings } = await examined({ answers: idle(60), context: { longestSilence: 300 } });
    expect(findings.map(({ says, remedy }) => [says, remedy])).to.deep.equal([
      [
        "The balancer cuts a stream after 60 seconds without a byte (its idle timeout), and streams may be silent for 300.",
        `aws elbv2 modify-load-balancer-attributes --region us-east-1 --load-balancer-arn ${company.balancerArn} ` +
          "--attributes Key=idle_timeout.timeout_seconds,Value=310, or have the server send a comment at least every 30 seconds.",
      ],
    ]);
  });

  it("is never told more than AWS allows", async () => {
    const { findings } = await examined({ answers: idle(60), context: { longestSilence: 4000 } });
    expect(findings[0]!.remedy).to.include("Value=4000,");
  });

  it("is promised nothing: no idle timeout is too short", async () => {
    expect(await idsOf({ answers: idle(1) })).to.deep.equal([]);
  });

  for (const [cutAfter, ids] of [
    [56.9, []],
    [57, ["alb.idle-timeout degraded"]],
    [63, ["alb.idle-timeout degraded"]],
    [63.1, []],
  ] as const) {
    it(`waits 60 seconds where a stream was cut after ${cutAfter}`, async () => {
      expect(await idsOf({ answers: idle(60), context: { cutAfter } })).to.deep.equal(ids);
    });
  }

  it("cuts a silent stream, as was seen: what to set is told", async () => {
    const { findings } = await examined({ answers: idle(60), context: { cutAfter: 60.04 } });
    expect(findings.map(({ says, remedy }) => [says, remedy])).to.deep.equal([
      [
        "The balancer cuts a stream after 60 seconds without a byte (its idle timeout), and one was cut after 60.",
        `aws elbv2 modify-load-balancer-attributes --region us-east-1 --load-balancer-arn ${company.balancerArn} ` +
          "--attributes Key=idle_timeout.timeout_seconds,Value=4000, or have the server send a comment at least every 30 seconds.",
      ],
    ]);
  });

  it("cuts a stream that was silent for longer than is promised, as it may", async () => {
    const context = { cutAfter: 60, longestSilence: 60 };
    expect(await idsOf({ answers: idle(60), context })).to.deep.equal([]);
  });

  for (const [keepAliveTimeout, ids] of [
    [5, ["alb.keep-alive-race degraded"]],
    [60, ["alb.keep-alive-race degraded"]],
    [61, []],
  ] as const) {
    it(`uses connections for 60 seconds that the server keeps for ${keepAliveTimeout}`, async () => {
      expect(await idsOf({ answers: idle(60), context: { keepAliveTimeout } })).to.deep.equal(ids);
    });
  }

  for (const [connected, ids] of [
    [true, []],
    [undefined, ["alb.internal note"]],
    [false, ["alb.internal broken"]],
  ] as const) {
    it(`is internal, and a connection from here came about: ${connected ?? "unknown"}`, async () => {
      const context = connected === undefined ? {} : { connected };
      expect(await idsOf({ answers: balancerWith({ Scheme: "internal" }), context })).to.deep.equal(ids);
    });
  }

  it("is a network's, which has no rules", async () => {
    const { findings, rungs } = await examined({ answers: balancerWith({ Type: "network" }) });
    expect(findings.map(({ id, severity }) => [id, severity])).to.deep.equal([
      ["aws.not-application", "unknown"],
    ]);
    expect(rungs.map(({ state }) => state)).to.deep.equal([
      "unknown",
      "skipped",
      "skipped",
      "skipped",
      "skipped",
    ]);
  });

  it("tells its settings among the facts", async () => {
    const { facts } = await examined();
    expect(facts.slice(0, 3)).to.deep.equal([
      `demo.quiltdata.com stands for ${company.dnsName}.`,
      "sales--LoadB-nGDYylEerIKm is internet-facing",
      "idle timeout in seconds: 400",
    ]);
  });
});
