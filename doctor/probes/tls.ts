import tls from "node:tls";
import { connect, ConnectError } from "../exchange/connect.ts";
import { portOf, type Way } from "../exchange/way.ts";
import { within } from "../exchange/within.ts";
import type { TlsSeen } from "../seen.ts";

/** What a browser or a proxy offers; the Node and Python clients offer HTTP/1.1 alone. */
const ALPN = ["h2", "http/1.1"];

/**
 * Looks at TLS; null for http, and where no handshake came to its end. A certificate that is not believed is read on a connection of
 * its own, which is closed at once: nothing is ever sent on it.
 * @param at Now, by which a certificate is judged to end soon.
 */
export async function probeTls(way: Way, signal: AbortSignal, at: Date): Promise<TlsSeen | null> {
  if (way.url.protocol !== "https:") return null;
  try {
    return seenOn(await connect(way, signal, ALPN), null, at);
  } catch (error) {
    if (!(error instanceof ConnectError)) throw error;
    return error.failure === "certificate" ? unbelieved(way, signal, error.code, at) : null;
  }
}

/** How long a port may take for a handshake that is only tried, in milliseconds: two round trips, and no more to be worked out. */
const TRIED_MILLISECONDS = 1_000;

/** Whether a port of an http URL takes a TLS handshake, whatever its certificate: nothing is sent on that connection. */
export async function speaksTls(way: Way, signal: AbortSignal): Promise<boolean> {
  const url = new URL(way.url);
  // The port is the http URL's, whose own is not that of https.
  const port = way.port ?? portOf(way.url);
  url.protocol = "https:";
  try {
    const soon = within(signal, TRIED_MILLISECONDS);
    (await connect({ ...way, url, port }, soon, ALPN, false)).destroy();
    return true;
  } catch (error) {
    if (!(error instanceof ConnectError)) throw error;
    return false;
  }
}

async function unbelieved(way: Way, signal: AbortSignal, code: string, at: Date): Promise<TlsSeen | null> {
  try {
    return seenOn(await connect(way, signal, ALPN, false), code, at);
  } catch (error) {
    if (!(error instanceof ConnectError)) throw error;
    return null;
  }
}

function seenOn(socket: unknown, error: string | null, at: Date): TlsSeen | null {
  if (!(socket instanceof tls.TLSSocket)) return null;
  const { subject, issuer, valid_to, subjectaltname } = socket.getPeerCertificate() as Partial<
    ReturnType<typeof socket.getPeerCertificate>
  >;
  const alpn = socket.alpnProtocol;
  const version = socket.getProtocol();
  socket.destroy();
  const ends = new Date(valid_to ?? NaN);
  return {
    version: version ?? "unknown",
    alpn: typeof alpn === "string" ? alpn : null,
    subject: named(subject),
    issuer: named(issuer),
    validTo: Number.isNaN(ends.getTime()) ? "unknown" : ends.toISOString(),
    names: namesOf(subjectaltname ?? ""),
    error,
    at: at.toISOString(),
  };
}

/** A distinguished name in one line, such as `O=Example, CN=Example CA`. */
function named(name: object | undefined): string {
  const parts = ["O", "OU", "CN"].flatMap((key) => {
    const value: unknown = (name as Record<string, unknown> | undefined)?.[key];
    return (Array.isArray(value) ? value : [value]).flatMap((each) =>
      typeof each === "string" ? [`${key}=${each}`] : [],
    );
  });
  return parts.join(", ");
}

/** The names of `DNS:a, DNS:b, IP Address:127.0.0.1`, as they are compared with a host. */
function namesOf(alternatives: string): string[] {
  return alternatives
    .split(/,\s*/)
    .map((each) => each.replace(/^(?:DNS|IP Address):/, ""))
    .filter((each) => each !== "");
}
