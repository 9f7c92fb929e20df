import type { Exchange } from "../exchange/exchange.ts";
import { FOLLOWED, followedTo, locationOf } from "../exchange/redirect.ts";
import type { Finding } from "../report/report.ts";
import type { Seen } from "../seen.ts";
import { exchangeOf } from "../seen.ts";
import { isReached, isServers, openingOf, writerOf } from "./reached.ts";
import { finding, type Rung } from "./rung.ts";

/** Redirects, as the MCP clients treat them. */
export const redirects: Rung = {
  id: "redirects",
  title: "Redirects",
  needs: ["connection", "tls"],
  judge(seen) {
    const hops = redirectsOf(seen);
    if (hops.length === 0) return { says: "the URL is answered where it is", findings: neighbours(seen) };
    const found = hops.flatMap((hop, at) => judged(hop, hops, at));
    // Once round is enough: what comes after only leads round again.
    const circle = found.find(({ id }) => id === "redirect.circle");
    const findings = circle === undefined ? found : [circle];
    const [first] = findings;
    return first === undefined
      ? { says: `${hops.length} redirected as clients follow it`, findings: [] }
      : { says: first.says, findings };
  },
};

/**
 * The exchanges that redirect, the first of them first: `redirect-0` where the examination went on at the place that it leads to, else
 * the opening's own; then those that came of following it.
 */
function redirectsOf(seen: Seen): Exchange[] {
  const followed = Array.from({ length: FOLLOWED + 1 }, (_, at) => exchangeOf(seen, `redirect-${at + 1}`));
  return [exchangeOf(seen, "redirect-0") ?? openingOf(seen), ...followed].filter(
    (exchange): exchange is Exchange =>
      exchange?.result.outcome === "answer" &&
      locationOf(exchange.result, new URL(exchange.asked.url)) !== null,
  );
}

/** What becomes of clients that are given the URL with a slash too many or too few, or without encryption. */
function neighbours(seen: Seen): Finding[] {
  if (!isReached(seen)) return [];
  return [
    ...astray(seen, "slash", "redirect.slash"),
    ...astray(seen, "plain", "redirect.plain"),
    ...inTheClear(seen),
  ];
}

function astray(seen: Seen, probe: string, cause: "redirect.slash" | "redirect.plain"): Finding[] {
  const exchange = exchangeOf(seen, probe);
  if (exchange?.result.outcome !== "answer") return [];
  const from = new URL(exchange.asked.url);
  const to = locationOf(exchange.result, from);
  if (to === null || followedTo(exchange.result, from) !== null) return [];
  const layer = writerOf(exchange.result)?.layer ?? null;
  const says = `POST ${from.href} is redirected (${exchange.result.status}) to ${to.href}: clients that are given that URL stop there`;
  return [finding(cause, { layer, shown: [exchange], says })];
}

function inTheClear(seen: Seen): Finding[] {
  const exchange = exchangeOf(seen, "plain");
  if (exchange?.result.outcome !== "answer" || !isServers(exchange.result)) return [];
  const says = `POST ${exchange.asked.url} reaches the server without encryption: a token that is sent there can be read on the way`;
  return [finding("redirect.none", { layer: null, shown: [exchange], says })];
}

function judged(exchange: Exchange, all: readonly Exchange[], at: number): Finding[] {
  const { asked, result } = exchange;
  if (result.outcome !== "answer") return [];
  const from = new URL(asked.url);
  const to = locationOf(result, from);
  if (to === null) return [];
  const layer = writerOf(result)?.layer ?? null;
  const says = (end: string) => `POST ${from.href} is redirected (${result.status}) to ${to.href}, ${end}`;
  const shown = [exchange];
  // To where a client has been before; where it goes next was asked as well, and is no circle.
  if (all.slice(0, at + 1).some((other) => other.asked.url === to.href) || at >= FOLLOWED)
    return [finding("redirect.circle", { layer, shown: all, says: says("and so in a circle, or for ever") })];
  if (followedTo(result, from) !== null) {
    // Only the last of a chain has anything to add: what follows it was looked at in its place.
    return at < all.length - 1
      ? []
      : [
          finding("redirect.followed", {
            layer,
            shown,
            says: says("which clients follow, at the cost of a round trip"),
          }),
        ];
  }
  if (to.hostname !== from.hostname)
    return [
      finding("redirect.host", {
        layer,
        shown,
        says: says("another host, which clients do not follow with a POST"),
      }),
    ];
  if (from.protocol === "http:" && to.protocol === "https:")
    return [
      finding("redirect.https", { layer, shown, says: says("which clients do not follow with a POST") }),
    ];
  return [finding("redirect.post", { layer, shown, says: says("which clients do not follow with a POST") })];
}
