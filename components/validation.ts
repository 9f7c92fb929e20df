import type { ApiGatewayArgs } from "./apiGatewayArgs.ts";
import type { McpRouteArgs } from "./args.ts";
import * as limits from "./limits.ts";
import type { Problem } from "./problem.ts";
import type { TargetArgs } from "./targetArgs.ts";
import { apiGatewayProblems } from "./validation/apiGateway.ts";
import { conditionsProblems } from "./validation/conditions.ts";
import { booleanProblems, rangeProblems } from "./validation/forms.ts";
import { forwardProblems } from "./validation/forward.ts";
import { healthCheckProblems } from "./validation/healthCheck.ts";
import { hostsProblems } from "./validation/hosts.ts";
import { listenerProblems } from "./validation/listener.ts";
import { rulesProblems } from "./validation/rules.ts";
import { securityGroupsProblems } from "./validation/securityGroups.ts";
import { serverPathProblems } from "./validation/serverPath.ts";
import { tagsProblems } from "./validation/tags.ts";
import { targetsProblems } from "./validation/targets.ts";
import { urlProblems } from "./validation/url.ts";

/** Arguments of which any part may be missing, as a program without types may pass them. */
export type Draft = Partial<Omit<McpRouteArgs, "target" | "apiGateway">> & {
  target?: Partial<TargetArgs>;
  apiGateway?: Partial<ApiGatewayArgs>;
};

/**
 * Every problem that the arguments show by themselves, before anything is looked up.
 * An `Input` that is not a plain value yet is left to the checks of what is adopted.
 */
export function problemsOf(args: Draft): Problem[] {
  return [
    ...urlProblems(args.url),
    ...listenerProblems(args.listener),
    ...rangeProblems("priority", args.priority, limits.ranges.priority, "Give a free priority, such as 10."),
    ...hostsProblems(args.hosts),
    ...conditionsProblems(args.conditions),
    ...serverPathProblems(args.serverPath, args.url),
    ...booleanProblems("oauthMetadata", args.oauthMetadata),
    ...rulesProblems(args),
    ...targetsProblems(args.target, args.targets),
    ...forwardProblems(args),
    ...healthCheckProblems(args.healthCheck, args),
    ...(args.longestSilence === undefined
      ? []
      : rangeProblems("longestSilence", args.longestSilence, limits.ranges.idleTimeout, KEEP_ALIVE)),
    ...securityGroupsProblems(args),
    ...apiGatewayProblems(args),
    ...tagsProblems(args.tags),
  ];
}

const KEEP_ALIVE =
  "Give the seconds that pass without a byte at most: where the server sends keep-alives, their interval. " +
  "A server that may be silent for longer must send them, since no balancer waits longer.";
