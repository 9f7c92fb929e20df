import * as z from "zod";
import type { HeaderPair } from "../mcpServer/headers.ts";
import { callTool } from "./call.ts";
import type { Answer } from "./recording.ts";
import { newSession, type Session, type Trip } from "./session.ts";
import { keepSilent, type Silence } from "./silence.ts";
import { type Attempt, declined, type Step } from "./step.ts";
import { type StreamAnswer, streamEvents } from "./stream.ts";

/** The headers of one and the same call, to the tool `request-headers`. */
export interface HeadersSeen {
  /** What the client sent; the HTTP library below it adds a few. */
  sent: HeaderPair[];
  /** What the server got, as it stood in the request. */
  received: HeaderPair[];
  /** What the client saw of the answer. */
  answer: Answer;
}

/** What the client lived to see in both eras. */
export interface EraJourney {
  /** The protocol version that was negotiated. */
  version: Step<string>;
  /** The names of the tools, in the order listed. */
  tools: Step<string[]>;
  headers: Step<HeadersSeen>;
  stream: Step<StreamAnswer>;
}

/** The client that prefers 2026-07-28. */
export interface ModernJourney extends EraJourney {
  /** The versions that `server/discover` names. */
  discover: Step<string[]>;
  silence: Step<Silence>;
}

/** The client that knows only 2025-11-25 and before. */
export interface LegacyJourney extends EraJourney {
  ping: Step<true>;
  /** The answer to the GET on which the server may send by itself. */
  listen: Step<Answer>;
  /** The answer to the DELETE that ends the session. */
  sessionEnd: Step<Answer>;
}

const requestHeaders = "request-headers";

const receivedHeaders = z.array(
  z.tuple([
    z.string(),
    z.union([z.string(), z.object({ scheme: z.string(), bytes: z.number(), sha256: z.string() })]),
  ]),
);

/** Goes through the modern era; `silence` is how long nothing is sent, in milliseconds. */
export async function modernJourney(trip: Trip, silence: number): Promise<ModernJourney> {
  const session = newSession(trip, "auto");
  const { version, attempt } = await connected(trip, session);
  const [steps, discover, kept] = await Promise.all([
    commonSteps(session, attempt, trip.tools),
    attempt(async (signal) => (await session.client.discover({ signal })).supportedVersions),
    attempt((signal) => keepSilent(session, silence, signal), silence + 10_000),
  ]);
  await trip.attempt(() => session.client.close());
  return { version, ...steps, discover, silence: kept };
}

/** Goes through the legacy era, from `initialize` to the end of the session. */
export async function legacyJourney(trip: Trip): Promise<LegacyJourney> {
  const session = newSession(trip, "legacy");
  const { version, attempt } = await connected(trip, session);
  const [steps, ping, listen] = await Promise.all([
    commonSteps(session, attempt, trip.tools),
    attempt(async (signal): Promise<true> => {
      await session.client.ping({ signal });
      return true;
    }),
    attempt(async (signal) => (await session.recording.exchange("GET", signal)).answer),
  ]);
  const sessionEnd = await attempt((signal) => endSession(session, signal));
  await trip.attempt(() => session.client.close());
  return { version, ...steps, ping, listen, sessionEnd };
}

/** Connects; where that fails, every later attempt is declined. */
async function connected(trip: Trip, { client, transport }: Session) {
  const version = await trip.attempt(async (signal) => {
    await client.connect(transport, { signal });
    return client.getNegotiatedProtocolVersion() ?? "none";
  });
  return { version, attempt: version.ok ? trip.attempt : declined(version.error) };
}

async function commonSteps(
  session: Session,
  attempt: Attempt,
  expectedTools: number,
): Promise<Omit<EraJourney, "version">> {
  const [tools, headers, stream] = await Promise.all([
    attempt((signal) => listTools(session, expectedTools, signal)),
    attempt((signal) => headersSeen(session, signal)),
    attempt((signal) => streamEvents(session, signal)),
  ]);
  return { tools, headers, stream };
}

async function listTools({ client }: Session, expected: number, signal: AbortSignal): Promise<string[]> {
  const names = (await client.listTools({}, { signal })).tools.map(({ name }) => name);
  if (names.length !== expected) throw new Error(`${names.length} tools were listed instead of ${expected}`);
  return names;
}

async function headersSeen(session: Session, signal: AbortSignal): Promise<HeadersSeen> {
  const received = receivedHeaders.parse(JSON.parse(await callTool(session, requestHeaders, {}, signal)));
  const { sent, answer } = await session.recording.exchange(`tools/call ${requestHeaders}`, signal);
  return { sent, received, answer };
}

async function endSession({ transport, recording }: Session, signal: AbortSignal): Promise<Answer> {
  if (transport.sessionId === undefined) throw new Error("the server gave no session id");
  await transport.terminateSession();
  return (await recording.exchange("DELETE", signal)).answer;
}
