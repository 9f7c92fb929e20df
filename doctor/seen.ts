import type { Answered, Exchange } from "./exchange/exchange.ts";
import type { TokenFacts } from "./token.ts";

/** The name of the place that is the URL itself. */
export const PUBLIC = "public";

/** What of the caller's own side has a part in every request that it sends. */
export interface CallerSeen {
  /** The proxy variables that are set, by name; a password in a value stands as `***`. */
  proxyVariables: Readonly<Record<string, string>>;
  /** The proxy that the URL goes through, without credentials; null where it goes directly. */
  proxy: string | null;
  /** Whether Node's own clients go through it: they do so only where they are told to. */
  nodeUsesProxy: boolean;
  /** Files and switches that change what certificates are trusted, such as `NODE_EXTRA_CA_CERTS=/etc/corp.pem`. */
  trust: readonly string[];
}

/** What the host's name resolves to. */
export interface NameSeen {
  addresses: readonly string[];
  /** The resolver's code, such as ENOTFOUND; null where it answered. */
  error: string | null;
}

/** What TLS agreed on. */
export interface TlsSeen {
  /** Such as TLSv1.3. */
  version: string;
  /** What the far side chose of h2 and http/1.1; null where it chose none. */
  alpn: string | null;
  subject: string;
  issuer: string;
  /** The certificate's last moment, in ISO 8601. */
  validTo: string;
  names: readonly string[];
  /** Why the certificate is not believed, as OpenSSL's or Node's code; null where it is. */
  error: string | null;
  /** When it was looked at, in ISO 8601. */
  at: string;
}

/** What a stack promises of its route. */
export interface Promised {
  /** How many tools `tools/list` is to name. */
  tools?: number;
  /** How long a stream may be silent, in seconds. */
  longestSilence?: number;
  /** Whether browsers may call it. */
  cors?: boolean;
  /** Whether it wants a token. */
  authorization?: boolean;
}

/** What a load balancer is to ask its targets. */
export interface HealthCheck {
  /** Path and query, such as `/healthz`. */
  path: string;
  /** The statuses that it takes for health, as AWS writes them: `200`, `200,202` or `200-299`. */
  matcher: string;
}

/** All that was observed at one hop: what every rung judges by, and nothing else. */
export interface Seen {
  /** The hop's name; `public` for the URL itself. */
  hop: string;
  url: string;
  /** The host that was asked for at another address than its own; see `hostAskedFor`. */
  host?: string;
  /** Whether there was a token to be sent to this hop. */
  token: boolean;
  /** What may be said of that token; null without one. */
  credential: TokenFacts | null;
  caller: CallerSeen;
  /** Null where there was nothing to look up. */
  name: NameSeen | null;
  /** Null for http, and where no connection came about. */
  tls: TlsSeen | null;
  /** How many requests were sent, those among them that `exchanges` leaves out: the first ones of a place that redirected. */
  requestsSent: number;
  /** Present where the URL is http, nothing was answered, and the port takes a TLS handshake. */
  speaksTls?: true;
  promised: Promised;
  /** What the caller asked for besides. */
  wanted: {
    idleSeconds: number | null;
    call: string | null;
    healthCheck: HealthCheck | null;
    suspicious: boolean;
  };
  /**
   * For how many seconds the hop kept a connection that nobody used: 0 where it ended with its answer, null where it was still open
   * when the time was up. Present where it was measured.
   */
  kept?: number | null;
  exchanges: readonly Exchange[];
}

/** The exchange of a probe; undefined where it was not sent. */
export function exchangeOf(seen: Seen, probe: string): Exchange | undefined {
  return seen.exchanges.find((exchange) => exchange.probe === probe);
}

/** The answer to a probe; undefined where it was not sent or not answered. */
export function answerOf(seen: Seen, probe: string): Answered | undefined {
  const result = exchangeOf(seen, probe)?.result;
  return result?.outcome === "answer" ? result : undefined;
}
