import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import * as z from "zod";
import { answering } from "../child.ts";
import { interleaved } from "../interleaved.ts";
import { median } from "../statistics.ts";
import { EventReader, faults } from "./events.ts";
import type { Carried } from "./carried.ts";

/** Where the client goes, how often, and what awaits it there. */
const questionSchema = z.object({
  /** Port by name of the way. */
  ways: z.record(z.string(), z.int()),
  rounds: z.int(),
  streams: z.int(),
  events: z.int(),
});

answering(async (question) => {
  const { ways, rounds, streams, events } = questionSchema.parse(question);
  const measurements = Object.entries(ways).map(
    ([way, port]) => [way, () => carried(port, streams, events)] as const,
  );
  return await interleaved(rounds, Object.fromEntries(measurements));
});

/** Opens all streams at once and reads them to their ends. */
async function carried(port: number, streams: number, events: number): Promise<Carried> {
  const all = await Promise.all(Array.from({ length: streams }, () => stream(port)));
  const bad = all.map(({ numbers }) => faults(numbers, events));
  return {
    microseconds: median(all.flatMap(({ delays }) => delays)),
    lost: bad.reduce((sum, { lost }) => sum + lost, 0),
    misplaced: bad.reduce((sum, { misplaced }) => sum + misplaced, 0),
  };
}

/** The events of one stream in the order of their arrival, and how long each was on its way, in microseconds. */
async function stream(port: number): Promise<{ numbers: number[]; delays: number[] }> {
  const numbers: number[] = [];
  const delays: number[] = [];
  const reader = new EventReader();
  const outgoing = request({ host: "127.0.0.1", port, path: "/mcp", method: "POST" }).end("{}");
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  response.setEncoding("latin1").on("data", (piece: string) => {
    const arrived = process.hrtime.bigint();
    for (const { number, sent } of reader.read(piece)) {
      numbers.push(number);
      delays.push(Number(arrived - sent) / 1000);
    }
  });
  // Closed also where the stream was broken off; what is missing then is counted as lost.
  response.on("error", () => undefined);
  await once(response, "close");
  return { numbers, delays };
}
