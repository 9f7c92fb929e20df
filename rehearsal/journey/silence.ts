import { callTool } from "./call.ts";
import type { Session } from "./session.ts";
import { oneLine } from "./step.ts";

/** What became of an answer on which nothing was sent for a while. */
export interface Silence {
  survived: boolean;
  /** From the last byte before the silence to the result, or to the cut. */
  milliseconds: number;
  /** How it ended, in words. */
  end: string;
}

/** Calls `stay-silent` for that long, in milliseconds. A cut is a finding, not a failure. */
export async function keepSilent(
  session: Session,
  milliseconds: number,
  signal: AbortSignal,
): Promise<Silence> {
  let lastByte: number | undefined;
  try {
    const end = await callTool(session, "stay-silent", { milliseconds }, signal, () => {
      lastByte = performance.now();
    });
    return { survived: true, milliseconds: performance.now() - (lastByte ?? performance.now()), end };
  } catch (error) {
    if (lastByte === undefined) throw error;
    return { survived: false, milliseconds: performance.now() - lastByte, end: oneLine(error) };
  }
}
