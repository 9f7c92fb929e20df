import type { Exchange } from "../exchange/exchange.ts";
import type { Way } from "../exchange/way.ts";
import { FOLLOWED, followedTo } from "../rungs/redirects.ts";
import { DISCOVER } from "./messages.ts";
import type { Trip } from "./trip.ts";

/**
 * Follows the redirect of a POST as the official clients do, a probe for each step.
 * @returns the way to where the clients end up; null where nothing is redirected, or clients stop on the way.
 */
export async function followRedirects(trip: Trip, first: Exchange): Promise<Way | null> {
  let { way } = trip.place;
  let last = first;
  for (let step = 1; step <= FOLLOWED + 1; step += 1) {
    if (last.result.outcome !== "answer") return null;
    const to = followedTo(last.result, way.url);
    if (to === null) return step === 1 || isRedirect(last) ? null : way;
    way = { ...way, url: to };
    last = await trip.post(`redirect-${step}`, DISCOVER, { way, authorized: true });
  }
  return null;
}

function isRedirect({ result }: Exchange): boolean {
  return result.outcome === "answer" && result.status >= 300 && result.status < 400;
}
