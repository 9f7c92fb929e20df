import type { Action, Condition, Listener, Redirect, Transform } from "../listener.ts";
import type { Field } from "./field.ts";

/** How one kind of document writes down what all of them hold. */
export interface Dialect {
  /** A property by the name it has in the program: `values`, `statusCode`. */
  get(field: Field, name: string): Field;
  /** What is nested one level deeper: the settings of a condition, an action or a transform. */
  nested(field: Field, name: Nested): Field;
  /** The name, among a forward's target groups, of a group's ARN. */
  targetGroupArn: string;
}

/** Everything that is nested, by its name in the program's resource. */
export type Nested =
  | (typeof CONDITIONS)[number]["settings"]
  | "forward"
  | "redirect"
  | "fixedResponse"
  | "urlRewriteConfig"
  | "hostHeaderRewriteConfig"
  | "rewrite";

const CONDITIONS = [
  { kind: "path-pattern", settings: "pathPattern" },
  { kind: "host-header", settings: "hostHeader" },
  { kind: "http-header", settings: "httpHeader" },
  { kind: "http-request-method", settings: "httpRequestMethod" },
  { kind: "query-string", settings: "queryString" },
  { kind: "source-ip", settings: "sourceIp" },
] as const satisfies { kind: Condition["kind"]; settings: string }[];

/** The conditions of a rule. Throws where one is of no known kind, since a rule read without it would match too much. */
export function conditionsOf(field: Field, dialect: Dialect): Condition[] {
  return field.items().flatMap((item) => {
    const conditions = CONDITIONS.flatMap(({ kind, settings }) => {
      const found = dialect.nested(item, settings);
      return found.present ? [condition(kind, found, dialect)] : [];
    });
    if (conditions.length === 0) throw item.unexpected("a condition of one of the six kinds");
    return conditions;
  });
}

function condition(kind: Condition["kind"], settings: Field, dialect: Dialect): Condition {
  const list = (name: string): Field => dialect.get(settings, name);
  switch (kind) {
    case "path-pattern":
    case "host-header":
      return { kind, values: list("values").texts(), regexValues: list("regexValues").texts() };
    case "http-header":
      return {
        kind,
        name: list("httpHeaderName").text(),
        values: list("values").texts(),
        regexValues: list("regexValues").texts(),
      };
    case "http-request-method":
    case "source-ip":
      return { kind, values: list("values").texts() };
    case "query-string":
      return {
        kind,
        values: list("values")
          .items()
          .map((pair) => queryPair(pair, dialect)),
      };
  }
}

function queryPair(pair: Field, dialect: Dialect): { key?: string; value: string } {
  const key = dialect.get(pair, "key").textOr(undefined);
  const value = dialect.get(pair, "value").text();
  return key === undefined ? { value } : { key, value };
}

/** The actions of a rule or a listener, in the order in which they are taken. */
export function actionsOf(field: Field, dialect: Dialect): Action[] {
  return field
    .items()
    .map((item, index) => ({ item, order: dialect.get(item, "order").numberOr(index + 1) }))
    .toSorted((a, b) => a.order - b.order)
    .map(({ item }) => action(item, dialect));
}

function action(item: Field, dialect: Dialect): Action {
  const type = dialect.get(item, "type");
  switch (type.value) {
    case "forward":
      return { type: "forward", targetGroups: targetGroups(item, dialect) };
    case "redirect":
      return redirect(dialect.nested(item, "redirect"), dialect);
    case "fixed-response":
      return fixedResponse(dialect.nested(item, "fixedResponse"), dialect);
    case "authenticate-oidc":
    case "authenticate-cognito":
    case "jwt-validation":
      return { type: type.value };
    default:
      throw type.unexpected("the type of an action");
  }
}

/** A single group stands in `targetGroupArn`, in `forward`, or in both: then they say the same. */
function targetGroups(item: Field, dialect: Dialect): { arn: string; weight: number }[] {
  const several = dialect
    .get(dialect.nested(item, "forward"), "targetGroups")
    .items()
    .map((group) => ({
      arn: group.get(dialect.targetGroupArn).text(),
      weight: dialect.get(group, "weight").numberOr(1),
    }));
  if (several.length > 0) return several;
  const single = dialect.get(item, "targetGroupArn");
  const arn = single.textOr(undefined);
  if (arn === undefined) throw single.unexpected("the ARN of a target group");
  return [{ arn, weight: 1 }];
}

/**
 * What a redirect leaves out keeps the request's own.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html
 */
function redirect(settings: Field, dialect: Dialect): Redirect {
  const get = (name: string): Field => dialect.get(settings, name);
  const query = get("query");
  return {
    type: "redirect",
    statusCode: redirectStatus(get("statusCode")),
    protocol: get("protocol").textOr("#{protocol}"),
    host: get("host").textOr("#{host}"),
    port: get("port").textOr("#{port}"),
    path: get("path").textOr("/#{path}"),
    // An empty query is a choice: it drops the request's.
    query: query.present ? query.text() : "#{query}",
  };
}

function redirectStatus(field: Field): 301 | 302 {
  if (field.value === "HTTP_301") return 301;
  if (field.value === "HTTP_302") return 302;
  throw field.unexpected('"HTTP_301" or "HTTP_302"');
}

function fixedResponse(settings: Field, dialect: Dialect): Action {
  return {
    type: "fixed-response",
    statusCode: dialect.get(settings, "statusCode").number(),
    contentType: dialect.get(settings, "contentType").textOr("text/plain"),
    body: dialect.get(settings, "messageBody").textOr(""),
  };
}

/** The transforms of a rule. */
export function transformsOf(field: Field, dialect: Dialect): Transform[] {
  return field.items().map((item) => {
    const type = dialect.get(item, "type");
    switch (type.value) {
      case "url-rewrite":
        return { type: type.value, ...rewrite(dialect.nested(item, "urlRewriteConfig"), dialect) };
      case "host-header-rewrite":
        return { type: type.value, ...rewrite(dialect.nested(item, "hostHeaderRewriteConfig"), dialect) };
      default:
        throw type.unexpected('"url-rewrite" or "host-header-rewrite"');
    }
  });
}

function rewrite(settings: Field, dialect: Dialect): { regex: string; replace: string } {
  const pair = dialect.nested(settings, "rewrite");
  return { regex: dialect.get(pair, "regex").text(), replace: dialect.get(pair, "replace").textOr("") };
}

/** 1-50000: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html */
export function priorityOf(field: Field): number {
  const priority = field.numberOr(undefined);
  if (priority === undefined || priority < 1 || priority > 50_000) {
    throw field.unexpected("a priority from 1 to 50000");
  }
  return priority;
}

/** An Application Load Balancer's listener speaks HTTP or HTTPS. */
export function protocolOf(field: Field): Listener["protocol"] {
  if (field.value === "HTTP" || field.value === "HTTPS") return field.value;
  throw field.unexpected('"HTTP" or "HTTPS", the protocols of an Application Load Balancer');
}
