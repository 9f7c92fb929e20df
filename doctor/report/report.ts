import type { Layer } from "../layers.ts";

/** How the route is: `degraded` means that clients work but something is lost, `unknown` that it could not be told. */
export type Verdict = "works" | "degraded" | "broken" | "unknown";

/**
 * What a finding does to the verdict: `broken` and `degraded` make it that, `unknown` keeps it from being `works`, a `note`
 * leaves it alone.
 */
export type Severity = "broken" | "degraded" | "unknown" | "note";

/** What was seen on the wire, so that a reader need not believe the doctor. All of it as it came: outputs escape it. */
export interface Evidence {
  /** Which probe saw it, such as `initialize`. */
  probe?: string;
  /** The name of the hop that it was seen at; without one it was the outermost. */
  hop?: string;
  /** Such as `POST https://demo.quiltdata.com/mcp (initialize)`. */
  request?: string;
  /** Such as `HTTP 405 Not Allowed`, or why no answer came. */
  status?: string;
  /** The headers that tell, `name: value` each. */
  headers?: string[];
  /** The body's first bytes. */
  body?: string;
  /** Milliseconds until head, first byte of the body and end. */
  times?: { head: number; firstByte: number | null; end: number };
  /** Anything else, a sentence each. */
  facts?: string[];
}

/** One thing found. */
export interface Finding {
  /** The cause: a stable identifier of `causes/`, such as `route.missing`. */
  id: string;
  /** The id of the rung that found it. */
  rung: string;
  layer: Layer | null;
  severity: Severity;
  /** The HTTP method that it is about, since no method stands in for another; null where it is about none. */
  method: string | null;
  /** One sentence: what is wrong. */
  says: string;
  /** What to change, with the exact setting, between backticks; null for a note that asks for nothing. */
  remedy: string | null;
  evidence: Evidence[];
  /** Where limits or behaviours that it rests on are documented or reported. */
  sources: string[];
}

/** How one rung of the ladder is. */
export interface RungReport {
  id: string;
  title: string;
  /** `skipped`: nothing was asked, since a rung before it left nothing to ask, or nobody wanted it. */
  state: "works" | "degraded" | "broken" | "unknown" | "skipped";
  /** One line: what was seen. */
  says: string;
  /** What blocked it: a rung's id; null unless it was skipped for that. */
  blockedBy: string | null;
}

/** A layer that was seen on the way, outermost first. */
export interface SeenLayer {
  layer: Layer;
  /** The mark that names it, such as `server: awselb/2.0`. */
  mark: string;
  /** Whether it sent the answer itself, or only passed one on. */
  answered: boolean;
}

/** One place at which the route was examined: the public URL, or a hop that `--via` names. */
export interface HopReport {
  name: string;
  url: string;
  /** Whether the token was sent to it. */
  token: boolean;
  layers: SeenLayer[];
  rungs: RungReport[];
}

/** What the doctor makes of a known client's fate. */
export interface ClientReport {
  client: string;
  works: "yes" | "no" | "unknown";
  says: string;
  source: string;
}

/** The whole of an examination; what `--json` prints. */
export interface Report {
  url: string;
  verdict: Verdict;
  /** The guilty layer; null where there is none, or none can be told. */
  layer: Layer | null;
  /** The primary finding's id; null where there is none. */
  cause: string | null;
  /** The verdict in one line, without the verdict's own word: outputs put it before. */
  says: string;
  /** The primary finding's remedy; null where there is none. */
  remedy: string | null;
  /** The primary one first, then the worst first, and among equals in the order of the rungs. */
  findings: Finding[];
  /** Outermost first: the public URL, then each `--via`. At least one. */
  hops: HopReport[];
  /** The name of the first hop at which an answer changes, and which probe's; null where nothing does, or there is but one. */
  changesAt: { hop: string; probe: string; says: string } | null;
  clients: ClientReport[];
  /** What is said of the token; null without one. */
  token: { alg: string | null; kid: string | null; bytes: number; expires: string | null } | null;
  /** What the examination was bounded by, and how much of it was used. */
  limits: { requests: number; requestsSent: number; seconds: number };
}
