import { SdkHttpError } from "@modelcontextprotocol/client";

/** What came of one step of the journey, and how long it took. */
export type Step<T> =
  | { ok: true; value: T; milliseconds: number }
  /**
   * `error` is one line for a person; it never contains the token. `leftOut` says why the stack leaves the step's
   * request out on purpose, `notPromised` why it promises nothing of the step.
   */
  | { ok: false; error: string; milliseconds: number; leftOut?: string; notPromised?: string };

/** Whether the stack leaves a step's request out on purpose. */
export function isLeftOut(step: Step<unknown>): boolean {
  return !step.ok && step.leftOut !== undefined;
}

/**
 * Does a step of the journey: never throws, and is over after `limitMilliseconds` (10 s unless told),
 * whether or not the work heeds the signal.
 */
export type Attempt = <T>(
  work: (signal: AbortSignal) => Promise<T>,
  limitMilliseconds?: number,
) => Promise<Step<T>>;

/** Steps that also end when `signal` is aborted. */
export function attempts(signal: AbortSignal | undefined): Attempt {
  return async (work, limitMilliseconds = 10_000) => {
    const begun = performance.now();
    const milliseconds = () => performance.now() - begun;
    try {
      const value = await bounded(work, limitMilliseconds, signal);
      return { ok: true, value, milliseconds: milliseconds() };
    } catch (error) {
      return { ok: false, error: oneLine(error), milliseconds: milliseconds() };
    }
  };
}

/** Steps that are not even tried, because of what went wrong before. */
export function declined(error: string): Attempt {
  return () => Promise.resolve({ ok: false, error: `not connected: ${error}`, milliseconds: 0 });
}

/** What may be a token, or a piece of one: nothing that a person reads is that long without a break. */
const opaque = /[\w.~+-]{40,}/g;

/** Text on one line, without the tags of HTML and whatever may be a token, cut to 200 characters. */
export function excerpt(text: string): string {
  return text
    .replace(opaque, "(left out)")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 200);
}

async function bounded<T>(
  work: (signal: AbortSignal) => Promise<T>,
  limitMilliseconds: number,
  outer: AbortSignal | undefined,
): Promise<T> {
  const limit = new AbortController();
  const timer = setTimeout(() => {
    limit.abort(new Error(`no answer within ${limitMilliseconds} ms`));
  }, limitMilliseconds);
  const signal = AbortSignal.any(outer ? [limit.signal, outer] : [limit.signal]);
  try {
    signal.throwIfAborted();
    return await Promise.race([work(signal), aborted(signal)]);
  } finally {
    clearTimeout(timer);
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => {
      reject(signal.reason instanceof Error ? signal.reason : new Error("given up"));
    });
  });
}

/** What went wrong, for a person: the client's own message hides an HTTP status behind a page of HTML. */
export function oneLine(error: unknown): string {
  if (error instanceof SdkHttpError) return excerpt(`HTTP ${error.status}: ${bodyOf(error)}`);
  if (!(error instanceof Error)) return excerpt(String(error));
  return excerpt(error.cause instanceof Error ? `${error.message}: ${oneLine(error.cause)}` : error.message);
}

function bodyOf({ data, message }: SdkHttpError): string {
  return typeof data["text"] === "string" && data["text"] !== "" ? data["text"] : message;
}
