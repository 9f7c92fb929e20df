import type { AwsExamination } from "./aws/examine.ts";
import { clientsOf } from "./clients/clientsOf.ts";
import { REQUESTS } from "./exchange/limits.ts";
import { compareHops } from "./hops/compareHops.ts";
import { LAYER_NAMES } from "./layers.ts";
import type { Finding, HopReport, Report, RungReport, Severity, Verdict } from "./report/report.ts";
import { type Climbed, climb, LADDER, WHO } from "./rungs/ladder.ts";
import { layersOf } from "./rungs/reached.ts";
import { finding, type Rung } from "./rungs/rung.ts";
import type { Seen } from "./seen.ts";
import { settled } from "./settled.ts";

/** All that an examination saw, from which the report follows. */
export interface Examined {
  /** The public URL first, then each `--via`, outermost first. At least one. */
  hops: Seen[];
  token: Report["token"];
  /** What AWS makes of it, where it was asked. */
  aws?: AwsExamination;
  /** Whether only the first rungs are to be climbed (`--who`). @default false */
  who?: boolean;
  /** How long the examination could take, in seconds. */
  seconds: number;
}

/** Judges all that was seen: the same sight gives the same report, to the byte. */
export function diagnose({ hops, token, aws, who = false, seconds }: Examined): Report {
  const only = who ? (rung: Rung) => WHO.has(rung.id) : undefined;
  const climbed = hops.map((seen) => climb(seen, only));
  const changesAt = compareHops(hops);
  const findings = ordered([...settled(hops, climbed, changesAt), ...(aws === undefined ? [] : toldBy(aws))]);
  const [entrance = { rungs: [], findings: [] }] = climbed;
  const verdict = verdictOf(findings, entrance, who);
  const primary =
    verdict === "works" ? undefined : findings.find(({ severity }) => severity === MAKES[verdict]);
  return {
    url: hops[0]?.url ?? "",
    verdict,
    layer: primary?.layer ?? null,
    cause: primary?.id ?? null,
    says: lineOf(verdict, primary, entrance, who),
    remedy: primary?.remedy ?? null,
    findings: primary === undefined ? findings : [primary, ...findings.filter((each) => each !== primary)],
    hops: hops.map((seen, at) => hopOf(seen, climbed[at], at === 0 ? (aws?.rungs ?? []) : [])),
    changesAt,
    // What few requests show is not enough to tell clients apart by.
    clients: hops[0] === undefined || who ? [] : clientsOf(hops[0], findings),
    token,
    limits: {
      requests: REQUESTS * hops.length,
      requestsSent: hops.reduce((sum, seen) => sum + seen.requestsSent, 0),
      seconds,
    },
  };
}

/** What AWS tells, with the explanation of its rules as a finding that asks for nothing. */
function toldBy({ findings, facts }: AwsExamination): Finding[] {
  if (facts.length === 0) return findings;
  const says = "what AWS says of the endpoint's requests, rule by rule";
  return [...findings, finding("aws.explained", { layer: null, method: null, shown: [], facts, says })];
}

const MAKES: Readonly<Record<Exclude<Verdict, "works">, Severity>> = {
  broken: "broken",
  degraded: "degraded",
  unknown: "unknown",
};

const SEVERITIES: readonly Severity[] = ["broken", "degraded", "unknown", "note"];

/** The worst first; among equals, in the order in which a request travels. */
function ordered(findings: readonly Finding[]): Finding[] {
  // What AWS says (-1) explains what was seen on the wire, where both are as bad.
  const place = (found: Finding) => LADDER.findIndex(({ id }) => id === found.rung);
  return findings.toSorted(
    (one, other) =>
      SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity) || place(one) - place(other),
  );
}

/**
 * `degraded` says that clients work: so it needs a conversation that was had. Where there was none, as without a token, what is known
 * is not enough, whatever else was found.
 */
function verdictOf(findings: readonly Finding[], entrance: Climbed, who: boolean): Verdict {
  if (findings.some(({ severity }) => severity === "broken")) return "broken";
  if (untold(entrance, who) !== undefined) return "unknown";
  if (findings.some(({ severity }) => severity === "degraded")) return "degraded";
  // What AWS does not tell leaves what was seen to work as it is.
  return findings.some(({ severity, id }) => severity === "unknown" && id !== "aws.not-told")
    ? "unknown"
    : "works";
}

/** The first rung without which there was no conversation to judge; undefined where all of it was had. */
function untold({ rungs }: Climbed, who: boolean): RungReport | undefined {
  const needed = who ? ["path"] : ["path", "protocol"];
  return rungs.find(({ id, state }) => needed.includes(id) && (state === "unknown" || state === "skipped"));
}

function lineOf(verdict: Verdict, primary: Finding | undefined, entrance: Climbed, who: boolean): string {
  if (primary !== undefined) {
    const layer = primary.layer === null ? "" : `${LAYER_NAMES[primary.layer]}: `;
    return `${layer}${primary.says}`;
  }
  const told = untold(entrance, who) ?? entrance.rungs.find(({ id }) => id === (who ? "who" : "protocol"));
  if (verdict === "works") return `${who ? "" : "clients get through: "}${told?.says ?? "nothing was found"}`;
  return told?.says ?? "there was nothing to judge by";
}

function hopOf(seen: Seen, climbed: Climbed | undefined, more: readonly RungReport[]): HopReport {
  return {
    name: seen.hop,
    url: seen.url,
    token: seen.token,
    layers: layersOf(seen),
    rungs: [...(climbed?.rungs ?? []), ...more],
  };
}
