import { endpointOf } from "../components/endpoint.ts";
import { healthCheckOf } from "../components/healthCheck.ts";
import { type Settings, loadSettings } from "../config.ts";
import { type Request, headerValues } from "../dataplane/request.ts";
import { type Backend, type Balancer, startBalancer } from "./balancer.ts";
import type { Finding } from "./finding.ts";
import { startFrontend } from "./frontend.ts";
import { compareJourneys, journey } from "./journey.ts";
import { type McpServerProcess, startMcpServer } from "./mcpServer/start.ts";
import { type Plan, planFindings, planOf } from "./plan.ts";
import { type Recording, record } from "./recorder.ts";
import { Refusal } from "./refusal.ts";
import { type Side, sideOf } from "./side.ts";
import { readStackFile } from "./stackFile.ts";
import { bearerToken, newKey } from "./token.ts";
import { type Assumption, assumedWorld, assumptionsOf } from "./world/assumed.ts";
import { readWorld } from "./world/files.ts";
import { lookUp } from "./world/lookUps.ts";
import { type World, idleTimeout, targetGroup } from "./world/world.ts";

/** What is to be rehearsed. */
export interface Order {
  /** The folder of `Pulumi.yaml`. */
  folder: string;
  stack: string;
  /** The folder of what the AWS CLI said; AWS's defaults are assumed without one. */
  world?: string;
  /** How many times faster than on AWS the silent stream and its idle timeout run. */
  timeScale: number;
  /** The port of the balancer on loopback. @default one that the system picks */
  port?: number;
  /** Says what is being done. */
  progress: (text: string) => void;
  signal: AbortSignal;
}

/** A program that was run on the mock runtime, in its world. */
export interface Prepared {
  settings: Settings;
  recording: Recording;
  world: World;
  plan: Plan;
  /** What the stack's files mention and nobody read. */
  unread: string[];
}

/** What came of a rehearsal. */
export interface Verdict {
  /** Whether everything that the stack promises came through. */
  ok: boolean;
  stack: string;
  url: string;
  /** The longest time in seconds that a stream may go without a byte. */
  longestSilence: number;
  /** What nobody told, so that AWS's defaults stand in. */
  assumed: Assumption[];
  before: Side;
  after: Side;
  routes: unknown;
  findings: Finding[];
}

/** A route that is being served, for its user's own client. */
export interface Standing {
  verdict: Verdict;
  /** The endpoint on loopback. */
  url: string;
  /** A token that the server accepts. */
  token: string;
  stop: () => Promise<void>;
}

/**
 * Runs a stack's program on Pulumi's mock runtime and works out what it makes of the listener. Nothing is served yet.
 *
 * @throws Refusal, or the program's own RouteError.
 */
export async function prepare({
  folder,
  stack,
  world: worldFolder,
}: Pick<Order, "folder" | "stack" | "world">): Promise<Prepared> {
  const { unread, ...stage } = await readStackFile(folder, stack);
  let world = worldFolder === undefined ? undefined : await readWorld(worldFolder);
  let settings: Settings | undefined;
  const program = () => {
    settings = loadSettings();
    world ??= assumedWorld(settings);
    // A module runs once; another query makes it another one.
    return import(`../index.ts?stack=${stack}&run=${++runs}`) as Promise<object>;
  };
  const recording = await record(program, {
    ...stage,
    lookUp: (token, inputs) => {
      if (!world) throw new Error("a look-up before the program began");
      return lookUp(world, token, inputs);
    },
  });
  if (!world || !settings) throw new Error("the program did not run");
  return { settings, recording, world, plan: planOf(recording, world), unread };
}
let runs = 0;

/** Reads a stack's settings alone. */
export async function settingsOf({ folder, stack }: Pick<Order, "folder" | "stack">): Promise<Settings> {
  const { unread, ...stage } = await readStackFile(folder, stack);
  let settings: Settings | undefined;
  await record(() => (settings = loadSettings()), { ...stage, lookUp: () => ({}) });
  if (!settings) throw new Error("the program did not run");
  return settings;
}

/**
 * Serves a stack's route on loopback and drives the official client through it.
 *
 * @throws Refusal, the program's own RouteError, or the end of the MCP server. Nothing is left running then.
 */
