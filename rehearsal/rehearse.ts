import { RunError } from "@pulumi/pulumi";
import { endpointOf } from "../components/endpoint.ts";
import { healthCheckOf } from "../components/healthCheck.ts";
import { serverPathOf } from "../components/rules.ts";
import type { Settings } from "../config.ts";
import type { Listener } from "../dataplane/listener.ts";
import { type Backend, type Balancer, startBalancer } from "./servers/balancer.ts";
import { startFrontend } from "./servers/frontend.ts";
import { urlFor } from "./client/caller.ts";
import { leftOutOf } from "./client/leftOut.ts";
import { journey } from "./journey/journey.ts";
import { DISCOVER, INITIALIZE, type Probe } from "./journey/probes.ts";
import { type McpServerProcess, startMcpServer } from "./mcpServer/start.ts";
import { paceOf } from "./pace.ts";
import { type Prepared, type Subject, prepare } from "./program/prepare.ts";
import { readStackFile } from "./program/stackFile.ts";
import { Refusal } from "./refusal.ts";
import { Running } from "./servers/running.ts";
import { bearerToken, newKey } from "./token.ts";
import { type Trips, type Verdict, longestSilenceOf, refusedVerdict, verdictOf } from "./verdict.ts";
import { groupName, idleTimeout, targetGroup } from "./world/world.ts";

export { type Prepared, prepare } from "./program/prepare.ts";
export { groupName } from "./world/world.ts";

/** What is to be rehearsed, and how. */
export interface Order extends Subject {
  /** How many times faster than on AWS the silent stream and its idle timeout run. */
  timeScale: number;
  /** The port of the balancer on loopback. @default one that the system picks */
  port?: number;
  /** Says what is being done. */
  progress: (text: string) => void;
  signal: AbortSignal;
}

/** A rehearsed route that is still being served, for its user's own client. */
export interface Standing {
  verdict: Verdict;
  /** Where the route is; absent where the program refused, so that there is none. */
  route?: ServedRoute;
  /** Ends everything. */
  stop: () => Promise<void>;
}

/** A route on loopback. */
export interface ServedRoute {
  /** The endpoint's URL on loopback, with the query that the stack's conditions ask for. */
  url: string;
  /** The public host, which the route may ask for. */
  host: string;
  /** Headers that the stack's conditions ask for. */
  headers: [name: string, value: string][];
  /** A token that the server accepts. */
  token: string;
  /** Rejects when the MCP server ends unasked; never settles otherwise. */
  died: Promise<never>;
}

/** Everything that the client's three ways lead through. */
interface Ground {
  server: McpServerProcess;
  before: Balancer;
  after: Balancer;
  token: string;
  /** How many tools the server lists. */
  tools: number;
  silenceMilliseconds: number;
}

/**
 * Serves a stack's route on loopback and drives the official client through it. Where the program itself
 * refuses, that is the verdict.
 *
 * @throws Refusal, or the end of the MCP server. Nothing is left running then.
 */
export async function rehearse(order: Order): Promise<Standing> {
  order.progress(`running the program of stack ${order.stack}`);
  try {
    return await serve(order, await prepare(order));
  } catch (error) {
    // What Pulumi shows without a stack trace, a program says on purpose.
    if (!RunError.isInstance(error)) throw error;
    const { unread } = await readStackFile(order.folder, order.stack);
    return { verdict: refusedVerdict(order.stack, error.message, unread), stop: () => Promise.resolve() };
  }
}

async function serve(order: Order, prepared: Prepared): Promise<Standing> {
  const running = new Running();
  try {
    const ground = await prepareGround(order, prepared, running);
    const verdict = verdictOf(prepared, await drive(order, prepared, ground));
    const { server, after, token } = ground;
    const { caller, settings } = prepared;
    const { host, path } = endpointOf(settings.route.url);
    const url = urlFor(caller, originOf(after), path);
    const route = { url, host, headers: caller.headers, token, died: server.died };
    return { verdict, route, stop: () => running.stop() };
  } catch (error) {
    await running.stop();
    // Ctrl-C reaches the server as well, whose end may be seen first.
    throw order.signal.aborted ? new Refusal("Interrupted.") : error;
  }
}

