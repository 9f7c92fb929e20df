import dns from "node:dns/promises";
import net from "node:net";
import { hostOf, type Way } from "../exchange/way.ts";
import type { NameSeen } from "../seen.ts";

/** How long a resolver may take, in milliseconds: two of the usual attempts of five seconds are more than a client waits. */
const LOOKUP_MILLISECONDS = 5_000;

/** Looks up the host's name as clients do; null where the caller's proxy does it. */
export async function probeName(way: Way): Promise<NameSeen | null> {
  const host = hostOf(way.url);
  if (way.address !== undefined) return { addresses: [way.address], error: null };
  if (net.isIP(host) !== 0) return { addresses: [host], error: null };
  if (way.proxy !== undefined) return null;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<NameSeen>((resolve) => {
    timer = setTimeout(() => {
      resolve({ addresses: [], error: "ETIMEDOUT" });
    }, LOOKUP_MILLISECONDS);
  });
  const seen = await Promise.race([lookup(host), late]);
  clearTimeout(timer);
  return seen;
}

async function lookup(host: string): Promise<NameSeen> {
  try {
    const found = await dns.lookup(host, { all: true });
    // A resolver turns its answers round; the report must not change with it.
    return { addresses: found.map(({ address }) => address).toSorted(), error: null };
  } catch (error) {
    return { addresses: [], error: (error as NodeJS.ErrnoException).code ?? "UNKNOWN" };
  }
}
