import type { Rule } from "../listener.ts";
import { Field } from "./field.ts";
import { actionsOf, conditionsOf, type Dialect, priorityOf, transformsOf } from "./rule.ts";

/** A resource `aws:lb/listenerRule:ListenerRule` as a program registers it. */
export interface RuleRegistration {
  /** What the rule is to be called: the resource's name, or its ARN once there is one. */
  id: string;
  /** The resource's inputs, outputs resolved; values still wrapped as secrets are unwrapped. */
  inputs: unknown;
}

const dialect: Dialect = {
  get: (field, name) => field.get(name),
  nested: (field, name) => {
    if (name !== "queryString") return field.get(name);
    const values = field.get("queryStrings");
    return new Field(values.present ? { values: values.value } : undefined, values.path);
  },
  targetGroupArn: "arn",
};

/**
 * The rule that a registered resource will make.
 *
 * @throws Error naming path and value of what is not as the provider's schema has it, or is not known yet; also where
 * no priority is given, since AWS chooses one only when the rule is made.
 * @example
 * const rules = recorded
 *   .filter(({ type }) => type === "aws:lb/listenerRule:ListenerRule")
 *   .map(({ name, inputs }) => ruleFromRegistration({ id: name, inputs }));
 */
export function ruleFromRegistration({ id, inputs }: RuleRegistration): Rule {
  const rule = new Field(plain(inputs, id), id);
  return {
    id,
    priority: priorityOf(rule.get("priority")),
    conditions: conditionsOf(rule.get("conditions"), dialect),
    actions: actionsOf(rule.get("actions"), dialect),
    transforms: transformsOf(rule.get("transforms"), dialect),
  };
}

// How Pulumi writes wrapped and unknown values on the wire: sdk/go/common/resource/properties.go.
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/**
 * A registered value without the wrapping of secrets and outputs.
 *
 * @throws Error naming the path of what is not known yet.
 */
export function plain(value: unknown, path: string): unknown {
  if (value === UNKNOWN) throw new Error(`${path}: not known before the deployment`);
  if (Array.isArray(value)) return value.map((item: unknown, index) => plain(item, `${path}[${index}]`));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const wrapped = new Map<string, unknown>(entries);
  const signature = wrapped.get(SIGNATURE);
  if (signature === SECRET || signature === OUTPUT) return plain(wrapped.get("value") ?? UNKNOWN, path);
  return Object.fromEntries(
    entries.map(([key, item]: [string, unknown]) => [key, plain(item, `${path}.${key}`)]),
  );
}
