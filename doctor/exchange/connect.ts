import { http } from "./http.ts";
import net from "node:net";
import tls from "node:tls";
import type { Failed } from "./exchange.ts";
import { CONNECT_MILLISECONDS } from "./limits.ts";
import { within } from "./within.ts";
import { hostOf, portOf, type Way } from "./way.ts";

/** Why a connection could not be opened. */
export class ConnectError extends Error {
  readonly failure: Failed["failure"];
  readonly code: string;
  constructor(failure: Failed["failure"], code: string) {
    super(`${failure}: ${code}`);
    this.failure = failure;
    this.code = code;
  }
}

/**
 * Opens a connection: through the caller's proxy where there is one, and with TLS for https.
 * @param alpn The protocols that TLS offers; HTTP/1.1 alone by default, which is what the Node and Python clients speak.
 * @param believed Whether the certificate must be believed; false only to read one that is not, and nothing may be sent then.
 * @throws ConnectError
 */
export async function connect(
  way: Way,
  signal: AbortSignal,
  alpn: readonly string[] = ["http/1.1"],
  believed = true,
): Promise<net.Socket> {
  const deadline = within(signal, CONNECT_MILLISECONDS);
  const socket =
    way.proxy === undefined ? await direct(way, deadline) : await tunnel(way, way.proxy, deadline);
  return way.url.protocol === "https:" ? secure(way, socket, deadline, alpn, believed) : socket;
}

function direct(way: Way, signal: AbortSignal): Promise<net.Socket> {
  const socket = net.connect({
    host: way.address ?? hostOf(way.url),
    port: way.port ?? portOf(way.url),
    noDelay: true,
  });
  return opened(socket, "connect", signal, (code) => CONNECTING[code] ?? "unreachable");
}

/** What the system's codes say of a connection. */
const CONNECTING: Readonly<Record<string, Failed["failure"]>> = {
  ENOTFOUND: "name",
  EAI_AGAIN: "name",
  ECONNREFUSED: "refused",
  ECONNRESET: "reset",
  ETIMEDOUT: "connect-timeout",
};

function opened<S extends net.Socket>(
  socket: S,
  event: "connect" | "secureConnect",
  signal: AbortSignal,
  failureOf: (code: string) => Failed["failure"],
): Promise<S> {
  return new Promise((resolve, reject) => {
    const settle = (error?: ConnectError) => {
      signal.removeEventListener("abort", late);
      socket.off("error", failed).off("close", closed).off(event, done);
      // A socket that is given back, or given up, must not end the process by a later error.
      socket.on("error", () => undefined);
      if (error === undefined) resolve(socket);
      else {
        socket.destroy();
        reject(error);
      }
    };
    const late = () => {
      settle(new ConnectError(event === "connect" ? "connect-timeout" : "tls", "ETIMEDOUT"));
    };
    const failed = (error: NodeJS.ErrnoException & { errors?: NodeJS.ErrnoException[] }) => {
      const code = error.code ?? error.errors?.[0]?.code ?? "UNKNOWN";
      settle(new ConnectError(failureOf(code), code));
    };
    const closed = () => {
      settle(new ConnectError(event === "connect" ? "reset" : "tls", "ECONNRESET"));
    };
    const done = () => {
      settle();
    };
    socket.once("error", failed).once("close", closed).once(event, done);
    if (signal.aborted) late();
    else signal.addEventListener("abort", late);
  });
}

/** OpenSSL's and Node's codes of certificates that are not believed. */
const CERTIFICATE =
  /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH|INVALID_CA)/;

function secure(
  way: Way,
  socket: net.Socket,
  signal: AbortSignal,
  alpn: readonly string[],
  believed: boolean,
): Promise<tls.TLSSocket> {
  const name = way.host?.replace(/:\d+$/, "") ?? hostOf(way.url);
  const encrypted = tls.connect({
    socket,
    ...(net.isIP(name) === 0 ? { servername: name } : {}),
    host: name,
    ALPNProtocols: [...alpn],
    // Said outright, since NODE_TLS_REJECT_UNAUTHORIZED=0 would otherwise have a say.
    rejectUnauthorized: believed,
    ...(way.authorities === undefined ? {} : { ca: [...tls.rootCertificates, ...way.authorities] }),
  });
  return opened(encrypted, "secureConnect", signal, (code) =>
    CERTIFICATE.test(code) ? "certificate" : "tls",
  );
}

async function tunnel(way: Way, proxy: URL, signal: AbortSignal): Promise<net.Socket> {
  const socket = await connect({ url: proxy }, signal).catch((error: unknown) => {
    throw new ConnectError("proxy", error instanceof ConnectError ? error.code : "UNKNOWN");
  });
  const authority = `${way.address ?? way.url.hostname}:${way.port ?? portOf(way.url)}`;
  const authorization = credentials(proxy);
  return new Promise((resolve, reject) => {
    const refuse = (code: string) => {
      socket.destroy();
      reject(new ConnectError("proxy", code));
    };
    const request = http.request({
      method: "CONNECT",
      path: authority,
      createConnection: () => socket,
      signal,
      headers: { host: authority, ...authorization },
    });
    request.once("connect", (response, tunnelled: net.Socket, begun: Buffer) => {
      if (begun.length > 0) tunnelled.unshift(begun);
      if (response.statusCode === 200) resolve(tunnelled);
      else refuse(`HTTP ${response.statusCode ?? 0}`);
    });
    request.once("response", (response) => {
      refuse(`HTTP ${response.statusCode ?? 0}`);
    });
    request.once("error", (error: NodeJS.ErrnoException) => {
      refuse(error.code ?? "UNKNOWN");
    });
    request.end();
  });
}

function credentials(proxy: URL): Record<string, string> {
  if (proxy.username === "") return {};
  const pair = `${plain(proxy.username)}:${plain(proxy.password)}`;
  return { "proxy-authorization": `Basic ${Buffer.from(pair).toString("base64")}` };
}

/** A part of a URL without its escapes; as it is where these are none, since a password may hold a `%`. */
function plain(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
