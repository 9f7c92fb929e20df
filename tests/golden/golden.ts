import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { RecordedResource } from "../../rehearsal/program/recorder.ts";
import { prepare } from "../../rehearsal/rehearse.ts";

/** The stacks that have a golden file each: those of the repository, not those that its users add. */
export const STACKS = ["dev", "prod"];

/** The folder of `Pulumi.yaml`. */
export const FOLDER = fileURLToPath(new URL("../..", import.meta.url));

/** Everything that a stack's program asks for, as a golden file holds it. */
export async function graphOf(stack: string): Promise<string> {
  const { recording } = await prepare({ folder: FOLDER, stack });
  const { resources, lookUps, outputs } = recording;
  return `${JSON.stringify({ resources: resources.map(readable), lookUps, outputs }, null, 2)}\n`;
}

/** The file that a stack's graph is held against. */
export function goldenFile(stack: string): string {
  return fileURLToPath(new URL(`${stack}.json`, import.meta.url));
}

/** The golden file's text. */
export async function golden(stack: string): Promise<string> {
  return await readFile(goldenFile(stack), "utf8");
}

/** A resource with names in place of URNs, without what is not set. */
function readable({
  type,
  name,
  parent,
  inputs,
  dependsOn,
  protect,
  ignoreChanges,
}: RecordedResource): object {
  return {
    type,
    name,
    parent: nameIn(parent),
    inputs,
    ...(dependsOn.length === 0 ? {} : { dependsOn: dependsOn.map(nameIn) }),
    ...(protect ? { protect } : {}),
    ...(ignoreChanges.length === 0 ? {} : { ignoreChanges }),
  };
}

function nameIn(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}
