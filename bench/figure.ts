import { type Middle, type Spread, median, ratioOf } from "./statistics.ts";

/** What the bench is asked to measure. */
export const PARTS = ["start", "routes", "rehearsal", "engine", "streams", "doctor"] as const;

/** One of the things that the bench measures. */
export type Part = (typeof PARTS)[number];

/** What came of a figure. A skipped one has not been measured, which is no failure and no success. */
export type Verdict = "passed" | "failed" | "skipped";

/** One figure of a run, as it is reported. */
export interface Figure {
  part: Part;
  /** What was measured, in words. */
  what: string;
  /** What it was measured against, in words. */
  against: string;
  /** The figure itself, in words; of a skipped one, why. */
  result: string;
  /** The most that it may be, in words. */
  bound: string;
  verdict: Verdict;
}

/** A figure's name and its reference's. */
export type Question = Pick<Figure, "part" | "what" | "against">;

/** Two series of measurements, taken in pairs. */
export interface Pairs {
  measured: number[];
  reference: number[];
  /** Of both. */
  unit: "ms" | "µs" | "KB";
  /** The most that their ratio may be. */
  bound: number;
  /** What their ratio is. @default pairs */
  middle?: Middle;
}

/**
 * How many times the reference something is.
 *
 * @param slack How many times its bound it may be: 1, or more where only what is grossly wrong is to fail.
 */
export function ratioFigure(
  question: Question,
  { measured, reference, unit, bound, middle = "pairs" }: Pairs,
  slack: number,
): Figure {
  const ratio = ratioOf(measured, reference, middle);
  const medians = [measured, reference].map((values) => inUnit(median(values), unit));
  return {
    ...question,
    result: `${inWords(ratio)} (${medians.join(" / ")})`,
    bound: inTimes(bound * slack),
    verdict: ratio.median <= bound * slack ? "passed" : "failed",
  };
}

/** How many things went wrong of all that could; none may. */
export function faultFigure(question: Question, faults: number, all: number): Figure {
  return {
    ...question,
    result: `${faults} of ${all}`,
    bound: "0",
    verdict: faults === 0 ? "passed" : "failed",
  };
}

/** A number of things, of which there may be so many. */
export function boundFigure(question: Question, count: number, bound: number): Figure {
  return {
    ...question,
    result: String(count),
    bound: String(bound),
    verdict: count <= bound ? "passed" : "failed",
  };
}

/** A figure that cannot be had on this machine. */
export function skippedFigure(question: Question, why: string): Figure {
  return { ...question, result: `skipped: ${why}`, bound: "", verdict: "skipped" };
}

function inWords({ median, least, most }: Spread): string {
  return `${inTimes(median)} [${inTimes(least)}–${inTimes(most)}]`;
}

function inTimes(ratio: number): string {
  return Number.isFinite(ratio) ? ratio.toFixed(2) : "∞";
}

function inUnit(value: number, unit: string): string {
  return `${value.toFixed(Math.abs(value) < 100 ? 1 : 0)} ${unit}`;
}
