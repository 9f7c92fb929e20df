import { RunError } from "@pulumi/pulumi";
import { healthCheckOf } from "../components/healthCheck.ts";
import { longestSilenceOf } from "../components/longestSilence.ts";
import { serverPathOf } from "../components/rules.ts";
import type { Settings } from "../config.ts";
import type { Backend } from "./servers/balancer.ts";
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
import { type Way, type Ways, serveWays } from "./servers/ways.ts";
import { bearerToken, newKey } from "./token.ts";
import { type Trips, type Verdict, refusedVerdict, verdictOf } from "./verdict.ts";
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

/** Everything that the client's ways lead through. */
interface Ground {
  server: McpServerProcess;
  ways: Ways;
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
    const { server, ways, token } = ground;
    const { headers } = prepared.caller;
    const { hostname: host, pathname, search } = new URL(ways.after.url);
    const url = `${ways.after.origin}${pathname}${search}`;
    const route = { url, host, headers, token, died: server.died };
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
  const { settings, world } = prepared;
  const key = newKey();
  const tools = settings.tools ?? WORKING_TOOLS;
  order.progress("starting the MCP server");
  const [token, server, frontend] = await Promise.all([
    bearerToken(key, { audience: settings.route.url }),
    running.start(startServer(settings, key, tools)),
    running.start(startFrontend()),
  ]);
  const pace = paceOf(longestSilenceOf(settings.route), idleTimeout(world), order.timeScale);
  const behind = backends(prepared, server.port, frontend.port);
  const ways = await serveWays(prepared, { running, pace, behind, port: order.port });
  return { server, ways, token, tools, silenceMilliseconds: pace.silenceMilliseconds };
}

function startServer({ route }: Settings, key: Uint8Array, tools: number): Promise<McpServerProcess> {
  return startMcpServer({
    key,
    tools,
    publicUrl: route.url,
    mcpPath: serverPathOf(route),
    healthCheckPath: healthCheckOf(route.healthCheck).path,
    streaming: route.apiGateway?.streaming ?? true,
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
 * Drives the client on its ways at once.
 *
 * @throws Refusal where the user has had enough, or the end of the MCP server.
 */
async function drive(order: Order, prepared: Prepared, ground: Ground): Promise<Trips> {
  const { settings, caller } = prepared;
  const { server, ways, token, tools, silenceMilliseconds } = ground;
  const { before, balancer, after } = ways;
  const seconds = (silenceMilliseconds / 1000).toFixed(1);
  order.progress(`driving the MCP client; its silent stream takes ${seconds} s`);
  const ending = new AbortController();
  const signal = AbortSignal.any([order.signal, ending.signal]);
  const probe = probeFor(prepared);
  const { headers } = caller;
  const go = ({ url, origin }: Pick<Way, "url" | "origin">) =>
    journey({ url, origin, token, headers, probe, tools, silenceMilliseconds, signal });
  try {
    const journeys = Promise.all([
      // Nobody rewrites the path on this way.
      go({ url: urlFor(caller, settings.route.url, serverPathOf(settings.route)), origin: server.origin }),
      go(before),
      balancer && go(balancer),
      go(after),
    ]);
    const [straight, today, alone, routed] = await Promise.race([
      journeys,
      server.died,
      interrupted(order.signal),
    ]);
    return {
      straight,
      before: { ...before, journey: today },
      ...(alone ? { balancer: alone } : {}),
      after: { ...after, journey: routed },
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
