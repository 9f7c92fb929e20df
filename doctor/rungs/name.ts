import type { Seen } from "../seen.ts";
import { openingOf } from "./reached.ts";
import { finding, type Judgement, type Rung } from "./rung.ts";

/** Whether the host's name leads to an address. */
export const nameRung: Rung = { id: "name", title: "Name", needs: [], judge };

/** The resolvers' codes for a name that does not exist, or has no address. */
const ABSENT = new Set(["ENOTFOUND", "ENODATA", "ENONAME"]);

function judge(seen: Seen): Judgement {
  const host = new URL(seen.url).hostname;
  const { name } = seen;
  if (name === null) return { says: `${host} is looked up by the caller's proxy`, findings: [] };
  if (name.error === null) {
    const those = name.addresses.join(", ");
    return { says: those === host ? `${host} is an address` : `${host} is ${those}`, findings: [] };
  }
  // Somebody may have got an answer where another look-up got none: then the name is not what is wrong.
  if (seen.exchanges.some(({ result }) => result.outcome === "answer")) {
    return { says: `${host} was found by some look-ups, and not by one (${name.error})`, findings: [] };
  }
  const absent = ABSENT.has(name.error);
  const says = absent
    ? `${host} does not resolve to an address (${name.error})`
    : `the resolver gave no answer for ${host} (${name.error})`;
  const shown = [openingOf(seen)];
  const found = finding(absent ? "dns.not-found" : "dns.failed", { layer: "dns", method: null, says, shown });
  return { says, findings: [found] };
}
