import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bed } from "../bed/bed.ts";
import type { Opened, Route } from "../bed/route.ts";
import { AUTHORITIES, type Output, type Tool } from "./tools.ts";

/** What a tool made of a route. */
export interface Said {
  /** Null where it was ended because it took too long. */
  exit: number | null;
  says: string;
}

/** A tool that is on this machine. */
export interface Found {
  tool: Tool;
  file: string;
}

/** How long a tool may take for one route. */
const SECONDS = 60;

/** Runs the tools on a route, one after the other, and has what each says by its name. */
export async function compare(
  bed: Bed,
  route: Route,
  tools: readonly Found[],
): Promise<Record<string, Said>> {
  const opened = await bed.open(route);
  const said: Record<string, Said> = {};
  try {
    for (const { tool, file } of tools) {
      const output = await run(file, tool.args(opened), opened);
      const says = output.exit === null ? `nothing within ${SECONDS} s` : tool.says(output);
      said[tool.name] = { exit: output.exit, says };
    }
  } finally {
    await opened.close();
  }
  return said;
}

/** Runs a tool with a home of its own, in which it may write what it likes, and with the bed's authority among the trusted ones. */
async function run(file: string, args: string[], { options: { ca } }: Opened): Promise<Output> {
  const home = await mkdtemp(join(tmpdir(), "mcp-route-comparison-"));
  const authorities = join(home, AUTHORITIES);
  await writeFile(authorities, ca ?? "");
  const trust = ca === undefined ? {} : { NODE_EXTRA_CA_CERTS: authorities, SSL_CERT_FILE: authorities };
  const env = { PATH: process.env["PATH"], HOME: home, NO_COLOR: "1", ...trust };
  try {
    return await new Promise((resolve) => {
      execFile(
        file,
        args,
        { cwd: home, env, timeout: SECONDS * 1000, killSignal: "SIGKILL" },
        (error, stdout, stderr) => {
          const exit = error === null ? 0 : typeof error.code === "number" ? error.code : null;
          resolve({ exit, stdout, stderr });
        },
      ).stdin?.end();
    });
  } finally {
    await rm(home, { recursive: true });
  }
}
