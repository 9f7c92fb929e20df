import { Resolver } from "node:dns/promises";

/** What names resolve to; nothing where they do not. Never throws. */
export interface Names {
  /** The names that a name stands for, one after another. */
  chain: (host: string) => Promise<string[]>;
  /** Its IPv4 addresses. */
  addresses: (host: string) => Promise<string[]>;
}

/** No chain of a healthy name is as long. */
const LONGEST_CHAIN = 8;
/** How long one question to DNS may take, in milliseconds. */
const DNS_MILLISECONDS = 3_000;

/** Asks the machine's own name servers. */
export function systemNames(): Names {
  const resolver = new Resolver({ timeout: DNS_MILLISECONDS, tries: 1 });
  const nothing = (): string[] => [];
  return {
    chain: async (host) => {
      const names: string[] = [];
      for (let at: string | undefined = host; at !== undefined && names.length < LONGEST_CHAIN;) {
        [at] = await resolver.resolveCname(at).catch(nothing);
        if (at !== undefined) names.push(at);
      }
      return names;
    },
    addresses: (host) => resolver.resolve4(host).catch(nothing),
  };
}
