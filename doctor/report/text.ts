import { type Look, paint } from "./colour.ts";
import { charactersOf, cut, visible } from "./escape.ts";
import { evidenceLines } from "./evidence.ts";
import { type Place, firstFault } from "./place.ts";
import type { ClientReport, Evidence, Finding, HopReport, Report, RungReport } from "./report.ts";
import { changeText, headline, layerName, layersText, limitsText, subject, tokenText } from "./wording.ts";

/** How many characters a line has at most. */
const WIDTH = 110;
/** How many characters a text that goes over several lines has at most. */
const WRAPPED = 1200;
/** How many characters a header has at most, or anything else that was seen. */
const EVIDENCE = 400;
/** Characters of the column of labels, the space behind it included. */
const LABEL = 10;

/** A line, not escaped yet: the look is of its first `lookUpTo` characters, of all where that is not given. */
interface Line {
  text: string;
  look?: Look;
  lookUpTo?: number;
}

const EMPTY: Line = { text: "" };

/**
 * The report for people on a terminal: the verdict in one line, then layer, cause and remedy, the evidence, the ladder of
 * each hop with the first broken rung marked, and the rest.
 *
 * @returns lines of at most 110 characters, a newline behind each
 */
export function reportText(report: Report, { colour }: { colour: boolean }): string {
  return [
    ...summary(report),
    ...primaryEvidence(report),
    ...ladders(report),
    ...otherFindings(report),
    ...clients(report.clients),
    EMPTY,
    ...field("token", tokenText(report.token)),
    ...field("limits", limitsText(report.limits)),
  ]
    .map((line) => `${shown(line, colour)}\n`)
    .join("");
}

/** A line on the terminal. Everything goes through here, so that nothing of the far side is shown as it came. */
function shown({ text, look, lookUpTo }: Line, colour: boolean): string {
  const line = cut(visible(text), WIDTH).trimEnd();
  if (!colour || look === undefined || line === "") return line;
  const characters = lookUpTo ?? line.length;
  return paint(line.slice(0, characters), look) + line.slice(characters);
}

const VERDICT_LOOKS = { works: "green", degraded: "yellow", broken: "red", unknown: "cyan" } as const;

function summary(report: Report): Line[] {
  const { verdict, layer, cause, remedy, url } = report;
  const look = VERDICT_LOOKS[verdict];
  return [
    ...wrapped("", headline(report), 2).map((line, index) =>
      index === 0 ? { ...line, look, lookUpTo: verdict.length + 1 } : line,
    ),
    ...field("url", url),
    ...(cause === null ? [] : [...field("layer", layerName(layer)), ...field("cause", cause)]),
    ...(remedy === null ? [] : field("remedy", remedy)),
  ];
}

/** What shows the cause; notes alone have none, and stand by name behind the ladder. */
function primaryEvidence({ cause, findings: [primary] }: Report): Line[] {
  if (cause === null || primary === undefined) return [];
  const { evidence, sources } = primary;
  if (evidence.length === 0 && sources.length === 0) return [];
  return section("Evidence", [
    ...evidence.flatMap((each, index) => [...(index === 0 ? [] : [EMPTY]), ...seen(each)]),
    ...sources.flatMap((source) => field("source", source)),
  ]);
}

/** What was seen; each line of a body stays on one, everything else goes over a few. */
function seen(evidence: Evidence): Line[] {
  return evidenceLines(evidence).flatMap(({ label, text }) =>
    label === "body" || label === ""
      ? [{ text: `  ${label.padEnd(LABEL)}${text}` }]
      : field(label, text, EVIDENCE),
  );
}

function ladders(report: Report): Line[] {
  const fault = firstFault(report);
  const { changesAt } = report;
  return [
    ...report.hops.flatMap((hop) => [EMPTY, ...ladder(hop, fault)]),
    ...(changesAt === null ? [] : [EMPTY, ...wrapped("", `The answer changes ${changeText(changesAt)}`, 2)]),
  ];
}

function ladder(hop: HopReport, fault: Place | null): Line[] {
  return [
    ...wrapped("", `${hop.name}: ${hop.url}${hop.token ? " (with the token)" : ""}`, 2).map(bold),
    ...wrapped("  ", layersText(hop), 4).map(dim),
    ...groups(hop.rungs).flatMap((group) => groupLines(group, fault)),
  ];
}

