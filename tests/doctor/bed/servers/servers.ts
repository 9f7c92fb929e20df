import { startFrontend } from "../../../../rehearsal/servers/frontend.ts";
import type { Listening } from "../../../../rehearsal/servers/loopback.ts";
import type { Running } from "../../../../rehearsal/servers/running.ts";
import { filtering } from "./filtering.ts";
import { startBlackHole } from "./blackHole.ts";
import { startEverything } from "./everything.ts";
import * as official from "./official.ts";
import { authorizationServer, sample } from "./sample.ts";
import { serve } from "./serve.ts";

/** The servers of the bed, each on a port of loopback. */
export interface Servers {
  /** The official reference server: sessions of the old era, CORS for every origin. */
  everything: Listening;
  /** A second node of it, which knows nothing of the first one's sessions. */
  twin: Listening;
  /** The official package, of 2026-07-28 alone. */
  modern: Listening;
  /** The official package, of both eras; the old one without sessions. */
  dual: Listening;
  /** The same with CORS. */
  cors: Listening;
  /** Of the old era, without sessions and streams: plain JSON, 405 to GET. */
  json: Listening;
  /** The project's sample: both eras, behind bearer tokens. */
  sample: Listening;
  /** The sample with CORS. */
  sampleCors: Listening;
  /** Its authorization server. */
  authorization: Listening;
  /** Sessions of the old era; the head of a stream waits for its first byte, and there are no keep-alives. */
  headLate: Listening;
  /** Sessions of the old era that end after two requests. */
  forgetful: Listening;
  /** Takes the `Host` of `mcp.example.com` alone. */
  hostGuarded: Listening;
  /** The same as the Python SDK says it. */
  hostGuardedPython: Listening;
  /** Takes the `Origin` of `app.example.com` alone. */
  originGuarded: Listening;
  /** A load balancer's web ACL with AWS's rules on SQL and scripts, in front of `dual`. */
  filtered: Listening;
  /** The company's web site: a single-page app behind nginx. */
  frontend: Listening;
  /** Another service of the company, which knows nothing of `/mcp`. */
  registry: Listening;
  /** Nothing listens there. */
  closed: Listening;
  /** Accepts requests, and never answers. */
  mute: Listening;
  /** Does not even answer a connection's first packet. */
  blackHole: Listening;
}

/** A port at which nothing listens: it is no user's to take, and not among those that `fetch` refuses. */
const CLOSED_PORT = 2;

/** Starts all of the servers at once. */
export async function startServers(running: Running, key: Uint8Array): Promise<Servers> {
  const authorization = await running.start(serve(authorizationServer()));
  const dual = await running.start(serve(official.bothEras()));
  const guarded = sample(key, `http://127.0.0.1:${authorization.port}`);
  const starting: { [Name in keyof Servers]: Promise<Listening> } = {
    everything: startEverything(),
    twin: startEverything(),
    modern: serve(official.modernOnly()),
    dual: Promise.resolve(dual),
    cors: serve(official.withCors(official.bothEras())),
    json: serve(official.jsonOnly()),
    sample: serve(guarded),
    sampleCors: serve(official.withCors(guarded)),
    authorization: Promise.resolve(authorization),
    headLate: serve(official.withSessions(), { headLate: true }),
    forgetful: serve(official.withSessions({ requests: 2 })),
    hostGuarded: serve(official.hostGuarded(official.bothEras(), ["mcp.example.com"])),
    hostGuardedPython: serve(misdirected),
    originGuarded: serve(official.originGuarded(official.bothEras(), ["app.example.com"])),
    filtered: serve(filtering(dual.port)),
    frontend: startFrontend(),
    registry: serve(notFound),
    closed: Promise.resolve({ port: CLOSED_PORT, stop: () => Promise.resolve() }),
    mute: serve(() => new Promise<never>(() => undefined)),
    blackHole: startBlackHole(),
  };
  const started = Object.entries(starting).map(
    async ([name, server]) => [name, await running.start(server)] as const,
  );
  return Object.fromEntries(await Promise.all(started)) as unknown as Servers;
}

/** https://github.com/modelcontextprotocol/python-sdk/issues/1798 */
function misdirected(): Response {
  return new Response("Invalid Host header", { status: 421, headers: { Server: "uvicorn" } });
}

/** As Starlette and FastAPI say it. */
function notFound(): Response {
  return Response.json({ detail: "Not Found" }, { status: 404, headers: { Server: "uvicorn" } });
}
