import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import * as prettier from "prettier";
import { findCommand } from "../../../bench/findCommand.ts";
import { startBed } from "../bed/bed.ts";
import { compare, type Found } from "./compare.ts";
import { COMPARED, type Comparison, FILE } from "./comparison.ts";
import { TOOLS } from "./tools.ts";

// Runs the tools that are here on every route of the comparison, side by side, and writes down what each says. What a tool
// that is not here said before stays.

const { routes: before } = JSON.parse(await readFile(FILE, "utf8")) as Comparison;
const bin = fileURLToPath(new URL("../../../node_modules/.bin", import.meta.url));
const found: Found[] = [];
for (const tool of TOOLS) {
  const file = await findCommand(tool.command, [bin]);
  if (file === undefined)
    console.error(`${tool.name} is not on the PATH (${tool.install}): it stays as it was.`);
  else found.push({ tool, file });
}

const bed = await startBed();
const routes: Comparison["routes"] = {};
try {
  for (const route of COMPARED) {
    routes[route.id] = { ...before[route.id], ...(await compare(bed, route, found)) };
    console.error(route.id);
  }
} finally {
  await bed.stop();
}

const tools = Object.fromEntries(TOOLS.map(({ name, version, install }) => [name, { version, install }]));
const text = JSON.stringify({ tools, routes } satisfies Comparison);
await writeFile(
  FILE,
  await prettier.format(text, { ...(await prettier.resolveConfig(FILE)), parser: "json" }),
);
