import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { listening } from "./balancer.ts";

/** The company's other server, as the default action reaches it. */
export interface Frontend {
  port: number;
  stop: () => Promise<void>;
}

const APP =
  "<!doctype html><html><head><title>Catalog</title></head><body><div id=root></div></body></html>\n";

/** What nginx answers to a POST for a static file, byte for byte. */
const NOT_ALLOWED = [
  "<html>",
  "<head><title>405 Not Allowed</title></head>",
  "<body>",
  "<center><h1>405 Not Allowed</h1></center>",
  "<hr><center>nginx</center>",
  "</body>",
  "</html>",
  "",
].join("\r\n");

/** Starts a single-page app behind nginx: every path is the app to a GET, and every other method is a 405 in HTML. */
export async function startFrontend(): Promise<Frontend> {
  const server = createServer((request, response) => {
    const isRead = request.method === "GET" || request.method === "HEAD";
    response.writeHead(isRead ? 200 : 405, { server: "nginx", "content-type": "text/html" });
    response.end(isRead ? APP : NOT_ALLOWED);
  });
  await listening(server, 0);
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
