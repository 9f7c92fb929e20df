import * as pulumi from "@pulumi/pulumi";

/** One mistake in what a user wrote: where it stands, what is wrong with it, and what to do. */
export interface Problem {
  /** The argument's path, such as `target.port` or `hosts[1]`. */
  path: string;
  /** The value and the limit that it breaks. */
  what: string;
  /** What mends it: a value, or a command. */
  remedy: string;
}

/**
 * Ends the program with exactly its own text.
 *
 * The SDK rewrites the `message` of what is thrown while it serializes inputs, and printing a stack that passes
 * through the SDK takes Node 20 and 22 over twenty seconds (https://github.com/nodejs/node/issues/64011).
 * So the message cannot be overwritten, and there is no stack.
 */
export class RouteError extends pulumi.RunError {
  constructor(text: string) {
    super(text);
    Object.defineProperties(this, {
      message: { get: () => text, set: () => undefined },
      stack: { value: "" },
    });
  }
}

/** All problems in one text, each with its path, in the order found. */
export function listOf(problems: Problem[]): string {
  return problems.map(({ path, what, remedy }) => `  ${path}: ${what}\n      ${remedy}`).join("\n");
}

const LONGEST_SHOWN = 120;
const SECRETS =
  /eyJ[\w-]{8,}(\.[\w-]*)*|\b(AKIA|ASIA)[0-9A-Z]{12,}|(?<=bearer\s+)\S+|(?<=:\/\/)[^/@\s]+(?=@)/gi;

/** A value as an error shows it: as JSON, cut to 120 characters, and never with a token, a key or a password in it. */
export function shown(value: unknown): string {
  const text = (value === undefined ? "undefined" : JSON.stringify(value)).replace(SECRETS, "[secret]");
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

/** "1 problem", "2 problems". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
