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
