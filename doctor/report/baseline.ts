import { visible } from "./escape.ts";
import { hopOf } from "./place.ts";
import type { Finding, Report, Severity, Verdict } from "./report.ts";

/** What is kept of an earlier report. */
export interface Baseline {
  verdict: Verdict;
  findings: KnownFinding[];
}

/** One thing that was found then. */
export interface KnownFinding {
  id: string;
  /** Any text: an earlier version may have known other layers. */
  layer: string | null;
  severity: Severity;
  method: string | null;
  /** The hop's name. */
  hop: string;
}

/** A file that cannot be a baseline; the message says which, why, and what to do. */
export class BaselineError extends Error {
  override name = "BaselineError";
}

/** How much a finding weighs; what is `unknown` or a `note` fails nothing. */
const WEIGHT: Readonly<Record<Severity, number>> = { note: 0, unknown: 0, degraded: 1, broken: 2 };

/**
 * The findings of severity `broken` or `degraded` that the baseline does not hold. Two findings are the same where id,
 * layer, method and hop are; one that was `degraded` then and is `broken` now is new.
 */
export function newFindings(report: Report, baseline: Baseline): Finding[] {
  const known = new Map<string, number>();
  for (const finding of baseline.findings) {
    const key = keyOf(finding);
    known.set(key, Math.max(known.get(key) ?? 0, WEIGHT[finding.severity]));
  }
  return report.findings.filter((finding) => {
    const { id, layer, method } = finding;
    return (
      WEIGHT[finding.severity] > (known.get(keyOf({ id, layer, method, hop: hopOf(finding, report) })) ?? 0)
    );
  });
}

function keyOf({ id, layer, method, hop }: Omit<KnownFinding, "severity">): string {
  return JSON.stringify([id, layer, method, hop]);
}

/**
 * What `--json` wrote earlier, as a baseline.
 *
 * @param text the file's text
 * @param path the file's name, for the message
 * @throws BaselineError where it is not such a report
 */
export function parseBaseline(text: string, path: string): Baseline {
  const report = new Part(jsonOf(text, path), "the report", path);
  const [outermost] = report.part("hops").list();
  if (outermost === undefined) throw report.part("hops").error("at least one hop");
  const outermostName = outermost.part("name").text();
  return {
    verdict: report.part("verdict").oneOf(VERDICTS),
    findings: report
      .part("findings")
      .list()
      .map((finding) => ({
        id: finding.part("id").text(),
        layer: finding.part("layer").textOrNull(),
        severity: finding.part("severity").oneOf(SEVERITIES),
        method: finding.part("method").textOrNull(),
        hop: hopIn(finding.part("evidence").list()) ?? outermostName,
      })),
  };
}

function hopIn(evidence: Part[]): string | undefined {
  return evidence
    .map((each) => each.part("hop"))
    .find((hop) => !hop.isAbsent())
    ?.text();
}

const VERDICTS = ["works", "degraded", "broken", "unknown"] as const satisfies Verdict[];
const SEVERITIES = ["broken", "degraded", "unknown", "note"] as const satisfies Severity[];

const REMEDY = "Write it anew: npm run --silent doctor -- URL --json > FILE.";

function jsonOf(text: string, path: string): unknown {
  try {
    // PowerShell's redirection puts a byte order mark before it.
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    throw new BaselineError(
      visible(
        text.trim() === "" ? `${path}: the file is empty. ${REMEDY}` : `${path}: this is not JSON. ${REMEDY}`,
      ),
    );
  }
}

/** A part of the file that has not been looked at yet, and where it stands. */
class Part {
  readonly value: unknown;
  readonly place: string;
  readonly path: string;

  constructor(value: unknown, place: string, path: string) {
    this.value = value;
    this.place = place;
    this.path = path;
  }

  error(wanted: string): BaselineError {
    return new BaselineError(
      visible(`${this.path}: ${this.place} is not ${wanted}, so this is no report of the doctor. ${REMEDY}`),
    );
  }

  isAbsent(): boolean {
    return this.value === undefined;
  }

  part(name: string): Part {
    const { value } = this;
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw this.error("an object");
    return new Part(
      Object.entries(value).find(([key]) => key === name)?.[1],
      `${name} of ${this.place}`,
      this.path,
    );
  }

  list(): Part[] {
    if (!Array.isArray(this.value)) throw this.error("a list");
    const values: unknown[] = this.value;
    return values.map((value, index) => new Part(value, `item ${index + 1} of ${this.place}`, this.path));
  }

  text(): string {
    if (typeof this.value !== "string") throw this.error("text");
    return this.value;
  }

  textOrNull(): string | null {
    return this.value === null ? null : this.text();
  }

  oneOf<Known extends string>(known: readonly Known[]): Known {
    const found = known.find((each) => each === this.value);
    if (found === undefined) throw this.error(`one of ${known.join(", ")}`);
    return found;
  }
}
