import type { Operation } from "../client/requests.ts";
import type { EraJourney } from "./eras.ts";
import type { Journey } from "./journey.ts";
import type { Step } from "./step.ts";

/** Why the stack leaves a request of the client out on purpose; undefined where it does not. */
export type LeftOut = (operation: Operation) => string | undefined;

/**
 * A journey in which what the stack leaves out on purpose did not come off, whatever answered: another rule, or the
 * default one, may have, and a client that found no modern era may have gone on in the legacy one.
 */
export function withoutLeftOut(journey: Journey, leftOut: LeftOut): Journey {
  const { probe, modern, legacy } = journey;
  const judged = <T>(step: Step<T>, ...needed: Operation[]): Step<T> => {
    const why = needed.map(leftOut).find((each) => each !== undefined);
    return why === undefined ? step : { ...leftOutStep(why), milliseconds: step.milliseconds };
  };
  const calls = (era: EraJourney, message?: Operation) => ({
    tools: judged(era.tools, message ?? "list"),
    headers: judged(era.headers, message ?? "call request-headers"),
    stream: judged(era.stream, message ?? "call stream-progress"),
  });
  return {
    ...journey,
    post: judged(journey.post, probe.operation),
    challenge: judged(journey.challenge, `${probe.operation} without a token`),
    metadata: judged(journey.metadata, "metadata"),
    modern: {
      version: judged(modern.version, "discover"),
      ...calls(modern),
      discover: judged(modern.discover, "discover"),
      silence: judged(modern.silence, "call stay-silent"),
    },
    legacy: {
      version: judged(legacy.version, "initialize", "message of a session"),
      ...calls(legacy, "message of a session"),
      ping: judged(legacy.ping, "message of a session"),
      listen: judged(legacy.listen, "stream of a session"),
      sessionEnd: judged(legacy.sessionEnd, "end of a session"),
    },
  };
}

function leftOutStep(leftOut: string) {
  return { ok: false, error: "left out by the stack's own conditions", leftOut } as const;
}

const NO_STREAMS = {
  ok: false,
  error: "not promised",
  notPromised: "the server answers plain JSON (apiGateway.streaming: false)",
} as const;

/**
 * A journey in which nothing is promised of streams: of their events, of a silence during one, and of the GET on which a
 * server may send.
 */
export function withoutStreams(journey: Journey): Journey {
  const { modern, legacy } = journey;
  const without = ({ milliseconds }: Step<unknown>) => ({ ...NO_STREAMS, milliseconds });
  return {
    ...journey,
    modern: { ...modern, stream: without(modern.stream), silence: without(modern.silence) },
    legacy: { ...legacy, stream: without(legacy.stream), listen: without(legacy.listen) },
  };
}
