import { availableParallelism } from "node:os";
import type { Effort } from "./effort.ts";
import { measureDoctor } from "./doctor/doctor.ts";
import { measureEngine } from "./engine/engine.ts";
import type { Figure, Part } from "./figure.ts";
import { measureRehearsal } from "./rehearsal/rehearsal.ts";
import { measureRoutes } from "./routes/routes.ts";
import { measureStart } from "./start/start.ts";
import { measureStreams } from "./streams/streams.ts";
import { table } from "./table.ts";

const MEASURES: Record<Part, (effort: Effort) => Promise<Figure[]>> = {
  start: measureStart,
  routes: measureRoutes,
  rehearsal: measureRehearsal,
  engine: measureEngine,
  streams: measureStreams,
  doctor: measureDoctor,
};

/** Measures the parts one after another, prints their figures, and resolves with the exit code. */
export async function main(parts: readonly Part[], effort: Effort): Promise<number> {
  const figures: Figure[] = [];
  for (const part of parts) {
    console.error(`… measuring ${part}`);
    figures.push(...(await MEASURES[part](effort)));
  }
  const bounds = effort.slack === 1 ? "" : `, bounds times ${effort.slack}`;
  console.log(`Node ${process.version}, ${availableParallelism()} cores${bounds}\n\n${table(figures)}`);
  return figures.some(({ verdict }) => verdict === "failed") ? 1 : 0;
}
