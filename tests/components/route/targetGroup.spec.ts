import { expect } from "chai";
import { Algorithm, type CreateTargetArgs, StickinessType, TargetType } from "../../../components/index.ts";
import type { McpRouteArgs } from "../../../components/index.ts";
import { GROUP, group, route } from "../../support/route.ts";

/** The inputs of a new target group. */
async function inputs(create: CreateTargetArgs, changes: Partial<McpRouteArgs> = {}): Promise<object> {
  return (await route({ target: { create, port: 8000 }, ...changes })).the("mcp-tg").inputs;
}

/** Each setting, and what the target group has beside what every one has. */
const settings: Record<string, [CreateTargetArgs, object]> = {
  "no settings": [{}, {}],
  "targets by instance": [{ type: "instance" }, { targetType: "instance" }],
  "targets by address": [{ type: TargetType.Ip }, { targetType: "ip" }],
  "the algorithm round_robin": [
    { algorithm: Algorithm.RoundRobin },
    { loadBalancingAlgorithmType: "round_robin" },
  ],
  "the algorithm least_outstanding_requests": [
    { algorithm: Algorithm.LeastOutstandingRequests },
    { loadBalancingAlgorithmType: "least_outstanding_requests" },
  ],
  "the algorithm weighted_random": [
    { algorithm: Algorithm.WeightedRandom },
    { loadBalancingAlgorithmType: "weighted_random" },
  ],
  "a slow start": [{ slowStart: 30 }, { slowStart: 30 }],
  "no slow start, said so": [{ slowStart: 0 }, { slowStart: 0 }],
  "a cookie of the balancer's for a day": [
    { stickiness: {} },
    { stickiness: { enabled: true, type: "lb_cookie", cookieDuration: 86400 } },
  ],
  "a cookie of the balancer's for a while": [
    { stickiness: { type: StickinessType.LoadBalancer, duration: 60 } },
    { stickiness: { enabled: true, type: "lb_cookie", cookieDuration: 60 } },
  ],
  "a cookie of the server's": [
    { stickiness: { type: StickinessType.Application, cookieName: "session", duration: 3600 } },
    { stickiness: { enabled: true, type: "app_cookie", cookieDuration: 3600, cookieName: "session" } },
  ],
  "both thresholds of health": [
    {
      targetGroupHealth: {
        dnsFailover: { minimumTargets: 2, minimumPercentage: 50 },
        unhealthyRouting: { minimumTargets: 1, minimumPercentage: 25 },
      },
    },
    {
      targetGroupHealth: {
        // The provider wants a text in the one and a number in the other.
        dnsFailover: { minimumHealthyTargetsCount: "2", minimumHealthyTargetsPercentage: "50" },
        unhealthyStateRouting: { minimumHealthyTargetsCount: 1, minimumHealthyTargetsPercentage: "25" },
      },
    },
  ],
  "a threshold of DNS alone": [
    { targetGroupHealth: { dnsFailover: { minimumTargets: 3 } } },
    {
      targetGroupHealth: {
        dnsFailover: { minimumHealthyTargetsCount: "3", minimumHealthyTargetsPercentage: "off" },
        // Said as well, since AWS has it anyway, and the provider would show it as a difference.
        unhealthyStateRouting: { minimumHealthyTargetsCount: 1, minimumHealthyTargetsPercentage: "off" },
      },
    },
  ],
  "a threshold of routing alone": [
    { targetGroupHealth: { unhealthyRouting: {} } },
    {
      targetGroupHealth: {
        dnsFailover: { minimumHealthyTargetsCount: "1", minimumHealthyTargetsPercentage: "off" },
        unhealthyStateRouting: { minimumHealthyTargetsCount: 1, minimumHealthyTargetsPercentage: "off" },
      },
    },
  ],
  "a deregistration delay": [{ deregistrationDelay: 20 }, { deregistrationDelay: 20 }],
  "no deregistration delay": [{ deregistrationDelay: 0 }, { deregistrationDelay: 0 }],
};

describe("McpRoute's new target group", () => {
  for (const [what, [create, own]] of Object.entries(settings))
    it(`is made with ${what}, and else as every one`, async () => {
      expect(await inputs(create)).to.deep.equal({ ...group, ...own });
    });

  const silences: [longestSilence: number, delay: number][] = [
    [1, 300],
    [300, 300],
    [600, 600],
    [3600, 3600],
    [4000, 3600],
  ];
  for (const [longestSilence, delay] of silences)
    it(`waits ${delay} seconds for streams that may be silent for ${longestSilence}`, async () => {
      expect(await inputs({}, { longestSilence })).to.deep.equal({ ...group, deregistrationDelay: delay });
    });

  it("waits as long as it is told to, however long streams may be silent", async () => {
    const own = { deregistrationDelay: 30 };
    expect(await inputs(own, { longestSilence: 400 })).to.deep.equal({ ...group, ...own });
  });

  it("warns where that is less than streams may be silent for", async () => {
    const target = { create: { deregistrationDelay: 30 }, port: 8000 };
    const { warnings } = await route({ target, longestSilence: 400 });
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.match(/^McpRoute "mcp": target\.create\.deregistrationDelay: /);
  });

  it("warns of cookies, which most clients do not keep", async () => {
    const { warnings } = await route({ target: { create: { stickiness: {} }, port: 8000 } });
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.match(/^McpRoute "mcp": target\.create\.stickiness: /);
  });

  it("speaks HTTPS to the server and checks its health so, where that is asked", async () => {
    const { the, warnings } = await route({ target: { create: {}, port: 8443, protocol: "HTTPS" } });
    expect(the("mcp-tg").inputs).to.deep.equal({
      ...group,
      protocol: "HTTPS",
      port: 8443,
      healthCheck: { ...group.healthCheck, protocol: "HTTPS" },
    });
    expect(warnings).to.deep.equal([]);
  });

  it("is the only one", async () => {
    const { resources } = await route({ target: { create: {}, port: 8000 } });
    expect(resources.filter(({ type }) => type === GROUP).map(({ name }) => name)).to.deep.equal(["mcp-tg"]);
  });
});
