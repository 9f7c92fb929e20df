import type { Finding } from "../report/report.ts";
import type { Seen } from "../seen.ts";

/** Something in which a client differs from what every client needs. */
export interface Trait {
  /** Whether it shows on this route. */
  when: (seen: Seen, findings: readonly Finding[]) => boolean;
  /** What it then comes to. */
  works: "yes" | "no" | "unknown";
  says: string;
  /** Where it is documented or reported. */
  source: string;
}

/** A known client. */
export interface Client {
  name: string;
  /** The eras that it speaks, the one that it tries first before the other; null where only the sessions' era is sure. */
  speaks: readonly Era[] | null;
  /** In the order in which they count: the first that shows decides. */
  traits: readonly Trait[];
  /** Where its behaviour is documented. */
  source: string;
}

/** The sessions' era, or 2026-07-28. */
export type Era = "sessions" | "2026-07-28";

/** Whether there is a finding of one of these causes. */
export function found(...ids: readonly string[]): Trait["when"] {
  return (_, findings) => findings.some(({ id }) => ids.includes(id));
}
