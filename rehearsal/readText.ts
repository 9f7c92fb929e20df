import { readFile } from "node:fs/promises";

/**
 * A file's text; undefined where there is no such file.
 *
 * @throws Error that says why it cannot be read, to be put behind the file's name.
 */
export async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    if (code === "ENOENT") return undefined;
    throw new Error(`cannot be read (${code}).`);
  }
}
