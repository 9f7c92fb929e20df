import type { Promised } from "../seen.ts";
import { UsageError } from "../usageError.ts";
import { stackOutputs } from "./stackOutputs.ts";

/** What a stack tells the doctor. */
export interface StackSubject {
  /** The output `url`. */
  url: URL;
  /** The output `promised`; nothing where the stack has none. */
  promised: Promised;
}

/**
 * Reads a stack's outputs by the Pulumi CLI, which looks for the project in the current folder.
 *
 * @throws UsageError
 */
export async function readStack(
  stack: string,
  signal: AbortSignal,
  outputsOf: (stack: string, signal: AbortSignal) => Promise<string> = stackOutputs,
): Promise<StackSubject> {
  return subjectOf(stack, await outputsOf(stack, signal));
}

function subjectOf(stack: string, json: string): StackSubject {
  let outputs: unknown;
  try {
    outputs = JSON.parse(json);
  } catch {
    throw new UsageError(`Stack ${stack}: what the Pulumi CLI prints is not JSON.`);
  }
  const { url, promised } = asObject(outputs);
  if (typeof url !== "string" || !/^https?:\/\//.test(url) || !URL.canParse(url))
    throw new UsageError(
      `Stack ${stack}: it has no output \`url\` that is a URL. Deploy it first (pulumi up), or give the URL itself in place of --stack.`,
    );
  return { url: new URL(url), promised: promisedOf(asObject(promised)) };
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/** What is of another type is another program's output, and no promise. */
function promisedOf({ tools, longestSilence, cors, authorization }: Record<string, unknown>): Promised {
  return {
    ...(typeof tools === "number" ? { tools } : {}),
    ...(typeof longestSilence === "number" ? { longestSilence } : {}),
    ...(typeof cors === "boolean" ? { cors } : {}),
    ...(typeof authorization === "boolean" ? { authorization } : {}),
  };
}
