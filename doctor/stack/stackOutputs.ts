import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { visible } from "../report/escape.ts";
import { UsageError } from "../usageError.ts";

/** How the Pulumi CLI is called: by itself, or as npm's package, which is never downloaded for this. */
const CALLS = [["pulumi"], ["npx", "--no", "--", "pulumi"]] as const;

/**
 * What `pulumi stack output --json` prints.
 *
 * @throws UsageError that says whether the CLI is missing, or else what it says
 */
export async function stackOutputs(stack: string, signal: AbortSignal): Promise<string> {
  // By `npm run --silent` npx would be told to be silent too, and could not say that there is no Pulumi.
  const env = { ...process.env, npm_config_loglevel: "error" };
  for (const [command, ...before] of CALLS) {
    const args = [...before, "stack", "output", "--json", "--stack", stack, "--non-interactive"];
    try {
      return (await promisify(execFile)(command, args, { signal, env, maxBuffer: 16 * 1024 * 1024 })).stdout;
    } catch (error) {
      signal.throwIfAborted();
      if (isMissing(command, error)) continue;
      throw new UsageError(`Stack ${stack}: the Pulumi CLI could not read its outputs.\n${saidBy(error)}`);
    }
  }
  throw new UsageError(
    `Stack ${stack}: there is no Pulumi CLI on the PATH, which --stack needs. Install it (https://www.pulumi.com/docs/install/), or give the URL itself.`,
  );
}

/** Whether a call failed because the CLI is not there; npx says so itself. */
function isMissing(command: string, error: unknown): boolean {
  const { code, stderr } = error as { code?: unknown; stderr?: unknown };
  return (
    code === "ENOENT" ||
    (command === "npx" && /npx canceled|could not determine executable/i.test(String(stderr)))
  );
}

/** The last lines of what the CLI wrote, without what would direct a terminal. */
function saidBy(error: unknown): string {
  const { stderr, message } = error as { stderr?: unknown; message?: unknown };
  const text = typeof stderr === "string" && stderr.trim() !== "" ? stderr : String(message);
  return text.trim().split("\n").slice(-5).map(visible).join("\n");
}
