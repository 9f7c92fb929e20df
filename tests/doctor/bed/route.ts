import type { Listener } from "../../../dataplane/listener.ts";
import type { Running } from "../../../rehearsal/servers/running.ts";
import type { HealthCheck } from "../../../doctor/seen.ts";
import type { NginxServer } from "./nginx.ts";
import type { Servers } from "./servers/servers.ts";

/** What the doctor is to be told of a route, besides its URL. */
export interface Options {
  /** The bearer token. */
  token?: string;
  /** A certificate authority to trust, as PEM. */
  ca?: string;
  /** For how many seconds a silent stream is to be held. */
  idleSeconds?: number;
  /** What each hop is to be asked as a load balancer asks its targets. */
  healthCheck?: HealthCheck;
  /** Whether text that looks like code is to be sent. */
  suspicious?: boolean;
  /** Hops that are reached without what stands before them, by name. */
  via?: Record<string, string>;
}

/** A route that is up. */
export interface Opened {
  /** The URL of its MCP endpoint. */
  url: string;
  options: Options;
  /** The listener that AWS would describe, on a route through a balancer. */
  listener?: Listener;
  /** Ends what was started for this route alone; the bed's servers stay. */
  close: () => Promise<void>;
}

/** What a way is opened with. */
export interface Ground {
  servers: Servers;
  /** The key of the tokens that the sample takes. */
  key: Uint8Array;
  /** The port of the way's own nginx server. */
  nginxPort: number;
  /** What is started for this way alone. */
  running: Running;
}

/** A way from a URL to a server, and what stands on it. */
export interface Way {
  /** The server of the bed's one nginx that it needs; absent where it needs none. */
  nginx?: NginxServer;
  /** Starts whatever else it needs. */
  open: (ground: Ground) => Promise<Omit<Opened, "close">>;
}

/** A route of the bed. */
export interface Route {
  /** Unique in the bed: `nginx.buffering-forced`. */
  id: string;
  /** One sentence: how it is set up, and with which server. */
  how: string;
  way: Way;
}
