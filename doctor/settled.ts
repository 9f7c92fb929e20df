import { remedyOf } from "./causes/cause.ts";
import { CAUSES } from "./causes/causes.ts";
import { TARGETS } from "./causes/targets.ts";
import { LAYERS, type Layer } from "./layers.ts";
import type { Finding, Report } from "./report/report.ts";
import type { Climbed } from "./rungs/ladder.ts";
import type { Seen } from "./seen.ts";

/**
 * The findings of the public URL, with what only the hops behind it can tell: which layer it is that leaves no mark, and whether a
 * head that comes late is held on the way or sent late. The findings of the other hops stand behind them, as notes: what is broken
 * there is broken in front of it too, or has been mended there. What a balancer makes of its targets is the exception: nothing shows it
 * in front of them.
 */
export function settled(
  hops: readonly Seen[],
  climbed: readonly Climbed[],
  changesAt: Report["changesAt"],
): Finding[] {
  const [entrance, ...behind] = climbed;
  if (entrance === undefined) return [];
  const boundary = hops.findIndex(({ hop }) => hop === changesAt?.hop);
  // The answer changes between this hop and the one behind it, so what changes it stands here.
  const guilty = boundary > 0 ? layerOf(hops[boundary - 1]?.hop) : null;
  const origin = behind.at(-1);
  const own = entrance.findings
    .map((found) => (origin === undefined ? found : withOrigin(found, origin)))
    .map((found) => (guilty !== null && found.layer === "proxy" ? { ...found, layer: guilty } : found));
  const others = behind.flatMap(({ findings }, at) =>
    findings
      .filter(
        (found) =>
          isOfTarget(found) ||
          (found.severity !== "note" &&
            !own.some(({ id, method }) => id === found.id && method === found.method)),
      )
      .map((found): Finding => {
        const hop = hops[at + 1]?.hop ?? "";
        const severity = isOfTarget(found) ? found.severity : "note";
        return { ...found, severity, evidence: found.evidence.map((each) => ({ ...each, hop })) };
      }),
  );
  return [...own, ...others];
}

function isOfTarget({ id }: Finding): boolean {
  return id in TARGETS;
}

/** A head that comes late in front, and at once at the innermost hop, is held in between; one that is late there too is the server's. */
function withOrigin(found: Finding, origin: Climbed): Finding {
  if (found.id !== "stream.head-late") return found;
  if (origin.findings.some(({ id }) => id === found.id))
    return { ...found, layer: "server", severity: "note" };
  if (origin.rungs.find(({ id }) => id === found.rung)?.state !== "works") return found;
  return {
    ...found,
    id: "stream.head-held",
    layer: "proxy",
    severity: CAUSES["stream.head-held"].severity,
    remedy: remedyOf(CAUSES["stream.head-held"], "proxy"),
  };
}

/** The layer that a hop's name says it is, such as `--via alb=…`. */
function layerOf(hop: string | undefined): Layer | null {
  return LAYERS.find((layer) => layer === hop) ?? null;
}
