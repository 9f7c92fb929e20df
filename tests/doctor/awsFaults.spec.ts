import { expect } from "chai";
import type { Listener } from "../../dataplane/listener.ts";
import { examineAws } from "../../doctor/aws/examine.ts";
import { awsContextOf } from "../../doctor/awsContext.ts";
import { diagnose } from "../../doctor/diagnose.ts";
import { SECONDS } from "../../doctor/examine.ts";
import type { Report } from "../../doctor/report/report.ts";
import { asked, balancerAttributes } from "./aws/described.ts";
import { type Answers, company, health, names, permission, securityGroups } from "./aws/support.ts";
import type { Bed } from "./bed/bed.ts";
import { FAULTS } from "./bed/faults.ts";
import { AWS_FAULTS } from "./bed/faults/aws.ts";
import { HEALTHY } from "./bed/healthy.ts";
import type { Opened, Route } from "./bed/route.ts";
import { sharedBed } from "./bed/shared.ts";
import { examinedOf } from "./support.ts";

/** What AWS says of a fault's balancer, besides its listener, that is not as it should be. */
const STORIES: Record<string, (listener: Listener) => Partial<Answers>> = {
  "alb.no-healthy-target": () => ({
    targetHealth: health([
      "unused",
      "Target.NotInUse",
      "Target is in an Availability Zone that is not enabled for the load balancer",
    ]),
  }),
  "alb.target-refuses": () => ({
    targetHealth: health(["unhealthy", "Target.FailedHealthChecks", "Health checks failed"]),
  }),
  "alb.security-group": () => ({
    targetHealth: health(["unhealthy", "Target.Timeout", "Request timed out"]),
    securityGroups: securityGroups({
      balancer: [permission(80, 80, { cidr: "0.0.0.0/0" })],
      server: [permission(8000, 8000, { cidr: "10.9.0.0/16" })],
    }),
  }),
  "alb.health-check-endpoint": (listener) => ({
    // Below the five seconds for which a Node server keeps a connection, which else would be a fault of its own.
    loadBalancerAttributes: balancerAttributes(listener, 4),
    targetHealth: health([
      "unhealthy",
      "Target.ResponseCodeMismatch",
      "Health checks failed with these codes: [400]",
    ]),
  }),
  "stream.idle-alb": (listener) => ({ loadBalancerAttributes: balancerAttributes(listener, 2) }),
};

/** What of a fault's target groups is not as it should be. */
const GROUPS: Record<string, object> = {
  "alb.health-check-endpoint": { HealthCheckPath: "/mcp", Matcher: { HttpCode: "200" } },
};

/** The doctor's report of a route through a balancer, with `--aws --load-balancer`. */
async function withAws(id: string, opened: Opened): Promise<Report> {
  const { listener } = opened;
  if (listener === undefined) throw new RangeError(`${id} leads through no balancer.`);
  const hops = await examinedOf(opened);
  const context = awsContextOf(hops, { loadBalancer: company.balancerArn });
  const aws = await examineAws(context, {
    askIn: () => asked(listener, STORIES[id]?.(listener), GROUPS[id]),
    names,
  });
  return diagnose({ hops, token: null, aws, seconds: SECONDS });
}

describe("the doctor at the test bed, with AWS's word,", () => {
  let bed: Bed;
  before(async function () {
    bed = await sharedBed(this);
  });

  async function reportOf(route: Route): Promise<Report> {
    const opened = await bed.open(route);
    try {
      return await withAws(route.id, opened);
    } finally {
      await opened.close();
    }
  }

  describe("names what AWS knows to be the cause of", () => {
    for (const fault of FAULTS) {
      const { awsCause } = fault;
      if (awsCause === undefined) continue;
      it(`${fault.id}: ${awsCause}`, async () => {
        const { verdict, layer, cause, remedy, says } = await reportOf(fault);
        expect({ verdict, layer, cause }, says).to.deep.equal({
          verdict: fault.verdict,
          layer: awsCause === "sg.closed" ? "network" : "alb",
          cause: awsCause,
        });
        expect(remedy).to.be.a("string");
      });
    }
  });

  describe("leaves the cause as it is where the balancer is in order:", () => {
    for (const fault of AWS_FAULTS.filter(({ awsCause }) => awsCause === undefined)) {
      it(fault.id, async () => {
        const { verdict, layer, cause, says } = await reportOf(fault);
        expect({ verdict, layer, cause }, says).to.deep.equal({
          verdict: fault.verdict,
          layer: fault.layer,
          cause: fault.cause,
        });
      });
    }
  });

  describe("adds but its explanation to a healthy route:", () => {
    const balanced = HEALTHY.filter(({ id }) => /^healthy\.(?:alb|alb-nginx|rest-\w+|http-api)\./.test(id));
    for (const healthy of balanced) {
      it(healthy.id, async () => {
        const { verdict, findings, says } = await reportOf(healthy);
        const told = findings.filter(({ rung }) => rung.startsWith("aws."));
        expect({ verdict, told: told.map(({ id, severity }) => [id, severity]) }, says).to.deep.equal({
          verdict: healthy.verdict,
          told: [["aws.explained", "note"]],
        });
      });
    }
  });
});
