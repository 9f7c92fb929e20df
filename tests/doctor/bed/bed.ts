import { newKey } from "../../../rehearsal/token.ts";
import { Running } from "../../../rehearsal/servers/running.ts";
import { FAULTS } from "./faults.ts";
import { HEALTHY } from "./healthy.ts";
import { type Nginx, type NginxServer, startNginx } from "./nginx.ts";
import type { Opened, Route } from "./route.ts";
import { type Servers, startServers } from "./servers/servers.ts";
import { upstreams } from "./upstreams.ts";

/** The test bed: the servers, and the one nginx that has a server for every route that needs one. */
export interface Bed {
  servers: Servers;
  /** Brings up a route of the bed's tables. */
  open: (route: Route) => Promise<Opened>;
  stop: () => Promise<void>;
}

/**
 * Starts the bed on loopback.
 *
 * @throws Error where there is no nginx, or something does not come up.
 */
export async function startBed(): Promise<Bed> {
  const running = new Running();
  try {
    const key = newKey();
    const servers = await startServers(running, key);
    const nginx = await running.start(startNginx(nginxServers([...FAULTS, ...HEALTHY]), upstreams(servers)));
    return {
      servers,
      open: (route) => open(route, servers, key, nginx),
      stop: () => running.stop(),
    };
  } catch (error) {
    await running.stop();
    throw error;
  }
}

function nginxServers(routes: readonly Route[]): Record<string, NginxServer> {
  return Object.fromEntries(routes.flatMap(({ id, way }) => (way.nginx ? [[id, way.nginx]] : [])));
}

async function open(
  { id, way }: Route,
  servers: Servers,
  key: Uint8Array,
  { ports }: Nginx,
): Promise<Opened> {
  const running = new Running();
  const opened = await way.open({ servers, key, nginxPort: ports[id] ?? 0, running });
  return { ...opened, close: () => running.stop() };
}
