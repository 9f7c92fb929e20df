import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { access, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect } from "chai";
import type { Verdict } from "../../rehearsal/verdict.ts";
import { withFiles, words } from "./support.ts";
import { worldFiles } from "./supportWorld.ts";

const FOLDER = fileURLToPath(new URL("../..", import.meta.url));

/** A command that was run to its end. */
interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A command that is running, with what it has said so far. */
class Command {
  readonly child: ChildProcess;
  stdout = "";
  stderr = "";
  readonly #ended: Promise<Run>;

  constructor(...options: string[]) {
    this.child = spawn(
      process.execPath,
      ["--import", "./load-typescript.js", "rehearsal/cli.ts", ...options],
      {
        cwd: FOLDER,
      },
    );
    this.child.stdout?.setEncoding("utf8").on("data", (text: string) => (this.stdout += text));
    this.child.stderr?.setEncoding("utf8").on("data", (text: string) => (this.stderr += text));
    this.#ended = once(this.child, "close").then(([code]) => ({
      code: code as number | null,
      stdout: this.stdout,
      stderr: this.stderr,
    }));
  }

  /** Resolves when it is over; also its children are, or the pipes would still be open. */
  ended(): Promise<Run> {
    return this.#ended;
  }

  /** Resolves when it has said something on stderr, and with the match. */
  async said(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.stderr);
      if (match) return match;
      if (this.child.exitCode !== null)
        throw new Error(`it ended without saying ${pattern.source}: ${this.stderr}`);
      await Promise.race([once(this.child.stderr!, "data"), this.#ended]);
    }
  }

  /** The process id of its MCP server. */
  async server(): Promise<number> {
    const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid=,args="]);
    const processes = stdout.split("\n").map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? []);
    const own = processes.find(
      ([, , parent, args]) => Number(parent) === this.child.pid && args?.includes("mcpServer/main"),
    );
    if (!own) throw new Error("the MCP server is not running");
    return Number(own[1]);
  }
}

function run(...options: string[]): Promise<Run> {
  return new Command(...options).ended();
}

/** Resolves when a process is no more; it is not ours, so that there is no event to wait for. */
async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await pause(10);
  }
}

/** No stack trace, and nothing that only a developer understands. */
function expectForPeople(text: string): void {
  expect(text).not.to.match(/^\s+at |node:internal|file:\/\/|UnhandledPromise/m);
}

