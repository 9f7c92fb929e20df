import { fileURLToPath } from "node:url";
import { FAULTS } from "../bed/faults.ts";
import { HEALTHY } from "../bed/healthy.ts";
import type { Route } from "../bed/route.ts";
import type { Said } from "./compare.ts";

/**
 * What other tools said of the bed's routes when they were last run (`npm run comparison`). On `session.hashed` it is a matter of chance, in
 * each of them anew.
 */
export interface Comparison {
  tools: Record<string, { version: string; install: string }>;
  /** By the route's id, then by the tool's name. */
  routes: Record<string, Record<string, Said>>;
}

/** Where it is written down. */
export const FILE = fileURLToPath(new URL("comparison.json", import.meta.url));

/** Every fault, and before them a healthy route of each era: what a tool says of those it says for nothing. */
export const COMPARED: readonly Route[] = [
  ...HEALTHY.filter(({ id }) => /^healthy\.direct\.(everything|dual)$/.test(id)),
  ...FAULTS,
];
