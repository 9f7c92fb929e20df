import { fileURLToPath } from "node:url";
import { reportHtml } from "../../doctor/report/html.ts";
import { reportJson } from "../../doctor/report/json.ts";
import { reportJunit } from "../../doctor/report/junit.ts";
import { reportMarkdown } from "../../doctor/report/markdown.ts";
import type { Report } from "../../doctor/report/report.ts";
import { reportText } from "../../doctor/report/text.ts";

/** The doctor's outputs that have a golden file for each sample, by the file's extension. */
export const OUTPUTS: Record<string, (report: Report) => string> = {
  txt: (report) => reportText(report, { colour: false }),
  json: reportJson,
  xml: reportJunit,
  md: reportMarkdown,
  html: (report) => reportHtml(report, { at: new Date("2026-01-02T03:04:05.000Z") }),
};

/** The file that an output of a sample is held against. */
export function doctorGoldenFile(sample: string, extension: string): string {
  return fileURLToPath(new URL(`doctor/${sample}.${extension}`, import.meta.url));
}

/** The published JSON Schema. */
export const SCHEMA_FILE = fileURLToPath(new URL("../../docs/doctor-report.schema.json", import.meta.url));
