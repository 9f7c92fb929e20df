import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import * as z from "zod";
import { readText } from "../readText.ts";
import { Refusal } from "../refusal.ts";

/** What the files of a stack say, as Pulumi's command line would hand it to the program. */
export interface StackFile {
  project: string;
  stack: string;
  /** `namespace:key` to text, objects as JSON, the project's defaults filled in. */
  config: Record<string, string>;
  /** The keys whose values are encrypted; these are placeholders here. */
  secretKeys: string[];
  /** What these files mention and the rehearsal does not read. */
  unread: string[];
}

/** Stands where the file has a value that only Pulumi can decrypt. */
export const PLACEHOLDER = "[encrypted: not read]";

const projectShape = z.object({
  name: z.string(),
  config: z.record(z.string(), z.unknown()).nullish(),
});
const stackShape = z.object({
  config: z.record(z.string(), z.unknown()).nullish(),
  environment: z.unknown().optional(),
});
const declaration = z.object({ default: z.unknown().optional(), value: z.unknown().optional() });

/**
 * Reads `Pulumi.yaml` and `Pulumi.<stack>.yaml` in a folder, without Pulumi's command line.
 *
 * @throws Refusal where a file is missing, cannot be read, or is not what Pulumi would read.
 */
export async function readStackFile(folder: string, stack: string): Promise<StackFile> {
  if (!/^[\w.-]+$/.test(stack))
    throw new Refusal(`${JSON.stringify(stack)} is not a stack's name: give it as in Pulumi.<stack>.yaml.`);
  const project = projectShape.safeParse(await readYaml(join(folder, "Pulumi.yaml"), ""));
  if (!project.success) throw new Refusal(`Pulumi.yaml is not a Pulumi project: ${complaint(project.error)}`);
  const { name } = project.data;
  const hint = await otherStacks(folder);
  const file = `Pulumi.${stack}.yaml`;
  const own = stackShape.safeParse((await readYaml(join(folder, file), hint)) ?? {});
  if (!own.success) throw new Refusal(`${file} is not a stack's configuration: ${complaint(own.error)}`);
  const values = { ...defaults(project.data.config ?? {}), ...(own.data.config ?? {}) };
  const entries = Object.entries(values).map(
    ([key, value]) => [key.includes(":") ? key : `${name}:${key}`, value] as const,
  );
  return {
    project: name,
    stack,
    config: Object.fromEntries(entries.map(([key, value]) => [key, textOf(value)])),
    secretKeys: entries.filter(([, value]) => holdsSecret(value)).map(([key]) => key),
    unread:
      own.data.environment === undefined
        ? []
        : [`environment: of ${file}, which only Pulumi's service can open`],
  };
}

/** The values that the project gives to keys which a stack leaves out. */
function defaults(declared: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(declared).flatMap(([key, described]) => {
      const { data } = declaration.safeParse(described);
      const value = data ? (data.value ?? data.default) : described;
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

function textOf(value: unknown): string {
  const plain = withoutSecrets(value);
  return typeof plain === "string" ? plain : JSON.stringify(plain);
}

function isSecret(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 1 && "secure" in value;
}

function holdsSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return isSecret(value) || Object.values(value).some(holdsSecret);
}

function withoutSecrets(value: unknown): unknown {
  if (isSecret(value)) return PLACEHOLDER;
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withoutSecrets(part)]));
}

async function readYaml(path: string, hint: string): Promise<unknown> {
  const text = await readText(path).catch((error: unknown) => {
    throw new Refusal(`${path} ${error instanceof Error ? error.message : String(error)}`);
  });
  if (text === undefined) throw new Refusal(`${path} is missing.${hint}`);
  try {
    return parse(text);
  } catch (error) {
    throw new Refusal(
      `${path} is not YAML: ${error instanceof Error ? error.message.trim() : String(error)}`,
    );
  }
}

async function otherStacks(folder: string): Promise<string> {
  const files = await readdir(folder).catch(() => []);
  const stacks = files.flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []).sort();
  return stacks.length === 0 ? "" : ` The stacks here are: ${stacks.join(", ")}.`;
}

function complaint(error: z.ZodError): string {
  return error.issues
    .map(({ path, message }) => [path.join("."), message].filter(Boolean).join(": "))
    .join("; ");
}
