import { hasResult } from "./exchange/rpc.ts";
import { hostAskedFor } from "./authorization/knownAs.ts";
import { callerOf } from "./caller/environment.ts";
import type { Exchange } from "./exchange/exchange.ts";
import { probeAuthorization } from "./probes/authorization.ts";
import { probeBrowser } from "./probes/browser.ts";
import { probeCall } from "./probes/call.ts";
import { probeContent } from "./probes/content.ts";
import { probeFirst } from "./probes/first.ts";
import { probeHealth } from "./probes/health.ts";
import { probeIdle } from "./probes/idle.ts";
import { probeKeepAlive } from "./probes/keepAlive.ts";
import { probeModernEra } from "./probes/modernEra.ts";
import { probeName } from "./probes/name.ts";
import { followRedirects, probeNeighbours } from "./probes/redirects.ts";
import { endSession, probeSessions, sessionOf } from "./probes/sessions.ts";
import { probeSizes } from "./probes/sizes.ts";
import { probeStreams } from "./probes/streams.ts";
import { probeTls, speaksTls } from "./probes/tls.ts";
import { type Place, Trip } from "./probes/trip.ts";
import type { HealthCheck, Promised, Seen } from "./seen.ts";
import { tokenFacts } from "./token.ts";

/** What is wanted of an examination beside what it always does. */
export interface Wanted {
  /** Send only what tells who answers. @default false */
  who?: boolean;
  /** For how many seconds to hold a stream, and at a hop a connection, to see when it is cut; not by default. */
  idleSeconds?: number;
  /** The tool that may be called to see its progress come; none by default. */
  call?: string;
  /** What that tool is called with. @default {} */
  callArguments?: Readonly<Record<string, unknown>>;
  /** What to ask each hop as a load balancer asks its targets; nothing by default. */
  healthCheck?: HealthCheck;
  /** Send text that looks like code, as tools are given it. @default false */
  suspicious?: boolean;
  promised?: Promised;
}

/** How long an examination may take, in seconds, beside the time that a stream is held for. */
export const SECONDS = 45;

/** Sends the probes of one place, each as soon as what it needs is there, and gives back all that was seen. */
export async function examine(place: Place, wanted: Wanted, signal: AbortSignal): Promise<Seen> {
  const trip = new Trip(place, signal);
  const now = new Date();
  const [name, tls] = await Promise.all([
    probeName(place.way),
    probeTls(place.way, signal, now),
    opening(trip),
  ]);
  const opened = answered(trip, "initialize");
  const discovered = answered(trip, "discover");
  const eras = { opened, discovered };
  let kept: Seen["kept"];
  if (wanted.who !== true) {
    [kept] = await Promise.all([
      probeKeepAlive(trip, eras, wanted.idleSeconds),
      probeHealth(trip, place.way, name, wanted.healthCheck),
      probeNeighbours(trip),
      probeAuthorization(trip),
      probeBrowser(trip),
      ...(opened === undefined ? [] : [probeSessions(trip, opened)]),
      ...(discovered === undefined ? [] : [probeModernEra(trip)]),
      probeStreams(trip, eras).then(() => probeIdle(trip, eras, wanted.idleSeconds)),
      probeSizes(trip, eras),
      probeCall(trip, eras, wanted.call, wanted.callArguments),
    ]);
    // Behind all others: a firewall may shut the door on whom it suspects.
    if (wanted.suspicious === true) await probeContent(trip, eras);
  }
  const session = opened === undefined ? undefined : sessionOf(opened);
  if (session !== undefined) await endSession(trip, "delete", session);
  const host = hostAskedFor(trip.place.way);
  return {
    hop: place.name,
    url: trip.hide(place.way.url.href),
    ...(host === undefined ? {} : { host }),
    token: place.token !== undefined,
    credential: place.token === undefined ? null : tokenFacts(place.token, now),
    caller: callerOf(place.env ?? {}, place.way.url),
    name,
    tls,
    ...((await isTlsPort(trip)) ? { speaksTls: true as const } : {}),
    promised: wanted.promised ?? {},
    wanted: {
      idleSeconds: wanted.idleSeconds ?? null,
      call: wanted.call ?? null,
      healthCheck: wanted.healthCheck ?? null,
      suspicious: wanted.suspicious ?? false,
    },
    ...(kept === undefined ? {} : { kept }),
    requestsSent: trip.sent,
    exchanges: trip.exchanges.toSorted((one, other) => (one.probe < other.probe ? -1 : 1)),
  };
}

/** Asked only where an http URL's connections come about and end without an answer, as a TLS port's do. */
async function isTlsPort({ place: { way }, exchanges, signal }: Trip): Promise<boolean> {
  const ended = exchanges.every(
    ({ result }) =>
      result.outcome === "failure" && (result.failure === "reset" || result.failure === "malformed"),
  );
  return way.url.protocol === "http:" && ended && (await speaksTls(way, signal));
}

/**
 * Where a redirect leads on as clients follow it, the rest of the examination looks at the place that it leads to: what the first
 * requests saw there stands in place of the redirects.
 */
async function opening(trip: Trip): Promise<void> {
  await probeFirst(trip);
  const first = trip.exchanges.find(({ probe }) => probe === "initialize");
  const way = first === undefined ? null : await followRedirects(trip, first);
  if (way === null) return;
  const redirected = trip.exchanges.filter(({ probe }) => probe.startsWith("redirect-"));
  trip.moveTo(way, [...(first === undefined ? [] : [{ ...first, probe: "redirect-0" }]), ...redirected]);
  await probeFirst(trip);
}

/** The exchange of a probe that the server answered with a result. */
function answered(trip: Trip, probe: string): Exchange | undefined {
  return trip.exchanges.find(
    (exchange) =>
      exchange.probe === probe && exchange.result.outcome === "answer" && hasResult(exchange.result),
  );
}
