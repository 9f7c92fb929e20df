import type { Servers } from "./servers/servers.ts";

/**
 * The upstreams of the bed's nginx: each server by its name, and as `<name>-kept` with connections that are kept; `both`
 * (the two nodes of the reference server in turn), and `hashed` (the two by a hash of the session's id).
 */
export function upstreams(servers: Servers): string {
  const single = Object.entries(servers).flatMap(([name, { port }]: [string, Servers["everything"]]) => [
    `upstream ${name} { server 127.0.0.1:${port}; }`,
    `upstream ${name}-kept { server 127.0.0.1:${port}; keepalive 8; }`,
  ]);
  const nodes = `server 127.0.0.1:${servers.everything.port}; server 127.0.0.1:${servers.twin.port};`;
  return [
    ...single,
    `upstream both { ${nodes} }`,
    `upstream hashed { hash $http_mcp_session_id; ${nodes} }`,
  ].join("\n      ");
}
