import * as limits from "../limits.ts";
import { type Problem, counted, keyIn, shown } from "../problem.ts";
import type { TargetArgs, WeightedTargetArgs } from "../targetArgs.ts";
import { exactlyOne, isLater, isMap, notMap, rangeProblems } from "./forms.ts";
import { targetProblems } from "./target.ts";

/** Problems of the target or the targets, as far as their values are known. */
export function targetsProblems(target: unknown, targets: unknown): Problem[] {
  if (target === undefined && targets === undefined) return [MISSING];
  if (targets === undefined) return targetProblems("target", target);
  const wrong = notMap("targets", targets, "Give targets under names of their own, each with its weight.");
  if (wrong.length > 0) return wrong;
  const entries = Object.entries(targets as Record<string, Partial<WeightedTargetArgs> | undefined>);
  return [
    ...exactlyOne("target", { target, targets }, "one target, or several with weights").map((problem) => ({
      ...problem,
      what: "stands beside targets.",
    })),
    ...(isMap(target) ? targetProblems("target", target) : []),
    ...countProblems(entries.length),
    ...entries.flatMap(([name, each]) => eachProblems(name, each)),
    ...sumProblems(entries.map(([, each]) => each?.weight)),
    ...twiceProblems(entries),
  ];
}

const MISSING: Problem = {
  path: "target",
  what: "is missing, and so is targets.",
  remedy: "Give a target, such as { create: {}, port: 8000 }, or several with weights.",
};

function countProblems(count: number): Problem[] {
  const { targetGroups, forwardPage: page } = limits.rule;
  if (1 <= count && count <= targetGroups) return [];
  const what = `are ${count}; a rule forwards to 1-${targetGroups} target groups (${page}).`;
  return [{ path: "targets", what, remedy: "Give as many, or a single target." }];
}

function eachProblems(name: string, target: unknown): Problem[] {
  const path = keyIn("targets", name);
  // What is no target at all is told once.
  const weight = isMap(target) ? (target as WeightedTargetArgs).weight : 0;
  return [
    ...(/^[A-Za-z](?:[0-9A-Za-z-]*[0-9A-Za-z])?$/.test(name)
      ? []
      : [
          {
            path,
            what: "has a name that is not a letter and then letters, digits and inner hyphens.",
            remedy: "Give it such a name: what is made for it is named so.",
          },
        ]),
    ...targetProblems(path, target),
    ...rangeProblems(`${path}.weight`, weight, limits.ranges.weight, "Give its share, such as 10."),
  ];
}

function sumProblems(weights: unknown[]): Problem[] {
  if (weights.length === 0 || weights.some((weight) => weight !== 0)) return [];
  const what = `have ${counted(weights.length, "weight")} of 0: the rule would answer everything with a 503.`;
  return [{ path: "targets", what, remedy: "Give one of them a weight above 0." }];
}

/** Two shares of one target group, as far as names and ARNs are known; AWS refuses them. */
function twiceProblems(entries: [string, Partial<TargetArgs> | undefined][]): Problem[] {
  const adopted = entries.flatMap(([name, each]) =>
    (["name", "arn"] as const).flatMap((key) => {
      const value: unknown = each?.adopt?.[key];
      return value === undefined || isLater(value)
        ? []
        : [{ path: `${keyIn("targets", name)}.adopt.${key}`, value }];
    }),
  );
  return adopted
    .filter(({ value }, at) => adopted.slice(0, at).some((other) => other.value === value))
    .map(({ path, value }) => ({
      path,
      what: `${shown(value)} is adopted twice; a rule names a target group once.`,
      remedy: "Add the weights, and leave one out.",
    }));
}
