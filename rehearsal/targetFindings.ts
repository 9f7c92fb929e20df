import { targetsOf } from "../components/targets.ts";
import type { PlainRoute } from "../config.ts";
import type { Finding } from "./finding.ts";

/** What the one server of a rehearsal does not show of a stack whose requests go to several. */
export function targetFindings(route: Pick<PlainRoute, "target" | "targets" | "forward">): Finding[] {
  const targets = targetsOf(route);
  const sharing = targets.filter(({ weight }) => weight > 0);
  const isShared = sharing.length > 1 || (targets.length > 1 && route.forward?.leaveToDeployments === true);
  const isSticky =
    route.forward?.stickiness !== undefined || targets.some(({ args }) => args.create?.stickiness);
  return [
    ...(isShared
      ? [
          `All ${targets.length} target groups stand for one server here. On AWS each has servers of its own, and a client of the legacy era ` +
            "loses its session when its next request goes to another target group, unless they share a store of sessions.",
        ]
      : []),
    ...(isSticky ? ["Not modelled: the cookies by which the balancer keeps a client with its target."] : []),
  ].map((text) => ({ severity: "note", assumed: false, text }));
}
