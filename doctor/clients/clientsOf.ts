import { hasResult } from "../exchange/rpc.ts";
import type { ClientReport, Finding } from "../report/report.ts";
import { answerOf, type Seen } from "../seen.ts";
import type { Client, Era } from "./client.ts";
import { CLIENTS } from "./table.ts";

/** What clients at large do not mind: CORS is the browsers' business, a target's health the balancer's. */
const NOT_MINDED = /^(?:cors|health)\./;

/** What each known client makes of a route, by what was seen at it and what was found. */
export function clientsOf(seen: Seen, findings: readonly Finding[]): ClientReport[] {
  const spoken = erasOf(seen);
  const broken = findings.find(({ severity, id }) => severity === "broken" && !NOT_MINDED.test(id));
  const guarded = findings.find(({ id }) => id === "auth.token-needed");
  return CLIENTS.map((client): ClientReport => {
    const { name, source } = client;
    const trait = client.traits.find(({ when }) => when(seen, findings));
    // What no client gets past comes first; a trait may still tell that this one does.
    if (broken !== undefined && trait?.works !== "unknown") {
      return { client: name, works: "no", says: `stops at ${broken.id}`, source };
    }
    if (trait !== undefined)
      return { client: name, works: trait.works, says: trait.says, source: trait.source };
    if (guarded !== undefined) {
      return {
        client: name,
        works: "unknown",
        says: "would ask for a token first; give one to see further",
        source,
      };
    }
    if (spoken.length === 0) {
      return { client: name, works: "unknown", says: "no conversation was had to tell by", source };
    }
    return ofEra(client, spoken, findings);
  });
}

function ofEra(
  { name, speaks, source }: Client,
  spoken: readonly Era[],
  findings: readonly Finding[],
): ClientReport {
  const era = (speaks ?? SURE).find((each) => spoken.includes(each));
  if (era === undefined && speaks === null) {
    const says = `the server speaks only ${spoken.join(" and ")}, of which it is not known whether this client does`;
    return { client: name, works: "unknown", says, source };
  }
  if (era === undefined) {
    const says = `speaks ${(speaks ?? SURE).join(" and ")}, and the server only ${spoken.join(" and ")}`;
    return { client: name, works: "no", says, source };
  }
  const lost = findings
    .filter(({ severity, id }) => severity === "degraded" && !NOT_MINDED.test(id))
    .map(({ id }) => id);
  const says =
    `works in the era of ${era}` +
    (lost.length === 0 ? "" : `, less what is lost: ${[...new Set(lost)].join(", ")}`);
  return { client: name, works: "yes", says, source };
}

/** What every client speaks. */
const SURE: readonly Era[] = ["sessions"];

/** The eras in which the server gave a result. */
function erasOf(seen: Seen): Era[] {
  return (
    [
      ["2026-07-28", "discover"],
      ["sessions", "initialize"],
    ] as const
  )
    .filter(([, probe]) => hasResult(answerOf(seen, probe)))
    .map(([era]) => era);
}
