import { once } from "node:events";
import net from "node:net";

/** A request as far as a hostile server looks at it. */
export interface HostileRequest {
  method: string;
  path: string;
  /** The JSON-RPC method; empty without one. */
  message: string;
  head: string;
  /** The server's own origin. */
  origin: string;
}

/** Answers a request by whatever bytes it likes. */
export type Hostile = (socket: net.Socket, request: HostileRequest) => void;

/** The first byte of a TLS handshake. @see https://www.rfc-editor.org/rfc/rfc8446#section-5.1 */
const TLS_HANDSHAKE = 22;

/** A server on loopback that reads each request and leaves the rest to `hostile`; `close` ends it and all it has open. */
export async function serveHostile(
  hostile: Hostile,
): Promise<{ url: string; origin: string; asked: HostileRequest[]; close: () => Promise<void> }> {
  const sockets = new Set<net.Socket>();
  const asked: HostileRequest[] = [];
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket)).on("error", () => undefined);
    let text = "";
    socket.on("data", (chunk: Buffer) => {
      // The beginning of a TLS handshake, which a server of plain HTTP does not take either.
      if (text === "" && chunk[0] === TLS_HANDSHAKE) {
        socket.destroy();
        return;
      }
      text += chunk.toString("latin1");
      const end = text.indexOf("\r\n\r\n");
      if (end === -1) return;
      const head = text.slice(0, end);
      const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
      if (text.length < end + 4 + length) return;
      const [, method = "", path = ""] = /^(\S+) (\S+)/.exec(head) ?? [];
      const message = /"method":"([^"]*)"/.exec(text)?.[1] ?? "";
      text = "";
      const request = { method, path, message, head, origin };
      asked.push(request);
      hostile(socket, request);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as net.AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  return {
    url: `${origin}/mcp`,
    origin,
    asked,
    close: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, "close");
    },
  };
}

/** Writes the same piece again and again, as fast as it is taken, until the connection ends. */
export function forEver(socket: net.Socket, piece: string | Buffer): void {
  const more = () => {
    while (!socket.destroyed && socket.writable) if (!socket.write(piece)) return;
  };
  socket.on("drain", more);
  more();
}

/** Writes the same piece every few milliseconds until the connection ends. */
export function slowly(socket: net.Socket, piece: string): void {
  const timer = setInterval(() => socket.write(piece), 20);
  socket.once("close", () => {
    clearInterval(timer);
  });
}

/** A whole answer. */
export function whole(
  status: string,
  headers: Readonly<Record<string, string>>,
  body: string | Buffer = "",
): Buffer {
  const bytes = Buffer.from(body);
  const lines = Object.entries({ ...headers, "Content-Length": `${bytes.length}`, Connection: "close" });
  return Buffer.concat([
    Buffer.from(
      `HTTP/1.1 ${status}\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`,
    ),
    bytes,
  ]);
}

/** An answer in JSON, as a server of MCP gives it to any request. */
export function json(value: unknown, headers: Readonly<Record<string, string>> = {}): Buffer {
  return whole("200 OK", { "Content-Type": "application/json", ...headers }, JSON.stringify(value));
}
