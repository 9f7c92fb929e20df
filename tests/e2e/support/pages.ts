import { blocksOf, blocksUnder, pageOf } from "../../docs/page.ts";
import type { Project } from "./project.ts";

/** The headings of docs/import.md and docs/runbook.md under which tests find what they run. */
export const HEADINGS = {
  rule: "A rule",
  ruleAndGroup: "A rule and its target group",
  existing: "Into a stack that has the component already",
  back: "Handing it back",
  cutOff: "When an up was cut off",
} as const;

interface ImportFile {
  nameTable?: Record<string, string>;
  resources: { name: string; id?: string }[];
}

/** The block of a page in some language under a heading. */
export async function block(page: string, heading: string, language: string): Promise<string> {
  const [first = ""] = blocksUnder(blocksOf(await pageOf(page)), heading, language);
  return first;
}

/** The import file of docs/import.md under a heading, with ARNs in place of the page's, by the resource's name. */
export async function importFile(heading: string, ids: Record<string, string>): Promise<string> {
  const file = JSON.parse(await block("import.md", heading, "json")) as ImportFile;
  const resources = file.resources.map((resource) =>
    "id" in resource ? { ...resource, id: ids[resource.name] } : resource,
  );
  return JSON.stringify({ ...file, resources });
}

/** The import file for the rule of a stack that has the component already: the page shows it for a target group. */
export async function importFileOfRule(ruleArn: string): Promise<string> {
  const { nameTable } = JSON.parse(await block("import.md", HEADINGS.existing, "json")) as ImportFile;
  const { resources } = JSON.parse(await importFile(HEADINGS.rule, { "mcp-rule": ruleArn })) as ImportFile;
  return JSON.stringify({ nameTable, resources: resources.filter(({ id }) => id !== undefined) });
}

/** The commands of a block, each as the words after `pulumi`. */
export function commandsOf(code: string): string[][] {
  return code
    .trim()
    .split("\n")
    .map((line) => {
      const [program, ...words] = line.split(" ").map((word) => word.replace(/^'(.*)'$/, "$1"));
      if (program !== "pulumi") throw new Error(`no command of pulumi: ${line}`);
      return words;
    });
}

/** Runs a command of a page, and answers yes where it would ask. */
export async function runCommand(project: Project, words: string[]): Promise<string> {
  const asks = ["import", "up", "delete"].some((command) => words.includes(command));
  return await project.must(...words, ...(asks ? ["--yes"] : []));
}
