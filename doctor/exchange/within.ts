/**
 * A signal that ends with another one, or after so many milliseconds. Not by `AbortSignal.any` with `AbortSignal.timeout`: Node 20 loses
 * such a timeout to the next garbage collection.
 */
export function within(signal: AbortSignal, milliseconds: number): AbortSignal {
  const controller = new AbortController();
  const end = () => {
    controller.abort();
  };
  // It must not keep the process alive when all has been said before.
  setTimeout(end, milliseconds).unref();
  if (signal.aborted) end();
  else signal.addEventListener("abort", end, { once: true });
  return controller.signal;
}

/** A signal that ends so many milliseconds after another one. */
export function after(signal: AbortSignal, milliseconds: number): AbortSignal {
  const controller = new AbortController();
  const begin = () => {
    setTimeout(() => {
      controller.abort();
    }, milliseconds).unref();
  };
  if (signal.aborted) begin();
  else signal.addEventListener("abort", begin, { once: true });
  return controller.signal;
}
