/** How connections to a hop are opened. */
export interface Way {
  /** The URL whose scheme, host and port decide where the connection goes, unless `address` or `proxy` does. */
  url: URL;
  /** An address to connect to in place of the host's own (`--resolve`). */
  address?: string;
  /** The port of that address, where it is another. */
  port?: number;
  /** The `Host` that is sent, and the name that the certificate must have, in place of the URL's (`--host`). */
  host?: string;
  /** The caller's own proxy, through which everything goes by `CONNECT`. */
  proxy?: URL;
  /** More certificate authorities to trust than Node does, in PEM. */
  authorities?: readonly string[];
}

/** The port of a URL, its scheme's own where it says none. */
export function portOf(url: URL): number {
  return url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
}

/** A URL's host without the brackets of an IPv6 address. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, "");
}
