import type { Action, Condition, Rule, Transform } from "../../../dataplane/listener.ts";

/** A rule as a program registers it, in the provider's inputs. */
export function asRegistration({ priority, conditions, actions, transforms }: Rule): unknown {
  return {
    listenerArn: "arn:aws:elasticloadbalancing:us-east-1:111122223333:listener/app/sales/1/2",
    priority,
    conditions: conditions.map(registeredCondition),
    actions: actions.map((action, index) => ({ ...registeredAction(action), order: index + 1 })),
    ...(transforms.length > 0 && { transforms: transforms.map(registeredTransform) }),
  };
}

function registeredCondition(condition: Condition): unknown {
  switch (condition.kind) {
    case "path-pattern":
      return { pathPattern: patterns(condition) };
    case "host-header":
      return { hostHeader: patterns(condition) };
    case "http-header":
      return { httpHeader: { httpHeaderName: condition.name, ...patterns(condition) } };
    case "http-request-method":
      return { httpRequestMethod: { values: condition.values } };
    case "query-string":
      return { queryStrings: condition.values };
    case "source-ip":
      return { sourceIp: { values: condition.values } };
  }
}

/** Only one of the two lists may be given. */
function patterns({ values, regexValues }: { values: string[]; regexValues: string[] }): object {
  return regexValues.length > 0 ? { regexValues } : { values };
}

function registeredAction(action: Action): object {
  switch (action.type) {
    case "forward":
      return action.targetGroups.length === 1
        ? { type: action.type, targetGroupArn: action.targetGroups[0]?.arn }
        : { type: action.type, forward: { targetGroups: action.targetGroups } };
    case "redirect": {
      const { type, statusCode, ...rest } = action;
      return { type, redirect: { statusCode: `HTTP_${statusCode}`, ...rest } };
    }
    case "fixed-response":
      return {
        type: action.type,
        fixedResponse: {
          statusCode: String(action.statusCode),
          contentType: action.contentType,
          messageBody: action.body,
        },
      };
    default:
      return { type: action.type, jwtValidation: { issuer: "https://issuer", jwksEndpoint: "https://keys" } };
  }
}

function registeredTransform({ type, regex, replace }: Transform): object {
  const rewrite = { regex, replace };
  return type === "url-rewrite"
    ? { type, urlRewriteConfig: { rewrite } }
    : { type, hostHeaderRewriteConfig: { rewrite } };
}

/** A rule as `aws elbv2 describe-rules` prints it: the plain values twice, a single target group twice. */
export function asDescribed({ id, priority, conditions, actions, transforms }: Rule): unknown {
  return {
    RuleArn: id,
    Priority: String(priority),
    Conditions: conditions.map(describedCondition),
    Actions: actions.map((action, index) => ({ ...describedAction(action), Order: index + 1 })),
    IsDefault: false,
    Transforms: transforms.map(describedTransform),
  };
}

function describedCondition(condition: Condition): unknown {
  const Field = condition.kind;
  switch (condition.kind) {
    case "path-pattern":
      return { Field, Values: condition.values, PathPatternConfig: describedPatterns(condition) };
    case "host-header":
      return { Field, Values: condition.values, HostHeaderConfig: describedPatterns(condition) };
    case "http-header":
      return {
        Field,
        HttpHeaderConfig: { HttpHeaderName: condition.name, ...describedPatterns(condition) },
      };
    case "http-request-method":
      return { Field, HttpRequestMethodConfig: { Values: condition.values } };
    case "query-string":
      return {
        Field,
        QueryStringConfig: {
          Values: condition.values.map(({ key, value }) => ({ ...(key && { Key: key }), Value: value })),
        },
      };
    case "source-ip":
      return { Field, SourceIpConfig: { Values: condition.values } };
  }
}

function describedPatterns({ values, regexValues }: { values: string[]; regexValues: string[] }): object {
  return regexValues.length > 0 ? { RegexValues: regexValues } : { Values: values };
}

