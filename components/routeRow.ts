import type { McpRouteArgs } from "./args.ts";
import { endpointOf, pathPatterns } from "./endpoint.ts";

/** One row of what a route carries, for people and for other stacks. */
export interface RouteRow {
  /** The host that the rule asks for, wildcards and all; `*` is any. */
  host: string;
  /** The path pattern. */
  path: string;
  /** The methods that the rule asks for; `*` is any. */
  methods: string[];
  /** The name of the target group that gets the request. */
  target: string;
}

/** The rows of a route, host by host, each path in the order of the rule. */
export function routeRows(
  { url, hosts = [] }: Pick<McpRouteArgs, "url" | "hosts">,
  target: string,
): RouteRow[] {
  const paths = pathPatterns(endpointOf(url).path);
  const asked = hosts.length === 0 ? ["*"] : hosts;
  return asked.flatMap((host) => paths.map((path) => ({ host, path, methods: ["*"], target })));
}
