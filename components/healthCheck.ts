import type { HealthCheckArgs } from "./args.ts";

/** A health check with every setting said. */
export type HealthCheck = Required<HealthCheckArgs>;

/**
 * What holds where the arguments do not say otherwise: AWS's own defaults differ between its pages and its
 * API.
 */
const DEFAULTS: HealthCheck = {
  path: "/healthz",
  matcher: "200",
  interval: 30,
  timeout: 5,
  healthyThreshold: 2,
  unhealthyThreshold: 3,
};

/** The health check that the arguments ask for, defaults filled in. */
export function healthCheckOf(args: HealthCheckArgs | undefined): HealthCheck {
  const said = Object.entries(args ?? {}).filter(([, value]) => value !== undefined);
  return { ...DEFAULTS, ...Object.fromEntries(said) };
}

/** What MCP servers answer to a bare GET of the endpoint, by server and era. None of these is a success. */
const BARE_GET_ANSWERS = [400, 401, 404, 405, 406];

/**
 * Whether a health check asks the MCP endpoint itself, with a matcher that takes none of its answers for
 * health.
 *
 * @example
 * asksTheEndpoint("/mcp", "200", "/mcp"); // true: no target would ever be healthy
 */
export function asksTheEndpoint(path: string, matcher: string, endpoint: string): boolean {
  const [asked] = path.split("?");
  return (
    (asked === endpoint || asked === `${endpoint}/`) &&
    !BARE_GET_ANSWERS.some((code) => admits(matcher, code))
  );
}

/** Whether a matcher such as `200`, `200,202` or `200-299` takes a status code for health. */
export function admits(matcher: string, code: number): boolean {
  return statusRanges(matcher).some(([from, to]) => from <= code && code <= to);
}

/** The ranges of a matcher, each with both ends; a part that is neither a number nor a range gives `NaN`. */
export function statusRanges(matcher: string): [from: number, to: number][] {
  return matcher.split(",").map((part) => {
    const [, from, to] = /^(\d{3})(?:-(\d{3}))?$/.exec(part) ?? [];
    return [Number(from), Number(to ?? from)];
  });
}
