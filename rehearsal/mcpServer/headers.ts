import { createHash } from "node:crypto";

/** What may be shown of an `Authorization` value: enough to see that it came through whole, never the value. */
export interface Credentials {
  /** As sent, such as `Bearer`. */
  scheme: string;
  /** The size of what follows the scheme, in bytes. */
  bytes: number;
  /** The SHA-256 of what follows the scheme, in hex. */
  sha256: string;
}

/** A header as it stood in the request; a name may stand several times. */
export type HeaderPair = [name: string, value: string | Credentials];

/** The pairs with every `Authorization` reduced to its `Credentials`. */
export function withoutCredentials(pairs: Iterable<[name: string, value: string]>): HeaderPair[] {
  return Array.from(pairs, ([name, value]) => [
    name,
    name.toLowerCase() === "authorization" ? credentials(value) : value,
  ]);
}

/** Node's flat list of raw headers as pairs. */
export function rawPairs(rawHeaders: readonly string[]): [name: string, value: string][] {
  return rawHeaders.flatMap((name, at): [string, string][] =>
    at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? ""]] : [],
  );
}

function credentials(value: string): Credentials {
  const [scheme = "", ...rest] = value.split(" ");
  const secret = rest.join(" ");
  return {
    scheme,
    bytes: Buffer.byteLength(secret),
    sha256: createHash("sha256").update(secret).digest("hex"),
  };
}
