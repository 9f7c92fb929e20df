import type { Exchange } from "../exchange/exchange.ts";
import type { Report } from "../report/report.ts";
import type { Seen } from "../seen.ts";
import { ASPECTS } from "./aspects.ts";

/** An answer that is one thing at the outer places and another behind them. */
type Change = NonNullable<Report["changesAt"]>;

/**
 * The first hop at which an answer changes, from outside to inside: what stands between it and the one before changes the
 * answer. Null where nothing does, or where there is nothing to compare.
 *
 * The gravest kind of change goes first (see `ASPECTS`): a lost header further out must not hide what takes the whole answer
 * away further in. What lies below the endpoint only counts where nothing else changes: clients do not ask for it.
 */
export function compareHops(hops: readonly Seen[]): Report["changesAt"] {
  const places = comparable(hops);
  return firstChange(places, (probe) => !LAST.has(probe)) ?? firstChange(places, (probe) => LAST.has(probe));
}

/** The gravest change of these probes' answers, and the outermost of several; null where none of them changes. */
function firstChange(places: readonly Seen[], counts: (probe: string) => boolean): Change | null {
  for (const aspect of ASPECTS)
    for (const [index, inner] of places.entries()) {
      const outer = places[index - 1];
      if (outer === undefined) continue;
      for (const probe of probesOf(outer, inner).filter(counts)) {
        const [one, other] = [outer, inner].map((seen) => ofProbe(seen, probe)) as [Exchange, Exchange];
        if (isAboutToken(outer, inner, one, other)) continue;
        const [before, after] = [aspect(one, other), aspect(other, one)];
        if (before !== null && after !== null && before !== after)
          return change(places.slice(0, index), inner, one, { before, after });
      }
    }
  return null;
}

/**
 * The places whose answers can be held against those before them: a hop that cannot be reached from here, or that speaks no MCP
 * with the doctor where a place before it does, says nothing of the route.
 */
function comparable(hops: readonly Seen[]): Seen[] {
  return hops.filter(
    (hop, index) => index === 0 || (isReached(hop) && (speaks(hop) || !hops.slice(0, index).some(speaks))),
  );
}

function isReached({ exchanges }: Seen): boolean {
  return exchanges.some(({ result }) => result.outcome === "answer");
}

/** Whether it gave a JSON-RPC result to the first message of one of the eras. */
function speaks({ exchanges }: Seen): boolean {
  return exchanges.some(
    ({ probe, result }) =>
      ["initialize", "discover"].includes(probe) &&
      result.outcome === "answer" &&
      typeof result.json === "object" &&
      result.json !== null &&
      "result" in result.json,
  );
}

/** A place without the token is refused where one with it is not. */
function isAboutToken(outer: Seen, inner: Seen, ...exchanges: Exchange[]): boolean {
  return (
    outer.token !== inner.token &&
    exchanges.some(({ result }) => result.outcome === "answer" && [401, 403].includes(result.status))
  );
}

/** The probes that every client depends on, in the order in which they count. */
const FIRST = ["initialize", "discover", "tools-list", "tools-list-modern", "get"];
/** Those that ask for what no client does. */
const LAST: ReadonlySet<string> = new Set(["below"]);
/** A balancer need not pass on what its targets are asked for their health. */
const OF_ONE_PLACE = "health";
/** One of several sessions meets another node than its fellow at another place: chance is no change. */
const BY_CHANCE = /^session-\d/;

function probesOf(outer: Seen, inner: Seen): string[] {
  const both = outer.exchanges
    .map(({ probe }) => probe)
    .filter(
      (probe) =>
        !BY_CHANCE.test(probe) &&
        probe !== OF_ONE_PLACE &&
        inner.exchanges.some((exchange) => exchange.probe === probe),
    );
  const rank = (probe: string) => (FIRST.includes(probe) ? FIRST.indexOf(probe) : FIRST.length);
  return both.toSorted((one, other) => rank(one) - rank(other) || (one < other ? -1 : 1));
}

function ofProbe({ exchanges }: Seen, probe: string): Exchange | undefined {
  return exchanges.find((exchange) => exchange.probe === probe);
}

function change(
  outer: readonly Seen[],
  inner: Seen,
  { probe, asked }: Exchange,
  { before, after }: { before: string; after: string },
): Change {
  const names = outer.map(({ hop }) => hop);
  const message = asked.message === undefined ? "" : ` (${asked.message})`;
  return {
    hop: inner.hop,
    probe,
    says: `The answer to ${asked.method}${message} ${before} at ${listed(names)}, and ${after} at ${inner.hop}: what stands between ${names.at(-1) ?? ""} and ${inner.hop} changes it.`,
  };
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;
}
