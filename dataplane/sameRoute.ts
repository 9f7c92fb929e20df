import type { Action, Condition, Rule } from "./listener.ts";

/**
 * Whether two rules take the same requests to the same place: the same conditions, actions and transforms, whatever the
 * order of conditions, values and target groups. Priority and id do not count, so that a rule is recognised as one's
 * own after AWS has given it an ARN. Of an authentication only the type is compared.
 *
 * @example sameRoute(ruleFromRegistration(registered), ruleFromLookup(found))
 */
export function sameRoute(a: Rule, b: Rule): boolean {
  return essence(a) === essence(b);
}

function essence({ conditions, actions, transforms }: Rule): string {
  return JSON.stringify({
    conditions: asSet(conditions.map(conditionEssence)),
    actions: actions.map(actionEssence),
    transforms: asSet(transforms.map(({ type, regex, replace }) => [type, regex, replace])),
  });
}

/** Equal for equal members in any order and number. */
function asSet(members: unknown[]): string[] {
  return [...new Set(members.map((member) => JSON.stringify(member)))].sort();
}

const lower = (text: string): string => text.toLowerCase();

function conditionEssence(condition: Condition): unknown[] {
  const { kind } = condition;
  switch (kind) {
    case "path-pattern":
      return [kind, asSet(condition.values), asSet(condition.regexValues)];
    case "host-header":
      return [kind, asSet(condition.values.map(lower)), asSet(condition.regexValues)];
    case "http-header":
      return [kind, lower(condition.name), asSet(condition.values.map(lower)), asSet(condition.regexValues)];
    case "query-string":
      return [kind, asSet(condition.values.map(({ key, value }) => [lower(key ?? ""), lower(value)]))];
    case "http-request-method":
    case "source-ip":
      return [kind, asSet(condition.values)];
  }
}

function actionEssence(action: Action): unknown[] {
  switch (action.type) {
    case "forward":
      return [action.type, asSet(shares(action.targetGroups))];
    case "redirect": {
      const { type, statusCode, protocol, host, port, path, query } = action;
      return [type, statusCode, protocol, host, port, path, query];
    }
    case "fixed-response":
      return [action.type, action.statusCode, action.contentType, action.body];
    case "authenticate-oidc":
    case "authenticate-cognito":
    case "jwt-validation":
      return [action.type];
  }
}

/** A group on its own gets all of the traffic whatever its weight, unless that is 0. */
function shares(groups: { arn: string; weight: number }[]): [arn: string, weight: number][] {
  const alone = groups.length === 1;
  return groups.map(({ arn, weight }) => [arn, alone ? Math.min(weight, 1) : weight]);
}
