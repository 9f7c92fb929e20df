import { once } from "node:events";
import { rm, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { word } from "../components/command.ts";
import { explain, requestLine } from "./explain.ts";
import { type Subject, prepare, settingsOf } from "./program/prepare.ts";
import { type ServedRoute, rehearse } from "./rehearse.ts";
import { report } from "./report.ts";
import { refusedVerdict } from "./verdict.ts";
import { worldCommands } from "./world/commands.ts";

/** The options of the command. */
export interface Options {
  stack: string;
  json?: true;
  keep?: true;
  port?: number;
  timeScale: number;
  world?: string;
  aws?: true;
  worldCommands?: string | true;
  explain?: string;
}

const FOLDER = fileURLToPath(new URL("..", import.meta.url));

/**
 * Does what the options ask for, and resolves with the exit code.
 *
 * @throws Error whose message is for people.
 */
export async function main(options: Options, signal: AbortSignal): Promise<number> {
  const { stack, world, aws, explain: request, worldCommands: worldFolder } = options;
  const subject = {
    folder: FOLDER,
    stack,
    ...(world === undefined ? {} : { world }),
    ...(aws === undefined ? {} : { asksAws: aws }),
  };
  if (worldFolder !== undefined) {
    const folder = worldFolder === true ? "world" : worldFolder;
    const commands = worldCommands(await settingsOf(subject), folder);
    console.log([`mkdir -p ${word(folder)}`, ...commands].join("\n"));
    return 0;
  }
  if (request !== undefined) {
    const asked = requestLine(request);
    console.log(explain(await prepare(subject), asked));
    return 0;
  }
  return await hold(subject, options, signal);
}

/** Holds a rehearsal and prints its verdict. */
async function hold(
  subject: Subject,
  { json, keep: stays, port, timeScale }: Options,
  signal: AbortSignal,
): Promise<number> {
  const progress = (text: string) => {
    console.error(`… ${text}`);
  };
  const order = { ...subject, ...(port === undefined ? {} : { port }), timeScale, signal, progress };
  const { verdict, route, stop } = await rehearse(order).catch((error: unknown) => {
    // Whoever asked for JSON gets an object whatever happens.
    if (json && error instanceof Error)
      console.log(JSON.stringify(refusedVerdict(subject.stack, error.message), null, 2));
    throw error;
  });
  try {
    console.log(json ? JSON.stringify(verdict, null, 2) : report(verdict));
    if (stays && route) await keep(route, signal);
    return verdict.ok ? 0 : 1;
  } finally {
    await stop();
  }
}

/** Leaves the route up until the user has had enough. The token is handed over in a file: it is no output. */
async function keep({ url, host, headers, token, died }: ServedRoute, signal: AbortSignal): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "mcp-route-"));
  try {
    const file = join(folder, "token");
    await writeFile(file, token, { mode: 0o600 });
    const sent = [["Host", host], ...headers].map((header) => header.join(": "));
    console.error(
      `The route is up at ${url} (${sent.join(", ")}) until Ctrl-C. The server accepts the token in ${file}:\n` +
        `  curl -i ${word(url)} ${sent.map((header) => `-H ${word(header)}`).join(" ")} -H "Authorization: Bearer $(cat ${word(file)})" ` +
        "-H 'Accept: application/json, text/event-stream' -H 'Content-Type: application/json' " +
        `-d '${JSON.stringify(INITIALIZE)}'`,
    );
    if (!signal.aborted) await Promise.race([once(signal, "abort"), died]);
  } catch (error) {
    // Ctrl-C reaches the server as well, whose end may be seen first.
    if (!signal.aborted) throw error;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The first message of a client, for those who have none at hand. */
const INITIALIZE = {
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: "curl", version: "0" },
  },
};
