import type { Action, Rule } from "../../dataplane/listener.ts";
import { sameRoute } from "../../dataplane/sameRoute.ts";
import { SUFFIX } from "../program/made.ts";
import { type World, targetGroup } from "../world/world.ts";

/**
 * Whether a rule that is there already is the stack's, whatever its priority. A new target group has another
 * ARN on AWS than here: there it is known by the name that Pulumi makes for it.
 */
export function isOwn(existing: Rule, mine: Rule, world: World): boolean {
  return sameRoute(withOwnArns(existing, mine, world), mine);
}

/** Whether it is, where a deployment may have changed its weights, or taken target groups out. */
export function isOwnBesideActions(existing: Rule, mine: Rule, world: World): boolean {
  const own = new Set(arnsOf(mine));
  const arns = arnsOf(withOwnArns(existing, mine, world));
  const isAmongOwn = arns.length > 0 && arns.every((arn) => own.has(arn));
  return isAmongOwn && sameRoute({ ...existing, actions: mine.actions }, mine);
}

/**
 * Whether it may be the stack's as it was before a change: it stands where the stack's is to stand, and asks for the
 * same paths.
 */
export function isOwnChanged(existing: Rule, mine: Rule): boolean {
  const paths = pathsOf(mine);
  return existing.priority === mine.priority && paths !== "" && pathsOf(existing) === paths;
}

function pathsOf({ conditions }: Rule): string {
  const paths = conditions.flatMap((condition) =>
    condition.kind === "path-pattern" ? [...condition.values, ...condition.regexValues] : [],
  );
  return paths.toSorted().join(" ");
}

/** A rule whose target groups that Pulumi has made for the stack are called as they are here. */
function withOwnArns(existing: Rule, mine: Rule, world: World): Rule {
  const made = arnsOf(mine).filter((arn) => madeName(arn) !== undefined);
  const ownArn = (arn: string) => made.find((each) => isMadeFor(each, arn, world)) ?? arn;
  const actions = existing.actions.map((action): Action => {
    if (action.type !== "forward") return action;
    return {
      ...action,
      targetGroups: action.targetGroups.map((group) => ({ ...group, arn: ownArn(group.arn) })),
    };
  });
  return { ...existing, actions };
}

function isMadeFor(mine: string, existing: string, world: World): boolean {
  const made = madeName(mine) ?? "";
  const name = targetGroup(world, existing)?.TargetGroupName ?? "";
  return name.startsWith(`${made}-`) && /^[0-9a-f]{7}$/.test(name.slice(made.length + 1));
}

/** What Pulumi makes a new target group's name from; undefined for a target group that has a name already. */
function madeName(arn: string): string | undefined {
  const name = /targetgroup\/([^/]+)/.exec(arn)?.[1];
  return name?.endsWith(SUFFIX) ? name.slice(0, -SUFFIX.length) : undefined;
}

function arnsOf({ actions }: Rule): string[] {
  const groups = actions.flatMap((action) => (action.type === "forward" ? action.targetGroups : []));
  return groups.map(({ arn }) => arn);
}
