import { type Environment, wayOf } from "../caller/environment.ts";
import type { Way } from "../exchange/way.ts";
import type { Options } from "../options.ts";
import { PUBLIC } from "../seen.ts";
import type { Place } from "../probes/trip.ts";

/** What decides where the probes go, beside the public URL. */
export interface Directions extends Pick<Options, "via" | "host" | "resolve" | "tokenTo"> {
  /** More certificate authorities, in PEM. */
  authorities?: readonly string[];
  /** The caller's environment, whose proxies are gone through. */
  env: Environment;
  /** The bearer token. */
  token?: string;
}

/**
 * The places at which the route is examined, outermost first: the public URL, then each `--via` in the order given. Each gets
 * its own URL's host, unless `--host` says another; and the public URL's path, unless it has one of its own. The token goes to
 * the public URL, and else only where `--token-to` names the place.
 */
export function placesOf(
  url: URL,
  { via, host, resolve, tokenTo, authorities, env, token }: Directions,
): Place[] {
  const hostAt = (name: string) =>
    (host.findLast(({ at }) => at === name) ?? host.findLast(({ at }) => at === undefined))?.host;
  const placeAt = (name: string, at: URL, more: Partial<Way>): Place => {
    const sent = hostAt(name);
    return {
      name,
      way: {
        ...wayOf(env, at),
        ...(sent === undefined ? {} : { host: sent }),
        ...(authorities === undefined ? {} : { authorities }),
        ...more,
      },
      env,
      ...(token !== undefined && (name === PUBLIC || tokenTo.includes(name)) ? { token } : {}),
      ...(token === undefined ? {} : { secret: token }),
    };
  };
  return [
    placeAt(PUBLIC, url, { ...resolve }),
    ...via.map((hop) => placeAt(hop.name, withPath(hop.url, url), {})),
  ];
}

/** A hop's URL, with the endpoint's path and query where it has none. */
function withPath(hop: URL, endpoint: URL): URL {
  if (hop.pathname !== "/" || hop.search !== "") return hop;
  return new URL(`${endpoint.pathname}${endpoint.search}`, hop);
}
