import * as z from "zod";

/** What some routes cost the process that made them. */
export const costSchema = z.object({
  /**
   * The processor's time from the program's start to the last answer to what it registers, in milliseconds, which
   * other work on the machine changes least. Loading is not in it.
   */
  milliseconds: z.number(),
  /** What they hold of the heap once the garbage is gone, in kilobytes. */
  heapKilobytes: z.number(),
});

/** What some routes cost the process that made them. */
export type Cost = z.infer<typeof costSchema>;

/** What each further route costs, between two counts of routes: what all of them share is in neither. */
export function perRoute(few: Run, many: Run, of: keyof Cost): number {
  return (many.cost[of] - few.cost[of]) / (many.routes - few.routes);
}

/** How many routes a process made, and at what cost. */
export interface Run {
  routes: number;
  cost: Cost;
}
