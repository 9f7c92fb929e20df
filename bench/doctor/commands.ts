import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { FOLDER } from "../folder.ts";

/** What a command took, from its process's start to its end, and what it printed. */
export interface Ran {
  milliseconds: number;
  printed: string;
}

/**
 * Runs a file by Node alone, as an installed command is.
 *
 * @throws Error where it ends with another code than 0
 */
async function run(file: string, args: readonly string[]): Promise<Ran> {
  const begun = performance.now();
  const child = spawn(process.execPath, [file, ...args], {
    cwd: FOLDER,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [printed, [exitCode]] = await Promise.all([
    text(child.stdout),
    once(child, "exit") as Promise<[number | null]>,
  ]);
  if (exitCode !== 0) throw new Error(`${file} ended with ${String(exitCode)}.\n${printed}`);
  return { milliseconds: performance.now() - begun, printed };
}

/** The whole ladder by the package's command, which `npm run build` makes. */
export function examineBuilt(url: string): Promise<Ran> {
  return run(join(FOLDER, "dist/doctor/cli.js"), [url, "--json"]);
}

/** One `tools/list` by the official inspector's CLI, started without npx. */
export function listByInspector(url: string): Promise<Ran> {
  return run(inspector(), ["--cli", url, "--transport", "http", "--method", "tools/list"]);
}

function inspector(): string {
  const manifest = createRequire(import.meta.url).resolve("@modelcontextprotocol/inspector/package.json");
  const { bin } = JSON.parse(readFileSync(manifest, "utf8")) as { bin: Record<string, string> };
  return join(dirname(manifest), bin["mcp-inspector"] ?? "");
}
