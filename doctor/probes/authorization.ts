import { challengedIn, challengeOf } from "../authorization/challenge.ts";
import { resourceSteps, type Step, walk } from "../authorization/discovery.ts";
import { hostAskedFor, knownAs } from "../authorization/knownAs.ts";
import { wayOf } from "../caller/environment.ts";
import type { Way } from "../exchange/way.ts";
import { DISCOVER, LEGACY_VERSION } from "./messages.ts";
import type { Place, Trip } from "./trip.ts";

/** How long a document of the discovery may take, in milliseconds. */
const DOCUMENT_MILLISECONDS = 8_000;
/** More steps than the longest walk has, redirects included. */
const STEPS = 12;

/**
 * Walks the clients' way from a refusal to the authorization server, without a token. Where none is wanted, it only looks at what
 * stands where the metadata would: some clients look there before they ask anything.
 */
export async function probeAuthorization(trip: Trip): Promise<void> {
  if (!trip.exchanges.some(({ result }) => result.outcome === "answer")) return;
  const token = trip.place.token !== undefined;
  if (token) await trip.post("anonymous", DISCOVER, { authorized: false });
  const endpoint = trip.place.way.url;
  const challenged = challengedIn(trip.exchanges, token);
  if (challenged === undefined) {
    await Promise.all(resourceSteps(endpoint, null).map((step) => document(trip, step)));
    return;
  }
  const challenge = challengeOf(challenged.answer);
  for (let count = 0; count < STEPS; count += 1) {
    const { next } = walk(endpoint, challenge, trip.exchanges);
    if (next === null) return;
    await document(trip, next);
  }
}

/** Asks for a document; never with the token, whoever it is that has it. */
async function document(trip: Trip, { probe, url }: Step): Promise<void> {
  await trip.ask(probe, "GET", {
    way: wayTo(url, trip.place),
    authorized: false,
    headers: [
      ["Accept", "application/json"],
      ["MCP-Protocol-Version", LEGACY_VERSION],
    ],
    head: DOCUMENT_MILLISECONDS,
    total: DOCUMENT_MILLISECONDS,
  });
}

/** Where a document is asked for: what is of the endpoint's own host, at the address at which the endpoint is. */
function wayTo(url: URL, { way, env }: Place): Way {
  const own = knownAs(way.url, hostAskedFor(way)).some(({ origin }) => origin === url.origin);
  if (own) {
    const there = new URL(way.url);
    there.pathname = url.pathname;
    there.search = url.search;
    return { ...way, url: there };
  }
  const { authorities } = way;
  return { ...wayOf(env ?? {}, url), ...(authorities === undefined ? {} : { authorities }) };
}