describe("the command of the rehearsal", function () {
  this.timeout(30_000);

  it("prints one JSON object on stdout, and what it is doing on stderr", async () => {
    const { code, stdout, stderr } = await run("--stack", "dev", "--json", "--time-scale", "1000");
    const verdict = JSON.parse(stdout) as Verdict;
    expect(Object.keys(verdict)).to.deep.equal([
      "ok",
      "stack",
      "url",
      "longestSilence",
      "assumed",
      "headerBudget",
      "before",
      "after",
      "routes",
      "findings",
    ]);
    expect(verdict).to.include({ ok: true, stack: "dev", url: "https://dev.quiltdata.com/mcp" });
    expect(verdict.after).to.include({ status: 200, tools: 97, silence: "kept" });
    expect(code).to.equal(0);
    expect(stderr).to.equal(
      "… running the program of stack dev\n… starting the MCP server\n" +
        "… driving the MCP client; its silent stream takes 0.6 s\n",
    );
  });

  it("rehearses production unless told otherwise, and ends with 1 where a promise is broken", async () => {
    await withFiles(worldFiles({ idleTimeout: 30 }), async (world) => {
      const { code, stdout } = await run("--world", world, "--time-scale", "1000");
      expect(stdout).to.match(
        /^Stack prod, https:\/\/demo\.quiltdata\.com\/mcp: 1 error; not everything that it promises came through\.\n/,
      );
      expect(stdout).not.to.match(/assumed/i);
      expect(stdout).to.match(/^stream silent for 300 s +- +cut$/m);
      expect(code).to.equal(1);
    });
  });

  it("explains a request by what AWS says", async () => {
    await withFiles(worldFiles(), async (world) => {
      const { code, stdout } = await run("--world", world, "--explain", "GET https://demo.quiltdata.com/");
      expect(stdout.split("\n").slice(1, 3)).to.deep.equal([
        '  rule 5 (Name: registry) passes: path "/" does not match "/api/*"',
        `  rule 10 (the stack's) passes: path "/" does not match "/mcp", "/mcp/*" or "/.well-known/oauth-protected-resource/mcp"`,
      ]);
      expect(code).to.equal(0);
    });
  });

  it("prints the commands that tell a world, and makes their folder", async () => {
    const { code, stdout, stderr } = await run("--world-commands", "my world");
    const lines = stdout.trimEnd().split("\n");
    expect([code, stderr, lines.length, lines[0]]).to.deep.equal([0, "", 7, "mkdir -p 'my world'"]);
    for (const line of lines.slice(1))
      expect(line).to.match(/^aws elbv2 describe-.* > 'my world\/[\w-]+\.json'$/);
  });

  describe("ends with 1 and a message for people", () => {
    for (const [what, options, message] of [
      [
        "for an option that it does not have",
        ["--wrold", "x"],
        "error: unknown option '--wrold'\n(Did you mean --world?)\n",
      ],
      [
        "for a port that is none",
        ["--port", "65536"],
        "error: option '--port <number>' argument '65536' is invalid. It is a whole number from 1 to 65535.\n",
      ],
      [
        "for a time scale that is none",
        ["--time-scale", "fast"],
        "error: option '--time-scale <factor>' argument 'fast' is invalid. It is a number from 1 to 1000.\n",
      ],
      [
        "for JSON of an explanation",
        ["--explain", "POST https://demo.quiltdata.com/mcp", "--json"],
        "error: option '--explain <request>' cannot be used with option '--json'\n",
      ],
      [
        "for the commands and an explanation at once",
        ["--world-commands", "--explain", "POST https://demo.quiltdata.com/mcp"],
        "error: option '--world-commands [folder]' cannot be used with option '--explain <request>'\n",
      ],
      ["for an argument too many", ["prod"], "error: too many arguments. Expected 0 arguments but got 1.\n"],
    ] as const) {
      it(what, async () => {
        expect(await run(...options)).to.deep.equal({ code: 1, stdout: "", stderr: message });
      });
    }

    it("for a stack that does not exist, with those that do", async () => {
      const { code, stdout, stderr } = await run("--stack", "nope");
      expect([code, stdout]).to.deep.equal([1, ""]);
      expect(stderr).to.match(/Pulumi\.nope\.yaml is missing\. The stacks here are: dev, gateway, prod\.\n$/);
      expectForPeople(stderr);
    });

    it("for a stack that does not exist, as JSON where that is asked for", async () => {
      const { code, stdout } = await run("--stack", "nope", "--json");
      const verdict = JSON.parse(stdout) as Verdict;
      expect([code, verdict.ok, verdict.stack, verdict.findings.length]).to.deep.equal([1, false, "nope", 1]);
      expect(verdict.findings[0]!.text).to.include("Pulumi.nope.yaml is missing.");
    });

    it("for a port that is in use, and leaves nothing running", async () => {
      const server = createServer();
      await once(server.listen(0, "127.0.0.1"), "listening");
      const { port } = server.address() as AddressInfo;
      try {
        const { code, stdout, stderr } = await run("--port", String(port));
        expect([code, stdout]).to.deep.equal([1, ""]);
        expect(stderr.split("\n").slice(2)).to.deep.equal([
          `Port ${port} on 127.0.0.1 is in use: choose another with --port, or leave it out to have one picked.`,
          "",
        ]);
      } finally {
        server.close();
      }
    });

    it("where the MCP server is killed during the rehearsal", async () => {
      const command = new Command("--time-scale", "10");
      await command.said(/driving the MCP client/);
      process.kill(await command.server(), "SIGKILL");
      const { code, stdout, stderr } = await command.ended();
      expect([code, stdout]).to.deep.equal([1, ""]);
      expect(stderr.split("\n").slice(3)).to.deep.equal(["The MCP server ended unasked, by SIGKILL.", ""]);
    });
  });

  it("ends with 130 where it is interrupted during the rehearsal, and ends its children", async () => {
    const command = new Command("--time-scale", "10");
    await command.said(/driving the MCP client/);
    const server = await command.server();
    command.child.kill("SIGINT");
    const { code, stdout, stderr } = await command.ended();
    expect([code, stdout]).to.deep.equal([130, ""]);
    expect(stderr.split("\n").slice(3)).to.deep.equal(["Interrupted.", ""]);
    await gone(server);
  });

  it("takes its MCP server with it where it is itself killed with -9", async () => {
    const command = new Command("--time-scale", "10");
    await command.said(/driving the MCP client/);
    const server = await command.server();
    command.child.kill("SIGKILL");
    await gone(server);
    await command.ended();
  });

  describe("with --keep", () => {
    /** Leaves a route up, and hands on what is said of it. */
    async function kept() {
      const command = new Command("--stack", "dev", "--keep", "--json", "--time-scale", "1000");
      const [, url = "", host = "", file = ""] = await command.said(
        /^The route is up at (\S+) \(Host: (\S+)\) until Ctrl-C\. The server accepts the token in (\S+):\n.*\n/m,
      );
      return { command, url, host, file };
    }

    it("leaves the route up with a token in a file, until Ctrl-C ends it well and takes all away", async () => {
      const { command, url, host, file } = await kept();
      const server = await command.server();
      expect(JSON.parse(command.stdout)).to.include({ ok: true });
      const token = await readFile(file, "utf8");
      expect(token).to.have.length(4096);
      expect(command.stdout + command.stderr).not.to.contain(token);
      const curl = /^ {2}(curl .*)$/m.exec(command.stderr)?.[1] ?? "";
      const { stdout } = await promisify(execFile)("sh", ["-c", curl]);
      expect(stdout).to.match(/^HTTP\/1\.1 200 OK\r\n[^]*"protocolVersion":"2025-11-25"/);
      expect([host, url]).to.satisfy(
        ([each, at]: string[]) => each === "dev.quiltdata.com" && at?.endsWith("/mcp"),
      );
      command.child.kill("SIGINT");
      expect((await command.ended()).code).to.equal(0);
      await gone(server);
      expect(await words(access(file))).to.contain("ENOENT");
      expect(await words(access(join(file, "..")))).to.contain("ENOENT");
      expect(await words(fetch(url))).to.equal("fetch failed");
    });

    it("ends with 1 and a message for people where the MCP server dies", async () => {
      const { command, file } = await kept();
      process.kill(await command.server(), "SIGKILL");
      const { code, stderr } = await command.ended();
      expect(code).to.equal(1);
      expect(stderr).to.match(/\nThe MCP server ended unasked, by SIGKILL\.\n$/);
      expect(await words(access(file))).to.contain("ENOENT");
    });
  });
});
