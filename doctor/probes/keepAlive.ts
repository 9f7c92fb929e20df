import type net from "node:net";
import { ConnectError, connect } from "../exchange/connect.ts";
import type { Seen } from "../seen.ts";
import { type Eras, firstSessionOf } from "./eras.ts";
import { DISCOVER, legacy } from "./messages.ts";
import type { Trip } from "./trip.ts";

/**
 * Leaves a connection open after a small request was answered on it, as a balancer does with its targets', to see when the hop closes
 * it. Nothing is measured where nobody asked for it, and at the public URL, whose connections are the callers' own.
 *
 * @param seconds for how long to watch it
 */
export async function probeKeepAlive(
  trip: Trip,
  eras: Eras,
  seconds: number | undefined,
): Promise<Seen["kept"]> {
  if (seconds === undefined || trip.place.name === "public") return undefined;
  const socket = await connect(trip.place.way, trip.signal).catch((error: unknown) => {
    if (error instanceof ConnectError) return undefined;
    throw error;
  });
  if (socket === undefined) return undefined;
  const message =
    eras.discovered === undefined && eras.opened !== undefined
      ? legacy("ping", {}, firstSessionOf(eras))
      : DISCOVER;
  const { result } = await trip.post("kept", message, {
    on: socket,
    // To its end: what comes later of this answer would be taken for no silence.
    enough: () => false,
  });
  const kept =
    result.outcome === "answer" && result.end === "complete"
      ? await closedAfter(socket, seconds, trip.signal)
      : undefined;
  socket.destroy();
  return kept;
}

/** After how many seconds, to a tenth, the far side closes a connection; null where it is open after so many, undefined where the doctor has to end. */
function closedAfter(socket: net.Socket, seconds: number, signal: AbortSignal): Promise<Seen["kept"]> {
  // Node itself ends it at once where the answer says that it is the connection's last.
  if (socket.destroyed) return Promise.resolve(0);
  const began = performance.now();
  return new Promise((resolve) => {
    const settle = (kept: Seen["kept"]) => {
      clearTimeout(timer);
      socket.off("close", closed);
      signal.removeEventListener("abort", ended);
      resolve(kept);
    };
    const closed = () => {
      settle(Math.round((performance.now() - began) / 100) / 10);
    };
    const ended = () => {
      settle(undefined);
    };
    const timer = setTimeout(() => {
      settle(null);
    }, seconds * 1000);
    signal.addEventListener("abort", ended);
    // Nobody reads it any more, and its end is only seen by reading.
    socket.once("close", closed).resume();
  });
}