export async function rehearse(order: Order): Promise<Standing> {
  const { progress, signal, timeScale } = order;
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    await Promise.all(stops.map((each) => each()));
  };
  const started = async <T extends { stop: () => Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const running = await starting;
    stops.push(() => running.stop());
    return running;
  };
  try {
    progress(`running the program of stack ${order.stack}`);
    const prepared = await prepare(order);
    const { settings, world, plan } = prepared;
    const longestSilence = settings.route.longestSilence ?? 60;
    const silenceMilliseconds = (longestSilence * 1000) / timeScale;
    const key = newKey();
    const token = await bearerToken(key, { audience: settings.route.url });
    const tools = settings.tools ?? WORKING_TOOLS;

    progress("starting the MCP server");
    const [server, frontend] = await Promise.all([
      started(startServer(settings, key, tools)),
      started(startFrontend()),
    ]);
    const behind = backends(plan, world, server.port, frontend.port);
    const idle = idleTimeouts(idleTimeout(world), timeScale);
    const [before, after] = await Promise.all([
      started(startBalancer({ listener: plan.before, behind, idleTimeout: idle })),
      started(
        startBalancer({
          listener: plan.after,
          behind,
          idleTimeout: idle,
          ...(order.port === undefined ? {} : { port: order.port }),
        }),
      ),
    ]);

    progress(
      `driving the MCP client through the route; its silent stream takes ${(silenceMilliseconds / 1000).toFixed(1)} s`,
    );
    const go = (origin: string) =>
      journey({ url: settings.route.url, origin, token, tools, silenceMilliseconds, signal });
    const [straight, today, routed] = await whileAlive(
      server,
      signal,
      Promise.all([go(server.origin), go(originOf(before)), go(originOf(after))]),
    );
    const findings = [
      ...planFindings(plan, world, settings),
      ...programFindings(prepared),
      ...compareJourneys(straight, routed).map(({ promise, text }): Finding => {
        const assumed = world.assumed && promise === "silence";
        return { severity: assumed ? "warning" : "error", assumed, text };
      }),
    ];
    const verdict: Verdict = {
      ok: !findings.some(({ severity, assumed }) => severity === "error" && !assumed),
      stack: order.stack,
      url: settings.route.url,
      longestSilence,
      assumed: world.assumed ? assumptionsOf(settings) : [],
      before: sideOf(today, before, settings),
      after: sideOf(routed, after, settings),
      routes: prepared.recording.outputs["routes"],
      findings,
    };
    return { verdict, url: `${originOf(after)}${endpointOf(settings.route.url).path}`, token, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The tools that the rehearsal's own server needs; it lists as many where the stack promises no number. */
const WORKING_TOOLS = 3;

function startServer({ route }: Settings, key: Uint8Array, tools: number): Promise<McpServerProcess> {
  return startMcpServer({
    key,
    tools,
    publicUrl: route.url,
    mcpPath: endpointOf(route.url).path,
    healthCheckPath: healthCheckOf(route.healthCheck).path,
  });
}

/** The stack's target group is the MCP server; whatever else the listener reaches is the company's frontend. */
function backends(
  plan: Plan,
  world: World,
  serverPort: number,
  frontendPort: number,
): (arn: string) => Backend {
  const mine = new Set(
    plan.rules.flatMap(({ actions }) =>
      actions
        .flatMap((action) => (action.type === "forward" ? action.targetGroups : []))
        .map(({ arn }) => arn),
    ),
  );
  return (arn) => ({ name: groupName(world, arn), port: mine.has(arn) ? serverPort : frontendPort });
}

/** A target group's name: from the world, or else from its ARN. */
export function groupName(world: World, arn: string): string {
  return targetGroup(world, arn)?.TargetGroupName ?? /targetgroup\/([^/]+)/.exec(arn)?.[1] ?? arn;
}

/** How much later than on AWS a scaled timeout may fire, in milliseconds: the machine's own delays must not decide. */
const GRACE = 150;

/** Only the stream that is silent on purpose runs faster than on AWS: whatever else is idle is so in real time. */
function idleTimeouts(seconds: number, timeScale: number): (request: Request) => number {
  return (request) =>
    headerValues(request, "mcp-name").includes("stay-silent")
      ? (seconds * 1000) / timeScale + GRACE
      : seconds * 1000;
}

function originOf({ port }: Balancer): string {
  return `http://127.0.0.1:${port}`;
}

/** What the program itself said of its look-ups. */
function programFindings({ recording, world, unread }: Prepared): Finding[] {
  const said = recording.logs.map(({ severity, text }): Finding => ({
    severity: severity === "info" ? "note" : severity,
    assumed: world.assumed,
    text,
  }));
  return [
    ...said,
    ...unread.map((text): Finding => ({ severity: "note", assumed: false, text: `Not read: ${text}.` })),
  ];
}

/** The journeys, unless the server ends first, or the user has had enough. */
async function whileAlive<T>(server: McpServerProcess, signal: AbortSignal, work: Promise<T>): Promise<T> {
  const givenUp = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => {
      reject(new Refusal("Interrupted."));
    });
  });
  return await Promise.race([work, server.died, givenUp]);
}
