import { writeFile } from "node:fs/promises";
import { STACKS, goldenFile, graphOf } from "./golden.ts";

// npm run golden: writes what each stack's program asks for now, to be read in the review of the change that made it differ.
for (const stack of STACKS) await writeFile(goldenFile(stack), await graphOf(stack));
