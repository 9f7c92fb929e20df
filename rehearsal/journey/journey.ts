import { type LegacyJourney, legacyJourney, type ModernJourney, modernJourney } from "./eras.ts";
import {
  type Challenge,
  getChallenge,
  getMetadata,
  INITIALIZE,
  type Metadata,
  type PostAnswer,
  postProbe,
  type Probe,
} from "./probes.ts";
import { attempts, type Step } from "./step.ts";
import { openWire } from "./wire.ts";

/** Where the client goes and what it carries. */
export interface Destination {
  /** The URL that the client is given, such as `https://demo.quiltdata.com/mcp`: the public one, or the server's own. */
  url: string;
  /** Where every connection really goes: `http://127.0.0.1:<port>`. */
  origin: string;
  /** The bearer token; the challenge and the OAuth metadata are asked for without it. */
  token: string;
  /** Headers beside those that every client sends. @default none */
  headers?: [name: string, value: string][];
  /** What a plain POST asks for. @default an `initialize` */
  probe?: Probe;
  /** How many tools the server is to list. */
  tools: number;
  /** For how long the server is to send nothing, in milliseconds. */
  silenceMilliseconds: number;
  /** Ends the journey: the steps under way fail, and those to come. */
  signal?: AbortSignal;
}

/** What a client lived to see on one way to the server. */
export interface Journey {
  milliseconds: number;
  /** What was posted without a client. */
  probe: Probe;
  post: Step<PostAnswer>;
  challenge: Step<Challenge>;
  metadata: Step<Metadata>;
  modern: ModernJourney;
  legacy: LegacyJourney;
}

/**
 * Drives the official MCP client through both eras, and asks what no client shows. Never throws: each step says what
 * came of it, and is over within 10 s (the silence: within 10 s more than it lasts).
 */
export async function journey(destination: Destination): Promise<Journey> {
  const { url, origin, token, tools, silenceMilliseconds, signal } = destination;
  const { headers = [], probe = INITIALIZE } = destination;
  const begun = performance.now();
  const wire = openWire(origin);
  const trip = { url, token, headers, tools, wire, attempt: attempts(signal) };
  const [post, challenge, metadata, modern, legacy] = await Promise.all([
    trip.attempt((limit) => postProbe(trip, probe, limit)),
    trip.attempt((limit) => getChallenge(trip, probe, limit)),
    trip.attempt((limit) => getMetadata(trip, limit)),
    modernJourney(trip, silenceMilliseconds),
    legacyJourney(trip),
  ]);
  await wire.close();
  return { milliseconds: performance.now() - begun, probe, post, challenge, metadata, modern, legacy };
}
