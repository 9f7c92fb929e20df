import { type Settings, loadSettings } from "../../config.ts";
import { type Caller, callerOf } from "../client/caller.ts";
import { gatewayPlanOf } from "../plan/gateway.ts";
import { type Plan, planOf } from "../plan/plan.ts";
import { type Recording, record } from "./recorder.ts";
import { readStackFile } from "./stackFile.ts";
import { assumedWorld } from "../world/assumed.ts";
import { askWorld } from "../world/aws.ts";
import { readWorld } from "../world/files.ts";
import { lookUp } from "../world/lookUps.ts";
import type { World } from "../world/world.ts";

/** Which program is to be run, and in what world. */
export interface Subject {
  /** The folder of `Pulumi.yaml`. */
  folder: string;
  stack: string;
  /** The folder of what the AWS CLI said; AWS's defaults are assumed without one. */
  world?: string;
  /** Whether AWS itself is asked, in place of a folder. */
  asksAws?: true;
}

/** A program that was run on the mock runtime, in its world. */
export interface Prepared {
  /** The project's name, which is the namespace of its configuration. */
  project: string;
  stack: string;
  settings: Settings;
  recording: Recording;
  world: World;
  plan: Plan;
  /** The client that is driven through it. */
  caller: Caller;
  /** What the stack's files mention and nobody read. */
  unread: string[];
}

/** How often a program was run in this process. */
let runs = 0;

/**
 * Runs a stack's program on Pulumi's mock runtime and works out what it makes of the listener. Nothing is
 * served yet.
 *
 * @throws Refusal, or the program's own RouteError.
 */
export async function prepare({ folder, stack, world: worldFolder, asksAws }: Subject): Promise<Prepared> {
  const { unread, ...stage } = await readStackFile(folder, stack);
  let world = worldFolder === undefined ? undefined : await readWorld(worldFolder);
  let settings: Settings | undefined;
  const program = async () => {
    settings = loadSettings();
    world ??= asksAws ? await askWorld(settings) : assumedWorld(settings);
    // A module runs once; another query makes it another one.
    return (await import(`../../index.ts?stack=${stack}&run=${++runs}`)) as object;
  };
  const recording = await record(program, {
    ...stage,
    lookUp: (token, inputs) => {
      if (!world) throw new Error("a look-up before the program began");
      return lookUp(world, token, inputs);
    },
  });
  if (!world || !settings) throw new Error("the program did not run");
  const { project } = stage;
  const gateway = gatewayPlanOf(recording, world, settings.route);
  const plan = { ...planOf(recording, world), ...(gateway ? { gateway } : {}) };
  const caller = { ...callerOf(settings.route), ...(gateway ? { host: gateway.host } : {}) };
  return { project, stack, settings, recording, world, plan, caller, unread };
}

/**
 * Reads a stack's settings alone.
 *
 * @throws Refusal, or the configuration's RouteError.
 */
export async function settingsOf({ folder, stack }: Subject): Promise<Settings> {
  const { unread, ...stage } = await readStackFile(folder, stack);
  let settings: Settings | undefined;
  await record(() => (settings = loadSettings()), { ...stage, lookUp: () => ({}) });
  if (!settings) throw new Error("the program did not run");
  return settings;
}
