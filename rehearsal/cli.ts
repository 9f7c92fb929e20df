import { once } from "node:events";
import { rm, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Command, InvalidArgumentError } from "commander";
import { endpointOf } from "../components/endpoint.ts";
import { explain, requestLine } from "./explain.ts";
import { type Standing, groupName, prepare, rehearse, settingsOf } from "./rehearse.ts";
import { report } from "./report.ts";
import { worldCommands } from "./world/commands.ts";

/** The options of the command. */
interface Options {
  stack: string;
  json?: true;
  keep?: true;
  port?: number;
  timeScale: number;
  world?: string;
  worldCommands?: string | true;
  explain?: string;
}

const FOLDER = fileURLToPath(new URL("..", import.meta.url));

const command = new Command("rehearse")
  .description(
    "Serves a stack's route on loopback, as AWS would, and drives the official MCP client through it. Needs no AWS and no Pulumi CLI.",
  )
  .option("--stack <name>", "the stack, as in Pulumi.<name>.yaml", "prod")
  .option(
    "--explain <request>",
    "say which rule takes a request, and why each earlier one does not, such as 'POST https://demo.quiltdata.com/mcp'",
  )
  .option(
    "--world <folder>",
    "what the AWS CLI says of the balancer, so that nothing is assumed (see --world-commands)",
  )
  .option("--world-commands [folder]", "print the read-only commands that make such a folder")
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

async function main(options: Options, signal: AbortSignal): Promise<number> {
  const order = { folder: FOLDER, stack: options.stack };
  if (options.worldCommands !== undefined) {
    const folder = options.worldCommands === true ? "world" : options.worldCommands;
    const commands = worldCommands(await settingsOf(order), folder);
    console.log([`mkdir -p ${folder}`, ...commands].join("\n"));
    return 0;
  }
  const world = options.world === undefined ? {} : { world: options.world };
  if (options.explain !== undefined) {
    const request = requestLine(options.explain);
    const { plan, world: known } = await prepare({ ...order, ...world });
    console.log(explain(plan.after, request, (arn) => groupName(known, arn)));
    if (known.assumed)
      console.log(
        "  assumed: no other rules, and a default action that forwards to the frontend (--world tells)",
      );
    return 0;
  }
  const { timeScale } = options;
  const standing = await rehearse({
    ...order,
    ...world,
    ...(options.port === undefined ? {} : { port: options.port }),
    timeScale,
    signal,
    progress: (text) => {
      console.error(`… ${text}`);
    },
  });
  try {
    const { verdict } = standing;
    console.log(options.json ? JSON.stringify(verdict, null, 2) : report(verdict));
    if (options.keep && standing.url !== undefined) await keep(standing.url, standing, signal);
    return verdict.ok ? 0 : 1;
  } finally {
    await standing.stop();
  }
}

/** Leaves the route up until the user has had enough. The token is handed over in a file: it is no output. */
async function keep(url: string, { token, verdict }: Standing, signal: AbortSignal): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "mcp-route-"));
  try {
    const file = join(folder, "token");
    await writeFile(file, token, { mode: 0o600 });
    const { host } = endpointOf(verdict.url);
    console.error(
      `The route is up at ${url} (Host: ${host}) until Ctrl-C. The server accepts the token in ${file}:\n` +
        `  curl -i ${url} -H "Host: ${host}" -H "Authorization: Bearer $(cat ${file})" -H 'Accept: application/json, text/event-stream' ` +
        `-H 'Content-Type: application/json' -d '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"curl","version":"0"}}}'`,
    );
    if (!signal.aborted) await once(signal, "abort");
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What a shell expects of a command that Ctrl-C ended. */
const INTERRUPTED = 130;

const interrupt = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const)
  process.once(name, () => {
    interrupt.abort();
  });
try {
  process.exitCode = await main(command.parse().opts<Options>(), interrupt.signal);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = interrupt.signal.aborted ? INTERRUPTED : 1;
}
