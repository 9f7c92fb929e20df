import { readFile, readdir } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { expect } from "chai";
import { FOLDER } from "../golden/golden.ts";

/** The anchor that a heading gets. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");
}

async function pages(): Promise<string[]> {
  const docs = await readdir(join(FOLDER, "docs"));
  return [
    "README.md",
    "examples/README.md",
    "tests/operations/README.md",
    ...docs.filter((name) => name.endsWith(".md")).map((name) => `docs/${name}`),
  ];
}

/** What is wrong with the links of a page that stay in this repository. */
async function brokenLinks(page: string): Promise<string[]> {
  const text = await readFile(join(FOLDER, page), "utf8");
  const links = [...text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)];
  const results = await Promise.all(
    links.map(async ([, path = "", anchor]) => {
      const target = path === "" ? join(FOLDER, page) : join(FOLDER, dirname(page), path);
      const name = `${relative(FOLDER, target)}${anchor === undefined ? "" : `#${anchor}`}`;
      if (anchor === undefined) return (await exists(target)) ? [] : [name];
      const headings = (await readFile(target, "utf8").catch(() => "")).matchAll(/^#+ (.+)$/gm);
      return [...headings].some(([, heading = ""]) => anchorOf(heading) === anchor) ? [] : [name];
    }),
  );
  return results.flat();
}

async function exists(path: string): Promise<boolean> {
  return await readFile(path).then(
    () => true,
    (error: unknown) => (error as NodeJS.ErrnoException).code === "EISDIR",
  );
}

describe("The pages", () => {
  it("link to files and headings that are there", async () => {
    const broken = await Promise.all(
      (await pages()).map(async (page) => (await brokenLinks(page)).map((link) => `${page}: ${link}`)),
    );
    expect(broken.flat()).to.deep.equal([]);
  });
});
