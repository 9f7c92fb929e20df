import { cut, escapeMarkup, visible } from "./escape.ts";
import { evidenceText } from "./evidence.ts";
import { hopOf } from "./place.ts";
import type { Finding, HopReport, Report, RungReport, Severity } from "./report.ts";
import { subject } from "./wording.ts";

/** How many characters a line has at most; readers keep whole reports in memory. */
const LINE = 2000;

/** One test case: a rung of a hop, or a finding that is of no rung of any hop. */
interface Case {
  name: string;
  state: RungReport["state"];
  says: string;
  findings: Finding[];
}

const STATES = {
  broken: "broken",
  degraded: "degraded",
  unknown: "unknown",
  note: "works",
} as const satisfies Record<Severity, RungReport["state"]>;

/**
 * The report as JUnit XML, as GitLab (https://docs.gitlab.com/ci/testing/unit_test_reports/) and Jenkins read it: a suite a
 * hop, a case a rung. `broken` and `degraded` are failures of that type, since a build that loses something should say so;
 * `unknown` and `skipped` are skipped. What was found stands in the failure, what was seen in `system-out`.
 */
export function reportJunit(report: Report): string {
  const suites = report.hops.map((hop) => ({ hop, cases: casesOf(hop, report) }));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="mcp-route doctor" ${countsOf(suites.flatMap(({ cases }) => cases))}>`,
    ...suites.flatMap(({ hop, cases }) => [
      `  <testsuite name="${escaped(`${hop.name}: ${hop.url}`)}" ${countsOf(cases)}>`,
      ...cases.flatMap((each) => caseLines(each, hop, report)),
      "  </testsuite>",
    ]),
    "</testsuites>",
    "",
  ].join("\n");
}

function countsOf(cases: readonly Case[]): string {
  const failures = cases.filter(({ state }) => state === "broken" || state === "degraded").length;
  const skipped = cases.filter(({ state }) => state === "unknown" || state === "skipped").length;
  return `tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}"`;
}

function casesOf(hop: HopReport, report: Report): Case[] {
  const own = report.findings.filter((finding) => hopOf(finding, report) === hop.name);
  const isOfRung = (finding: Finding) => hop.rungs.some(({ id }) => id === finding.rung);
  return [
    ...hop.rungs.map(({ id, title, state, says }) => ({
      name: `${id}: ${title}`,
      state,
      says,
      findings: own.filter((finding) => finding.rung === id),
    })),
    ...own
      .filter((finding) => !isOfRung(finding))
      .map((finding) => ({
        name: `${finding.rung}: ${finding.id}`,
        state: STATES[finding.severity],
        says: finding.says,
        findings: [finding],
      })),
  ];
}

function caseLines({ name, state, says, findings }: Case, hop: HopReport, report: Report): string[] {
  const start = `    <testcase classname="${escaped(`doctor.${hop.name}`)}" name="${escaped(name)}"`;
  const children = [
    ...outcome(state, says, findings, report),
    ...systemOut(findings.flatMap(({ evidence }) => evidence.flatMap(evidenceText))),
  ];
  return children.length === 0 ? [`${start}/>`] : [`${start}>`, ...children, "    </testcase>"];
}

function outcome(
  state: RungReport["state"],
  says: string,
  findings: readonly Finding[],
  report: Report,
): string[] {
  if (state === "works") return [];
  if (state === "unknown" || state === "skipped")
    return [`      <skipped message="${escaped(`${state}: ${says}`)}"/>`];
  const lines = findings.flatMap((finding) => findingLines(finding, report));
  return [
    `      <failure type="${state}" message="${escaped(says)}">${lines.map(escaped).join("\n")}</failure>`,
  ];
}

function findingLines(finding: Finding, report: Report): string[] {
  const { id, says, remedy } = finding;
  const about = subject(finding, report);
  return [
    `${id}${about === "" ? "" : ` (${about})`}: ${says}`,
    ...(remedy === null ? [] : [`remedy: ${remedy}`]),
  ];
}

function systemOut(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`      <system-out>${lines.map(escaped).join("\n")}</system-out>`];
}

/** Text for an element or an attribute. */
function escaped(text: string): string {
  return escapeMarkup(cut(visible(text), LINE));
}