function describedAction(action: Action): object {
  const Type = action.type;
  switch (action.type) {
    case "forward": {
      const groups = action.targetGroups.map(({ arn, weight }) => ({ TargetGroupArn: arn, Weight: weight }));
      const ForwardConfig = { TargetGroups: groups, TargetGroupStickinessConfig: { Enabled: false } };
      return groups.length === 1
        ? { Type, TargetGroupArn: groups[0]?.TargetGroupArn, ForwardConfig }
        : { Type, ForwardConfig };
    }
    case "redirect":
      return {
        Type,
        RedirectConfig: {
          Protocol: action.protocol,
          Host: action.host,
          Port: action.port,
          Path: action.path,
          Query: action.query,
          StatusCode: `HTTP_${action.statusCode}`,
        },
      };
    case "fixed-response":
      return {
        Type,
        FixedResponseConfig: {
          StatusCode: String(action.statusCode),
          ContentType: action.contentType,
          MessageBody: action.body,
        },
      };
    default:
      return { Type, JwtValidationConfig: { Issuer: "https://issuer", JwksEndpoint: "https://keys" } };
  }
}

function describedTransform({ type, regex, replace }: Transform): object {
  const config = { Rewrites: [{ Regex: regex, Replace: replace }] };
  return type === "url-rewrite"
    ? { Type: type, UrlRewriteConfig: config }
    : { Type: type, HostHeaderRewriteConfig: config };
}

/** A rule as `aws.lb.getListenerRule` returns it: everything nested in lists, the absent ones empty. */
export function asLookup({ id, priority, conditions, actions, transforms }: Rule): Record<string, unknown> {
  return {
    arn: id,
    priority,
    conditions: conditions.map((condition) => ({
      hostHeaders: [],
      httpHeaders: [],
      httpRequestMethods: [],
      pathPatterns: [],
      queryStrings: [],
      sourceIps: [],
      ...foundCondition(condition),
    })),
    actions: actions.map((action, index) => ({
      authenticateCognitos: [],
      authenticateOidcs: [],
      fixedResponses: [],
      forwards: [],
      jwtValidations: [],
      redirects: [],
      ...foundAction(action),
      order: index + 1,
    })),
    transforms: transforms.map(foundTransform),
  };
}

function foundCondition(condition: Condition): object {
  switch (condition.kind) {
    case "path-pattern":
      return { pathPatterns: [{ values: condition.values, regexValues: condition.regexValues }] };
    case "host-header":
      return { hostHeaders: [{ values: condition.values, regexValues: condition.regexValues }] };
    case "http-header": {
      const { name, values, regexValues } = condition;
      return { httpHeaders: [{ httpHeaderName: name, values, regexValues }] };
    }
    case "http-request-method":
      return { httpRequestMethods: [{ values: condition.values }] };
    case "query-string":
      return {
        queryStrings: [{ values: condition.values.map(({ key, value }) => ({ key: key ?? "", value })) }],
      };
    case "source-ip":
      return { sourceIps: [{ ipAddressType: "", values: condition.values }] };
  }
}

function foundAction(action: Action): object {
  const { type } = action;
  switch (action.type) {
    case "forward":
      return { type, forwards: [{ stickinesses: [], targetGroups: action.targetGroups }] };
    case "redirect": {
      const { statusCode, protocol, host, port, path, query } = action;
      return { type, redirects: [{ statusCode: `HTTP_${statusCode}`, protocol, host, port, path, query }] };
    }
    case "fixed-response": {
      const { statusCode, contentType, body } = action;
      return { type, fixedResponses: [{ statusCode: String(statusCode), contentType, messageBody: body }] };
    }
    default:
      return { type, jwtValidations: [{ issuer: "https://issuer", jwksEndpoint: "https://keys" }] };
  }
}

function foundTransform({ type, regex, replace }: Transform): object {
  const config = [{ rewrites: [{ regex, replace }] }];
  return type === "url-rewrite"
    ? { type, urlRewriteConfigs: config, hostHeaderRewriteConfigs: [] }
    : { type, urlRewriteConfigs: [], hostHeaderRewriteConfigs: config };
}
