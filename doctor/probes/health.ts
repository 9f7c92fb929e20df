import { portOf, hostOf, type Way } from "../exchange/way.ts";
import type { HealthCheck, NameSeen } from "../seen.ts";
import type { Trip } from "./trip.ts";

/** How long a target may take for its answer, in milliseconds: AWS's own default. */
const HEALTH_MILLISECONDS = 5_000;

/**
 * Asks a hop as an Application Load Balancer asks its targets: by the target's address, without a token. Nothing is asked at the public
 * URL, which is no target.
 *
 * @param way the hop's own, wherever it redirects to
 * @param name what the hop's name resolves to; null where that is the caller's proxy's business
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
export async function probeHealth(
  trip: Trip,
  way: Way,
  name: NameSeen | null,
  healthCheck: HealthCheck | undefined,
): Promise<void> {
  if (healthCheck === undefined || trip.place.name === "public") return;
  await trip.ask("health", "GET", {
    way,
    path: healthCheck.path,
    headers: [
      ["Host", `${addressOf(way, name)}:${way.port ?? portOf(way.url)}`],
      ["User-Agent", "ELB-HealthChecker/2.0"],
      ["Accept-Encoding", "gzip, compressed"],
      ["Connection", "close"],
    ],
    head: HEALTH_MILLISECONDS,
    total: HEALTH_MILLISECONDS,
  });
}

function addressOf(way: Way, name: NameSeen | null): string {
  const address = name?.addresses[0] ?? hostOf(way.url);
  return address.includes(":") ? `[${address}]` : address;
}
