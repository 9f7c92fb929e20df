import type { Settings } from "../config.ts";
import { longestSilenceOf } from "../components/longestSilence.ts";
import type { RouteRow } from "../components/routeRow.ts";
import type { HeaderBudget } from "../dataplane/apiGateway/limits.ts";
import { clientFindings } from "./client/findings.ts";
import { leftOutOf } from "./client/leftOut.ts";
import type { Finding } from "./finding.ts";
import { type HopDifference, hopDifferences } from "./hops.ts";
import type { Journey } from "./journey/journey.ts";
import { withoutLeftOut, withoutStreams } from "./journey/leftOut.ts";
import { gatewayFindings } from "./plan/gatewayFindings.ts";
import { planFindings } from "./plan/findings.ts";
import type { Prepared } from "./program/prepare.ts";
import { type Side, type Trip, sideOf } from "./side.ts";
import { targetFindings } from "./targetFindings.ts";
import { type Assumption, assumptionsOf } from "./world/assumed.ts";
import { balancerArnInShell } from "./world/commands.ts";
import { type World, unmodelled } from "./world/world.ts";

/** What came of a rehearsal. */
export interface Verdict {
  /** Whether everything that the stack promises came through. */
  ok: boolean;
  stack: string;
  /** The public URL; null where the program refused. */
  url: string | null;
  /** The longest time in seconds that a stream may go without a byte; null where the program refused. */
  longestSilence: number | null;
  /** What nobody told, so that AWS's defaults stand in. */
  assumed: Assumption[];
  /**
   * How much of what the API accepts of headers the largest request of the client used, whose token has 4096 bytes; null
   * where there is no API Gateway.
   */
  headerBudget: HeaderBudget | null;
  /** Absent sides mean that the program refused, so that there is no route. */
  before: Side | null;
  after: Side | null;
  routes: RouteRow[];
  /** Errors first. */
  findings: Finding[];
}

/** The ways on which the client went, from the one to be compared with to the one that is judged. */
export interface Trips {
  /** Straight to the server. */
  straight: Journey;
  /** Through what there is today, without what the stack makes. */
  before: Trip;
  /** Through the listener with the stack's rules, and without the gateway in front; absent where there is none. */
  balancer?: Journey;
  /** Through all that the stack makes. */
  after: Trip;
}

/** Judges what came through. */
export function verdictOf(prepared: Prepared, { straight, before, balancer, after }: Trips): Verdict {
  const { stack, settings, world, recording, plan, caller } = prepared;
  const leftOut = leftOutOf(plan.rules, settings.route, caller);
  const streams = settings.route.apiGateway?.streaming !== false;
  const judged = (journey: Journey) => {
    const promised = withoutLeftOut(journey, leftOut);
    return streams ? promised : withoutStreams(promised);
  };
  const routed = judged(after.journey);
  const hops = { straight, balancer: balancer && judged(balancer), routed };
  const findings = bySeverity([
    ...planFindings(prepared),
    ...gatewayFindings(prepared),
    ...programFindings(prepared),
    ...clientFindings(prepared),
    ...targetFindings(settings.route),
    ...hopDifferences(hops, plan.gateway?.after).map((each) => differenceFinding(each, prepared)),
  ]);
  return {
    ok: !findings.some(({ severity, assumed }) => severity === "error" && !assumed),
    stack,
    url: settings.route.url,
    longestSilence: longestSilenceOf(settings.route),
    assumed: world.assumed ? assumptionsOf(settings) : [],
    headerBudget: largest(after),
    before: sideOf(before),
    // Whoever answers what the stack leaves out is still what a client sees.
    after: sideOf({ ...after, journey: { ...routed, post: after.journey.post } }),
    routes: recording.outputs["routes"] as RouteRow[],
    findings,
  };
}

/** The verdict on a program that refuses to run. */
export function refusedVerdict(stack: string, text: string, unread: string[] = []): Verdict {
  return {
    ok: false,
    stack,
    url: null,
    longestSilence: null,
    assumed: [],
    headerBudget: null,
    before: null,
    after: null,
    routes: [],
    findings: [
      { severity: "error", assumed: false, text },
      ...unread.map((what) => note(`Not read: ${what}.`)),
    ],
  };
}

function note(text: string): Finding {
  return { severity: "note", assumed: false, text };
}

/**
 * A stream that is cut by an idle timeout which nobody told is no broken promise yet, and what the stack leaves out on
 * purpose is none.
 */
function differenceFinding(
  { promise, text, leftOut, notPromised, byDesign }: HopDifference,
  { world }: Prepared,
): Finding {
  if (notPromised) return note(text);
  if (byDesign) return { severity: "warning", assumed: false, text };
  // That the metadata is left out, the stack says outright.
  if (leftOut) return { severity: promise === "metadata" ? "note" : "warning", assumed: false, text };
  const assumed = world.assumed && promise === "silence";
  // The silence runs faster here than on AWS, and so do its times.
  const times = promise === "silence" ? " (times of the rehearsal, scaled)" : "";
  return { severity: assumed ? "warning" : "error", assumed, text: text + times };
}

/** The largest request that came to the gateway. */
function largest({ gateway }: Trip): HeaderBudget | null {
  const budgets = gateway?.exchanges.map(({ headers }) => headers) ?? [];
  return budgets.toSorted((one, other) => one.left - other.left)[0] ?? null;
}

/** What the program itself said of its look-ups, and what of its configuration it did not get. */
function programFindings({ recording, world, unread, settings }: Prepared): Finding[] {
  const said = recording.logs.map(({ severity, text }): Finding => ({
    severity: severity === "info" ? "note" : severity,
    assumed: world.assumed,
    text: world.assumed ? withoutAssumedArn(text, world, settings) : text,
  }));
  const told = [
    ...unread.map((what) => `Not read: ${what}.`),
    ...unmodelled(world).map((what) => `Not modelled: ${what}.`),
  ];
  return [...said, ...told.map(note)];
}

/** An assumed balancer's ARN is made up: a command that names it would not work as it stands. */
function withoutAssumedArn(text: string, { loadBalancers }: World, settings: Settings): string {
  return loadBalancers.LoadBalancers.reduce(
    (rest, { LoadBalancerArn }) => rest.replaceAll(LoadBalancerArn, balancerArnInShell(settings)),
    text,
  );
}

function bySeverity(findings: Finding[]): Finding[] {
  return (["error", "warning", "note"] as const).flatMap((severity) =>
    findings.filter((finding) => finding.severity === severity),
  );
}
