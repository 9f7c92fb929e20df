/** What one condition says of a request. */
export interface Verdict {
  matched: boolean;
  /** Why, in one line: `path "/mcp/x" does not match "/mcp"`. Never the value of a header that carries a secret. */
  reason: string;
  /** What AWS leaves open and would turn this verdict round, were it otherwise than assumed. */
  unconfirmed: string[];
}

/** One way to understand what AWS leaves open: whether the condition would hold in it. */
export interface Reading {
  /** The open question, as it is told where its answer matters. */
  claim: string;
  matched: boolean;
}

/** A verdict that tells only those open questions whose answer matters for this request. */
export function verdict(matched: boolean, reason: string, readings: Reading[] = []): Verdict {
  const contrary = readings.filter((reading) => reading.matched !== matched);
  return { matched, reason, unconfirmed: contrary.map(({ claim }) => claim) };
}
