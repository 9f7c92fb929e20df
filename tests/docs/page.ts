import { cp, mkdir, mkdtemp, readFile, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FOLDER } from "../golden/golden.ts";

/** A block of code of a page, with the heading that it stands under. */
export interface Block {
  heading: string;
  language: string;
  code: string;
}

/** The text of a page in `docs/`. */
export async function pageOf(name: string): Promise<string> {
  return await readFile(join(FOLDER, "docs", name), "utf8");
}

/** The blocks of code of a page, in order; those inside a list without its indentation. */
export function blocksOf(page: string): Block[] {
  let heading = "";
  const pattern = /^#+ (?<title>.+)$|^(?<indent> *)```(?<language>\w+)\n(?<code>[\s\S]*?)^\k<indent>```$/gm;
  return [...page.matchAll(pattern)].flatMap(({ groups = {} }) => {
    const { title, indent = "", language, code } = groups;
    if (title !== undefined) heading = title;
    if (language === undefined || code === undefined) return [];
    return [{ heading, language, code: code.replaceAll(new RegExp(`^${indent}`, "gm"), "") }];
  });
}

/** The blocks of code in some language under a heading. */
export function blocksUnder(blocks: Block[], heading: string, language: string): string[] {
  const found = blocks.filter((block) => block.heading === heading && block.language === language);
  if (found.length === 0) throw new Error(`no ${language} under "${heading}"`);
  return found.map(({ code }) => code);
}

/** A new project with the package `mcp-route` and its peers, as a user has it; the repository's stand in. */
export async function newProject(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "recipes-"));
  const modules = join(folder, "node_modules");
  await mkdir(modules);
  for (const part of ["@pulumi", "@types"])
    await symlink(join(FOLDER, "node_modules", part), join(modules, part));
  await symlink(FOLDER, join(modules, "mcp-route"));
  await cp(join(FOLDER, "Pulumi.yaml"), join(folder, "Pulumi.yaml"));
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "recipes", type: "module" }));
  return folder;
}
