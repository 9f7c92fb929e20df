import { FOLLOWED, followedTo } from "../exchange/redirect.ts";
import type { Exchange } from "../exchange/exchange.ts";
import type { Way } from "../exchange/way.ts";
import { DISCOVER } from "./messages.ts";
import { PUBLIC } from "../seen.ts";
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

/** How long the neighbours of the URL may take, in milliseconds: a firewall in front of port 80 is usual, and no fault. */
const NEIGHBOUR_MILLISECONDS = 2_000;

/** The URLs that people write for this one: with the other end, a slash or none, and without encryption. No token goes to the latter. */
export async function probeNeighbours(trip: Trip): Promise<void> {
  const { name, way } = trip.place;
  // Where the URL itself has no answer, its neighbours' are nobody's question.
  if (name !== PUBLIC || !trip.exchanges.some(({ result }) => result.outcome === "answer")) return;
  const { pathname, search } = way.url;
  const other = pathname.endsWith("/") ? pathname.replace(/\/+$/, "") : `${pathname}/`;
  const plain = plainOf(way);
  const within = NEIGHBOUR_MILLISECONDS;
  await Promise.all([
    ...(other === "" ? [] : [trip.post("slash", DISCOVER, { path: other + search, within })]),
    ...(plain === null ? [] : [trip.post("plain", DISCOVER, { way: plain, within })]),
  ]);
}

/** The same place over http, at its usual port; null where it has no usual one. */
function plainOf({ port: _, ...way }: Way): Way | null {
  if (way.url.protocol !== "https:" || way.url.port !== "") return null;
  const url = new URL(way.url);
  url.protocol = "http:";
  return { ...way, url };
}

function isRedirect({ result }: Exchange): boolean {
  return result.outcome === "answer" && result.status >= 300 && result.status < 400;
}
