import { spawnSync } from "node:child_process";
import { expect } from "chai";
import { FOLDER } from "../../bench/folder.ts";

describe("the bench's command", () => {
  /** How the command ends with these arguments, and all that it says. */
  function ended(...args: string[]): { status: number | null; said: string } {
    const node = ["--import", "./load-typescript.js", "bench/cli.ts", ...args];
    const { status, stdout, stderr } = spawnSync(process.execPath, node, { cwd: FOLDER, encoding: "utf8" });
    return { status, said: stdout + stderr };
  }

  it("tells its options, and measures nothing, where it is asked for help", () => {
    const { status, said } = ended("--help");
    expect(status).to.equal(0);
    expect(said).to.include("--short").and.to.include("--only <part>").and.not.to.include("measuring");
  });

  it("refuses a part that there is not, and names those that there are", () => {
    const { status, said } = ended("--only", "everything");
    expect(status).to.equal(1);
    expect(said)
      .to.include("start, routes, rehearsal, engine, streams, doctor")
      .and.not.to.include("measuring");
  });

  it("refuses a misspelt option, and names the nearest", () => {
    const { status, said } = ended("--shrot");
    expect(status).to.equal(1);
    expect(said).to.include("--short");
  });
});
