import { readStackFile } from "../../rehearsal/program/stackFile.ts";
import { lookUps } from "../../tests/support/company.ts";
import { type Command, run } from "../../tests/support/engine.ts";
import { FOLDER } from "../folder.ts";

/** How production's program is run differently: another file, or another loader. */
type Difference = Pick<Command, "main" | "loader">;

/**
 * Runs production's program on the SDK's real run path.
 *
 * @returns How long its process lived, in milliseconds: all that an empty program and this one have in common
 *   is that they begin and end, and what lies between is what a user waits for.
 * @throws Error where it fails.
 */
export async function runProgram(difference: Difference = {}): Promise<number> {
  const { config } = await readStackFile(FOLDER, "prod");
  const { exitCode, errors, milliseconds } = await run({
    folder: FOLDER,
    project: "mcp-route",
    stack: "prod",
    config,
    lookUp: lookUps(),
    ...difference,
  });
  if (exitCode !== 0) throw new Error(["The program failed.", ...errors].join("\n"));
  return milliseconds;
}

/** Runs a Pulumi program that makes nothing, with the same loader; in milliseconds as well. */
export function runEmptyProgram(): Promise<number> {
  return runProgram({ main: "bench/start/emptyProgram.ts" });
}
