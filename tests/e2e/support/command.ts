import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

/** Where a command runs, and with what environment. */
export interface Shell {
  cwd: string;
  env: NodeJS.ProcessEnv;
}

/** How a command ended. */
export interface Outcome {
  exitCode: number | null;
  /** Both of its outputs. */
  output: string;
}

/** Runs a command to its end. */
export async function run(shell: Shell, command: string, args: string[]): Promise<Outcome> {
  const child = spawn(command, args, { ...shell, stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close") as Promise<[number | null]>,
  ]);
  return { exitCode, output: stdout + stderr };
}

/**
 * Runs a command and kills it, with all that it has started, as soon as something has happened.
 *
 * @throws Error where it ends before that.
 */
export async function runAndKill(
  shell: Shell,
  command: string,
  args: string[],
  happened: Promise<void>,
): Promise<void> {
  // In a group of its own, so that what it has started dies with it.
  const child = spawn(command, args, { ...shell, stdio: "ignore", detached: true });
  const gone = once(child, "close");
  await Promise.race([happened, gone]);
  if (child.exitCode !== null || child.pid === undefined)
    throw new Error(`${command} ${args.join(" ")} ended before it could be killed`);
  process.kill(-child.pid, "SIGKILL");
  await gone;
}
