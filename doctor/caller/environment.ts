import net from "node:net";
import type { Way } from "../exchange/way.ts";
import { hostOf, portOf } from "../exchange/way.ts";
import type { CallerSeen } from "../seen.ts";

/** The caller's environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Proxy variables, in the order in which they are looked at; small letters go first, as curl has them. */
const PROXY_VARIABLES: Readonly<Record<string, readonly string[]>> = {
  "http:": ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"],
  "https:": ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"],
};
const SHOWN_VARIABLES = [
  "https_proxy",
  "HTTPS_PROXY",
  "http_proxy",
  "HTTP_PROXY",
  "all_proxy",
  "ALL_PROXY",
  "no_proxy",
  "NO_PROXY",
];

/** What of the environment has a part in a request to a URL. */
export function callerOf(env: Environment, url: URL): CallerSeen {
  const shown = SHOWN_VARIABLES.flatMap((name) => {
    const value = env[name] ?? "";
    return value === "" ? [] : [[name, masked(value)] as const];
  });
  const proxy = proxyOf(env, url);
  return {
    proxyVariables: Object.fromEntries(shown),
    proxy: proxy === null ? null : `${proxy.protocol}//${proxy.host}`,
    nodeUsesProxy: env["NODE_USE_ENV_PROXY"] === "1" || /--use-env-proxy\b/.test(env["NODE_OPTIONS"] ?? ""),
    trust: trustOf(env),
  };
}

/** How to reach a URL from here: through the proxy that the variables name for it, or directly. */
export function wayOf(env: Environment, url: URL): Way {
  const proxy = proxyOf(env, url);
  return proxy === null ? { url } : { url, proxy };
}

/**
 * The proxy that curl would take for a URL; null where it goes directly. HTTP_PROXY in capitals counts too: curl leaves it alone
 * because web servers may set it from a request's header, but Node and Python take it.
 * @see https://everything.curl.dev/usingcurl/proxies/env.html
 */
function proxyOf(env: Environment, url: URL): URL | null {
  const names = PROXY_VARIABLES[url.protocol] ?? [];
  const value = names.map((name) => env[name]?.trim() ?? "").find((each) => each !== "");
  if (value === undefined || isExempt(env["no_proxy"] ?? env["NO_PROXY"] ?? "", url)) return null;
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  // Of the other kinds (SOCKS) the doctor speaks none, and the MCP clients do not either.
  return /^https?:/i.test(whole) && URL.canParse(whole) ? new URL(whole) : null;
}

/**
 * Whether NO_PROXY names a URL's host: `*`, a name (which stands for the names below it too), a name with a port, an address, or a
 * range of addresses such as 10.0.0.0/8.
 */
function isExempt(list: string, url: URL): boolean {
  const entries = list.toLowerCase().split(/[\s,]+/);
  return entries.some((entry) => entry === "*" || (entry !== "" && names(entry, url)));
}

function names(entry: string, url: URL): boolean {
  const host = hostOf(url).toLowerCase().replace(/\.$/, "");
  if (net.isIP(host) !== 0) return holds(entry, host, portOf(url));
  const [, name = "", port] = /^(?:\*?\.)?(.*?)\.?(?::(\d+))?$/.exec(entry) ?? [];
  if (name === "" || (port !== undefined && Number(port) !== portOf(url))) return false;
  return host === name || host.endsWith(`.${name}`);
}

function holds(entry: string, address: string, port: number): boolean {
  const bare = entry.replace(/^\[|\](?=$|:\d+$)/g, "");
  if (bare === address || bare === `${address}:${port}`) return true;
  const [network = "", bits = ""] = bare.split("/");
  const family = net.isIP(network);
  if (family === 0 || family !== net.isIP(address) || !/^\d{1,3}$/.test(bits)) return false;
  if (Number(bits) > (family === 4 ? 32 : 128)) return false;
  const kind = family === 4 ? "ipv4" : "ipv6";
  const range = new net.BlockList();
  range.addSubnet(network, Number(bits), kind);
  return range.check(address, kind);
}

function masked(value: string): string {
  // To the last @, since a password may hold anything, also what a URL would end it by.
  return value.replace(/^([a-z][a-z0-9+.-]*:\/\/)?([^:/@]*):(?!\/\/).*@/i, "$1$2:***@");
}

/** Files and switches that change which certificates are believed. */
function trustOf(env: Environment): string[] {
  const files = ["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE"].flatMap(
    (name) => {
      const value = env[name] ?? "";
      return value === "" ? [] : [`${name}=${value}`];
    },
  );
  const switches = (env["NODE_OPTIONS"] ?? "").match(/--use-(?:system|openssl|bundled)-ca\b/g) ?? [];
  return [
    ...files,
    ...switches.map((each) => `NODE_OPTIONS=${each}`),
    ...(env["NODE_TLS_REJECT_UNAUTHORIZED"] === "0" ? [UNCHECKED] : []),
  ];
}

/** The switch with which Node believes any certificate. */
export const UNCHECKED = "NODE_TLS_REJECT_UNAUTHORIZED=0";
