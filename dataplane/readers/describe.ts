import type { Listener, Rule } from "../listener.ts";
import { Field } from "./field.ts";
import { actionsOf, conditionsOf, type Dialect, priorityOf, protocolOf, transformsOf } from "./rule.ts";

const pascal = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const dialect: Dialect = {
  get: (field, name) => field.get(pascal(name)),
  nested: (field, name) => {
    switch (name) {
      case "rewrite":
        return field.get("Rewrites").first();
      case "urlRewriteConfig":
      case "hostHeaderRewriteConfig":
        return field.get(pascal(name));
      case "forward":
      case "redirect":
      case "fixedResponse":
        return field.get(`${pascal(name)}Config`);
      default:
        return conditionSettings(field, name);
    }
  },
  targetGroupArn: "TargetGroupArn",
};

/** `Field` names the kind; the values stand in its `…Config`, beside `Field` itself, or (so AWS answers) in both. */
function conditionSettings(condition: Field, name: string): Field {
  if (condition.get("Field").value !== kebab(name)) return new Field(undefined, condition.path);
  const settings = condition.get(`${pascal(name)}Config`);
  const filled = settings.get("Values").present || settings.get("RegexValues").present;
  return filled ? settings : condition;
}

/**
 * The rules in the output of `aws elbv2 describe-rules --listener-arn …`, without the default rule, whose actions
 * `describe-listeners` tells too.
 *
 * @throws Error naming path and value of what is not as the CLI writes it, or where the list is cut short by paging.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeRules.html
 * @example rulesFromDescribe(JSON.parse(await readFile("rules.json", "utf8")))
 */
export function rulesFromDescribe(output: unknown): Rule[] {
  return listed(output, "describe-rules", "Rules")
    .filter((rule) => rule.get("Priority").value !== "default")
    .map((rule) => ({
      id: rule.get("RuleArn").text(),
      priority: priorityOf(rule.get("Priority")),
      conditions: conditionsOf(rule.get("Conditions"), dialect),
      actions: actionsOf(rule.get("Actions"), dialect),
      transforms: transformsOf(rule.get("Transforms"), dialect),
    }));
}

/**
 * The listeners in the output of `aws elbv2 describe-listeners --load-balancer-arn …`. What it does not tell is left
 * for the caller to fill in: `rules` is empty, `preserveHostHeader` has AWS's default, false.
 *
 * @throws Error naming path and value of what is not as the CLI writes it, or where the list is cut short by paging.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeListeners.html
 * @example
 * const [first] = listenersFromDescribe(listeners);
 * const listener = { ...first, rules: rulesFromDescribe(rules), preserveHostHeader: preservesHostHeader(attributes) };
 */
export function listenersFromDescribe(output: unknown): Listener[] {
  return listed(output, "describe-listeners", "Listeners").map((listener) => ({
    arn: listener.get("ListenerArn").text(),
    protocol: protocolOf(listener.get("Protocol")),
    port: listener.get("Port").number(),
    preserveHostHeader: false,
    rules: [],
    defaultActions: actionsOf(listener.get("DefaultActions"), dialect),
  }));
}

/**
 * Whether the balancer passes `Host` on untouched, from the output of
 * `aws elbv2 describe-load-balancer-attributes --load-balancer-arn …`, which writes every attribute as text.
 *
 * @throws Error naming path and value of what is not as the CLI writes it.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html
 */
export function preservesHostHeader(output: unknown): boolean {
  return listed(output, "describe-load-balancer-attributes", "Attributes").some(
    (attribute) =>
      attribute.get("Key").text() === "routing.http.preserve_host_header.enabled" &&
      attribute.get("Value").text() === "true",
  );
}

/** A list that paging has cut short would make a decision on half of the rules. */
export function listed(output: unknown, command: string, name: string): Field[] {
  const document = new Field(output, command);
  const list = document.get(name);
  if (!list.present) throw list.unexpected("a list");
  for (const token of ["NextMarker", "NextToken", "position"]) {
    if (document.get(token).present) {
      throw new Error(
        `${command}.${token}: the list is not complete; run ${command} without limits on paging`,
      );
    }
  }
  return list.items();
}
