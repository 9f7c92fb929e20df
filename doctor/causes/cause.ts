import type { Layer } from "../layers.ts";
import type { Severity } from "../report/report.ts";

/**
 * What can be wrong with a route: the rows of the tables beside this file. A cause's id is a promise to scripts and
 * baselines, and never changes.
 */
export interface Cause {
  /** The rung that finds it. */
  rung: string;
  /** The severity that it has unless the rung knows better. */
  severity: Severity;
  /** What it is, for the documentation: one sentence without particulars. */
  title: string;
  /** What to change, by the guilty layer, with the exact setting; `any` where the layer does not matter, or none of these is guilty. */
  remedy: Partial<Record<Layer | "any", string>>;
  /** Where it is documented or reported. */
  sources: readonly string[];
}

/** What to change at a layer, or the advice for any; null where the table has none. */
export function remedyOf(cause: Cause, layer: Layer | null): string | null {
  return (layer === null ? undefined : cause.remedy[layer]) ?? cause.remedy.any ?? null;
}
