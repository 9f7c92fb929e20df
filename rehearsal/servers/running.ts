/** Something that runs until it is stopped. */
interface Stoppable {
  stop: () => Promise<void>;
}

/** What a rehearsal has started, so that all of it can be ended together. */
export class Running {
  readonly #starting: Promise<Stoppable>[] = [];

  /** Takes over what is being started, also where something else fails before it is up. */
  start<T extends Stoppable>(starting: Promise<T>): Promise<T> {
    this.#starting.push(starting);
    return starting;
  }

  /** Ends everything; may be called again. */
  async stop(): Promise<void> {
    await Promise.all(this.#starting.map((starting) => stopOnceUp(starting)));
  }
}

/** What never came up needs no end. */
async function stopOnceUp(starting: Promise<Stoppable>): Promise<void> {
  const up = await starting.catch(() => undefined);
  await up?.stop();
}
