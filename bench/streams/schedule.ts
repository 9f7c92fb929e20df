import * as z from "zod";

/** What each way has to carry in a round. */
export const scheduleSchema = z.object({
  /** How many streams there are at the same time. */
  streams: z.int().min(1),
  /** How many events each of them carries. */
  events: z.int().min(1),
  /** From one event of a stream to the next. */
  intervalMilliseconds: z.int().min(1),
});

/** What each way has to carry in a round. */
export type Schedule = z.infer<typeof scheduleSchema>;

/** What a server's process answers once it listens on 127.0.0.1. */
export const listeningSchema = z.object({ port: z.int().min(1) });
