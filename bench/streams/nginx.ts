import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../tests/support/freePort.ts";
import { findCommand } from "../findCommand.ts";

/** An nginx on loopback. */
export interface Nginx {
  port: number;
  stop: () => Promise<void>;
}

/** Where nginx is on this machine; undefined where it is not. */
export function findNginx(): Promise<string | undefined> {
  // Distributions install it where only root's PATH leads.
  return findCommand("nginx", ["/usr/sbin", "/usr/local/sbin"]);
}

/**
 * Starts nginx in front of a server, as one would set it up for streams.
 *
 * @throws Error with what it says, where it does not come up.
 */
export async function startNginx(file: string, upstream: number): Promise<Nginx> {
  const folder = await mkdtemp(join(tmpdir(), "mcp-route-nginx-"));
  const port = await freePort();
  const config = join(folder, "nginx.conf");
  await writeFile(config, configuration(folder, port, upstream));
  const child = spawn(file, ["-p", folder, "-c", config, "-e", "stderr"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const gone = once(child, "close").then(() => rm(folder, { recursive: true }));
  let said = "";
  await new Promise<void>((resolve, reject) => {
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      // Its listening socket is open before it starts the process that serves it.
      if (said.includes("start worker process ")) resolve();
    });
    child.once("close", () => {
      reject(new Error(`nginx did not come up:\n${said}`));
    });
  });
  return {
    port,
    async stop() {
      child.kill();
      await gone;
    },
  };
}

/** Everything that nginx writes goes into a folder of its own. */
function configuration(folder: string, port: number, upstream: number): string {
  const kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return `
    daemon off;
    worker_processes 1;
    pid ${folder}/pid;
    error_log stderr notice;
    events { worker_connections 1024; }
    http {
      access_log off;
      ${kinds.map((kind) => `${kind}_temp_path ${folder}/${kind};`).join("\n      ")}
      upstream server { server 127.0.0.1:${upstream}; keepalive 100; }
      server {
        listen 127.0.0.1:${port};
        location / {
          proxy_pass http://server;
          proxy_http_version 1.1;
          proxy_set_header Connection "";
          proxy_buffering off;
        }
      }
    }
  `;
}
