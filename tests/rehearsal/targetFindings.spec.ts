import { expect } from "chai";
import type { PlainRoute } from "../../config.ts";
import { targetFindings } from "../../rehearsal/targetFindings.ts";

const target = (weight: number) => ({ create: {}, port: 8000, weight });

function texts(route: Partial<PlainRoute>): string[] {
  return targetFindings(route).map(({ severity, text }) => `${severity}: ${text}`);
}

describe("the findings on a stack's targets", () => {
  it("are none where there is one target group, or where one has all of the weight", () => {
    expect(texts({ target: target(1) })).to.deep.equal([]);
    expect(texts({ targets: { blue: target(1), green: target(0) } })).to.deep.equal([]);
  });

  const sessions =
    "note: All 2 target groups stand for one server here. On AWS each has servers of its own, and a client of the legacy era " +
    "loses its session when its next request goes to another target group, unless they share a store of sessions.";

  it("note that sessions are not shared between target groups", () => {
    expect(texts({ targets: { blue: target(90), green: target(10) } })).to.deep.equal([sessions]);
  });

  it("note it also where deployments change the weights", () => {
    expect(
      texts({ targets: { blue: target(1), green: target(0) }, forward: { leaveToDeployments: true } }),
    ).to.deep.equal([sessions]);
  });

  const cookies = "note: Not modelled: the cookies by which the balancer keeps a client with its target.";

  it("note that stickiness is not modelled", () => {
    expect(texts({ target: { create: { stickiness: {} }, port: 8000 } })).to.deep.equal([cookies]);
    expect(
      texts({ targets: { blue: target(1), green: target(1) }, forward: { stickiness: 60 } }),
    ).to.deep.equal([sessions, cookies]);
  });
});
