import type { WriteStream } from "node:tty";

/** What is shown while the doctor works. */
export interface Progress {
  /** Takes it off the terminal. */
  stop: () => void;
}

/** How often the seconds are counted on, in milliseconds. */
const TICK = 1_000;

/** Shows which places are asked and for how long already, on one line that goes away; on a terminal alone. */
export function startProgress(
  places: readonly string[],
  stream: Pick<WriteStream, "write"> & { isTTY?: boolean },
): Progress {
  if (stream.isTTY !== true) return { stop: () => undefined };
  let seconds = 0;
  const show = () => {
    stream.write(`\r… asking ${places.join(", ")} (${seconds} s)`);
    seconds += 1;
  };
  show();
  const timer = setInterval(show, TICK);
  return {
    stop: () => {
      clearInterval(timer);
      stream.write("\r\x1b[K");
    },
  };
}