/** The tools that the rehearsal's own server needs; it lists as many where the stack promises no number. */
const WORKING_TOOLS = 3;

async function prepareGround(order: Order, prepared: Prepared, running: Running): Promise<Ground> {
  const { plan, settings, world } = prepared;
  const key = newKey();
  const tools = settings.tools ?? WORKING_TOOLS;
  order.progress("starting the MCP server");
  const [token, server, frontend] = await Promise.all([
    bearerToken(key, { audience: settings.route.url }),
    running.start(startServer(settings, key, tools)),
    running.start(startFrontend()),
  ]);
  const pace = paceOf(longestSilenceOf(prepared), idleTimeout(world), order.timeScale);
  const behind = backends(prepared, server.port, frontend.port);
  const balancer = (listener: Listener, port?: number) =>
    running.start(
      startBalancer({
        listener,
        behind,
        idleTimeout: pace.idleTimeout,
        sourceIp: prepared.caller.sourceIp,
        ...(port === undefined ? {} : { port }),
      }),
    );
  const [before, after] = await Promise.all([balancer(plan.before), balancer(plan.after, order.port)]);
  return { server, before, after, token, tools, silenceMilliseconds: pace.silenceMilliseconds };
}

function startServer({ route }: Settings, key: Uint8Array, tools: number): Promise<McpServerProcess> {
  return startMcpServer({
    key,
    tools,
    publicUrl: route.url,
    mcpPath: serverPathOf(route),
    healthCheckPath: healthCheckOf(route.healthCheck).path,
  });
}

/**
 * The stack's target groups are the MCP server, one for all of them; whatever else the listener reaches is the
 * company's frontend.
 */
function backends(
  { plan, world }: Prepared,
  serverPort: number,
  frontendPort: number,
): (arn: string) => Backend {
  const actions = plan.rules.flatMap((rule) => rule.actions);
  const groups = actions.flatMap((action) => (action.type === "forward" ? action.targetGroups : []));
  const mine = new Set(groups.map(({ arn }) => arn));
  return (arn) => {
    const targetType = targetGroup(world, arn)?.TargetType;
    return {
      name: groupName(world, arn),
      port: mine.has(arn) ? serverPort : frontendPort,
      ...(targetType === undefined ? {} : { targetType }),
    };
  };
}

/**
 * Drives the client on its three ways at once.
 *
 * @throws Refusal where the user has had enough, or the end of the MCP server.
 */
async function drive(order: Order, prepared: Prepared, ground: Ground): Promise<Trips> {
  const { settings, caller } = prepared;
  const { server, before, after, token, tools, silenceMilliseconds } = ground;
  const seconds = (silenceMilliseconds / 1000).toFixed(1);
  order.progress(`driving the MCP client; its silent stream takes ${seconds} s`);
  const ending = new AbortController();
  const signal = AbortSignal.any([order.signal, ending.signal]);
  const probe = probeFor(prepared);
  const { headers } = caller;
  const go = (origin: string, path?: string) => {
    const url = urlFor(caller, settings.route.url, path);
    return journey({ url, origin, token, headers, probe, tools, silenceMilliseconds, signal });
  };
  try {
    const journeys = Promise.all([
      // Nobody rewrites the path on this way.
      go(server.origin, serverPathOf(settings.route)),
      go(originOf(before)),
      go(originOf(after)),
    ]);
    const [straight, today, routed] = await Promise.race([journeys, server.died, interrupted(order.signal)]);
    return {
      straight,
      before: { journey: today, balancer: before },
      after: { journey: routed, balancer: after },
    };
  } finally {
    ending.abort();
  }
}

/** The first message of the legacy era, or of the modern one where the stack takes only that. */
function probeFor({ plan, settings, caller }: Prepared): Probe {
  const leftOut = leftOutOf(plan.rules, settings.route, caller);
  return leftOut("initialize") !== undefined && leftOut("discover") === undefined ? DISCOVER : INITIALIZE;
}

/** Rejects when the user has had enough. */
function interrupted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const giveUp = () => {
      reject(new Refusal("Interrupted."));
    };
    if (signal.aborted) giveUp();
    else signal.addEventListener("abort", giveUp);
  });
}

function originOf({ port }: Balancer): string {
  return `http://127.0.0.1:${port}`;
}
