import type { McpRouteArgs } from "./args.ts";
import { isRest, timeoutOf } from "./apiGateway/api.ts";
import { silence } from "./apiGateway/limits.ts";

/** The longest time in seconds that a stream of the server may go without a byte. */
export function longestSilenceOf({
  longestSilence,
  apiGateway,
}: Pick<McpRouteArgs, "longestSilence" | "apiGateway">): number {
  if (longestSilence !== undefined) return longestSilence;
  return apiGateway && !isRest(apiGateway) ? Math.min(timeoutOf(apiGateway), silence.http) : BALANCER;
}

/** The idle timeout that a balancer has unless it was changed. */
const BALANCER = 60;
