import type { Difference } from "./difference.ts";
import { delays, type Stream } from "./stream.ts";

/** What became of the events on their way: lost or doubled, out of order, held back. */
export function streamDifferences(era: string, straight: Stream, routed: Stream): Difference[] {
  const texts: string[] = [];
  const [sent, came] = [straight.events.length, routed.events.length];
  if (came !== sent) {
    texts.push(`In the ${era} era ${came} events came, straight from the server ${sent}.`);
  }
  if (straight.inOrder && !routed.inOrder) {
    texts.push(
      `In the ${era} era the events came out of order: ${routed.events.map(({ number }) => number).join(", ")}.`,
    );
  }
  if (heldBack(routed) && !heldBack(straight)) {
    texts.push(
      `In the ${era} era the events were held back: up to ${routed.worstDelayMilliseconds} ms each, ` +
        `straight from the server up to ${straight.worstDelayMilliseconds} ms, ` +
        `of the ${sendingMilliseconds(routed)} ms in which they were sent.`,
    );
  }
  return texts.map((text) => ({ promise: "stream", text }));
}

/**
 * Whether events were collected and passed on together. Measured against the quickest of them, so that a slow way is
 * not taken for a buffer: one event must be late by more than half of the time in which all were sent, and,
 * so that a hiccup of the machine is not taken for a buffer either, half of the events by more than a quarter.
 */
export function heldBack(stream: Stream): boolean {
  const onTheWay = delays(stream.events);
  const quickest = Math.min(...onTheWay);
  const later = (milliseconds: number) => onTheWay.filter((delay) => delay - quickest > milliseconds).length;
  const sending = sendingMilliseconds(stream);
  return later(sending / 2) >= 1 && later(sending / 4) >= onTheWay.length / 2;
}

function sendingMilliseconds({ events }: Stream): number {
  const times = events.map(({ sent }) => sent);
  return times.length === 0 ? 0 : Math.max(...times) - Math.min(...times);
}
