import { writeFile } from "node:fs/promises";
import { publishedSchema } from "../../doctor/report/schema.ts";
import { faultsPage, PAGE } from "../docs/doctorFaults.ts";
import { SAMPLES } from "../doctor/report/samples.ts";
import { OUTPUTS, SCHEMA_FILE, doctorGoldenFile } from "./doctor.ts";
import { ROUTES, STACKS, goldenFile, graphOf, graphOfRoute } from "./golden.ts";

// npm run golden: writes what each stack's program and each route ask for now, what the doctor makes of each sample, the
// schema of its report and the page of the faults that it is held to, to be read in the review of the change that made it differ.
for (const stack of STACKS) await writeFile(goldenFile(stack), await graphOf(stack));
for (const name of Object.keys(ROUTES)) await writeFile(goldenFile(name), await graphOfRoute(name));
for (const [sample, report] of Object.entries(SAMPLES))
  for (const [extension, output] of Object.entries(OUTPUTS))
    await writeFile(doctorGoldenFile(sample, extension), output(report));
await writeFile(SCHEMA_FILE, publishedSchema());
await writeFile(PAGE, faultsPage());
