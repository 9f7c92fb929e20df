import type * as lb from "@pulumi/aws/lb/index.js";
import type { McpRouteArgs } from "./args.ts";
import { endpointOf, pathPatterns } from "./endpoint.ts";

/** What the rule asks of a request: one of the endpoint's paths and, where hosts are given, one of these. */
export function conditions({
  url,
  hosts = [],
}: Pick<McpRouteArgs, "url" | "hosts">): lb.ListenerRuleArgs["conditions"] {
  const paths = { pathPattern: { values: pathPatterns(endpointOf(url).path) } };
  return hosts.length === 0 ? [paths] : [{ hostHeader: { values: hosts } }, paths];
}
