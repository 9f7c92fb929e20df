import { prepare } from "../../rehearsal/rehearse.ts";
import type { Effort } from "../effort.ts";
import { type Figure, type Question, ratioFigure, skippedFigure } from "../figure.ts";
import { FOLDER } from "../folder.ts";
import { interleaved } from "../interleaved.ts";
import { rehearse } from "../rehearsal/command.ts";
import { silenceOf } from "../rehearsal/silence.ts";
import { lacking } from "./needs.ts";
import { type Sides, callBothWays, preview, startSides, up } from "./sides.ts";

/** How many times a program that declares the same resource directly production's may take. */
const DIRECT = 1.2;

/** How many times the real engine's way to a verdict a rehearsal may take. */
const VERDICT = 0.5;

const against = "a program that declares the same resource directly";

const QUESTIONS = {
  preview: { part: "engine", what: "`pulumi preview` of production on an emulated AWS", against },
  up: { part: "engine", what: "`pulumi up` of production on an emulated AWS, from an empty stack", against },
  verdict: {
    part: "engine",
    what: "production's rehearsal, from its process's start to the verdict",
    against:
      "`preview`, `up`, and the same client, as long silent, straight and through the emulated balancer",
  },
} as const satisfies Record<string, Question>;

/** What the rounds measured, in milliseconds, one entry a round. */
export interface Times {
  preview: number[];
  up: number[];
  directPreview: number[];
  directUp: number[];
  rehearsal: number[];
  /** The client's calls, straight and through the emulated balancer, while production is up. */
  journeys: number[];
}

/**
 * What production costs on the real engine, against a local AWS; and what its rehearsal takes for a verdict, against what
 * the real engine takes for the same one.
 */
export async function measureEngine({ rounds, slack }: Effort): Promise<Figure[]> {
  const lacks = await lacking();
  if (lacks !== undefined) return Object.values(QUESTIONS).map((question) => skippedFigure(question, lacks));
  const silence = silenceOf(await prepare({ folder: FOLDER, stack: "prod" }));
  const sides = await startSides();
  try {
    return figuresOf(await timesOf(sides, rounds.engine, silence), slack);
  } finally {
    await sides.stop();
  }
}

async function timesOf(sides: Sides, rounds: number, silenceMilliseconds: number): Promise<Times> {
  const { program, direct } = sides;
  const journeys: number[] = [];
  const times = await interleaved(rounds, {
    preview: () => preview(program),
    directPreview: () => preview(direct),
    up: () =>
      up(sides, program, async () => void journeys.push(await callBothWays(sides, silenceMilliseconds))),
    directUp: () => up(sides, direct),
    rehearsal: rehearse,
  });
  return { ...times, journeys };
}

/**
 * The figures of the rounds. The real engine's way to a rehearsal's verdict is what a round took for production's preview,
 * for its `up`, and for the client to show that it works; that a company, a server and a balancer are there, and that the stack
 * is taken down again, is in none of it.
 */
export function figuresOf(times: Times, slack: number): Figure[] {
  const { preview, up, directPreview, directUp, rehearsal, journeys } = times;
  const realEngine = preview.map(
    (milliseconds, round) => milliseconds + (up[round] ?? 0) + (journeys[round] ?? 0),
  );
  const figure = (question: Question, measured: number[], reference: number[], bound: number) =>
    ratioFigure(question, { measured, reference, unit: "ms", bound }, slack);
  return [
    figure(QUESTIONS.preview, preview, directPreview, DIRECT),
    figure(QUESTIONS.up, up, directUp, DIRECT),
    figure(QUESTIONS.verdict, rehearsal, realEngine, VERDICT),
  ];
}
