import * as z from "zod";
import type { Opened } from "../bed/route.ts";
import { oneLine } from "./oneLine.ts";

/** What a tool left behind. */
export interface Output {
  /** Its exit code; null where it was ended because it took too long. */
  exit: number | null;
  stdout: string;
  stderr: string;
}

/** A tool that checks MCP endpoints, as its own documentation has it called. */
export interface Tool {
  name: string;
  version: string;
  /** How it is installed: what to tell somebody who does not have it. */
  install: string;
  command: string;
  args: (route: Opened) => string[];
  /** What it says to its user, in one line. */
  says: (output: Output) => string;
}

/** The file with the bed's authority, in the folder in which a tool is run. */
export const AUTHORITIES = "ca.pem";

/** The tools, the official one first. */
export const TOOLS: readonly Tool[] = [
  {
    name: "inspector",
    version: "2.12.0",
    install: "npm ci",
    command: "mcp-inspector",
    // Of its ways to choose an era the one that gets through most often.
    args: ({ url, options: { token } }) => [
      ...["--cli", url, "--transport", "http", "--protocol-era", "auto"],
      ...["--method", "tools/list", "--format", "json", "-q"],
      ...(token === undefined ? [] : ["--header", `Authorization: Bearer ${token}`]),
    ],
    says: ({ stdout, stderr }) => {
      const { result, error } = parsed(printedSchema, stderr) ?? parsed(printedSchema, stdout) ?? {};
      return result ? `${result.tools.length} tools` : oneLine(error?.message ?? `${stdout}${stderr}`);
    },
  },
  {
    name: "mcpcheck",
    version: "0.1.1",
    install: "pip install jbt-mcpcheck==0.1.1",
    command: "mcpcheck",
    args: ({ url, options: { token } }) => [
      url,
      ...["--timeout", "10", "--probe", "none", "--legacy-probes"],
      ...(token === undefined ? [] : ["--token", token]),
    ],
    says: ({ stdout, stderr }) => {
      const lines = `${stdout}${stderr}`.split("\n").filter((line) => line !== "");
      const server = lines.filter((line) => /^server: .* — /.test(line));
      const failed = lines.filter((line) => line.startsWith("✗"));
      const undecided = lines.filter((line) => line.startsWith("?")).slice(0, 1);
      const [told = []] = [server, failed, undecided].filter(({ length }) => length > 0);
      return oneLine(told.length > 0 ? told.join("; ") : lines.slice(-1).join(""));
    },
  },
  {
    name: "mcp-doctor",
    version: "0.4.2",
    install: "cargo install mcp-doctor@0.4.2",
    command: "mcp-doctor",
    // It goes to a loopback address, and without TLS, only where both are allowed for the very URL; it sends a token over TLS alone.
    args: ({ url, options: { ca } }) => [
      ...["inspect", url, "--format", "json", "--allow-private-network", url],
      ...(ca === undefined ? ["--allow-cleartext-http", url] : ["--tls-ca-file", AUTHORITIES]),
    ],
    says: ({ stdout, stderr }) => {
      const report = parsed(diagnosedSchema, stdout);
      if (report === undefined) return oneLine(`${stdout}${stderr}`);
      const [first] = report.primary_diagnosis?.findings ?? [];
      if (first === undefined) return report.outcome;
      const finding = report.checks
        .flatMap(({ findings }) => findings)
        .find(({ code, location }) => code === first.code && location === first.location);
      return oneLine(`${first.code} ${first.location}: ${finding?.message ?? ""}`);
    },
  },
  {
    name: "mcp-tester",
    version: "0.8.0",
    install: "cargo install mcp-tester@0.8.0",
    command: "mcp-tester",
    args: ({ url, options: { token } }) => [
      ...["diagnose", url],
      ...(token === undefined ? [] : ["--api-key", token]),
    ],
    says: ({ stdout, stderr }) => {
      const lines = stdout.split("\n");
      const failed = lines.filter((line) => line.startsWith("✗ [FAIL]"));
      const advice = lines[lines.indexOf("RECOMMENDATIONS:") + 1] ?? "";
      const overall = lines.find((line) => line.startsWith("Overall Status:"));
      return oneLine(failed.length > 0 ? [...failed, advice].join("; ") : (overall ?? `${stdout}${stderr}`));
    },
  },
];

/** What the inspector prints as one JSON text. */
const printedSchema = z.object({
  result: z.object({ tools: z.array(z.unknown()) }).optional(),
  error: z.object({ message: z.string() }).optional(),
});

const placed = { code: z.string(), location: z.string() };

/** What of mcp-doctor's report tells its main finding. */
const diagnosedSchema = z.object({
  outcome: z.string(),
  primary_diagnosis: z.object({ findings: z.array(z.object(placed)) }).nullable(),
  checks: z.array(z.object({ findings: z.array(z.object({ ...placed, message: z.string() })) })),
});

/** The JSON of a text, where it is such. */
function parsed<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
