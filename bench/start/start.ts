import type { Effort } from "../effort.ts";
import { type Figure, ratioFigure } from "../figure.ts";
import { interleaved } from "../interleaved.ts";
import { runEmptyProgram, runProgram } from "./programs.ts";

const what = "production's program, from its process's start to its end";

/** How long the program takes to start, and to be through, on the SDK's real run path. */
export async function measureStart({ rounds, slack }: Effort): Promise<Figure[]> {
  const { program, empty, tsNode } = await interleaved(rounds.start, {
    program: () => runProgram(),
    empty: runEmptyProgram,
    // Where a project says nothing, Pulumi takes ts-node, types checked. It runs this very program, ES modules and `.ts` imports
    // included, if ts-node 10 is there; so there is no copy to keep.
    tsNode: () => runProgram({ loader: "ts-node" }),
  });
  return [
    ratioFigure(
      { part: "start", what, against: "an empty Pulumi program with the same loader" },
      { measured: program, reference: empty, unit: "ms", bound: 1.25 },
      slack,
    ),
    ratioFigure(
      { part: "start", what, against: "the same program on Pulumi's default, ts-node" },
      { measured: program, reference: tsNode, unit: "ms", bound: 0.4 },
      slack,
    ),
  ];
}
