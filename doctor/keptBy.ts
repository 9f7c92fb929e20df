import { type Exchange, headerValue } from "./exchange/exchange.ts";
import { isTarget } from "./rungs/reached.ts";
import { exchangeOf, type Seen } from "./seen.ts";

/** For how long a server keeps a connection that nobody uses. */
export interface Kept {
  /** Infinity where it was still open when the time was up, and 0 where it ended with its answer. */
  seconds: number;
  /** Whether it was measured, rather than told by the server. */
  measured: boolean;
  /** The exchange after which it was kept, or that tells it. */
  exchange: Exchange;
}

/** What a hop shows of it: as measured, else by the server's own word; undefined where neither is there, or it is a balancer's. */
export function keptBy(seen: Seen): Kept | undefined {
  if (!isTarget(seen)) return undefined;
  const told = seen.exchanges.flatMap((exchange) => {
    const seconds = toldBy(exchange);
    return seconds === undefined ? [] : [{ seconds, measured: false, exchange }];
  })[0];
  const exchange = exchangeOf(seen, "kept");
  if (exchange === undefined || seen.kept === undefined) return told;
  if (seen.kept !== null) return { seconds: seen.kept, measured: true, exchange };
  // Of what is longer than it was watched for, the server's own word is all that is known.
  if (told !== undefined && told.seconds > (seen.wanted.idleSeconds ?? 0)) return told;
  return { seconds: Infinity, measured: true, exchange };
}

/** The server's own word; a balancer does not pass it on. */
export function toldBy({ result }: Exchange): number | undefined {
  const text = result.outcome === "answer" ? headerValue(result, "keep-alive") : undefined;
  const seconds = /(?:^|[\s,;])timeout=(\d{1,6})/i.exec(text ?? "")?.[1];
  return seconds === undefined ? undefined : Number(seconds);
}
