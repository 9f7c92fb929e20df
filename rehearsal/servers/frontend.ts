import { createServer } from "node:http";
import { type Listening, listen } from "./loopback.ts";

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

/**
 * Starts the company's other server, as the default action reaches it, on a port that the system picks: a
 * single-page app behind nginx. Every path is the app to a GET, and every other method is a 405 in HTML.
 */
export async function startFrontend(): Promise<Listening> {
  const server = createServer((request, response) => {
    const isRead = request.method === "GET" || request.method === "HEAD";
    const page = isRead ? APP : NOT_ALLOWED;
    response.writeHead(isRead ? 200 : 405, {
      Server: "nginx",
      "Content-Type": "text/html",
      "Content-Length": Buffer.byteLength(page),
    });
    response.end(page);
  });
  return await listen(server, 0);
}
