import { expect } from "chai";
import type { Bed } from "./bed/bed.ts";
import { FAULTS } from "./bed/faults.ts";
import { HEALTHY } from "./bed/healthy.ts";
import { sharedBed } from "./bed/shared.ts";
import { doctorOf } from "./support.ts";

describe("the doctor at the test bed", () => {
  let bed: Bed;
  before(async function () {
    bed = await sharedBed(this);
  });

  describe("names the layer and the cause of each fault:", () => {
    for (const fault of FAULTS) {
      it(`${fault.id}: ${fault.how}`, async function () {
        if (fault.byChance === true) this.retries(4);
        const route = await bed.open(fault);
        try {
          const { verdict, layer, cause, says } = await doctorOf(route);
          expect({ verdict, layer, cause }, says).to.deep.equal({
            verdict: fault.verdict,
            layer: fault.layer,
            cause: fault.cause,
          });
        } finally {
          await route.close();
        }
      });
    }
  });

  describe("finds nothing on each healthy route:", () => {
    for (const healthy of HEALTHY) {
      it(`${healthy.id}: ${healthy.how}`, async () => {
        const route = await bed.open(healthy);
        try {
          const { verdict, findings, says } = await doctorOf(route);
          expect(
            {
              verdict,
              findings: findings.filter(({ severity }) => severity !== "note").map(({ id }) => id),
            },
            says,
          ).to.deep.equal({
            verdict: healthy.verdict,
            findings: healthy.verdict === "unknown" ? ["auth.token-needed"] : [],
          });
        } finally {
          await route.close();
        }
      });
    }
  });

  it("has as many healthy routes as broken ones", () => {
    expect(HEALTHY.length).to.be.at.least(FAULTS.length);
  });
});
