import type { Action, Condition, Rule } from "../../dataplane/listener.ts";
import { alternatives } from "../../dataplane/wording.ts";

/** @example ruleInWords(rule) // "rule 10 (/mcp or /mcp/*)" */
export function ruleInWords({ priority, conditions }: Rule): string {
  const words = conditions.map(conditionInWords).join("; ");
  return `rule ${priority} (${words === "" ? "no conditions" : words})`;
}

function conditionInWords(condition: Condition): string {
  switch (condition.kind) {
    case "path-pattern":
      return alternatives([...condition.values, ...condition.regexValues]);
    case "host-header":
      return `host ${alternatives([...condition.values, ...condition.regexValues])}`;
    case "http-header":
      return `header ${condition.name}`;
    case "http-request-method":
      return `method ${alternatives(condition.values)}`;
    case "query-string":
      return "query";
    case "source-ip":
      return `source ${alternatives(condition.values)}`;
  }
}

/** @example actionsInWords(actions) // "forward to sales-prod-mcp-server" */
export function actionsInWords(actions: readonly Action[]): string {
  return actions.length === 0 ? "nothing" : actions.map(actionInWords).join(", then ");
}

function actionInWords(action: Action): string {
  switch (action.type) {
    case "forward":
      return `forward to ${action.targetGroups
        .map(({ arn, weight }) =>
          action.targetGroups.length > 1 ? `${groupName(arn)} (weight ${weight})` : groupName(arn),
        )
        .join(", ")}`;
    case "redirect":
      return `redirect ${action.statusCode} to ${action.protocol}://${action.host}:${action.port}${action.path}`;
    case "fixed-response":
      return `fixed response ${action.statusCode} ${action.contentType}`;
    case "authenticate-oidc":
    case "authenticate-cognito":
    case "jwt-validation":
      return action.type;
  }
}

/** The name in a target group's ARN. */
export function groupName(arn: string): string {
  return /:targetgroup\/([^/]+)\//.exec(arn)?.[1] ?? arn;
}

/** A rule's conditions as `--conditions` of the AWS CLI takes them, with further path patterns. */
export function conditionsArgument(conditions: readonly Condition[], ...paths: string[]): string {
  const described = conditions.map((condition) => asDescribed(condition, paths));
  return `'${JSON.stringify(described).replaceAll("'", `'\\''`)}'`;
}

function asDescribed(condition: Condition, paths: string[]): object {
  const patterns = (values: string[], regexValues: string[]) =>
    regexValues.length > 0 ? { RegexValues: regexValues } : { Values: values };
  const Field = condition.kind;
  switch (condition.kind) {
    case "path-pattern": {
      const values = [...paths, ...condition.values];
      return { Field, PathPatternConfig: patterns(values, condition.regexValues) };
    }
    case "host-header":
      return { Field, HostHeaderConfig: patterns(condition.values, condition.regexValues) };
    case "http-header":
      return {
        Field,
        HttpHeaderConfig: {
          HttpHeaderName: condition.name,
          ...patterns(condition.values, condition.regexValues),
        },
      };
    case "http-request-method":
      return { Field, HttpRequestMethodConfig: { Values: condition.values } };
    case "query-string":
      return {
        Field,
        QueryStringConfig: {
          Values: condition.values.map(({ key, value }) =>
            key === undefined ? { Value: value } : { Key: key, Value: value },
          ),
        },
      };
    case "source-ip":
      return { Field, SourceIpConfig: { Values: condition.values } };
  }
}
