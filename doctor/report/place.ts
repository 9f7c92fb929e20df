import type { Finding, HopReport, Report, RungReport } from "./report.ts";

/** The name of the hop that a finding is of: the first that its evidence names, or the outermost where it names none. */
export function hopOf({ evidence }: Pick<Finding, "evidence">, { hops }: Pick<Report, "hops">): string {
  return evidence.find(({ hop }) => hop !== undefined)?.hop ?? hops[0]?.name ?? "";
}

/** A rung of a hop. */
export interface Place {
  hop: HopReport;
  rung: RungReport;
}

/** The first rung that is broken, hops outermost first; the first degraded one where none is broken; null where all work. */
export function firstFault({ hops }: Report): Place | null {
  const places = hops.flatMap((hop) => hop.rungs.map((rung) => ({ hop, rung })));
  return (
    places.find(({ rung }) => rung.state === "broken") ??
    places.find(({ rung }) => rung.state === "degraded") ??
    null
  );
}
