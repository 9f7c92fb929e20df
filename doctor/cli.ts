#!/usr/bin/env node
import module from "node:module";
import { CommanderError } from "commander";
import { readCommandLine } from "./options.ts";
import { EXIT_CODES } from "./report/exitCode.ts";
import { UsageError } from "./usageError.ts";

// Later examinations need not compile again what the first one did. Node 20 cannot.
if ("enableCompileCache" in module) module.enableCompileCache();

// Whoever reads the output may stop early, as `head` does: what is left of it is for nobody, and the exit code stays.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

const interrupt = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const)
  process.once(name, () => {
    interrupt.abort();
  });
try {
  const commandLine = readCommandLine(process.argv.slice(2));
  // Loaded only now: a mistyped option is told, and the help shown, at once.
  const { main } = await import("./main.ts");
  process.exitCode = await main(commandLine, interrupt.signal);
} catch (error) {
  process.exitCode = told(error);
}
if (interrupt.signal.aborted) process.exitCode = EXIT_CODES.interrupted;

/** Tells people of an error, and gives back the exit code. */
function told(error: unknown): number {
  // Commander has told it, or shown the help.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODES.works : EXIT_CODES.usage;
  if (error instanceof UsageError) {
    console.error(error.message);
    return EXIT_CODES.usage;
  }
  if (!interrupt.signal.aborted) {
    console.error("The doctor itself failed, which says nothing of the route:");
    console.error(error);
  }
  return EXIT_CODES.failed;
}
