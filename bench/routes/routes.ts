import { ask } from "../child.ts";
import type { Effort } from "../effort.ts";
import { type Figure, type Pairs, ratioFigure } from "../figure.ts";
import { interleaved } from "../interleaved.ts";
import { type Cost, type Run, costSchema, perRoute } from "./cost.ts";
import type { Maker } from "./program.ts";

/** How many times what routes 2 to 10 cost each, routes 11 to 100 may: above it, a cost is not flat any more. */
const FLAT = 1.5;

/** How many times the same resources written out an McpRoute may cost. */
const COMPONENT = 1.15;

/** What routes cost, in time and memory, each in a process of its own, under Pulumi's mocks. */
export async function measureRoutes({ rounds, slack }: Effort): Promise<Figure[]> {
  const runs = await interleaved(rounds.routes, {
    one: () => runOf("McpRoute", 1),
    ten: () => runOf("McpRoute", 10),
    hundred: () => runOf("McpRoute", 100),
    oneByHand: () => runOf("by hand", 1),
    hundredByHand: () => runOf("by hand", 100),
  });
  const flat = (of: keyof Cost) =>
    ratioFigure(
      {
        part: "routes",
        what: `${WORDS[of]} of each of routes 11 to 100`,
        against: "of each of routes 2 to 10",
      },
      {
        measured: each(runs.ten, runs.hundred, of),
        reference: each(runs.one, runs.ten, of),
        unit: UNITS[of],
        bound: FLAT,
      },
      slack,
    );
  const component = (of: keyof Cost) =>
    ratioFigure(
      {
        part: "routes",
        what: `${WORDS[of]} of each of 100 McpRoutes`,
        against: "the same resources, inputs and outputs written out",
      },
      {
        measured: each(runs.one, runs.hundred, of),
        reference: each(runs.oneByHand, runs.hundredByHand, of),
        unit: UNITS[of],
        bound: COMPONENT,
      },
      slack,
    );
  return [flat("milliseconds"), flat("heapKilobytes"), component("milliseconds"), component("heapKilobytes")];
}

const WORDS: Record<keyof Cost, string> = { milliseconds: "processor time", heapKilobytes: "heap" };
const UNITS: Record<keyof Cost, Pairs["unit"]> = { milliseconds: "ms", heapKilobytes: "KB" };

async function runOf(maker: Maker, routes: number): Promise<Run> {
  const answer = await ask(new URL("child.ts", import.meta.url), { maker, routes }, ["--expose-gc"]);
  return { routes, cost: costSchema.parse(answer) };
}

/** What each further route cost, round by round. */
function each(few: Run[], many: Run[], of: keyof Cost): number[] {
  return many.flatMap((run, round) => {
    const base = few[round];
    return base ? [perRoute(base, run, of)] : [];
  });
}
