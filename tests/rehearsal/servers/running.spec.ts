import { expect } from "chai";
import { Running } from "../../../rehearsal/servers/running.ts";
import { words } from "../support.ts";

/** Something that notes that it was stopped. */
function part(name: string, stopped: string[]) {
  return {
    name,
    stop: () => {
      stopped.push(name);
      return Promise.resolve();
    },
  };
}

describe("what a rehearsal has started", () => {
  it("is handed over as it comes up", async () => {
    const one = part("one", []);
    expect(await new Running().start(Promise.resolve(one))).to.equal(one);
  });

  it("ends together, also what comes up only afterwards", async () => {
    const stopped: string[] = [];
    const running = new Running();
    await running.start(Promise.resolve(part("one", stopped)));
    let comeUp: () => void = () => undefined;
    const late = running.start(
      new Promise<ReturnType<typeof part>>((resolve) => {
        comeUp = () => {
          resolve(part("late", stopped));
        };
      }),
    );
    const ended = running.stop();
    comeUp();
    await Promise.all([ended, late]);
    expect(stopped).to.deep.equal(["one", "late"]);
  });

  it("ends also where one part never comes up", async () => {
    const stopped: string[] = [];
    const running = new Running();
    const failing = running.start(Promise.reject<ReturnType<typeof part>>(new Error("no")));
    await running.start(Promise.resolve(part("one", stopped)));
    await running.stop();
    expect(stopped).to.deep.equal(["one"]);
    expect(await words(failing)).to.equal("no");
  });
});
