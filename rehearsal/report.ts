import type { RouteRow } from "../components/routeRow.ts";
import type { Finding } from "./finding.ts";
import type { Verdict } from "./rehearse.ts";
import type { Side } from "./side.ts";

const NONE = "-";

/** The rehearsal for people: the verdict, before and after side by side, the routes, what is assumed, the findings. */
export function report({
  ok,
  stack,
  url,
  assumed,
  before,
  after,
  routes,
  findings,
  longestSilence,
}: Verdict): string {
  const errors = findings.filter(({ severity, assumed: guess }) => severity === "error" && !guess).length;
  const verdict = ok
    ? "everything that it promises came through"
    : `${errors} of its promises did not come through`;
  return [
    `Stack ${stack}, ${url}: ${verdict}.`,
    "",
    ...table(["", "before", "after"], sides(before, after, longestSilence)),
    "",
    ...table(
      ["host", "path", "methods", "target"],
      (routes as RouteRow[]).map((row) => [row.host, row.path, row.methods.join(" "), row.target]),
    ),
    ...(assumed.length === 0
      ? []
      : [
          "",
          "Assumed, since nobody told (--world tells):",
          ...assumed.map(({ what, value }) => `  ${what}: ${value}`),
        ]),
    "",
    ...(findings.length === 0 ? ["No findings."] : ["Findings:", ...findings.map(line)]),
  ].join("\n");
}

function sides(before: Side, after: Side, silence: number): string[][] {
  const row = (name: string, value: (side: Side) => string | number | null, unit = "") => [
    name,
    ...[before, after].map((side) => {
      const shown = value(side);
      return shown === null ? NONE : `${shown}${unit}`;
    }),
  ];
  return [
    row("POST: status", ({ status }) => status),
    row("content type", ({ contentType }) => contentType),
    row("answered by", ({ answeredBy }) => answeredBy),
    row("tools listed", ({ tools }) => tools),
    row("time to first event", ({ timeToFirstEvent }) => timeToFirstEvent, " ms"),
    row("longest gap between events", ({ longestGap }) => longestGap, " ms"),
    row(`stream silent for ${silence} s`, ({ silence: kept }) => kept),
  ];
}

function line({ severity, assumed, text }: Finding): string {
  return `  ${severity}${assumed ? " (assumed)" : ""}: ${text}`;
}

/** Columns as wide as their widest cell. */
function table(head: string[], rows: string[][]): string[] {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  return all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
