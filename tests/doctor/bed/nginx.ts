import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findCommand } from "../../../bench/findCommand.ts";
import type { Certificate } from "./certificates.ts";

/** One server of an nginx. */
export interface NginxServer {
  /** What stands in its block besides `listen`; `@PORT@` is its own port, `@PORT:name@` that of another. */
  block: string;
  /** With which it speaks TLS. @default it speaks plain HTTP */
  certificate?: Certificate;
  /** Whether it offers HTTP/2, which takes TLS. @default false */
  http2?: boolean;
}

/** An nginx on loopback. */
export interface Nginx {
  /** The port of each server. */
  ports: Record<string, number>;
  stop: () => Promise<void>;
}

/** How many times ports are picked before one gives up: between picking and listening another may take one. */
const ATTEMPTS = 3;

/** What to tell somebody who has no nginx. */
export const NO_NGINX = "nginx is not installed: apt-get install nginx-light";

/** Where nginx is on this machine; undefined where it is not. */
export function findNginx(): Promise<string | undefined> {
  // Distributions install it where only root's PATH leads.
  return findCommand("nginx", ["/usr/sbin", "/usr/local/sbin"]);
}

/**
 * Starts one nginx, as this user, that serves all of the servers on 127.0.0.1, each on a port of its own. It writes into a
 * folder of its own, and nowhere else.
 *
 * @param http What stands in the `http` block besides the servers: the upstreams.
 * @throws Error with what it says, where it does not come up, or is not there.
 */
export async function startNginx(servers: Record<string, NginxServer>, http: string): Promise<Nginx> {
  const file = await findNginx();
  if (file === undefined) throw new Error(NO_NGINX);
  const folder = await mkdtemp(join(tmpdir(), "mcp-route-bed-"));
  try {
    return await started(file, folder, servers, http);
  } catch (error) {
    await rm(folder, { recursive: true });
    throw error;
  }
}

async function started(
  file: string,
  folder: string,
  servers: Record<string, NginxServer>,
  http: string,
): Promise<Nginx> {
  const config = join(folder, "nginx.conf");
  for (const [name, { certificate }] of Object.entries(servers)) {
    if (certificate === undefined) continue;
    await writeFile(join(folder, `${name}.crt`), certificate.certificate);
    await writeFile(join(folder, `${name}.key`), certificate.key, { mode: 0o600 });
  }
  for (let attempt = 1; ; attempt++) {
    const ports = await freePorts(Object.keys(servers));
    await writeFile(config, configuration(folder, servers, ports, http));
    const child = spawn(file, ["-p", folder, "-c", config, "-e", "stderr"], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    // Nothing may be left where the tests end early.
    const end = () => {
      child.kill();
      rmSync(folder, { recursive: true, force: true });
    };
    process.once("exit", end);
    const gone = once(child, "close").then(() => process.off("exit", end));
    const trouble = await ready(child);
    if (trouble === undefined) {
      return {
        ports,
        stop: async () => {
          child.kill();
          await gone;
          await rm(folder, { recursive: true });
        },
      };
    }
    await gone;
    if (!trouble.includes("Address already in use") || attempt === ATTEMPTS)
      throw new Error(`nginx did not come up:\n${trouble}`);
  }
}

/** What it said, where it ended instead of serving. */
async function ready(child: ChildProcess): Promise<string | undefined> {
  let said = "";
  return new Promise((resolve) => {
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      // Its listening sockets are open before it starts the process that serves them.
      if (said.includes("start worker process ")) resolve(undefined);
    });
    child.once("close", () => {
      resolve(said);
    });
  });
}

/** As many ports on 127.0.0.1 that are free now: all are held until all are known. */
async function freePorts(names: string[]): Promise<Record<string, number>> {
  const held = names.map(() => createServer().listen(0, "127.0.0.1"));
  await Promise.all(held.map((server) => once(server, "listening")));
  const ports = held.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(held.map((server) => once(server.close(), "close")));
  return Object.fromEntries(names.map((name, at) => [name, ports[at]!]));
}

/** Everything that nginx writes goes into its folder. */
function configuration(
  folder: string,
  servers: Record<string, NginxServer>,
  ports: Record<string, number>,
  http: string,
): string {
  const kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  // A worker of root's would be another user, who may not write into the folder.
  const user = process.getuid?.() === 0 ? "user root;" : "";
  return `
    ${user}
    daemon off;
    worker_processes 1;
    pid ${folder}/pid;
    error_log stderr notice;
    events { worker_connections 1024; }
    http {
      access_log off;
      ${kinds.map((kind) => `${kind}_temp_path ${folder}/${kind};`).join("\n      ")}
      ${http}
      ${Object.entries(servers)
        .map(([name, server]) => serverBlock(folder, name, server, ports))
        .join("\n      ")}
    }
  `;
}

function serverBlock(
  folder: string,
  name: string,
  { block, certificate, http2 = false }: NginxServer,
  ports: Record<string, number>,
): string {
  const tls = certificate === undefined ? "" : " ssl";
  const files =
    certificate === undefined
      ? ""
      : `ssl_certificate ${folder}/${name}.crt; ssl_certificate_key ${folder}/${name}.key;`;
  const filled = block.replace(/@PORT(?::([\w-]+))?@/g, (_, other: string | undefined) =>
    String(ports[other ?? name]),
  );
  return `server { listen 127.0.0.1:${ports[name]!}${tls}${http2 ? " http2" : ""}; ${files} ${filled} }`;
}
