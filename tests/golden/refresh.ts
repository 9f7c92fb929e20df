import { writeFile } from "node:fs/promises";
import { ROUTES, STACKS, goldenFile, graphOf, graphOfRoute } from "./golden.ts";

// npm run golden: writes what each stack's program and each route ask for now, to be read in the review of the change that made it differ.
for (const stack of STACKS) await writeFile(goldenFile(stack), await graphOf(stack));
for (const name of Object.keys(ROUTES)) await writeFile(goldenFile(name), await graphOfRoute(name));
