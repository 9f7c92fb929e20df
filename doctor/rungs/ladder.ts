import { cut } from "../report/escape.ts";
import type { Finding, RungReport } from "../report/report.ts";
import type { Seen } from "../seen.ts";
import { affinity } from "./affinity.ts";
import { authorizationRung } from "./authorization.ts";
import { call } from "./call.ts";
import { callerRung } from "./caller.ts";
import { connectionRung } from "./connection.ts";
import { content } from "./content.ts";
import { corsRung } from "./cors.ts";
import { eras } from "./eras.ts";
import { headers } from "./headers.ts";
import { health } from "./health.ts";
import { idle } from "./idle.ts";
import { keepAlive } from "./keepAlive.ts";
import { methods } from "./methods.ts";
import { nameRung } from "./name.ts";
import { path } from "./path.ts";
import { protocol } from "./protocol.ts";
import { redirects } from "./redirects.ts";
import { type Judgement, type Rung, SAID } from "./rung.ts";
import { sizes } from "./sizes.ts";
import { streaming } from "./streaming.ts";
import { tlsRung } from "./tls.ts";
import { who } from "./who.ts";

/** All rungs, in the order in which a request travels. */
export const LADDER: readonly Rung[] = [
  callerRung,
  nameRung,
  connectionRung,
  tlsRung,
  redirects,
  who,
  path,
  methods,
  headers,
  protocol,
  eras,
  affinity,
  streaming,
  call,
  idle,
  authorizationRung,
  corsRung,
  sizes,
  content,
  keepAlive,
  health,
];

/** The rungs that `--who` climbs. */
export const WHO: ReadonlySet<string> = new Set([
  "caller",
  "name",
  "connection",
  "tls",
  "redirects",
  "who",
  "path",
]);

/** What all rungs make of what was seen at one hop. */
export interface Climbed {
  rungs: RungReport[];
  findings: Finding[];
}

/** Judges every rung that is not blocked by one before it. */
export function climb(seen: Seen, only: (rung: Rung) => boolean = () => true): Climbed {
  const rungs: RungReport[] = [];
  const findings: Finding[] = [];
  for (const rung of LADDER.filter(only)) {
    const blocker = rung.needs.map((id) => rungs.find((other) => other.id === id)).find(isBlocking);
    if (blocker !== undefined) {
      const blockedBy = blocker.blockedBy ?? blocker.id;
      rungs.push({
        id: rung.id,
        title: rung.title,
        state: "skipped",
        says: `not looked at: ${blockedBy} is ${stateOf(rungs, blockedBy)}`,
        blockedBy,
      });
      continue;
    }
    const judgement = rung.judge(seen);
    rungs.push({
      id: rung.id,
      title: rung.title,
      state: stateBy(judgement),
      says: cut(judgement.says, SAID),
      blockedBy: null,
    });
    // A cause may be found by another rung than the one that its row names.
    findings.push(...judgement.findings.map((found) => ({ ...found, rung: rung.id })));
  }
  return { rungs, findings };
}

function isBlocking(rung: RungReport | undefined): rung is RungReport {
  if (rung === undefined) return false;
  // Where no connection came about nothing is known to be broken, and there is nothing to ask all the same.
  const unconnected = rung.state === "unknown" && (rung.id === "name" || rung.id === "connection");
  return unconnected || rung.state === "broken" || rung.blockedBy !== null;
}

function stateBy({ skipped, unknown, findings }: Judgement): RungReport["state"] {
  if (skipped === true) return "skipped";
  return unknown === true ? "unknown" : worst(findings);
}

function stateOf(rungs: readonly RungReport[], id: string): string {
  return rungs.find((rung) => rung.id === id)?.state ?? "broken";
}

/** The state that findings make: the worst of them counts, and a note none. */
export function worst(findings: readonly Finding[]): RungReport["state"] {
  for (const severity of ["broken", "degraded", "unknown"] as const)
    if (findings.some((found) => found.severity === severity)) return severity;
  return "works";
}
