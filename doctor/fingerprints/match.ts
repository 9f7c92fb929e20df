import type { Answered } from "../exchange/exchange.ts";
import { LAYERS } from "../layers.ts";
import type { Layer } from "../layers.ts";
import type { SeenLayer } from "../report/report.ts";
import { markOf } from "./mark.ts";
import { readable } from "./readable.ts";
import type { Row } from "./row.ts";
import { TABLE } from "./table.ts";

/** Who wrote an answer. */
export interface AnsweredBy {
  layer: Layer;
  /** The row of the table that knows it. */
  row: string;
  /** What of the answer fits that row. */
  mark: string;
  says: string;
  /** What the row tells of the fault; null where it tells only who answered. */
  hint: string | null;
  source: string;
}

/** What an answer tells of the way that it came. */
export interface Fingerprint {
  /** Null where nothing names who wrote it. */
  answeredBy: AnsweredBy | null;
  /**
   * The layers that left a mark, outermost first, in the usual order of `LAYERS`; who answered stands last, since nothing
   * behind it had a say. A layer that leaves no mark is not among them.
   */
  layers: SeenLayer[];
}

/** Says who wrote an answer, and which layers passed it on. */
export function fingerprint(answer: Answered): Fingerprint {
  const ready = readable(answer);
  const found: Found[] = [];
  for (const row of TABLE) {
    const mark = markOf(row, ready);
    if (mark !== null) found.push({ row, mark });
  }
  const answered = found.find(({ row }) => row.means === "answered");
  const passed = found.filter(({ row }) => row.means === "passed");
  const named = passed.filter(
    ({ row }) => row.strength === "strong" || answered !== undefined || hasCompany(row, passed),
  );
  const layers = LAYERS.filter((layer) => layer !== answered?.row.layer).flatMap((layer) =>
    passedBy(layer, named),
  );
  if (answered === undefined) return { answeredBy: null, layers };
  const { row, mark } = answered;
  return {
    answeredBy: {
      layer: row.layer,
      row: row.id,
      mark,
      says: row.says,
      hint: row.hint ?? null,
      source: row.source,
    },
    layers: [...layers, { layer: row.layer, mark, answered: true }],
  };
}

interface Found {
  row: Row;
  mark: string;
}

/** Whether a broad row stands beside another mark of its layer. */
function hasCompany(row: Row, passed: readonly Found[]): boolean {
  return passed.some((other) => other.row !== row && other.row.layer === row.layer);
}

/** A layer that passed the answer on, by its strong mark, or by all its broad ones. */
function passedBy(layer: Layer, named: readonly Found[]): SeenLayer[] {
  const marks = named.filter(({ row }) => row.layer === layer);
  const shown = marks.find(({ row }) => row.strength === "strong") ?? null;
  const mark = shown === null ? marks.map((each) => each.mark).join(", ") : shown.mark;
  return marks.length === 0 ? [] : [{ layer, mark, answered: false }];
}
