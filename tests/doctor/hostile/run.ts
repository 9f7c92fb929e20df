import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

/** What the command did. */
export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
  html: string;
  markdown: string;
  junit: string;
  /** The most memory that it had, in MB. */
  peak: number;
  seconds: number;
}

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** Runs the real command in a process of its own, with every output. */
export async function runDoctor(url: string, more: readonly string[] = []): Promise<Ran> {
  const folder = await mkdtemp(join(tmpdir(), "hostile-"));
  const files = {
    html: join(folder, "r.html"),
    markdown: join(folder, "r.md"),
    junit: join(folder, "r.xml"),
  };
  const began = performance.now();
  try {
    const child = spawn(
      process.execPath,
      [
        ...["--import", "./load-typescript.js", "--import", "./tests/doctor/hostile/peak.ts"],
        ...["doctor/cli.ts", url, ...more],
        ...["--html", files.html, "--markdown", files.markdown, "--junit", files.junit],
      ],
      { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] },
    );
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "exit") as Promise<[number | null]>,
    ]);
    const read = (path: string) => readFile(path, "utf8").catch(() => "");
    const [html, markdown, junit] = await Promise.all([
      read(files.html),
      read(files.markdown),
      read(files.junit),
    ]);
    const peak = Number(/peak (\d+)/.exec(stderr)?.[1] ?? NaN) / 1024;
    return { code, stdout, stderr, html, markdown, junit, peak, seconds: (performance.now() - began) / 1000 };
  } finally {
    await rm(folder, { recursive: true });
  }
}
