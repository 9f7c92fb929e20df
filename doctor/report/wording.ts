import { LAYER_NAMES, type Layer } from "../layers.ts";
import { hopOf } from "./place.ts";
import type { Finding, HopReport, Report, SeenLayer } from "./report.ts";

// Phrases that more than one output has. None of them is escaped yet.

/** The verdict in one line. */
export function headline({ verdict, says }: Report): string {
  return `${verdict}: ${says}`;
}

/** A layer's name, or that none can be told. */
export function layerName(layer: Layer | null): string {
  return layer === null ? "none that can be told" : LAYER_NAMES[layer];
}

/** What a finding is about: layer, method, and the hop where there are several; empty where it is about none of these. */
export function subject(finding: Finding, report: Report): string {
  const { layer, method } = finding;
  return [
    ...(layer === null ? [] : [LAYER_NAMES[layer]]),
    ...(method === null ? [] : [method]),
    ...(report.hops.length > 1 ? [`at ${hopOf(finding, report)}`] : []),
  ].join(", ");
}

/** The layers seen at a hop, outermost first, each with the mark that names it. */
export function layersText({ layers }: HopReport): string {
  return layers.length === 0 ? "no layer left a mark" : layers.map(layerText).join(" → ");
}

function layerText({ layer, mark, answered }: SeenLayer): string {
  return `${LAYER_NAMES[layer]} (${mark}${answered ? "; answered itself" : ""})`;
}

/** Where an answer changes. */
export function changeText({ hop, probe, says }: NonNullable<Report["changesAt"]>): string {
  return `at ${hop}, in the answer to ${probe}: ${says}`;
}

/** What is said of the token. */
export function tokenText(token: Report["token"]): string {
  if (token === null) return "none given";
  const { alg, kid, bytes, expires } = token;
  return [
    `${bytes} bytes`,
    `alg ${alg ?? "unknown"}`,
    `kid ${kid ?? "unknown"}`,
    expires === null ? "expiry unknown" : `expires ${expires}`,
  ].join(", ");
}

/** What the examination was bounded by. */
export function limitsText({ requestsSent, requests, seconds }: Report["limits"]): string {
  return `${requestsSent} of at most ${requests} requests sent, within at most ${seconds} s`;
}
