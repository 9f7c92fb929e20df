import { spawn } from "node:child_process";
import { once } from "node:events";
import { FOLDER } from "../folder.ts";

/**
 * Rehearses production by the command that its users type, from its process's start to its end, with the
 * verdict said.
 *
 * @returns How long it took, in milliseconds.
 * @throws Error where the verdict is bad.
 */
export async function rehearse(): Promise<number> {
  const begun = performance.now();
  const child = spawn(
    process.execPath,
    ["--import", "./load-typescript.js", "rehearsal/cli.ts", "--stack", "prod"],
    { cwd: FOLDER, stdio: "ignore" },
  );
  const [exitCode] = (await once(child, "exit")) as [number | null];
  if (exitCode !== 0) throw new Error(`The rehearsal of production ended with ${String(exitCode)}.`);
  return performance.now() - begun;
}
