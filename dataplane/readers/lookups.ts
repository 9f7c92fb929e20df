import type { Listener, Rule } from "../listener.ts";
import { Field } from "./field.ts";
import { actionsOf, conditionsOf, type Dialect, priorityOf, protocolOf, transformsOf } from "./rule.ts";

/** The provider's look-ups put everything nested into lists, of one entry or none: `fixedResponses[0]`. */
const dialect: Dialect = {
  get: (field, name) => field.get(name),
  nested: (field, name) => field.get(`${name}s`).first(),
  targetGroupArn: "arn",
};

/**
 * The rule that `aws.lb.getListenerRule` found.
 *
 * @throws Error naming path and value of what is not as the provider's schema has it.
 * @example ruleFromLookup(await aws.lb.getListenerRule({ listenerArn, priority: 10 }))
 */
export function ruleFromLookup(result: unknown): Rule {
  const rule = new Field(result, "getListenerRule");
  return {
    id: rule.get("arn").text(),
    priority: priorityOf(rule.get("priority")),
    conditions: conditionsOf(rule.get("conditions"), dialect),
    actions: actionsOf(rule.get("actions"), dialect),
    transforms: transformsOf(rule.get("transforms"), dialect),
  };
}

/**
 * The listener that `aws.lb.getListener` found. What it does not tell is left for the caller to fill in: `rules` is
 * empty, `preserveHostHeader` has AWS's default, false (`aws.lb.getLoadBalancer` knows it).
 *
 * @throws Error naming path and value of what is not as the provider's schema has it.
 * @example listenerFromLookup(await aws.lb.getListener({ loadBalancerArn, port: 443 }))
 */
export function listenerFromLookup(result: unknown): Listener {
  const listener = new Field(result, "getListener");
  return {
    arn: listener.get("arn").text(),
    protocol: protocolOf(listener.get("protocol")),
    port: listener.get("port").number(),
    preserveHostHeader: false,
    rules: [],
    defaultActions: actionsOf(listener.get("defaultActions"), dialect),
  };
}
