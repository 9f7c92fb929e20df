import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer as createHttpServer, type IncomingHttpHeaders, type RequestListener } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { listen } from "../../../rehearsal/servers/loopback.ts";

/** A request as it came to the origin. */
export interface Arrival {
  method: string;
  /** The path with its query. */
  path: string;
  headers: IncomingHttpHeaders;
}

/** The public address of a balancer: a name with a certificate, which only the emulator's process finds. */
export interface PublicOrigin {
  url: string;
  /** What has that process find it: a proxy that leads there, and the certificate that it trusts. */
  env: Record<string, string>;
  /** What came, in order. */
  arrivals: Arrival[];
  /** What answers. At first nobody does. */
  answer: RequestListener;
  stop: () => Promise<void>;
}

/**
 * Starts it, so that a gateway is told production's own `https` address, and calls it.
 *
 * @param host The name, which no DNS has to know.
 */
export async function startPublicOrigin(host: string): Promise<PublicOrigin> {
  const folder = await mkdtemp(join(tmpdir(), "mcp-route-origin-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const words = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=${host}`;
  const names = ["-addext", `subjectAltName=DNS:${host}`, "-keyout", key, "-out", cert];
  await promisify(execFile)("openssl", [...words.split(" "), ...names]);
  const pair = { key: await readFile(key), cert: await readFile(cert) };
  const server = await listen(
    createHttpsServer(pair, (incoming, outgoing) => {
      const { method = "", url: path = "", headers } = incoming;
      origin.arrivals.push({ method, path, headers });
      origin.answer(incoming, outgoing);
    }),
    0,
  );
  const proxy = createHttpServer();
  proxy.on("connect", (_, client) => {
    const onward = connect(server.port, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      client.pipe(onward).pipe(client);
    });
    onward.on("error", () => client.destroy());
    client.on("error", () => onward.destroy());
  });
  const listening = await listen(proxy, 0);
  const origin: PublicOrigin = {
    url: `https://${host}`,
    env: {
      https_proxy: `http://127.0.0.1:${listening.port}`,
      no_proxy: "127.0.0.1,localhost",
      SSL_CERT_FILE: cert,
    },
    arrivals: [],
    answer: (_, outgoing) => void outgoing.writeHead(503).end(),
    stop: async () => {
      await Promise.all([server.stop(), listening.stop()]);
      await rm(folder, { recursive: true });
    },
  };
  return origin;
}
