import type { RouteRow } from "../components/routeRow.ts";
import type { Finding } from "./finding.ts";
import { compareJourneys } from "./journey/compare.ts";
import type { Difference } from "./journey/difference.ts";
import { planFindings } from "./plan/findings.ts";
import type { Prepared } from "./program/prepare.ts";
import { type Side, type Trip, sideOf } from "./side.ts";
import { type Assumption, assumptionsOf } from "./world/assumed.ts";
import type { World } from "./world/world.ts";

/** What came of a rehearsal. */
export interface Verdict {
  /** Whether everything that the stack promises came through. */
  ok: boolean;
  stack: string;
  /** The public URL; "" where the program refused. */
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

/** The three ways on which the client went, from the one to be compared with to the one that is judged. */
export interface Trips {
  /** Straight to the server. */
  straight: Trip["journey"];
  /** Through the listener without the stack's rules. */
  before: Trip;
  /** Through the listener with them. */
  after: Trip;
}

/** The longest silence in seconds of a stack that does not say one: AWS's default for the idle timeout. */
const SILENCE = 60;

/** The longest time in seconds that a stream of this stack may go without a byte. */
export function longestSilenceOf({ settings: { route } }: Pick<Prepared, "settings">): number {
  return route.longestSilence ?? SILENCE;
}

/** Judges what came through. */
export function verdictOf(prepared: Prepared, { straight, before, after }: Trips): Verdict {
  const { stack, settings, world, recording } = prepared;
  const findings = bySeverity([
    ...planFindings(prepared),
    ...programFindings(prepared),
    ...compareJourneys(straight, after.journey).map((difference) => differenceFinding(difference, world)),
  ]);
  return {
    ok: !findings.some(({ severity, assumed }) => severity === "error" && !assumed),
    stack,
    url: settings.route.url,
    longestSilence: longestSilenceOf(prepared),
    assumed: world.assumed ? assumptionsOf(settings) : [],
    before: sideOf(before, settings),
    after: sideOf(after, settings),
    routes: recording.outputs["routes"] as RouteRow[],
    findings,
  };
}

/** The verdict on a program that refuses to run. */
export function refusedVerdict(stack: string, text: string): Verdict {
  return {
    ok: false,
    stack,
    url: "",
    longestSilence: 0,
    assumed: [],
    before: null,
    after: null,
    routes: [],
    findings: [{ severity: "error", assumed: false, text }],
  };
}

/** A stream that is cut by an idle timeout which nobody told is no broken promise yet. */
function differenceFinding({ promise, text }: Difference, world: World): Finding {
  const assumed = world.assumed && promise === "silence";
  return { severity: assumed ? "warning" : "error", assumed, text };
}

/** What the program itself said of its look-ups, and what of its configuration it did not get. */
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

function bySeverity(findings: Finding[]): Finding[] {
  return (["error", "warning", "note"] as const).flatMap((severity) =>
    findings.filter((finding) => finding.severity === severity),
  );
}
