import { cut, escapeMarkup, markupProse, visible } from "./escape.ts";
import { evidenceText } from "./evidence.ts";
import { picture } from "./picture.ts";
import { type Place, firstFault } from "./place.ts";
import type { ClientReport, Evidence, Finding, HopReport, Report, RungReport } from "./report.ts";
import { STYLE } from "./style.ts";
import { changeText, headline, layerName, layersText, limitsText, subject, tokenText } from "./wording.ts";

/** How many characters a line of evidence has at most. */
const LINE = 500;

/**
 * The report as one page that needs nothing else: no script, nothing loaded, which its policy forbids as well
 * (https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Content-Security-Policy). Nothing is folded, so that it prints whole.
 *
 * @param options.at when the examination was made: told, so that equal reports are equal pages
 */
export function reportHtml(report: Report, { at }: { at: Date }): string {
  const { verdict, findings, hops, changesAt, clients } = report;
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapeMarkup(`${verdict}: ${report.url}`)}</title>`,
    `<style>${STYLE}</style>`,
    "</head>",
    "<body>",
    `<h1 class="${verdict}">${markupProse(headline(report))}</h1>`,
    ...summary(report, at),
    ...section("The way", [
      `<div class="picture">${picture(report)}</div>`,
      ...(changesAt === null ? [] : [`<p>The answer changes ${markupProse(changeText(changesAt))}</p>`]),
    ]),
    ...section(
      "Findings",
      findings.flatMap((finding) => findingLines(finding, report)),
    ),
    ...section(
      "Rungs",
      hops.flatMap((hop) => ladder(hop, firstFault(report))),
    ),
    ...section("Clients", clientTable(clients)),
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

function summary({ url, layer, cause, remedy, token, limits }: Report, at: Date): string[] {
  return definitions([
    ["URL", `<code>${escapeMarkup(url)}</code>`],
    ["Examined", `<time>${at.toISOString()}</time>`],
    ...(cause === null
      ? []
      : [
          ["Layer", escapeMarkup(layerName(layer))] as const,
          ["Cause", `<code>${escapeMarkup(cause)}</code>`] as const,
        ]),
    ...(remedy === null ? [] : [["Remedy", markupProse(remedy)] as const]),
    ["Token", escapeMarkup(tokenText(token))],
    ["Limits", escapeMarkup(limitsText(limits))],
  ]);
}

function definitions(items: readonly (readonly [term: string, markup: string])[]): string[] {
  return ["<dl>", ...items.map(([term, markup]) => `<dt>${term}</dt><dd>${markup}</dd>`), "</dl>"];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["<section>", `<h2>${title}</h2>`, ...lines, "</section>"];
}

function findingLines(finding: Finding, report: Report): string[] {
  const { id, severity, says, remedy, evidence, sources } = finding;
  const about = subject(finding, report);
  return [
    '<article class="finding">',
    `<h3><span class="state ${severity}">${severity}</span> <code>${escapeMarkup(id)}</code> ${escapeMarkup(about)}</h3>`,
    `<p>${markupProse(says)}</p>`,
    ...(remedy === null ? [] : [`<p><strong>Remedy:</strong> ${markupProse(remedy)}</p>`]),
    ...evidence.map(seen),
    ...(sources.length === 0 ? [] : [`<p class="sources">${sources.map(link).join("<br>")}</p>`]),
    "</article>",
  ];
}

function seen(evidence: Evidence): string {
  const lines = evidenceText(evidence).map((line) => escapeMarkup(cut(visible(line), LINE)));
  return `<pre>${lines.join("\n")}</pre>`;
}

/** A source, to be followed where it is a page; nothing but a click ever asks for it. */
function link(source: string): string {
  const shown = escapeMarkup(source);
  return source.startsWith("https://") ? `<a href="${shown}" rel="noreferrer">${shown}</a>` : shown;
}

function ladder(hop: HopReport, fault: Place | null): string[] {
  return [
    `<h3>${escapeMarkup(hop.name)}: <code>${escapeMarkup(hop.url)}</code>${hop.token ? " (with the token)" : ""}</h3>`,
    `<p>${escapeMarkup(layersText(hop))}</p>`,
    ...table(
      ["Rung", "State", "What was seen"],
      hop.rungs.map((rung) => ({ cells: rungCells(rung), isMarked: rung === fault?.rung })),
    ),
  ];
}

function rungCells({ title, state, says, blockedBy }: RungReport): string[] {
  return [
    escapeMarkup(title),
    `<span class="state ${state}">${state}</span>`,
    blockedBy === null ? markupProse(says) : `blocked by <code>${escapeMarkup(blockedBy)}</code>`,
  ];
}

function clientTable(clients: readonly ClientReport[]): string[] {
  if (clients.length === 0) return [];
  return table(
    ["Client", "Works", "Why", "Source"],
    clients.map(({ client, works, says, source }) => ({
      cells: [
        escapeMarkup(client),
        `<span class="state ${works}">${works}</span>`,
        markupProse(says),
        link(source),
      ],
      isMarked: false,
    })),
  );
}

function table(
  head: readonly string[],
  rows: readonly { cells: readonly string[]; isMarked: boolean }[],
): string[] {
  return [
    "<table>",
    `<thead><tr>${head.map((cell) => `<th scope="col">${cell}</th>`).join("")}</tr></thead>`,
    "<tbody>",
    ...rows.map(
      ({ cells, isMarked }) =>
        `<tr${isMarked ? ' class="first"' : ""}>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`,
    ),
    "</tbody>",
    "</table>",
  ];
}
