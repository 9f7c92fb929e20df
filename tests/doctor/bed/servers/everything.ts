import { fork } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import * as z from "zod";
import type { Listening } from "../../../../rehearsal/servers/loopback.ts";

const listeningSchema = z.object({ port: z.int().min(1) });

/**
 * Starts the official reference server: of the old era, with sessions kept in memory, CORS for every origin, no Host
 * check, and a comment every 15 s in its streams.
 *
 * @see https://www.npmjs.com/package/@modelcontextprotocol/server-everything
 */
export async function startEverything(): Promise<Listening> {
  const file = createRequire(import.meta.url).resolve(
    "@modelcontextprotocol/server-everything/dist/index.js",
  );
  const preload = new URL("bindLoopback.js", import.meta.url).href;
  const child = fork(file, ["streamableHttp"], {
    // Not the parent's: the server is JavaScript, and starts sooner without a loader.
    execArgv: ["--import", preload],
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  const gone = once(child, "exit");
  const said: unknown[] = await Promise.race([once(child, "message"), gone.then(died)]);
  return {
    port: listeningSchema.parse(said[0]).port,
    stop: async () => {
      child.kill();
      await gone;
    },
  };
}

function died([code]: unknown[]): never {
  throw new Error(`The reference server ended before it listened, with exit code ${String(code)}.`);
}