/** Rungs that one line tells of: those that follow each other and work, or that the same rung blocked. */
function groups(rungs: readonly RungReport[]): RungReport[][] {
  const all: RungReport[][] = [];
  for (const rung of rungs) {
    const last = all.at(-1);
    if (last?.[0] && goTogether(last[0], rung)) last.push(rung);
    else all.push([rung]);
  }
  return all;
}

/** Rungs whose measures somebody has asked for. */
const ASKED_FOR: ReadonlySet<string> = new Set(["call", "idle"]);

function goTogether(one: RungReport, other: RungReport): boolean {
  if (one.state !== other.state) return false;
  if (one.state === "works") return !ASKED_FOR.has(one.id) && !ASKED_FOR.has(other.id);
  return one.blockedBy !== null && one.blockedBy === other.blockedBy;
}

const SIGNS = { works: "✓", degraded: "!", broken: "✗", unknown: "?", skipped: "·" } as const;
const RUNG_LOOKS = {
  works: "green",
  degraded: "yellow",
  broken: "red",
  unknown: "cyan",
  skipped: "dim",
} as const;

function groupLines(group: readonly RungReport[], fault: Place | null): Line[] {
  const [rung] = group;
  if (rung === undefined) return [];
  const { state, title, says, blockedBy } = rung;
  const titles = group.map((each) => each.title).join(", ");
  const isFirst = rung === fault?.rung;
  const start = `${isFirst ? "▶" : " "} ${SIGNS[state]} `;
  const text = {
    works: ASKED_FOR.has(rung.id) ? `${title}: ${says}` : titles,
    skipped: `${titles}: skipped${blockedBy === null ? `, ${says}` : `, blocked by ${blockedBy}`}`,
    degraded: `${title}: degraded, ${says}`,
    broken: `${title}: broken, ${says}`,
    unknown: `${title}: unknown, ${says}`,
  }[state];
  const lines = wrapped(start, text + (isFirst ? " ◀ the first that fails" : ""), 4);
  return lines.map((line, index) => {
    if (isFirst) return { ...line, look: RUNG_LOOKS[state] };
    return index === 0 ? { ...line, look: RUNG_LOOKS[state], lookUpTo: start.length } : line;
  });
}

function otherFindings(report: Report): Line[] {
  const others = report.cause === null ? report.findings : report.findings.slice(1);
  return section(
    "Other findings",
    others.flatMap((finding) => findingLines(finding, report)),
  );
}

function findingLines(finding: Finding, report: Report): Line[] {
  const { id, severity, says, remedy } = finding;
  const about = subject(finding, report);
  return [
    ...wrapped("  ", `${severity}: ${id}${about === "" ? "" : ` (${about})`}: ${says}`, 4),
    ...(remedy === null ? [] : wrapped("    remedy: ", remedy, 6)),
  ];
}

const CLIENT_SIGNS = { yes: "✓", no: "✗", unknown: "?" } as const;

function clients(all: readonly ClientReport[]): Line[] {
  return section(
    "Clients",
    all.flatMap(({ client, works, says }) => wrapped(`  ${CLIENT_SIGNS[works]} `, `${client}: ${says}`, 6)),
  );
}

function section(title: string, lines: readonly Line[]): Line[] {
  return lines.length === 0 ? [] : [EMPTY, bold({ text: title }), ...lines];
}

function field(label: string, text: string, length = WRAPPED): Line[] {
  return wrapped(`  ${label.padEnd(LABEL)}`, text, 2 + LABEL, length);
}

function bold(line: Line): Line {
  return { ...line, look: "bold" };
}

function dim(line: Line): Line {
  return { ...line, look: "dim" };
}

/** Text behind a start, on as many lines as it takes; all but the first are indented by so many spaces. */
function wrapped(start: string, text: string, indent: number, length = WRAPPED): Line[] {
  const room = WIDTH - Math.max(indent, start.length);
  const words = cut(visible(text), length)
    .split(" ")
    .filter(Boolean)
    .flatMap((word) => pieces(word, room));
  const lines: string[] = [];
  let line = "";
  for (const word of words) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (charactersOf(longer).length > room) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line].map((each, index) => ({ text: (index === 0 ? start : " ".repeat(indent)) + each }));
}

/** A word, in pieces where no line would hold it. */
function pieces(word: string, length: number): string[] {
  const characters = charactersOf(word);
  if (characters.length <= length) return [word];
  return [characters.slice(0, length).join(""), ...pieces(characters.slice(length).join(""), length)];
}
