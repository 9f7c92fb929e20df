import * as z from "zod";
import { Running } from "../../rehearsal/servers/running.ts";
import { type Child, ask, startChild } from "../child.ts";
import type { Effort } from "../effort.ts";
import { type Figure, faultFigure, ratioFigure, skippedFigure } from "../figure.ts";
import { type Carried, carriedSchema } from "./carried.ts";
import { findNginx, startNginx } from "./nginx.ts";
import { type Schedule, listeningSchema } from "./schedule.ts";

/** How many streams there are at the same time. */
const STREAMS = 100;

/** From one event of a stream to the next. */
const INTERVAL_MILLISECONDS = 100;

/** How many rounds are sent before those whose delays count. */
const WARM_UP = 1;

const resultsSchema = z.object({
  straight: z.array(carriedSchema),
  balancer: z.array(carriedSchema),
  nginx: z.array(carriedSchema).optional(),
});

const what = "what the balancer adds to an event's delay, 100 streams at once";
const delayQuestion = { part: "streams", what, against: "what nginx adds" } as const;

/** What becomes of the events of 100 streams on their way through the rehearsal's balancer. */
export async function measureStreams({ rounds, events, slack }: Effort): Promise<Figure[]> {
  const schedule = { streams: STREAMS, events, intervalMilliseconds: INTERVAL_MILLISECONDS };
  const running = new Running();
  try {
    const results = await carry(schedule, rounds.streams + WARM_UP, running);
    const [straight, balancer, nginx] = [warm(results.straight), warm(results.balancer), results.nginx];
    return [
      faultsOf(results.balancer, STREAMS * events),
      nginx === undefined
        ? skippedFigure(delayQuestion, "no nginx")
        : ratioFigure(
            delayQuestion,
            {
              measured: added(balancer, straight),
              reference: added(warm(nginx), straight),
              unit: "µs",
              bound: 3,
              middle: "medians",
            },
            slack,
          ),
    ];
  } finally {
    await running.stop();
  }
}

/** Sends the streams on every way, each end and each way in a process of its own. */
async function carry(
  schedule: Schedule,
  rounds: number,
  running: Running,
): Promise<z.infer<typeof resultsSchema>> {
  const upstream = portOf(await running.start(startChild(module("upstream.ts"), schedule)));
  const file = await findNginx();
  const [balancer, nginx] = await Promise.all([
    running.start(startChild(module("balancer.ts"), { upstream })),
    file === undefined ? undefined : running.start(startNginx(file, upstream)),
  ]);
  const ways = { straight: upstream, balancer: portOf(balancer), ...(nginx && { nginx: nginx.port }) };
  const { streams, events } = schedule;
  return resultsSchema.parse(await ask(module("client.ts"), { ways, rounds, streams, events }));
}

/** Every round counts here, the first one too. */
function faultsOf(rounds: Carried[], eventsOfRound: number): Figure {
  const faults = rounds.reduce((sum, { lost, misplaced }) => sum + lost + misplaced, 0);
  const question = {
    part: "streams",
    what: "events lost or out of order in the balancer",
    against: "none",
  } as const;
  return faultFigure(question, faults, rounds.length * eventsOfRound);
}

/** Without the rounds in which Node still compiles what it will need, as it does once in a rehearsal. */
function warm(rounds: Carried[]): Carried[] {
  return rounds.slice(WARM_UP);
}

/** How much longer than straight an event was on its way, round by round, in microseconds. */
function added(way: Carried[], straight: Carried[]): number[] {
  return way.map(({ microseconds }, round) => microseconds - (straight[round]?.microseconds ?? 0));
}

function module(name: string): URL {
  return new URL(name, import.meta.url);
}

function portOf({ answer }: Child): number {
  return listeningSchema.parse(answer).port;
}
