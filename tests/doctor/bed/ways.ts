import type { Api } from "../../../dataplane/apiGateway/api.ts";
import type { Action, Listener, Rule } from "../../../dataplane/listener.ts";
import { type GatewaySetting, startGateway } from "../../../rehearsal/servers/gateway.ts";
import { type Setting, startBalancer } from "../../../rehearsal/servers/balancer.ts";
import { bearerToken } from "../../../rehearsal/token.ts";
import { aListener, aRule, forwardTo, path } from "../../dataplane/support.ts";
import { CERTIFICATES, TRUSTED } from "./certificates.ts";
import type { NginxServer } from "./nginx.ts";
import type { Ground, Options, Way } from "./route.ts";
import type { Listening } from "../../../rehearsal/servers/loopback.ts";
import { sample } from "./servers/sample.ts";
import { serve } from "./servers/serve.ts";
import { type PassOn, startPassing } from "./servers/passing.ts";
import type { Servers } from "./servers/servers.ts";

/** One of the bed's servers. */
export type ServerName = keyof Servers;

/** The path of every endpoint of the bed. */
const PATH = "/mcp";
const METADATA = "/.well-known/oauth-protected-resource/mcp";

/** What the doctor is told, once the route's URL is known. */
export type Telling = (url: string, ground: Ground) => Options | Promise<Options>;

const nothing: Telling = () => ({});

/** A token that the sample takes at this URL. */
export const withToken: Telling = async (url, { key }) => ({
  token: await bearerToken(key, { audience: url }),
});

/** Straight to a server. */
export function direct(server: ServerName, telling = nothing): Way {
  return {
    open: async (ground) => {
      const url = `http://127.0.0.1:${ground.servers[server].port}${PATH}`;
      return { url, options: await telling(url, ground) };
    },
  };
}

/** To a URL at which nothing of the bed is. */
export function elsewhere(url: string, options: Options = {}): Way {
  return { open: () => Promise.resolve({ url, options }) };
}

/** Through nginx over plain HTTP. @param block What stands in its server's block. */
export function nginx(block: string, telling = nothing): Way {
  return {
    nginx: { block },
    open: async (ground) => {
      const url = `http://127.0.0.1:${ground.nginxPort}${PATH}`;
      return { url, options: await telling(url, ground) };
    },
  };
}

/** Through nginx over TLS; the doctor is told to trust the bed's authority. */
export function nginxTls(
  block: string,
  { certificate = CERTIFICATES.good, http2 = false }: Partial<NginxServer> = {},
  telling = nothing,
): Way {
  return {
    nginx: { block, certificate, http2 },
    open: async (ground) => {
      const url = `https://127.0.0.1:${ground.nginxPort}${PATH}`;
      return { url, options: { ca: TRUSTED.certificate, ...(await telling(url, ground)) } };
    },
  };
}

/** Through a proxy without a mark. */
export function passing(server: ServerName, passOn: PassOn, telling = nothing): Way {
  return {
    open: async (ground) => {
      const { port } = await ground.running.start(startPassing(ground.servers[server].port, passOn));
      const url = `http://127.0.0.1:${port}${PATH}`;
      return { url, options: await telling(url, ground) };
    },
  };
}

/** To something that gives every request the same answer. */
export function answered(status: number, headers: Record<string, string>, body: string | null = null): Way {
  return {
    open: async ({ running }) => {
      const { port } = await running.start(serve(() => new Response(body, { status, headers })));
      return { url: `http://127.0.0.1:${port}${PATH}`, options: {} };
    },
  };
}

/** A balancer's listener, and what of its world is not as always. */
export interface Balanced extends Partial<Listener> {
  /** Milliseconds without a byte after which the balancer ends a request. @default a minute */
  idleMilliseconds?: number;
  /** An nginx server that stands behind the target group `nginx`. */
  nginx?: string;
  /** Whether no target group has a target that could be sent to, which is a 503. @default false */
  withoutTargets?: boolean;
  telling?: Telling;
}

/** The rule that puts an endpoint on a listener. */
export function routeTo(server: ServerName | "nginx", parts: Partial<Rule> = {}): Rule {
  return aRule({
    id: "mcp",
    conditions: [path(PATH, `${PATH}/*`, METADATA)],
    actions: [forwardTo(server)],
    ...parts,
  });
}

/**
 * Through the rehearsed Application Load Balancer. Its target groups are called as the servers; by default everything that
 * no rule takes goes to the company's web site.
 */
export function balanced({
  idleMilliseconds = 60_000,
  nginx: block,
  withoutTargets = false,
  telling = nothing,
  ...parts
}: Balanced): Way {
  const listener = listenerOf(parts);
  const served = withoutTargets ? weightless(listener) : listener;
  return {
    ...(block === undefined ? {} : { nginx: { block } }),
    open: async (ground) => {
      const { port } = await ground.running.start(startBalancer(settingOf(ground, served, idleMilliseconds)));
      const url = `http://127.0.0.1:${port}${PATH}`;
      return { url, listener, options: await telling(url, ground) };
    },
  };
}

function listenerOf(parts: Partial<Listener>): Listener {
  return aListener({ protocol: "HTTP", port: 80, defaultActions: [forwardTo("frontend")], ...parts });
}

/** The rehearsed balancer knows no targets' health: it answers 503 where no target group has a weight. */
function weightless(listener: Listener): Listener {
  const without = (action: Action): Action =>
    action.type === "forward"
      ? { ...action, targetGroups: action.targetGroups.map((group) => ({ ...group, weight: 0 })) }
      : action;
  return {
    ...listener,
    rules: listener.rules.map((rule) => ({ ...rule, actions: rule.actions.map(without) })),
  };
}

function settingOf({ servers, nginxPort }: Ground, listener: Listener, idleMilliseconds: number): Setting {
  return {
    listener,
    behind: (arn) => {
      const name = arn.split("/")[1] ?? "";
      const port = name === "nginx" ? nginxPort : servers[name as ServerName].port;
      return { name, port };
    },
    idleTimeout: () => idleMilliseconds,
  };
}

/** An API in front of a balancer. */
export interface Gated {
  api: Api;
  /** The server that the balancer has at the endpoint; the sample knows the URL at which the API has it. */
  server: ServerName;
  /** How many times faster than AWS the API's limits pass. @default 1 */
  timeScale?: number;
  telling?: Telling;
}

/** Through the rehearsed API Gateway, and the balancer behind it. */
export function gated({ api, server, timeScale = 1, telling = nothing }: Gated): Way {
  return {
    open: async (ground) => {
      const { running, servers } = ground;
      const base = api.domain ? api.domain.basePath : `/${api.stage}`;
      const publicUrl = () => `http://127.0.0.1:${gateway.port}${base}${PATH}`;
      const standIn =
        server === "sample" ? await running.start(sampleAt(publicUrl, ground)) : servers[server];
      const listener = listenerOf({ rules: [routeTo(server)] });
      const setting = settingOf({ ...ground, servers: { ...servers, [server]: standIn } }, listener, 60_000);
      const balancer = await running.start(startBalancer(setting));
      const limit: GatewaySetting["limit"] = (_, milliseconds) => milliseconds / timeScale;
      const gateway = await running.start(startGateway({ api, balancerPort: balancer.port, limit }));
      const url = publicUrl();
      return { url, listener, options: await telling(url, ground) };
    },
  };
}

/** A sample that is told its public URL: an API Gateway tells the origin only the origin's own name. */
function sampleAt(publicUrl: () => string, { key, servers }: Ground): Promise<Listening> {
  return serve(sample(key, `http://127.0.0.1:${servers.authorization.port}`, publicUrl));
}
