import { Command, Option } from "commander";
import { PARTS, type Part } from "./figure.ts";

/** The options of the command. */
interface Options {
  short?: true;
  only?: Part;
}

const command = new Command("bench")
  .description(
    "Measures what the program, the component, the rehearsal and the doctor cost, each against a reference in the same run.",
  )
  .option("--short", "take less than two minutes, and fail only on what is grossly wrong")
  .addOption(new Option("--only <part>", "measure one part").choices(PARTS))
  .showSuggestionAfterError()
  .allowExcessArguments(false);

try {
  const { short, only } = command.parse().opts<Options>();
  // Loaded only now: a mistyped option is told, and the help shown, at once.
  const [{ main }, { FULL, SHORT }] = await Promise.all([import("./main.ts"), import("./effort.ts")]);
  process.exitCode = await main(only === undefined ? PARTS : [only], short ? SHORT : FULL);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
