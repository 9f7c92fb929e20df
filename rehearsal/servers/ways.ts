import type { Listener } from "../../dataplane/listener.ts";
import { urlFor } from "../client/caller.ts";
import type { Pace } from "../pace.ts";
import type { Prepared } from "../program/prepare.ts";
import { type Backend, type Balancer, startBalancer } from "./balancer.ts";
import { type Gateway, startGateway } from "./gateway.ts";
import type { Running } from "./running.ts";

/** A way to the server that the client goes. */
export interface Way {
  /** The URL that the client is given. */
  url: string;
  /** Where its connections really go: `http://127.0.0.1:<port>`. */
  origin: string;
  balancer: Balancer;
  /** The API Gateway in front of the balancer, where there is one on this way. */
  gateway?: Gateway;
}

/** The ways through what AWS has today, and through what the stack makes of it. */
export interface Ways {
  before: Way;
  after: Way;
  /** Through the stack's listener without the gateway in front of it; absent where there is no gateway. */
  balancer?: Way;
}

/** What the ways are served with. */
export interface Serving {
  running: Running;
  pace: Pace;
  behind: (targetGroupArn: string) => Backend;
  /** The port at which the way through all that the stack makes begins. @default one that the system picks */
  port?: number | undefined;
}

/**
 * Serves the ways; each has servers of its own, so that what they have dealt with is what came on this way.
 *
 * @throws Refusal where the port cannot be had.
 */
export async function serveWays({ plan, settings, caller }: Prepared, serving: Serving): Promise<Ways> {
  const { running, pace, behind, port } = serving;
  const { sourceIp } = caller;
  const publicUrl = urlFor(caller, settings.route.url);
  const balancer = (listener: Listener, own?: number): Promise<Balancer> =>
    running.start(
      startBalancer({
        listener,
        behind,
        idleTimeout: pace.idleTimeout,
        sourceIp,
        ...(own === undefined ? {} : { port: own }),
      }),
    );
  const alone = async (listener: Listener, url: string, own?: number): Promise<Way> => {
    const served = await balancer(listener, own);
    return { url, origin: originOf(served), balancer: served };
  };
  const { gateway: planned } = plan;
  if (!planned) {
    const [before, after] = await Promise.all([
      alone(plan.before, publicUrl),
      alone(plan.after, publicUrl, port),
    ]);
    return { before, after };
  }
  const { isBalancer } = planned;
  const url = urlFor(caller, planned.endpoint);
  const through = async (api: typeof planned.after, listener: Listener, own?: number): Promise<Way> => {
    const served = await balancer(listener);
    const gateway = await running.start(
      startGateway({
        api,
        balancerPort: served.port,
        isBalancer,
        limit: pace.limit,
        sourceIp,
        ...(own === undefined ? {} : { port: own }),
      }),
    );
    return { url, origin: originOf(gateway), balancer: served, gateway };
  };
  const [before, behindGateway, after] = await Promise.all([
    planned.before ? through(planned.before, plan.before) : alone(plan.before, publicUrl),
    alone(plan.after, withHost(publicUrl, planned.host)),
    through(planned.after, plan.after, port),
  ]);
  return { before, after, balancer: behindGateway };
}

/** The public URL as the gateway calls it. */
function withHost(publicUrl: string, host: string): string {
  const url = new URL(publicUrl);
  url.host = host;
  return url.href;
}

function originOf({ port }: { port: number }): string {
  return `http://127.0.0.1:${port}`;
}
