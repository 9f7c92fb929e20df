import { findCommand } from "../findCommand.ts";

/**
 * What must be on the PATH: the CLI, the provider's plugin, since each project has an empty Pulumi home of its own, and the
 * emulator.
 */
const COMMANDS = ["pulumi", "pulumi-resource-aws", "ministack"];

/** The oldest Node that Pulumi's SDK wants. */
const NODE = 22;

/** What this machine has of what the engine's part needs. */
export interface Machine {
  /** `process.versions.node` */
  node: string;
  /** Where a command is; undefined where it is not. */
  find: (command: string) => Promise<string | undefined>;
}

/** What a machine lacks to run the real engine against the emulator, in words; undefined where it lacks nothing. */
export async function lacking({ node, find }: Machine = thisMachine): Promise<string | undefined> {
  const lacks = parseInt(node, 10) < NODE ? [`Node ${NODE}`] : [];
  for (const command of COMMANDS) if ((await find(command)) === undefined) lacks.push(command);
  return lacks.length === 0 ? undefined : `no ${lacks.join(", no ")}`;
}

const thisMachine: Machine = { node: process.versions.node, find: (command) => findCommand(command) };
