import { escapeJson } from "./escape.ts";
import type { Report } from "./report.ts";

/** The names of all fields within a value, at whatever depth. */
type FieldsOf<Value> = Value extends readonly (infer Item)[]
  ? FieldsOf<Item>
  : Value extends object
    ? Exclude<keyof Value, symbol | number> | FieldsOf<Value[keyof Value]>
    : never;

/**
 * Every field of a report, in the order in which each object has those of its own, whoever made it. A field that is missing
 * here would be missing in the JSON: the type lets none be.
 */
const ORDER: Readonly<Record<FieldsOf<Report>, true>> = {
  name: true,
  url: true,
  verdict: true,
  id: true,
  rung: true,
  title: true,
  client: true,
  state: true,
  works: true,
  layer: true,
  cause: true,
  severity: true,
  mark: true,
  answered: true,
  method: true,
  probe: true,
  hop: true,
  says: true,
  blockedBy: true,
  remedy: true,
  request: true,
  status: true,
  headers: true,
  body: true,
  times: true,
  head: true,
  firstByte: true,
  end: true,
  facts: true,
  findings: true,
  evidence: true,
  hops: true,
  changesAt: true,
  clients: true,
  token: true,
  layers: true,
  rungs: true,
  source: true,
  sources: true,
  alg: true,
  kid: true,
  bytes: true,
  expires: true,
  limits: true,
  requests: true,
  requestsSent: true,
  seconds: true,
};

/**
 * The report as `--json` prints it: the JSON of `docs/doctor-report.schema.json`, indented, with a newline behind it. Equal
 * reports are equal texts.
 */
export function reportJson(report: Report): string {
  return `${escapeJson(JSON.stringify(report, Object.keys(ORDER), 2))}\n`;
}
