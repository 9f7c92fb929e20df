import { type Answered, headerValue } from "./exchange.ts";

/** How many redirects in a row the official clients follow. */
export const FOLLOWED = 5;

/**
 * Where the official clients go on from an answer to a POST: only a 307 or 308, and only to the same origin or from http to https of
 * the same host; null where they stop.
 * @see https://github.com/modelcontextprotocol/typescript-sdk (redirectPolicy: same-origin, since 1.32 and 2.3)
 */
export function followedTo(answer: Answered, from: URL): URL | null {
  const to = locationOf(answer, from);
  if (to === null || (answer.status !== 307 && answer.status !== 308)) return null;
  const upgraded =
    from.protocol === "http:" &&
    to.protocol === "https:" &&
    from.hostname === to.hostname &&
    from.port === to.port;
  return to.origin === from.origin || upgraded ? to : null;
}

/** Where an answer redirects to; null where it does not, or to nothing that is a URL. */
export function locationOf(answer: Answered, from: URL): URL | null {
  const location = headerValue(answer, "location");
  if (answer.status < 300 || answer.status > 399 || location === undefined) return null;
  return URL.canParse(location, from.href) ? new URL(location, from.href) : null;
}
