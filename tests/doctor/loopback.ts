import http from "node:http";
import https from "node:https";
import net, { type AddressInfo, type Server } from "node:net";
import type { Place } from "../../doctor/probes/trip.ts";
import { examine, type Wanted } from "../../doctor/examine.ts";
import type { Promised, Seen } from "../../doctor/seen.ts";
import type { Certificate } from "./bed/certificates.ts";

const open = new Set<Server>();

/** Ends what the tests have started; for `afterEach`. */
export async function closeAll(): Promise<void> {
  await Promise.all(
    [...open].map((server) => {
      if (server instanceof http.Server || server instanceof https.Server) server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    }),
  );
  open.clear();
}

/** Has a server listen on a port of the system's choice, which it gives back. */
export async function listening(server: Server): Promise<number> {
  open.add(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

/** What a server of the tests answers. */
export interface Reply {
  status: number;
  headers?: Record<string, string | string[]>;
  body?: string | object;
}

/** A request to a server of the tests. */
export interface Request {
  method: string;
  path: string;
  headers: http.IncomingHttpHeaders;
  /** The JSON-RPC method; empty where there is no message. */
  rpc: string;
  /** The server's own origin, such as `http://127.0.0.1:41234`. */
  origin: string;
}

/** A server on loopback; `seen` keeps what it was asked. */
export async function serve(
  reply: (request: Request) => Reply,
  certificate?: Certificate,
): Promise<{ origin: string; seen: Request[] }> {
  const seen: Request[] = [];
  let origin = "";
  const listener: http.RequestListener = (incoming, outgoing) => {
    let text = "";
    incoming.on("data", (chunk: Buffer) => (text += chunk.toString()));
    incoming.on("end", () => {
      const rpc = text === "" ? "" : (JSON.parse(text) as { method: string }).method;
      const { method = "", url = "", headers } = incoming;
      const request = { method, path: url, headers, rpc, origin };
      seen.push(request);
      const { status, headers: own = {}, body = "" } = reply(request);
      const json = typeof body === "object";
      outgoing.writeHead(status, { ...(json ? { "content-type": "application/json" } : {}), ...own });
      outgoing.end(json ? JSON.stringify(body) : body);
    });
  };
  const server =
    certificate === undefined
      ? http.createServer(listener)
      : https.createServer({ cert: certificate.certificate, key: certificate.key }, listener);
  const port = await listening(server);
  origin = `${certificate === undefined ? "http" : "https"}://127.0.0.1:${port}`;
  return { origin, seen };
}

/** An answer of an MCP server without sessions. */
export function result({ rpc }: Pick<Request, "rpc">): Reply {
  if (rpc === "") return { status: 405 };
  return { status: 200, body: { jsonrpc: "2.0", id: 1, result: { capabilities: {}, tools: [], rpc } } };
}

/** A proxy that takes CONNECT; `to` is where everything goes, or the status with which it refuses. */
export async function connectProxy(
  to: number | "through",
): Promise<{ url: string; asked: string[]; credentials: string[] }> {
  const asked: string[] = [];
  const credentials: string[] = [];
  const server = http.createServer();
  server.on("connect", (request, socket: net.Socket) => {
    asked.push(request.url ?? "");
    const [, pair] = /^Basic (.+)$/.exec(request.headers["proxy-authorization"] ?? "") ?? [];
    if (pair !== undefined) credentials.push(Buffer.from(pair, "base64").toString());
    socket.on("error", () => undefined);
    if (to !== "through") {
      socket.end(`HTTP/1.1 ${to} No\r\n\r\n`);
      return;
    }
    const [host = "", port = ""] = (request.url ?? "").split(":");
    const far = net.connect(Number(port), host, () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      far.pipe(socket).pipe(far);
    });
    far.on("error", () => socket.destroy());
    socket.on("close", () => far.destroy());
  });
  return { url: `http://127.0.0.1:${await listening(server)}`, asked, credentials };
}

/** Examines an endpoint as the doctor does. */
export function seenAt(
  place: Omit<Place, "name">,
  promised: Promised = {},
  name = "public",
  wanted: Wanted = {},
): Promise<Seen> {
  return examine({ name, ...place }, { ...wanted, promised }, AbortSignal.timeout(30_000));
}
