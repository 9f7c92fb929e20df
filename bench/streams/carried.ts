import * as z from "zod";

/** What came of the streams of one round on one way. */
export const carriedSchema = z.object({
  /** The median of how long an event was on its way. */
  microseconds: z.number(),
  /** How many events never came. */
  lost: z.int(),
  /** How many came after a later one, or again. */
  misplaced: z.int(),
});

/** What came of the streams of one round on one way. */
export type Carried = z.infer<typeof carriedSchema>;
