import type { Layer } from "../layers.ts";

/** What an answer must have for a row to fit: all of it. The patterns are tried on what `readable.ts` makes of the answer. */
export interface Marks {
  /** One of these statuses; any where left out. */
  statuses?: readonly number[];
  /** Headers, in lower case, of which a value must fit. */
  headers?: Readonly<Record<string, RegExp>>;
  /** Headers, in lower case, that must not be there. */
  without?: readonly string[];
  /** What the body's first 2048 characters must hold. */
  body?: RegExp;
  /** What kind of body it must be. */
  is?: BodyKind;
}

/** Kinds of body: `json-rpc` a JSON-RPC message, plain or in an event stream; `html` a page; `empty` no byte; `other` the rest. */
export type BodyKind = "json-rpc" | "html" | "empty" | "other";

/** One mark of a layer. */
export interface Row {
  /** Stable: scripts and tests name it. */
  id: string;
  layer: Layer;
  /** `answered`: the layer wrote this answer itself; `passed`: it only passed on what another wrote. */
  means: "answered" | "passed";
  /**
   * `strong`: it names the layer. `broad`: it names the layer only together with another mark of the same layer, or with the mark
   * of whoever answered behind it.
   */
  strength: "strong" | "broad";
  /** Any of these will do; the first that fits is shown as the mark. */
  matches: readonly Marks[];
  /** Who this is, in one line. */
  says: string;
  /** What it tells of the fault, where it tells more than who answered. */
  hint?: string;
  /** Where it is documented, or where somebody shows it. */
  source: string;
}
