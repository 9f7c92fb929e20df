import * as limits from "../limits.ts";
import type { Problem } from "../problem.ts";
import type { Draft } from "../validation.ts";
import { booleanProblems, entriesOf, notMap, rangeProblems } from "./forms.ts";

/** Problems of how requests are shared out. */
export function forwardProblems({ forward, targets }: Pick<Draft, "forward" | "targets">): Problem[] {
  if (forward === undefined) return [];
  const wrong = notMap("forward", forward, "Give its settings, such as { stickiness: 3600 }.");
  if (wrong.length > 0) return wrong;
  const { stickiness, leaveToDeployments } = forward;
  return [
    ...(stickiness === undefined ? [] : stickinessProblems(stickiness, targets)),
    ...booleanProblems("forward.leaveToDeployments", leaveToDeployments),
  ];
}

function stickinessProblems(stickiness: unknown, targets: Draft["targets"]): Problem[] {
  const path = "forward.stickiness";
  const count = entriesOf(targets).length;
  const alone = {
    path,
    what: "has nothing to keep a client with: there is one target group.",
    remedy: "Leave it out, or see target.create.stickiness for a single target.",
  };
  return [
    ...rangeProblems(path, stickiness, limits.ranges.stickiness, "Give seconds in that range, such as 3600."),
    ...(count > 1 ? [] : [alone]),
  ];
}
