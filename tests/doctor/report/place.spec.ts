import { expect } from "chai";
import { firstFault, hopOf } from "../../../doctor/report/place.ts";
import type { RungReport } from "../../../doctor/report/report.ts";
import { SAMPLES, rung } from "./samples.ts";

/** The first fault of two hops with these rungs, as the hop's name and the rung's id. */
function fault(outer: RungReport[], inner: RungReport[]): string | null {
  const [one, other] = SAMPLES.broken.hops;
  const place = firstFault({
    ...SAMPLES.broken,
    hops: [
      { ...one!, rungs: outer },
      { ...other!, rungs: inner },
    ],
  });
  return place && `${place.hop.name} ${place.rung.id}`;
}

describe("The hop of a finding", () => {
  it("is the first that its evidence names", () => {
    const evidence = [{ probe: "x" }, { hop: "origin" }, { hop: "public" }];
    expect(hopOf({ evidence }, SAMPLES.broken)).to.equal("origin");
  });

  it("is the outermost where it names none", () => {
    expect(hopOf({ evidence: [{ probe: "x" }] }, SAMPLES.broken)).to.equal("public");
  });
});

describe("The first fault", () => {
  it("is at the outermost hop that has a broken rung", () => {
    expect(
      fault([rung("path", "works", "x")], [rung("path", "broken", "x"), rung("idle", "broken", "x")]),
    ).to.equal("origin path");
  });

  it("is a broken rung before one that is only degraded", () => {
    expect(fault([rung("path", "degraded", "x")], [rung("path", "broken", "x")])).to.equal("origin path");
  });

  it("is the first degraded rung where none is broken", () => {
    expect(fault([rung("path", "unknown", "x")], [rung("idle", "degraded", "x")])).to.equal("origin idle");
  });

  it("is none where rungs only work, are unknown or were skipped", () => {
    expect(fault([rung("path", "works", "x")], [rung("path", "unknown", "x"), rung("idle", "skipped", "x")]))
      .to.be.null;
  });
});
