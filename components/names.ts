import * as limits from "./limits.ts";
import { type Problem, shown } from "./problem.ts";
import type { Draft } from "./validation.ts";
import { entriesOf } from "./validation/forms.ts";

/**
 * Problems of the component's own name, of which Pulumi makes the names of new target groups: one for each
 * that does not fit.
 */
export function nameProblems(
  name: string,
  { target, targets }: Pick<Draft, "target" | "targets">,
): Problem[] {
  const suffixes = [
    ...(target?.create ? ["-tg"] : []),
    ...entriesOf(targets)
      .filter(([, each]) => each?.create)
      .map(([key]) => `-tg-${key}`),
  ];
  return suffixes.flatMap((suffix) => suffixProblems(name, suffix));
}

function suffixProblems(name: string, suffix: string): Problem[] {
  const { length, automaticSuffix, page } = limits.targetGroupName;
  const room = length - automaticSuffix - suffix.length;
  if (name.length <= room && /^[0-9A-Za-z][0-9A-Za-z-]*$/.test(name)) return [];
  return [
    {
      path: "name",
      what:
        `${shown(name)} (${name.length} characters) cannot begin the name of a target group, which has at most ` +
        `${length} letters, digits and inner hyphens (${page}).`,
      remedy:
        room > 0
          ? `Name the component with at most ${room} of these: ${shown(suffix)} and the suffix that Pulumi adds need the rest.`
          : `Give the target a shorter name: ${shown(suffix)} and the suffix that Pulumi adds leave no room.`,
    },
  ];
}
