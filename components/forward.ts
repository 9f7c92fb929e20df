import type { lb } from "@pulumi/aws/types/input.js";
import type { ForwardArgs } from "./args.ts";
import type { TargetGroupOfRoute } from "./targetGroup.ts";

/**
 * What a rule does with what it takes. A single target group is named by itself, whatever its weight: that is
 * how AWS reads it back.
 */
export function forwardTo(
  groups: TargetGroupOfRoute[],
  { stickiness }: ForwardArgs = {},
): lb.ListenerRuleAction {
  const [only, ...others] = groups;
  if (only && others.length === 0) return { type: "forward", targetGroupArn: only.arn };
  return {
    type: "forward",
    forward: {
      targetGroups: groups.map(({ arn, target: { weight } }) => ({ arn, weight })),
      ...(stickiness === undefined ? {} : { stickiness: { enabled: true, duration: stickiness } }),
    },
  };
}
