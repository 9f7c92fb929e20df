import type { Layer } from "../../../../doctor/layers.ts";
import type { Verdict } from "../../../../doctor/report/report.ts";
import type { Route } from "../route.ts";

/** A route that is broken on purpose, and what the doctor must say of it. */
export interface Fault extends Route {
  /** The layer that it must name; null where nothing on the wire tells it. */
  layer: Layer | null;
  /** The primary finding's id. */
  cause: string;
  /** The id where the doctor may read AWS. @default the same */
  awsCause?: string;
  verdict: Verdict;
  /** Whether chance decides what a single examination sees of it, so that it may take a second one. @default false */
  byChance?: true;
  /** Where an answer that the bed only repeats is documented or shown. */
  source?: string;
}
