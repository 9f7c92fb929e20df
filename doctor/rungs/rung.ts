import type { Cause } from "../causes/cause.ts";
import { remedyOf } from "../causes/cause.ts";
import type { Exchange } from "../exchange/exchange.ts";
import type { Layer } from "../layers.ts";
import { type CauseId, CAUSES } from "../causes/causes.ts";
import { cut } from "../report/escape.ts";
import type { Evidence, Finding, Severity } from "../report/report.ts";
import type { Seen } from "../seen.ts";
import { evidenceOf } from "./evidence.ts";

/** What a rung makes of what was seen. */
export interface Judgement {
  /** One line: what was seen. */
  says: string;
  findings: Finding[];
  /** Whether there was nothing to judge by, and `says` says why; the state is then `unknown`, whatever the findings are. */
  unknown?: boolean;
  /** Nothing was asked, and `says` says why; the state is then `skipped`, and blocks nothing. */
  skipped?: boolean;
}

/** One step of the way that a request travels, and the judge of it: pure, so that the same sight gives the same report. */
export interface Rung {
  id: string;
  title: string;
  /**
   * The rungs that must not be broken for this one to have anything to ask: the first of them that is broken, or blocked itself, is
   * what blocks it.
   */
  needs: readonly string[];
  judge(seen: Seen): Judgement;
}

/** What a finding says beyond its cause's row. */
export interface Particulars {
  layer: Layer | null;
  says: string;
  /** The exchanges that show it. */
  shown: readonly (Exchange | undefined)[];
  /** Further facts, a sentence each; they stand with the first exchange. */
  facts?: readonly string[];
  /** The HTTP method; that of the first exchange by default. */
  method?: string | null;
  severity?: Severity;
  /** In place of the row's remedy. */
  remedy?: string;
}

/** How long a sentence may be, in characters: it may quote the far side, which may say megabytes. */
export const SAID = 1000;

/** A finding of a cause. */
export function finding(id: CauseId, particulars: Particulars): Finding {
  const cause: Cause = CAUSES[id];
  const shown = particulars.shown.filter((exchange) => exchange !== undefined);
  return {
    id,
    rung: cause.rung,
    layer: particulars.layer,
    severity: particulars.severity ?? cause.severity,
    method: particulars.method === undefined ? (shown[0]?.asked.method ?? null) : particulars.method,
    says: cut(particulars.says, SAID),
    remedy: particulars.remedy ?? remedyOf(cause, particulars.layer),
    evidence: evidences(shown, particulars.facts ?? []),
    sources: [...cause.sources],
  };
}

function evidences(shown: readonly Exchange[], facts: readonly string[]): Evidence[] {
  const [first, ...rest] = shown.map(evidenceOf);
  if (first === undefined) return facts.length === 0 ? [] : [{ facts: [...facts] }];
  return [{ ...first, ...(facts.length === 0 ? {} : { facts: [...facts] }) }, ...rest];
}
