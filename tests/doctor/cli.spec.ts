import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import { FOLDER } from "../golden/golden.ts";
import { type Listening, startServer } from "./hops/loopback.ts";

/** How the command ended, and what it said. */
interface Ended {
  code: number | null;
  out: string;
  errors: string;
}

function start(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  return spawn(process.execPath, ["--import", "./load-typescript.js", "doctor/cli.ts", ...args], {
    cwd: FOLDER,
    // The route is on loopback, whatever proxy this machine has; and its own token is nobody's here.
    env: { ...process.env, MCP_TOKEN: "", NO_PROXY: "127.0.0.1", no_proxy: "127.0.0.1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function ended(child: ReturnType<typeof start>): Promise<Ended> {
  const [out, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit") as Promise<[number | null]>,
  ]);
  return { code, out, errors };
}

const run = (args: readonly string[], env: NodeJS.ProcessEnv = {}) => ended(start(args, env));

describe("The doctor's command", function () {
  this.timeout(60_000);

  let server: Listening;
  let folder: string;
  before(async () => {
    server = await startServer();
    folder = await mkdtemp(join(tmpdir(), "mcp-route-doctor-"));
  });
  after(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });

  it("ends with 0 where the route works, and says nothing but the report", async () => {
    const { code, out, errors } = await run([server.url.href]);
    expect(out).to.match(/^works: /);
    expect({ code, errors }).to.deep.equal({ code: 0, errors: "" });
  });

  describe("where a web site has the path", () => {
    let site: Listening;
    before(async () => {
      site = await startServer((_, response) => {
        response.writeHead(405, { "content-type": "text/html" }).end("<h1>405 Not Allowed</h1>");
        return true;
      });
    });
    after(() => site.stop());

    it("ends with 1, and says broken", async () => {
      const { code, out } = await run([site.url.href]);
      expect(out).to.match(/^broken: /);
      expect(code).to.equal(1);
    });

    it("ends with 0 where a baseline knows it", async () => {
      const baseline = join(folder, "baseline.json");
      await writeFile(baseline, (await run([site.url.href, "--json"])).out);
      const { code, errors } = await run([site.url.href, "--baseline", baseline]);
      expect({ code, errors }).to.deep.equal({ code: 0, errors: `Nothing new against ${baseline}.\n` });
    });
  });

  it("writes every file that it is asked for, and adds to the step's summary", async () => {
    const [junit, markdown, html, summary] = ["junit.xml", "report.md", "report.html", "summary.md"].map(
      (name) => join(folder, name),
    ) as [string, string, string, string];
    await writeFile(summary, "before\n");
    const files = ["--junit", junit, "--markdown", markdown, "--html", html, "--summary"];
    await run([server.url.href, ...files], { GITHUB_STEP_SUMMARY: summary });
    expect(await readFile(junit, "utf8")).to.match(/^<\?xml /);
    expect(await readFile(html, "utf8")).to.match(/^<!doctype html>/i);
    expect(await readFile(summary, "utf8")).to.equal(`before\n${await readFile(markdown, "utf8")}`);
  });

  it("never shows the token, and says which places got it", async () => {
    const token = join(folder, "token");
    await writeFile(token, "Bearer s3cr3t-t0k3n\n");
    const hops = ["--via", `inner=${server.url.origin}`];
    const { out } = await run([server.url.href, ...hops, "--token-file", token, "--json"]);
    const report = JSON.parse(out) as { token: object; hops: { name: string; token: boolean }[] };
    expect(report.token).to.deep.equal({ alg: null, kid: null, bytes: 12, expires: null });
    expect(report.hops.map(({ name, token: sent }) => [name, sent])).to.deep.equal([
      ["public", true],
      ["inner", false],
    ]);
    expect(out).not.to.include("s3cr3t");
  });

  it("ends with 130 on Ctrl-C, without a report", async () => {
    let told: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => (told = resolve));
    const silent = await startServer(() => {
      told();
      return true;
    });
    try {
      const child = start([silent.url.href]);
      const end = ended(child);
      await asked;
      child.kill("SIGINT");
      expect(await end).to.deep.equal({ code: 130, out: "", errors: "" });
    } finally {
      await silent.stop();
    }
  });

  it("shows no credential of the URL's query in any output", async () => {
    const files = ["r.html", "r.md", "r.xml"].map((name) => join(folder, name));
    const [html = "", markdown = "", junit = ""] = files;
    const url = `${server.url.href}?api_key=s3cr3t-in-the-query&page=2`;
    const outputs = ["--html", html, "--markdown", markdown, "--junit", junit];
    const { out, errors } = await run([url, "--json", ...outputs]);
    const all = [out, errors, ...(await Promise.all(files.map((file) => readFile(file, "utf8"))))].join("\n");
    expect(all).to.include("api_key=[token]").and.not.to.include("s3cr3t-in-the-query");
  });

  for (const [what, args] of [
    ["its report", (url: string) => [url, "--json"]],
    ["its capabilities", () => ["--capabilities"]],
    ["its help", () => ["--help"]],
  ] as const)
    it(`ends quietly where nobody reads ${what} to the end`, async () => {
      const child = start(args(server.url.href));
      child.stdout.destroy();
      const end = once(child, "exit") as Promise<[number | null]>;
      const [errors, [code]] = await Promise.all([text(child.stderr), end]);
      expect({ code, errors }).to.deep.equal({ code: 0, errors: "" });
    });

  for (const [what, args, says] of [
    ["no URL", [], "Give the endpoint's URL, or a stack that knows it"],
    ["a URL and a stack", ["http://127.0.0.1/mcp", "--stack", "prod"], "Give a URL or --stack, not both."],
    ["something that is no URL", ["demo.quiltdata.com/mcp"], "It begins with https:// or http://."],
    ["a URL with a fragment", ["http://127.0.0.1/mcp#tools"], "Leave #tools out: it is never sent."],
    [
      "a name to connect to",
      ["http://127.0.0.1/mcp", "--resolve", "foo"],
      "It is an address and perhaps a port",
    ],
    [
      "one file for two reports",
      ["http://127.0.0.1/mcp", "--html", "x.report", "--markdown", "./x.report"],
      "--html and --markdown: ./x.report would be both.",
    ],
    ["an unknown option", ["--whoo"], "Did you mean --who?"],
    ["a hop without a name", ["http://127.0.0.1/mcp", "--via", "http://10.0.0.5"], "It is NAME=URL"],
    [
      "two hops of one name",
      ["http://127.0.0.1/mcp", "--via", "a=http://a", "--via", "a=http://b"],
      "--via: a is the name of two places",
    ],
    [
      "a token to nowhere",
      ["http://127.0.0.1/mcp", "--token-to", "origin"],
      "--token-to: there is no place origin. The places are public.",
    ],
    ["a host for nowhere", ["http://127.0.0.1/mcp", "--host", "alb=x"], "--host: there is no place alb."],
    [
      "arguments without a tool",
      ["http://127.0.0.1/mcp", "--call-arguments", "{}"],
      "--call-arguments goes with --call.",
    ],
    ["a service without --aws", ["http://127.0.0.1/mcp", "--ecs", "a/b"], "--ecs goes with --aws."],
    [
      "a stream held by --who",
      ["http://127.0.0.1/mcp", "--who", "--idle", "5"],
      "leave --idle, --call, --health-check and --suspicious out",
    ],
    [
      "text that looks like code with --who",
      ["http://127.0.0.1/mcp", "--who", "--suspicious"],
      "leave --idle, --call, --health-check and --suspicious out",
    ],
    [
      "a health check without a hop",
      ["http://127.0.0.1/mcp", "--health-check", "/healthz"],
      "name that by --via origin=http://…",
    ],
    [
      "a health check of no path",
      ["http://127.0.0.1/mcp", "--health-check", "healthz"],
      "It is a path and perhaps a matcher, such as /healthz or /healthz=200-299.",
    ],
    [
      "a health check whose matcher AWS would not take",
      ["http://127.0.0.1/mcp", "--health-check", "/healthz=200-500"],
      "The matcher, behind the last =, is made of statuses from 200 to 499",
    ],
    [
      "an idle time of 0",
      ["http://127.0.0.1/mcp", "--idle", "0"],
      "a whole number of seconds from 1 to 4100",
    ],
    [
      "an authority's file that is not there",
      ["http://127.0.0.1/mcp", "--ca", "/nowhere.pem"],
      "--ca: /nowhere.pem cannot be read (ENOENT).",
    ],
    [
      "an authority's file without one",
      ["http://127.0.0.1/mcp", "--ca", "package.json"],
      "package.json: holds no certificate in PEM",
    ],
    ["a baseline that is none", ["http://127.0.0.1/mcp", "--baseline", "package.json"], "package.json: "],
    [
      "a file that cannot be written",
      ["http://127.0.0.1/mcp", "--html", "/nowhere/x.html"],
      "--html: /nowhere/x.html cannot be written (ENOENT).",
    ],
    [
      "a summary without GitHub",
      ["http://127.0.0.1/mcp", "--summary"],
      "--summary: GITHUB_STEP_SUMMARY is not set",
    ],
  ] as const)
    it(`refuses ${what} with 2, and says why`, async () => {
      const { code, out, errors } = await run(args, { GITHUB_STEP_SUMMARY: "" });
      expect(errors).to.include(says);
      expect({ code, out }).to.deep.equal({ code: 2, out: "" });
    });

  it("does not repeat a URL's credentials when it refuses them", async () => {
    const { code, errors } = await run(["https://user:s3cr3t@demo.quiltdata.com/mcp"]);
    expect(code).to.equal(2);
    expect(errors).to.include("no credentials").and.not.to.include("s3cr3t");
  });
});
