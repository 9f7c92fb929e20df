/**
 * What a request must have beside one of the endpoint's paths: all of it, and of each list one member. A rule
 * holds five values in all, paths and hosts counted. All of it is checked before anything is registered.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
 */
export interface ConditionsArgs {
  /**
   * Regular expressions for the host, in place of `hosts`. Whether AWS compares them with letter case, or
   * anchors them, it does not say: write `^` and `$`.
   *
   * @example ["^(demo|beta)\\.quiltdata\\.com$"]
   */
  hostRegexes?: string[];

  /**
   * Regular expressions for the path, in place of the endpoint's two patterns, of which one at least must take
   * the path of `url`. One saves a value. The OAuth metadata keeps its path (see `oauthMetadata`).
   *
   * @example ["^/mcp(/.*)?$"]
   */
  pathRegexes?: string[];

  /**
   * Headers, each with one of its values: a canary by `MCP-Protocol-Version`, a tool by `Mcp-Name`. For a host
   * give `hosts`. The values are no secrets: whoever may read the listener's rules or the stack's state reads them.
   *
   * @example [{ name: "MCP-Protocol-Version", values: ["2026-07-28"] }]
   */
  headers?: HeaderConditionArgs[];

  /**
   * Methods, in capital letters, as AWS compares them. Clients of the session era need `POST`, `GET` and
   * `DELETE`, browsers `OPTIONS` as well.
   *
   * @example ["POST"]
   */
  methods?: string[];

  /** Parts of the query, of which a request has at least one. */
  queryStrings?: QueryStringConditionArgs[];

  /**
   * Blocks of addresses that requests come from, IPv4 or IPv6. Behind a proxy that is the proxy's own address,
   * not the client's.
   *
   * @example ["203.0.113.0/24", "2001:db8::/32"]
   */
  sourceIps?: string[];
}

/** A header with one of its values: exactly one of `values` and `regexes`. */
export interface HeaderConditionArgs {
  /** The header's name; letter case does not count. At most 40 characters. */
  name: string;

  /** Values, with the wildcards `*` and `?`; letter case does not count. At most 128 characters each. */
  values?: string[];

  /** Regular expressions for the value, at most 128 characters each. */
  regexes?: string[];
}

/** A part of the query. The wildcards are `*` and `?`, and `\*` and `\?` the characters themselves. */
export interface QueryStringConditionArgs {
  /**
   * The key, at most 128 characters.
   *
   * @default any
   */
  key?: string;

  /** The value, at most 128 characters. */
  value: string;
}
