import * as z from "zod";
import { callTool } from "./call.ts";
import type { Answer } from "./recording.ts";
import type { Session } from "./session.ts";
import { oneLine } from "./step.ts";

const events = 10;
const intervalMilliseconds = 50;

/** A server-sent event: its number and when it was sent and came, in epoch milliseconds of the same clock. */
export interface StreamEvent {
  number: number;
  sent: number;
  arrived: number;
}

/** How the events of one call came. */
export interface Stream {
  /** In the order of arrival. */
  events: StreamEvent[];
  inOrder: boolean;
  /** From the call to the first event. */
  firstEventMilliseconds: number;
  /** The longest time without an event, between the first and the last. */
  longestGapMilliseconds: number;
  /** The longest time that an event was on its way. */
  worstDelayMilliseconds: number;
}

/** A stream and the head of the answer that carried it. */
export interface StreamAnswer extends Stream {
  answer: Answer;
}

/** Calls `stream-progress` for 10 events, 50 ms apart, and notes when each comes. */
export async function streamEvents(session: Session, signal: AbortSignal): Promise<StreamAnswer> {
  const called = Date.now();
  const seen: StreamEvent[] = [];
  try {
    await callTool(
      session,
      "stream-progress",
      { events, intervalMilliseconds },
      signal,
      ({ progress, message }) => {
        seen.push({ number: progress, sent: z.coerce.number().parse(message), arrived: Date.now() });
      },
    );
  } catch (error) {
    throw new Error(`${seen.length} of ${events} events came, then: ${oneLine(error)}`);
  }
  const { answer } = await session.recording.exchange("tools/call stream-progress", signal);
  return { ...measured(seen, called), answer };
}

/** The stream that these events make; `called` is the epoch millisecond of the call. */
export function measured(events: StreamEvent[], called: number): Stream {
  const gaps = events.slice(1).map((event, at) => event.arrived - (events[at]?.arrived ?? event.arrived));
  return {
    events,
    inOrder: events.slice(1).every((event, at) => event.number > (events[at]?.number ?? 0)),
    firstEventMilliseconds: (events[0]?.arrived ?? called) - called,
    longestGapMilliseconds: Math.max(0, ...gaps),
    worstDelayMilliseconds: Math.max(0, ...delays(events)),
  };
}

/** How long each event was on its way, in milliseconds. */
export function delays(events: StreamEvent[]): number[] {
  return events.map(({ sent, arrived }) => arrived - sent);
}
