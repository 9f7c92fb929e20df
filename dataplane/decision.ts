import { ask } from "./condition.ts";
import type { Action, Listener, Rule } from "./listener.ts";
import type { Request } from "./request.ts";
import type { Verdict } from "./verdict.ts";

/** Why one rule took the request or did not: a sentence for each condition that decided it. */
export interface Consideration {
  rule: Rule;
  matched: boolean;
  /** What did not match (or, for the rule that took it, what did), in the words of the rule's conditions. */
  reasons: string[];
}

/** Where a request goes, and why. */
export interface Decision {
  /** The rule that took the request; absent where the default actions did. */
  rule?: Rule;
  /** The actions that are taken, in order. */
  actions: Action[];
  /** Every rule that was asked, in order of priority, up to and with the one that took the request. */
  considered: Consideration[];
  /** What this decision rests on that AWS does not document; empty where all of it is documented. */
  unconfirmed: string[];
}

/**
 * Which rule of a listener takes a request: the one of lowest number whose conditions all match, else the default
 * actions. The request is judged as it came: transforms change what is sent on, never the decision.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html
 * @example
 * for (const { rule, matched, reasons } of decide(listener, request).considered)
 *   console.log(rule.priority, matched ? "takes it:" : "passes:", reasons.join("; "));
 */
export function decide(listener: Listener, request: Request): Decision {
  const considered: Consideration[] = [];
  const unconfirmed = new Set<string>();
  for (const rule of inOrder(listener.rules)) {
    const verdicts = rule.conditions.map((condition) => ask(condition, request));
    const matched = verdicts.every((verdict) => verdict.matched);
    considered.push({ rule, matched, reasons: reasonsOf(verdicts, matched) });
    for (const doubt of doubtsOf(verdicts)) unconfirmed.add(`rule ${rule.priority}: ${doubt}`);
    if (matched) return { rule, actions: rule.actions, considered, unconfirmed: [...unconfirmed] };
  }
  return { actions: listener.defaultActions, considered, unconfirmed: [...unconfirmed] };
}

/** AWS allows a priority once a listener; where a model holds it twice, the id settles the order. */
function inOrder(rules: Rule[]): Rule[] {
  return rules.toSorted((a, b) => a.priority - b.priority || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

function reasonsOf(verdicts: Verdict[], matched: boolean): string[] {
  if (verdicts.length === 0) return ["it has no conditions"];
  return verdicts.filter((verdict) => verdict.matched === matched).map(({ reason }) => reason);
}

/** Where one condition surely fails the rule fails, whatever AWS makes of the others. */
function doubtsOf(verdicts: Verdict[]): string[] {
  const surelyFails = verdicts.some(({ matched, unconfirmed }) => !matched && unconfirmed.length === 0);
  return surelyFails ? [] : verdicts.flatMap(({ unconfirmed }) => unconfirmed);
}
