import type { McpRouteArgs } from "../../components/index.ts";
import {
  type RecordedResource,
  type Recording,
  type Stage,
  blank,
  record,
} from "../../rehearsal/program/recorder.ts";
import { company, lookUps } from "./company.ts";

type Program = () => unknown;

/** A program's recording, with the questions that tests ask of it. */
export interface Deployment extends Recording {
  /** The only resource of a name; throws where there is none or more than one. */
  the: (name: string) => RecordedResource;
  /** The names of all resources, sorted. */
  names: string[];
  warnings: string[];
}

/** What every unit test deploys with, where it does not say otherwise. */
const STAGE: Stage = { project: "mcp-route", stack: "test", lookUp: lookUps() };

/**
 * Runs a program under mocks, to its end. The one way in which unit tests deploy: it rejects on anything that
 * goes wrong, at once, inside an `apply`, in a look-up or in a transform, which mocha itself would pass over
 * in silence.
 */
export async function deploy(program: Program, stage: Partial<Stage> = {}): Promise<Deployment> {
  const recording = await record(program, { ...STAGE, ...stage });
  return {
    ...recording,
    names: recording.resources.map(({ name }) => name).sort(),
    warnings: warningsOf(recording),
    the: (name) => {
      const [found, ...more] = recording.resources.filter((resource) => resource.name === name);
      if (!found || more.length > 0) throw new Error(`${found ? "more than one" : "no"} resource ${name}`);
      return found;
    },
  };
}

function warningsOf({ logs }: Recording): string[] {
  return logs.filter(({ severity }) => severity === "warning").map(({ text }) => text);
}

/** How a program failed, and what it had done by then. */
export interface Failure {
  error: Error;
  /** The types of what was registered, in the order of their registration. */
  registered: string[];
  lookUps: Recording["lookUps"];
  warnings: string[];
}

/** What a program ends with that goes wrong; throws where it ends well. */
export async function failed(program: Program, stage: Partial<Stage> = {}): Promise<Failure> {
  const recording = blank();
  try {
    await record(program, { ...STAGE, ...stage }, recording);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const registered = recording.resources.map(({ type }) => type);
    return { error, registered, lookUps: recording.lookUps, warnings: warningsOf(recording) };
  }
  const names = recording.resources.map(({ name }) => name).sort();
  throw new Error(`nothing went wrong: ${names.join(", ")} were registered`);
}

/** The error that a program ends with; throws where it ends well. */
export async function failure(program: Program, stage: Partial<Stage> = {}): Promise<Error> {
  return (await failed(program, stage)).error;
}

/** Arguments that are right, with changes. */
export function args(changes: Partial<McpRouteArgs> = {}): McpRouteArgs {
  return {
    url: "https://demo.quiltdata.com/mcp",
    listener: { loadBalancer: company.dnsName },
    priority: 10,
    target: { adopt: { name: "sales-prod-mcp-server" }, port: 8000 },
    ...changes,
  };
}
