import module from "node:module";
import { Command, InvalidArgumentError, Option } from "commander";
import type { Options } from "./main.ts";

/** The options of a rehearsal that is held: what only explains or prints has no use for them. */
const HOLDING = ["json", "keep", "port"];

const command = new Command("rehearse")
  .description(
    "Serves a stack's route on loopback, as AWS would, and drives the official MCP client through it. Needs no AWS and no Pulumi CLI.",
  )
  .option("--stack <name>", "the stack, as in Pulumi.<name>.yaml", "prod")
  .addOption(
    new Option(
      "--explain <request>",
      "say which rule takes a request, and why each earlier one does not, such as 'POST https://demo.quiltdata.com/mcp'",
    ).conflicts(HOLDING),
  )
  .option(
    "--world <folder>",
    "what the AWS CLI says of the balancer, so that nothing is assumed (see --world-commands)",
  )
  .addOption(
    new Option(
      "--aws",
      "ask AWS itself, read-only, with the usual credentials (AWS_PROFILE, AWS_ENDPOINT_URL and so on)",
    ).conflicts(["world", "worldCommands"]),
  )
  .addOption(
    new Option("--world-commands [folder]", "print the read-only commands that make such a folder").conflicts(
      [...HOLDING, "explain", "world"],
    ),
  )
  .option("--json", "print one JSON object (docs/rehearsal.md)")
  .option("--keep", "leave the route up for a client of your own, until Ctrl-C")
  .option("--port <number>", "the route's port on 127.0.0.1; without one the system picks it", port)
  .option(
    "--time-scale <factor>",
    "how many times faster than on AWS the silent stream and its idle timeout run",
    factor,
    100,
  )
  .showSuggestionAfterError()
  .allowExcessArguments(false);

function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 65535)
    throw new InvalidArgumentError("It is a whole number from 1 to 65535.");
  return value;
}

function factor(text: string): number {
  const value = Number(text);
  if (!(value >= 1 && value <= 1000)) throw new InvalidArgumentError("It is a number from 1 to 1000.");
  return value;
}

/** What a shell expects of a command that Ctrl-C ended. */
const INTERRUPTED = 130;

// Later rehearsals need not compile again what the first one did: half a second sooner to the verdict. Node 20 cannot.
if ("enableCompileCache" in module) module.enableCompileCache();

const interrupt = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const)
  process.once(name, () => {
    interrupt.abort();
  });
try {
  const options = command.parse().opts<Options>();
  // Loaded only now: a mistyped option is told, and the help shown, at once.
  const { main } = await import("./main.ts");
  process.exitCode = await main(options, interrupt.signal);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = interrupt.signal.aborted ? INTERRUPTED : 1;
}
