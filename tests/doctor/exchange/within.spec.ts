import { once, setMaxListeners } from "node:events";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect } from "chai";
import { after, within } from "../../../doctor/exchange/within.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** What keeps the process alive until the signal ends, which itself does not. */
async function ended(signal: AbortSignal): Promise<void> {
  const alive = setInterval(() => undefined, 1_000);
  if (!signal.aborted) await once(signal, "abort");
  clearInterval(alive);
}

describe("within", () => {
  it("ends when its time is up, whatever the garbage collector does meanwhile", async () => {
    const outer = within(new AbortController().signal, 50);
    setMaxListeners(0, outer);
    const signals = Array.from({ length: 50 }, () => within(within(outer, 10_000), 10_000));
    const ends = Promise.all(signals.map(ended));
    collect();
    await ends;
    expect(signals.every(({ aborted }) => aborted)).to.equal(true);
  });

  it("ends with the other signal", async () => {
    const controller = new AbortController();
    const signal = within(controller.signal, 60_000);
    expect(signal.aborted).to.equal(false);
    controller.abort();
    await ended(signal);
  });

  it("has ended where the other has", () => {
    expect(within(AbortSignal.abort(), 60_000).aborted).to.equal(true);
  });
});

describe("after", () => {
  it("ends only when the time behind the other signal's end is up", async () => {
    const controller = new AbortController();
    const signal = after(controller.signal, 20);
    controller.abort();
    expect(signal.aborted).to.equal(false);
    await ended(signal);
  });

  it("begins at once where the other has ended", async () => {
    await ended(after(AbortSignal.abort(), 20));
  });
});
