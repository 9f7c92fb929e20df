import { ranges, rule as limits } from "../../../components/limits.ts";
import type { Call, Refusal } from "./recorder.ts";

const CONDITIONS =
  "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RuleCondition.html";

/** The fields that a rule may have one condition of, as that page says. */
const ONCE = ["http-request-method", "host-header", "path-pattern", "source-ip"];

/** The actions that say what a rule is to be. */
const ACTIONS = ["CreateRule", "ModifyRule", "SetRulePriorities"].map(
  (action) => `elasticloadbalancing:${action}`,
);

/**
 * Refuses what AWS documents that it refuses, and the local APIs do not; undefined lets a call pass. AWS's own
 * words are known of the number of values alone, https://github.com/aws-cloudformation/cfn-lint/issues/3833; the
 * others are in the manner of AWS.
 */
export function strictly({ action, parameters }: Omit<Call, "status">): Refusal | undefined {
  if (!ACTIONS.includes(action)) return undefined;
  const message = priorityRefused(parameters) ?? valuesRefused(parameters) ?? fieldsRefused(parameters);
  return message === undefined ? undefined : { status: 400, code: "ValidationError", message };
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html */
function priorityRefused(parameters: Call["parameters"]): string | undefined {
  const { from, to } = ranges.priority;
  return matching(parameters, /^(?:RulePriorities\.member\.\d+\.)?Priority$/)
    .filter((priority) => Number(priority) < from || Number(priority) > to)
    .map((priority) => `Priority '${priority}' must be between '${from}' and '${to}'`)
    .at(0);
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html */
function valuesRefused(parameters: Call["parameters"]): string | undefined {
  // Each value is counted, of every condition and in each way to write it; a query's value may have a key as well.
  const values = matching(
    parameters,
    /^Conditions\.member\.\d+\.(?:\w+Config\.)?(?:Regex)?Values\.member\.\d+(?:\.Value)?$/,
  );
  return values.length > limits.values
    ? `A rule can only have '${limits.values}' condition values`
    : undefined;
}

/** @see CONDITIONS */
function fieldsRefused(parameters: Call["parameters"]): string | undefined {
  const fields = matching(parameters, /^Conditions\.member\.\d+\.Field$/);
  return ONCE.filter((field) => fields.filter((each) => each === field).length > 1)
    .map((field) => `A rule can only have one '${field}' condition (${CONDITIONS})`)
    .at(0);
}

/** The values of the parameters whose names fit. */
function matching(parameters: Call["parameters"], name: RegExp): string[] {
  return Object.entries(parameters).flatMap(([key, value]) => (name.test(key) ? [value] : []));
}
