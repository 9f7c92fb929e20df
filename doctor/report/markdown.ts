import { escapeMarkup, markdownCode, markdownFence, markdownProse } from "./escape.ts";
import { evidenceText } from "./evidence.ts";
import type { Finding, Report, RungReport } from "./report.ts";
import { changeText, layerName, layersText, limitsText, subject, tokenText } from "./wording.ts";

const STATE_SIGNS = { works: "✅", degraded: "⚠️", broken: "❌", unknown: "❔", skipped: "⏭️" } as const;
const CLIENT_SIGNS = { yes: "✅", no: "❌", unknown: "❔" } as const;

/**
 * The report as a step summary of GitHub Actions
 * (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary): the verdict,
 * the rungs as a table, the findings to be unfolded. It stands in a comment or an issue as well.
 */
export function reportMarkdown(report: Report): string {
  const { verdict, says, url, layer, cause, remedy, token, limits } = report;
  return [
    `## ${STATE_SIGNS[verdict]} ${verdict}: ${markdownProse(says)}`,
    "",
    ...list([
      ["URL", markdownCode(url)],
      ...(cause === null
        ? []
        : [["Layer", layerName(layer)] as const, ["Cause", markdownCode(cause)] as const]),
      ...(remedy === null ? [] : [["Remedy", markdownProse(remedy)] as const]),
    ]),
    "",
    ...rungs(report),
    ...findings(report),
    ...clients(report),
    ...list([
      ["Token", markdownProse(tokenText(token))],
      ["Limits", markdownProse(limitsText(limits))],
    ]),
    "",
  ].join("\n");
}

function list(items: readonly (readonly [label: string, markdown: string])[]): string[] {
  return items.map(([label, markdown]) => `- **${label}:** ${markdown}`);
}

function rungs(report: Report): string[] {
  const { hops, changesAt } = report;
  return [
    "### Rungs",
    "",
    ...list(
      hops.map((hop) => [
        `Hop`,
        `${markdownCode(hop.name)} ${markdownCode(hop.url)}: ${markdownProse(layersText(hop))}`,
      ]),
    ),
    ...(changesAt === null ? [] : list([["The answer changes", markdownProse(changeText(changesAt))]])),
    "",
    ...table(
      ["Hop", "Rung", "State", "What was seen"],
      hops.flatMap((hop) =>
        hop.rungs.map((rung) => [markdownCode(hop.name), markdownProse(rung.title), state(rung), seen(rung)]),
      ),
    ),
    "",
  ];
}

function state({ state }: RungReport): string {
  return `${STATE_SIGNS[state]} ${state}`;
}

function seen({ says, blockedBy }: RungReport): string {
  return blockedBy === null ? markdownProse(says) : `blocked by ${markdownCode(blockedBy)}`;
}

function findings(report: Report): string[] {
  if (report.findings.length === 0) return [];
  return [
    "### Findings",
    "",
    ...report.findings.flatMap((finding, index) =>
      details(finding, index === 0 && report.cause !== null, report),
    ),
  ];
}

/** One finding to be unfolded; the primary one is so already. The empty lines let Markdown be Markdown again. */
function details(finding: Finding, isPrimary: boolean, report: Report): string[] {
  const { id, severity, says, remedy, evidence, sources } = finding;
  const about = subject(finding, report);
  return [
    `<details${isPrimary ? " open" : ""}>`,
    `<summary>${severity}: <code>${escapeMarkup(id)}</code>${about === "" ? "" : ` <code>${escapeMarkup(about)}</code>`}</summary>`,
    "",
    ...list([
      ["Found", markdownProse(says)],
      ...(remedy === null ? [] : [["Remedy", markdownProse(remedy)] as const]),
      ...sources.map((source) => ["Source", markdownCode(source)] as const),
    ]),
    "",
    ...evidence.flatMap((each) => [markdownFence(evidenceText(each)), ""]),
    "</details>",
    "",
  ];
}

function clients({ clients }: Report): string[] {
  if (clients.length === 0) return [];
  return [
    "### Clients",
    "",
    ...table(
      ["Client", "Works", "Why"],
      clients.map(({ client, works, says }) => [
        markdownProse(client),
        `${CLIENT_SIGNS[works]} ${works}`,
        markdownProse(says),
      ]),
    ),
    "",
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
}
