import { type FileHandle, open } from "node:fs/promises";
import type { Options } from "./options.ts";
import { wantsColour } from "./report/colour.ts";
import type { Report } from "./report/report.ts";
import { UsageError } from "./usageError.ts";

/** Where the report goes. */
export interface Outputs {
  write: (report: Report) => Promise<void>;
}

/** The options that say so. */
type Where = Pick<Options, "json" | "junit" | "markdown" | "summary" | "html">;

/** A file, and what makes its text. */
interface Output {
  option: string;
  path: string;
  /** `a` adds to it, `w` empties it. */
  flags: "a" | "w";
  textOf: (report: Report) => Promise<string>;
}

/**
 * Opens the files of the report before anything is sent: whoever cannot have them hears of it at once, and what an earlier
 * examination left there is gone, however this one ends.
 *
 * @throws UsageError
 */
export async function openOutputs(where: Where): Promise<Outputs> {
  const files: { output: Output; file: FileHandle }[] = [];
  for (const output of outputsOf(where)) files.push({ output, file: await opened(output) });
  return {
    async write(report) {
      process.stdout.write(await shown(report, where));
      for (const { output, file } of files) {
        await file.writeFile(await output.textOf(report));
        await file.close();
      }
    },
  };
}

async function shown(report: Report, { json }: Where): Promise<string> {
  if (json === true) {
    const { reportJson } = await import("./report/json.ts");
    return reportJson(report);
  }
  const { reportText } = await import("./report/text.ts");
  return reportText(report, {
    colour: wantsColour({ isTerminal: process.stdout.isTTY, env: process.env }),
  });
}

function outputsOf({ junit, markdown, summary, html }: Where): Output[] {
  const asMarkdown = async (report: Report) => (await import("./report/markdown.ts")).reportMarkdown(report);
  return [
    ...fileOf("--junit", junit, async (report) => (await import("./report/junit.ts")).reportJunit(report)),
    ...fileOf("--markdown", markdown, asMarkdown),
    ...(summary === undefined ? [] : [{ ...summaryFile(), textOf: asMarkdown }]),
    ...fileOf("--html", html, async (report) =>
      (await import("./report/html.ts")).reportHtml(report, { at: new Date() }),
    ),
  ];
}

function fileOf(option: string, path: string | undefined, textOf: Output["textOf"]): Output[] {
  return path === undefined ? [] : [{ option, path, flags: "w", textOf }];
}

/** @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary */
function summaryFile(): Pick<Output, "option" | "path" | "flags"> {
  const path = process.env["GITHUB_STEP_SUMMARY"] ?? "";
  if (path === "")
    throw new UsageError("--summary: GITHUB_STEP_SUMMARY is not set, which GitHub Actions does in a step.");
  return { option: "--summary", path, flags: "a" };
}

async function opened({ option, path, flags }: Output): Promise<FileHandle> {
  try {
    return await open(path, flags);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new UsageError(`${option}: ${path} cannot be written (${code}).`);
  }
}
