import type { McpRouteArgs, TargetArgs } from "./args.ts";
import * as limits from "./limits.ts";
import { type Problem, shown } from "./problem.ts";
import { rangeProblems } from "./validation/forms.ts";
import { healthCheckProblems } from "./validation/healthCheck.ts";
import { hostsProblems } from "./validation/hosts.ts";
import { listenerProblems } from "./validation/listener.ts";
import { tagsProblems } from "./validation/tags.ts";
import { targetProblems } from "./validation/target.ts";
import { urlProblems } from "./validation/url.ts";

/** Arguments of which any part may be missing, as a program without types may pass them. */
export type Draft = Partial<Omit<McpRouteArgs, "target">> & { target?: Partial<TargetArgs> };

/**
 * Every problem that the arguments show by themselves, before anything is looked up.
 * An `Input` that is not a plain value yet is left to the checks of what is adopted.
 */
export function problemsOf(args: Draft): Problem[] {
  return [
    ...urlProblems(args.url),
    ...listenerProblems(args.listener),
    ...rangeProblems("priority", args.priority, limits.ranges.priority, "Give a free priority, such as 10."),
    ...hostsProblems(args.hosts, args.url),
    ...targetProblems(args.target),
    ...healthCheckProblems(args.healthCheck, args.url),
    ...(args.longestSilence === undefined
      ? []
      : rangeProblems("longestSilence", args.longestSilence, limits.ranges.idleTimeout, KEEP_ALIVE)),
    ...tagsProblems(args.tags),
  ];
}

const KEEP_ALIVE =
  "Give the seconds that pass without a byte at most: where the server sends keep-alives, their interval. " +
  "A server that may be silent for longer must send them, since no balancer waits longer.";

/** Problems of the component's own name, of which Pulumi makes the name of a new target group. */
export function nameProblems(name: string, target: Partial<TargetArgs> | undefined): Problem[] {
  const room = limits.targetGroupName.length - limits.targetGroupName.automaticSuffix - "-tg".length;
  if (!target?.create || (name.length <= room && /^[0-9A-Za-z][0-9A-Za-z-]*$/.test(name))) return [];
  return [
    {
      path: "name",
      what:
        `${shown(name)} (${name.length} characters) cannot begin the name of a target group, which has at most ` +
        `${limits.targetGroupName.length} letters, digits and inner hyphens (${limits.targetGroupName.page}).`,
      remedy: `Name the component with at most ${room} of these: "-tg" and the suffix that Pulumi adds need the rest.`,
    },
  ];
}
