import { expect } from "chai";
import fc from "fast-check";
import { paceOf } from "../../rehearsal/pace.ts";
import { aRequest } from "../dataplane/support.ts";

const silent = aRequest({ headers: [["Mcp-Name", "stay-silent"]] });

/** Silence and idle timeout of the silent stream, in milliseconds. */
function pace(longestSilence: number, idle: number, timeScale: number): [silence: number, idle: number] {
  const { silenceMilliseconds, idleTimeout } = paceOf(longestSilence, idle, timeScale);
  return [silenceMilliseconds, idleTimeout(silent)];
}

describe("the pace of a rehearsal", () => {
  it("runs the silent stream faster than on AWS, and its idle timeout with a grace", () => {
    expect(pace(300, 400, 100)).to.deep.equal([3000, 4150]);
  });

  it("has no grace for a timeout that is to cut the stream", () => {
    expect(pace(300, 60, 100)).to.deep.equal([3000, 600]);
  });

  it("runs as on AWS where it is told to", () => {
    expect(pace(60, 60, 1)).to.deep.equal([60_000, 60_150]);
  });

  it("is never so fast that the grace would outweigh the timeout", () => {
    expect(pace(60, 60, 1000)).to.deep.equal([600, 750]);
  });

  it("leaves whatever else is idle its real time", () => {
    expect(paceOf(300, 400, 100).idleTimeout(aRequest())).to.equal(400_000);
  });

  it("has every other limit of the silent stream as it has the idle timeout, and of no other stream", () => {
    const { limit } = paceOf(300, 400, 100);
    expect([300_000, 30_000].map((milliseconds) => limit(silent, milliseconds))).to.deep.equal([3150, 300]);
    expect(limit(aRequest(), 30_000)).to.equal(30_000);
  });

  it("decides by the seconds on AWS, however close they are, with time to spare for the machine", () => {
    const seconds = fc.integer({ min: 1, max: 4000 });
    fc.assert(
      fc.property(seconds, seconds, fc.integer({ min: 1, max: 1000 }), (longestSilence, idle, timeScale) => {
        const [silence, timeout] = pace(longestSilence, idle, timeScale);
        if (idle < longestSilence) expect(timeout).to.be.within(300, silence - 150);
        else expect(timeout).to.be.at.least(silence + 150);
      }),
    );
  });
});
