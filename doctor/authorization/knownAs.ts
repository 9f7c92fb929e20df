import type { Way } from "../exchange/way.ts";

/** The host that is asked for at another address than its own (`--host`, `--resolve`); undefined where the URL says it all. */
export function hostAskedFor({ url, host, address }: Way): string | undefined {
  return host ?? (address === undefined ? undefined : url.host);
}

/**
 * The URLs by which a server may know its endpoint, first the one that it is asked by. At another address than the host's own the
 * doctor may stand behind the end of TLS: to everybody else the endpoint is then https, on the usual port.
 * @param host See `hostAskedFor`.
 */
export function knownAs(endpoint: URL, host: string | undefined): readonly [URL, ...URL[]] {
  if (host === undefined) return [endpoint];
  const at = (protocol: string, name: string) => new URL(`${protocol}//${name}${endpoint.pathname}`);
  const asked = at(endpoint.protocol, host);
  return [asked, at("https:", host), at("https:", asked.hostname), endpoint];
}
