import { expect } from "chai";
import type { Baseline } from "../../../doctor/report/baseline.ts";
import { EXIT_CODES, exitCode } from "../../../doctor/report/exitCode.ts";
import type { Finding, Report, Verdict } from "../../../doctor/report/report.ts";
import { IDLE, MISSING, SAMPLES } from "./samples.ts";

/** A baseline without findings. */
function baseline(verdict: Verdict): Baseline {
  return { verdict, findings: [] };
}

/** A report of these findings. */
function reportOf(verdict: Verdict, ...findings: Finding[]): Report {
  return { ...SAMPLES.broken, verdict, findings };
}

describe("The exit code", () => {
  it("has a meaning that never changes", () => {
    expect(EXIT_CODES).to.deep.equal({
      works: 0,
      broken: 1,
      usage: 2,
      degraded: 3,
      unknown: 4,
      failed: 70,
      interrupted: 130,
    });
  });

  const verdicts: [verdict: Verdict, code: number][] = [
    ["works", 0],
    ["broken", 1],
    ["degraded", 3],
    ["unknown", 4],
  ];
  for (const [verdict, code] of verdicts)
    it(`is ${code} where the route is ${verdict}`, () => {
      expect(exitCode({ ...SAMPLES.works, verdict }, null)).to.equal(code);
    });

  it("is 0 with a baseline that holds all that is found", () => {
    const known = {
      id: MISSING.id,
      layer: "nginx",
      severity: "broken",
      method: "POST",
      hop: "public",
    } as const;
    expect(exitCode(reportOf("broken", MISSING), { verdict: "broken", findings: [known] })).to.equal(0);
  });

  it("is 1 where something new breaks the route, whatever else is new", () => {
    expect(exitCode(reportOf("broken", IDLE, MISSING), baseline("works"))).to.equal(1);
  });

  it("is 3 where what is new only degrades it", () => {
    expect(exitCode(reportOf("degraded", IDLE), baseline("works"))).to.equal(3);
  });

  it("is 4 where nothing is new, but what could be told then cannot be now", () => {
    expect(exitCode(reportOf("unknown"), baseline("broken"))).to.equal(4);
  });

  it("is 0 where it could not be told then either", () => {
    expect(exitCode(reportOf("unknown"), baseline("unknown"))).to.equal(0);
  });
});
