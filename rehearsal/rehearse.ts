import { endpointOf } from "../components/endpoint.ts";
import { RouteError } from "../components/problem.ts";
import type { RouteRow } from "../components/routeRow.ts";
import type { Listener } from "../dataplane/listener.ts";
import { healthCheckOf } from "../components/healthCheck.ts";
import { type Settings, loadSettings } from "../config.ts";
import { type Request, headerValues } from "../dataplane/request.ts";
import { type Backend, type Balancer, startBalancer } from "./balancer.ts";
import type { Finding } from "./finding.ts";
import { startFrontend } from "./frontend.ts";
import { type Difference, compareJourneys, journey } from "./journey.ts";
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
  /** Absent sides mean that the program refused, so that there is no route. */
  before: Side | null;
  after: Side | null;
  routes: RouteRow[];
  /** Errors first. */
  findings: Finding[];
}

/** A route that is being served, for its user's own client. */
export interface Standing {
  verdict: Verdict;
  /** The endpoint on loopback; absent where the program refused. */
  url?: string;
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
 * Serves a stack's route on loopback and drives the official client through it. Where the program itself refuses, that is the verdict.
 *
 * @throws Refusal, or the end of the MCP server. Nothing is left running then.
 */
export async function rehearse(order: Order): Promise<Standing> {
  order.progress(`running the program of stack ${order.stack}`);
  try {
    return await serve(order, await prepare(order));
  } catch (error) {
    if (error instanceof RouteError)
      return { verdict: refused(order, error.message), token: "", stop: () => Promise.resolve() };
    throw error;
  }
}

function refused({ stack }: Order, text: string): Verdict {
  const findings: Finding[] = [{ severity: "error", assumed: false, text }];
  return {
    ok: false,
    stack,
    url: "",
    longestSilence: 0,
    assumed: [],
    before: null,
    after: null,
    routes: [],
    findings,
  };
}

async function serve(order: Order, prepared: Prepared): Promise<Standing> {
  const { progress, timeScale } = order;
  const { settings, world, plan } = prepared;
  const ending = new AbortController();
  const signal = AbortSignal.any([order.signal, ending.signal]);
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    ending.abort();
    await Promise.all(stops.map((each) => each()));
  };
  const started = async <T extends { stop: () => Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const running = await starting;
    stops.push(() => running.stop());
    return running;
  };
  try {
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
    const balancer = (listener: Listener, port?: number) =>
      started(
        startBalancer({ listener, behind, idleTimeout: idle, ...(port === undefined ? {} : { port }) }),
      );
    const [before, after] = await Promise.all([balancer(plan.before), balancer(plan.after, order.port)]);

    progress(`driving the MCP client; its silent stream takes ${(silenceMilliseconds / 1000).toFixed(1)} s`);
    const go = (origin: string) =>
      journey({ url: settings.route.url, origin, token, tools, silenceMilliseconds, signal });
    const journeys = Promise.all([go(server.origin), go(originOf(before)), go(originOf(after))]);
    const [straight, today, routed] = await unlessEnded(journeys, server, order.signal);
    const findings = bySeverity([
      ...planFindings(plan, world, settings),
      ...programFindings(prepared),
      ...compareJourneys(straight, routed).map((difference) => differenceFinding(difference, world)),
    ]);
    const verdict: Verdict = {
      ok: !findings.some(({ severity, assumed }) => severity === "error" && !assumed),
      stack: order.stack,
      url: settings.route.url,
      longestSilence,
      assumed: world.assumed ? assumptionsOf(settings) : [],
      before: sideOf(today, before, settings),
      after: sideOf(routed, after, settings),
      routes: prepared.recording.outputs["routes"] as RouteRow[],
      findings,
    };
    return { verdict, url: `${originOf(after)}${endpointOf(settings.route.url).path}`, token, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A stream that is cut by an idle timeout which nobody told is no broken promise yet. */
function differenceFinding({ promise, text }: Difference, world: World): Finding {
  const assumed = world.assumed && promise === "silence";
  return { severity: assumed ? "warning" : "error", assumed, text };
}

function bySeverity(findings: Finding[]): Finding[] {
  return (["error", "warning", "note"] as const).flatMap((severity) =>
    findings.filter((finding) => finding.severity === severity),
  );
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

/** The work, unless the server ends first, or the user has had enough. */
async function unlessEnded<T>(work: Promise<T>, server: McpServerProcess, signal: AbortSignal): Promise<T> {
  const givenUp = new Promise<never>((_, reject) => {
    const giveUp = () => {
      reject(new Refusal("Interrupted."));
    };
    if (signal.aborted) giveUp();
    else signal.addEventListener("abort", giveUp);
  });
  return await Promise.race([work, server.died, givenUp]);
}
