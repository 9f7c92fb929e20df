/** A listener of an Application Load Balancer: what decides where a request goes. */
export interface Listener {
  /** The listener's ARN. */
  arn: string;
  protocol: "HTTP" | "HTTPS";
  port: number;
  /** Whether the balancer passes `Host` on untouched (its attribute `routing.http.preserve_host_header.enabled`). */
  preserveHostHeader: boolean;
  /** In any order: the decision sorts them by priority. The default rule is `defaultActions`. */
  rules: Rule[];
  defaultActions: Action[];
}

/** A listener rule: all of its conditions must match, then its actions are taken. */
export interface Rule {
  /** What a reader calls the rule: its ARN, or the name of the resource that will make it. */
  id: string;
  /** 1-50000; the lowest number is asked first. */
  priority: number;
  conditions: Condition[];
  actions: Action[];
  transforms: Transform[];
}

/** Wildcard patterns (`*` any run of characters, `?` exactly one) or regular expressions; one match is enough. */
export interface Patterns {
  values: string[];
  regexValues: string[];
}

export interface PathPattern extends Patterns {
  kind: "path-pattern";
}

export interface HostHeader extends Patterns {
  kind: "host-header";
}

export interface HttpHeader extends Patterns {
  kind: "http-header";
  name: string;
}

export interface HttpRequestMethod {
  kind: "http-request-method";
  values: string[];
}

/** A pair matches where one of the query's pairs has the key (or any key, where none is given) and the value. */
export interface QueryString {
  kind: "query-string";
  values: { key?: string; value: string }[];
}

/** CIDR blocks, IPv4 or IPv6. */
export interface SourceIp {
  kind: "source-ip";
  values: string[];
}

/** The six kinds of condition that a rule can have. */
export type Condition = PathPattern | HostHeader | HttpHeader | HttpRequestMethod | QueryString | SourceIp;

/** The target groups that share the traffic, each with its weight (0-999). */
export interface Forward {
  type: "forward";
  targetGroups: { arn: string; weight: number }[];
}

/** `#{protocol}`, `#{host}`, `#{port}`, `#{path}` and `#{query}` stand for the request's own. */
export interface Redirect {
  type: "redirect";
  statusCode: 301 | 302;
  protocol: string;
  host: string;
  port: string;
  path: string;
  query: string;
}

export interface FixedResponse {
  type: "fixed-response";
  statusCode: number;
  contentType: string;
  body: string;
}

/** The balancer itself asks the caller for a login or a token before any later action. */
export interface Authenticate {
  type: "authenticate-oidc" | "authenticate-cognito" | "jwt-validation";
}

/** What a rule does, in the order of the list. */
export type Action = Forward | Redirect | FixedResponse | Authenticate;

/** Rewrites what is sent to the target; the decision is always made on the request as it came. */
export interface Transform {
  type: "url-rewrite" | "host-header-rewrite";
  regex: string;
  replace: string;
}
