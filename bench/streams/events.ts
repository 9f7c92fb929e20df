/** An event on a stream: its number, from 1, and when it was sent, in nanoseconds of this machine's one monotonic clock. */
export interface SentEvent {
  number: number;
  sent: bigint;
}

/** A server-sent event as it stands on the wire. */
export function wire({ number, sent }: SentEvent): string {
  return `id: ${number}\ndata: ${sent}\n\n`;
}

/** Reads a stream of such events, which may come in pieces of any size. */
export class EventReader {
  #rest = "";

  /** The events that this piece completes. */
  read(piece: string): SentEvent[] {
    const texts = (this.#rest + piece).split("\n\n");
    this.#rest = texts.pop() ?? "";
    return texts.map((text) => {
      const [, number, sent] = /^id: (\d+)\ndata: (\d+)$/.exec(text) ?? [];
      if (number === undefined || sent === undefined)
        throw new Error(`${JSON.stringify(text)} is not an event that was sent.`);
      return { number: Number(number), sent: BigInt(sent) };
    });
  }
}

/** How many of the events 1 to `expected` never came, and how many came after a later one, or again. */
export function faults(numbers: readonly number[], expected: number): { lost: number; misplaced: number } {
  const lost = expected - new Set(numbers).size;
  const misplaced = numbers.filter((number, at) => at > 0 && number <= (numbers[at - 1] ?? 0)).length;
  return { lost, misplaced };
}
