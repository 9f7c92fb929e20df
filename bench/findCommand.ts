import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";

/**
 * Where a command is on this machine; undefined where it is not.
 *
 * @param more Folders to look into after those of the PATH.
 */
export async function findCommand(name: string, more: readonly string[] = []): Promise<string | undefined> {
  for (const folder of [...(process.env["PATH"] ?? "").split(delimiter), ...more]) {
    const file = join(folder, name);
    if (await isExecutable(file)) return file;
  }
  return undefined;
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
