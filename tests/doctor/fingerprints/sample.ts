import type { Answered } from "../../../doctor/exchange/exchange.ts";
import type { Layer } from "../../../doctor/layers.ts";
import type { SeenLayer } from "../../../doctor/report/report.ts";

/** An answer as documents or people show it, and what the doctor must make of it. */
export interface Sample {
  /** Short and unique, for tests that use it by its name. */
  name: string;
  /** What it is. */
  what: string;
  /** Where it is shown, or documented well enough to be written down. */
  source: string;
  answer: Answered;
  /** Who wrote it, by which row and mark; null where nothing tells. */
  answeredBy: { layer: Layer; row: string; mark: string } | null;
  /** The layers that passed it on, outermost first; whoever answered is not repeated. */
  passedBy: readonly { layer: Layer; mark: string }[];
}

/** All layers of a sample, as a fingerprint lists them. */
export function layersOf({ answeredBy, passedBy }: Sample): SeenLayer[] {
  const last =
    answeredBy === null ? [] : [{ layer: answeredBy.layer, mark: answeredBy.mark, answered: true }];
  return [...passedBy.map((each) => ({ ...each, answered: false })), ...last];
}
