import type { McpRouteArgs } from "./args.ts";
import { type TargetArgs, TargetProtocol } from "./targetArgs.ts";

/** A target of a route, of its only one or of several. */
export interface RouteTarget {
  /** Its name among `targets`; `target` where it is the only one. */
  name: string;
  /** The argument's path: `target` or `targets.green`. */
  path: string;
  /** What is appended to the component's name to name the target group. It never changes. */
  suffix: string;
  args: TargetArgs;
  /** Its share of the requests; 1 where it is the only one. */
  weight: number;
}

/** The targets of a route, in the order of the arguments; that there is one has been checked. */
export function targetsOf({
  target,
  targets,
}: Pick<McpRouteArgs, "target" | "targets">): [RouteTarget, ...RouteTarget[]] {
  const only = target ? [{ name: "target", path: "target", suffix: "tg", args: target, weight: 1 }] : [];
  const several = Object.entries(targets ?? {}).map(([name, args]) => ({
    name,
    path: `targets.${name}`,
    suffix: `tg-${name}`,
    args,
    weight: args.weight,
  }));
  return [...only, ...several] as [RouteTarget, ...RouteTarget[]];
}

/** How the balancer speaks to a target. */
export function protocolOf({ protocol }: Pick<TargetArgs, "protocol">): TargetProtocol {
  return protocol ?? TargetProtocol.Http;
}
