import type { ApiGatewayArgs } from "../apiGatewayArgs.ts";
import { endpointOf, metadataPath } from "../endpoint.ts";
import { apiPath } from "./api.ts";

/** A place at which an API takes requests for the route. */
export interface Place {
  /** What is appended to the name of the API to name its resources. It never changes. */
  suffix: "endpoint" | "proxy" | "metadata";
  /** Its path in the API, without the greedy part. */
  path: string;
  /** Whether it takes all that is under that path, and not the path itself. */
  greedy: boolean;
  /** Its path at the balancer, without the greedy part. */
  balancerPath: string;
}

/**
 * The places of a route in an API: the endpoint, what is under it, and the OAuth metadata, which an endpoint at the root
 * has under it.
 */
export function placesOf(url: string, gateway: ApiGatewayArgs): [Place, ...Place[]] {
  const { path: balancerPath } = endpointOf(url);
  const path = apiPath(url, gateway);
  const metadata = metadataPath(balancerPath);
  return [
    { suffix: "endpoint", path, greedy: false, balancerPath },
    { suffix: "proxy", path, greedy: true, balancerPath },
    ...(balancerPath === "/"
      ? []
      : [{ suffix: "metadata", path: metadata, greedy: false, balancerPath: metadata } as const]),
  ];
}

/** The greedy part of a path, as both kinds of API write it. */
export const PROXY = "{proxy+}";

/** A place's path as a route of an API has it. */
export function routePath({ path, greedy }: Place): string {
  return greedy ? under(path, PROXY) : path;
}

/** A place's path at the balancer, with `greedyPart` for what the greedy part took. */
export function sentPath({ balancerPath, greedy }: Place, greedyPart: string): string {
  return greedy ? under(balancerPath, greedyPart) : balancerPath;
}

function under(path: string, part: string): string {
  return path === "/" ? `/${part}` : `${path}/${part}`;
}
