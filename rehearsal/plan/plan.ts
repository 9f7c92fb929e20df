import type { Listener, Rule } from "../../dataplane/listener.ts";
import { ruleFromRegistration } from "../../dataplane/readers/registrations.ts";
import type { RecordedResource, Recording } from "../program/recorder.ts";
import { Refusal } from "../refusal.ts";
import { type World, listenerOf } from "../world/world.ts";
import type { GatewayPlan } from "./gateway.ts";
import { isOwn, isOwnBesideActions, isOwnChanged } from "./own.ts";

/** A listener without the stack's rules, and with them. */
export interface Plan {
  before: Listener;
  after: Listener;
  /** The stack's own rules: the route's, and that of the OAuth metadata where it has one. */
  rules: Rule[];
  /** The rules that are there already and are the stack's. */
  own: Rule[];
  /** The API Gateway in front of the listener, where the stack has one. */
  gateway?: GatewayPlan;
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
  const rules = registered.map((resource) => ruleOf(resource, today, world));
  const own = today.rules.filter((rule) =>
    rules.some((mine) => isOwn(rule, mine, world) || isOwnChanged(rule, mine)),
  );
  const before = { ...today, rules: today.rules.filter((rule) => !own.includes(rule)) };
  return { before, after: { ...before, rules: [...before.rules, ...rules] }, rules, own };
}

/** Whether a rule is one of a listener, by their ARNs. */
function isOf(listenerArn: string, ruleArn: string): boolean {
  return ruleArn.startsWith(`${listenerArn.replace(":listener/", ":listener-rule/")}/`);
}

/** The rule that a registration makes. Where its actions are left to deployments, those that it has by now stay. */
function ruleOf({ name, inputs, ignoreChanges }: RecordedResource, today: Listener, world: World): Rule {
  const rule = ruleFromRegistration({ id: name, inputs });
  if (!ignoreChanges.includes("actions")) return rule;
  const existing = today.rules.find((each) => isOwnBesideActions(each, rule, world));
  return existing ? { ...rule, actions: existing.actions } : rule;
}
