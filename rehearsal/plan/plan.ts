import type { Listener, Rule } from "../../dataplane/listener.ts";
import { ruleFromRegistration } from "../../dataplane/readers/registrations.ts";
import { sameRoute } from "../../dataplane/sameRoute.ts";
import { SUFFIX } from "../program/made.ts";
import type { Recording } from "../program/recorder.ts";
import { Refusal } from "../refusal.ts";
import { type World, listenerOf, targetGroup } from "../world/world.ts";

/** A listener without the stack's rules, and with them. */
export interface Plan {
  before: Listener;
  after: Listener;
  /** The stack's own rules. */
  rules: Rule[];
  /** The rules that are there already and are the stack's. */
  own: Rule[];
}

const RULE = "aws:lb/listenerRule:ListenerRule";

/**
 * What the recorded program makes of the listener.
 *
 * @throws Refusal where it registers no rule, or the world is that of another listener.
 */
export function planOf(recording: Recording, world: World): Plan {
  const registered = recording.resources.filter(({ type }) => type === RULE);
  const arn = registered[0]?.inputs["listenerArn"];
  if (typeof arn !== "string")
    throw new Refusal("The program registers no listener rule, so there is no route to rehearse.");
  const today = listenerOf(world, arn);
  if (!today) throw new Refusal(`listeners.json has no listener ${arn}, which the program adds its rule to.`);
  const foreign = today.rules.find(({ id }) => !isOf(arn, id));
  if (foreign)
    throw new Refusal(`rules.json has the rule ${foreign.id}, which is not of the listener ${arn}.`);
  const rules = registered.map(({ name, inputs }) => ruleFromRegistration({ id: name, inputs }));
  const own = today.rules.filter((rule) => rules.some((mine) => isOwn(rule, mine, world)));
  const before = { ...today, rules: today.rules.filter((rule) => !own.includes(rule)) };
  return { before, after: { ...before, rules: [...before.rules, ...rules] }, rules, own };
}

/** Whether a rule is one of a listener, by their ARNs. */
function isOf(listenerArn: string, ruleArn: string): boolean {
  return ruleArn.startsWith(`${listenerArn.replace(":listener/", ":listener-rule/")}/`);
}

/**
 * Whether a rule that is there already is the stack's, whatever its priority. A new target group has another
 * ARN on AWS than here: there it is known by the name that Pulumi makes for it.
 */
export function isOwn(existing: Rule, mine: Rule, world: World): boolean {
  if (sameRoute(existing, mine)) return true;
  const made = madeName(targetOf(mine) ?? "");
  const name = targetGroup(world, targetOf(existing) ?? "")?.TargetGroupName ?? "";
  const isMade =
    made !== undefined && name.startsWith(`${made}-`) && /^[0-9a-f]{7}$/.test(name.slice(made.length + 1));
  return isMade && sameRoute({ ...existing, actions: mine.actions }, mine);
}

/** What Pulumi makes a new target group's name from; undefined for a target group that has a name already. */
function madeName(arn: string): string | undefined {
  const name = /targetgroup\/([^/]+)/.exec(arn)?.[1];
  return name?.endsWith(SUFFIX) ? name.slice(0, -SUFFIX.length) : undefined;
}

/** The only target group that a rule forwards to. */
function targetOf({ actions }: Rule): string | undefined {
  const [action, ...others] = actions;
  if (action?.type !== "forward" || others.length > 0 || action.targetGroups.length > 1) return undefined;
  return action.targetGroups[0]?.arn;
}
