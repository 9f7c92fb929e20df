import { counted } from "../components/problem.ts";
import type { HeaderBudget } from "../dataplane/apiGateway/limits.ts";
import type { Finding } from "./finding.ts";
import type { Side } from "./side.ts";
import type { Verdict } from "./verdict.ts";

const NONE = "-";

/**
 * The rehearsal for people: the verdict, before and after side by side, the routes, what is assumed, the
 * findings.
 */
export function report(verdict: Verdict): string {
  const { stack, url, assumed, before, after, routes, findings, longestSilence } = verdict;
  if (!before || !after || longestSilence === null) return findings.map(({ text }) => text).join("\n");
  return [
    `Stack ${stack}, ${url ?? ""}: ${summary(verdict)}.`,
    "",
    ...table(["", "before", "after"], sides(before, after, longestSilence)),
    ...(verdict.headerBudget ? ["", headersLine(verdict.headerBudget)] : []),
    "",
    ...routesTable(routes),
    ...section(
      "Assumed, since nobody told (--aws or --world tells):",
      assumed.map(({ what, value }) => `${what}: ${value}`),
    ),
    ...section("Findings:", findings.map(line)),
  ].join("\n");
}

function summary({ ok, after, findings }: Verdict): string {
  const broken = findings.filter(({ severity, assumed }) => severity === "error" && !assumed).length;
  if (!ok) return `${counted(broken, "error")}; not everything that it promises came through`;
  // That breaks a promise, unless the stack asks for just that.
  if (after && cameToNothing(after))
    return "its own conditions leave out the rehearsal's client, so that nothing is shown";
  const doubtful = findings.filter(({ assumed, severity }) => assumed && severity !== "note").length;
  if (doubtful === 0) return "everything that it promises came through";
  return `what it promises came through, but for ${counted(doubtful, "finding")} on what is only assumed`;
}

/** Whether no client came as far as a tool. */
function cameToNothing({ tools, timeToFirstEvent, silence }: Side): boolean {
  return tools === null && timeToFirstEvent === null && silence === null;
}

function section(title: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : ["", title, ...lines.map((each) => `  ${each}`)];
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

/** What is left of the gateway's limit, for a token that is larger still. */
function headersLine({ limit, used, left }: HeaderBudget): string {
  return `headers: ${used} of the ${limit} bytes that API Gateway accepts, with a token of 4096 bytes; ${left} left`;
}

function line({ severity, assumed, text }: Finding): string {
  return `${severity}${assumed ? " (assumed)" : ""}: ${text}`;
}

/** The routes; a column of further conditions only where there are some. */
function routesTable(routes: Verdict["routes"]): string[] {
  const isConditional = routes.some(({ conditions }) => conditions.length > 0);
  const further = (cell: string) => (isConditional ? [cell] : []);
  return table(
    ["host", "path", "methods", ...further("conditions"), "target"],
    routes.map(({ host, path, methods, conditions, target }) => [
      host,
      path,
      methods.join(" "),
      ...further(conditions.join("; ") || NONE),
      target,
    ]),
  );
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
