import type { Baseline } from "./baseline.ts";
import { newFindings } from "./baseline.ts";
import type { Report } from "./report.ts";

/** What the doctor's exit codes mean. A promise to scripts: none of them ever changes its meaning. */
export const EXIT_CODES = {
  /** The route works; with a baseline, nothing is new. */
  works: 0,
  /** The route is broken; with a baseline, something new breaks it. */
  broken: 1,
  /** The command line is wrong, or a file that it names cannot be used; nothing was sent. */
  usage: 2,
  /** Clients work, but something is lost; with a baseline, something new is. */
  degraded: 3,
  /** It cannot be told: a token is needed, nothing answers from here, or the server shows nothing to judge by. */
  unknown: 4,
  /** Ctrl-C, or another program, ended it before it could tell, as a shell expects it. */
  interrupted: 130,
  /** The doctor itself failed, which is a fault of its own (`EX_SOFTWARE` of https://man.openbsd.org/sysexits). */
  failed: 70,
} as const;

/** One of the exit codes. */
export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];

/**
 * The exit code of an examination. With a baseline only what is new counts; but a route that can no longer be told, and
 * could be then, is `unknown`: what was not looked at is not as it was.
 */
export function exitCode(report: Report, baseline: Baseline | null): ExitCode {
  if (baseline === null) return EXIT_CODES[report.verdict];
  const severities = newFindings(report, baseline).map(({ severity }) => severity);
  if (severities.includes("broken")) return EXIT_CODES.broken;
  if (severities.includes("degraded")) return EXIT_CODES.degraded;
  return report.verdict === "unknown" && baseline.verdict !== "unknown"
    ? EXIT_CODES.unknown
    : EXIT_CODES.works;
}
