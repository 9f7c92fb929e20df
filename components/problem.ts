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
 * The SDK rewrites the `message` of what is thrown while it serializes inputs, and printing a stack that
 * passes through the SDK takes Node 20 and 22 over twenty seconds
 * (https://github.com/nodejs/node/issues/64011). So the message cannot be overwritten, and there is no stack.
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

/** The error of a component: how many problems, what came of them, and each problem. */
export function refusal(component: string, problems: Problem[], outcome: string): RouteError {
  const head = `McpRoute "${component}": ${counted(problems.length, "problem")}; ${outcome}.`;
  return new RouteError(`${head}\n${listOf(problems)}`);
}

/**
 * All problems in one text, each with its path, in the order found. A long remedy, such as a command, is told
 * once, however many problems it mends.
 */
export function listOf(problems: Problem[]): string {
  return problems
    .map(({ path, what, remedy }, at) => {
      const isTold = remedy.length > LONG && problems.slice(0, at).some((other) => other.remedy === remedy);
      return `  ${path}: ${what}\n      ${isTold ? "The same mends it." : remedy}`;
    })
    .join("\n");
}

/** The length in characters from which a remedy is a paragraph of its own. */
const LONG = 100;

/** The path of a key in a map, as Pulumi's command line writes it: `tags.team`, `tags["a.b"]`. */
export function keyIn(path: string, key: string): string {
  const text = shown(key);
  return /^"[\w-]+"$/.test(text) ? `${path}.${key}` : `${path}[${text}]`;
}

const LONGEST_SHOWN = 120;

/** What an error must not repeat; each stands inside a JSON text, hence without quotation marks. */
const SECRETS = [
  /eyJ[\w-]{8,}(?:\.[\w-]*)*/g, // a JSON web token
  /\b(?:AKIA|ASIA)[0-9A-Z]{12,}/g, // an AWS access key
  /\b(?:gh[opsur]_|github_pat_|xox[abeprs]-)[\w-]{10,}/g, // a token of GitHub or Slack
  /(?<=\bbearer\s+)[^\s"]+/gi,
  /(?<=:\/\/)[^\s"]*(?=@)/g, // a URL's credentials
  /(?<=[?&#][\w.~%-]+=)[^&\s"#]+/g, // the values of a URL's query and fragment
];

/**
 * A value as an error shows it: as JSON, cut to 120 characters, and never with a token, a key, a password or
 * the values of a query in it.
 */
export function shown(value: unknown): string {
  const text = SECRETS.reduce((rest, secret) => rest.replace(secret, "[secret]"), jsonOf(value));
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

function jsonOf(value: unknown): string {
  if (pulumi.Output.isInstance(value)) return "an Output";
  if (value instanceof Promise) return "a Promise";
  // JSON has no NaN, and says null in its place.
  if (typeof value === "number" || value === undefined) return String(value);
  if (typeof value === "function" || typeof value === "symbol") return `a ${typeof value}`;
  try {
    return JSON.stringify(value);
  } catch {
    return "a value that has no JSON";
  }
}

/** "1 problem", "2 problems". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
