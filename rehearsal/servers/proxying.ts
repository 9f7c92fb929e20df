import { randomBytes } from "node:crypto";
import {
  type Agent,
  type ClientRequest,
  type IncomingMessage,
  STATUS_CODES,
  type Server,
  type ServerResponse,
  createServer,
  request as httpRequest,
} from "node:http";
import type { Duplex } from "node:stream";
import type { Answer } from "../../dataplane/answer.ts";
import type { ForwardedRequest } from "../../dataplane/forwarding.ts";
import type { Request } from "../../dataplane/request.ts";

/** One request that a proxy has dealt with. */
export interface Exchange {
  method: string;
  path: string;
  /**
   * Who answered: a target group's name, or the proxy itself and why. Where target groups share the requests by
   * weight, all that may answer, since which of them does is a matter of chance.
   */
  by: string;
  /** The answer's status; absent while there is none. */
  status?: number;
}

/**
 * Headers of this size, in bytes, are read on both sides: the model's limits are wanted, not Node's of 16 K.
 */
const HEADERS_READ = 256 * 1024;

/**
 * A server that passes requests on.
 *
 * @param unreadable The answer where a request cannot even be read: its status is 400, or 413 for headers that Node does
 *   not read to their end.
 */
export function proxyServer(unreadable: (status: 400 | 413) => Answer): Server {
  // Node would close a connection after 5 s, and say so in a header; a balancer keeps it for an hour.
  const server = createServer({ maxHeaderSize: HEADERS_READ, requestTimeout: 0, keepAliveTimeout: 0 });
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    // What cannot even be read is answered with the proxy's page too, not with Node's empty 400 or 431.
    if (socket.writable) socket.end(wire(unreadable(error.code === "HPE_HEADER_OVERFLOW" ? 413 : 400)));
    else socket.destroy();
  });
  return server;
}

/** An answer as it stands on a connection that ends with it. */
function wire({ status, headers, body }: Answer): string {
  const lines = [...headers, ["Connection", "close"]].map((header) => header.join(": "));
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`, ...lines, "", body].join("\r\n");
}

/** A request as it came, for the model to decide on. */
export function requestOf(
  { method = "GET", url = "/", rawHeaders, socket }: IncomingMessage,
  sourceIp = socket.remoteAddress ?? "127.0.0.1",
): Request {
  const headers = pairs(rawHeaders);
  const absolute = /^https?:\/\/([^/?]*)(.*)$/i.exec(url);
  const [, authority, rest] = absolute ?? [];
  const target = absolute ? absoluteTarget(rest) : url;
  const cut = target.indexOf("?");
  return {
    method,
    path: cut < 0 ? target : target.slice(0, cut),
    query: cut < 0 ? "" : target.slice(cut + 1),
    // An absolute target's host stands above the header: https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2
    headers:
      authority === undefined
        ? headers
        : headers.map(([name, value]) => [name, /^host$/i.test(name) ? authority : value]),
    sourceIp,
  };
}

/** An address without a path asks for the root. */
function absoluteTarget(rest = ""): string {
  return rest.startsWith("/") ? rest : `/${rest}`;
}

/** Node's flat list of headers as pairs. */
export function pairs(raw: string[]): [string, string][] {
  return raw.flatMap((name, index) =>
    index % 2 === 0 ? [[name, raw[index + 1] ?? ""] as [string, string]] : [],
  );
}

/** A trace as AWS's proxies make it up. */
export function traceId(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `1-${seconds}-${randomBytes(12).toString("hex")}`;
}

/** Gives an answer of the proxy itself. */
export function send({ status, headers, body }: Answer, response: ServerResponse): void {
  response.writeHead(status, headers.flat());
  response.end(body);
}

/** What stands for an answer that somebody else would give, whom the rehearsal does not have. */
export function notCarriedOut(by: string): Answer {
  const body = `Answered here by ${by}, which the rehearsal does not carry out.\n`;
  return { status: 501, headers: [["Content-Type", "text/plain"]], body };
}

/** Asks a server on loopback; the body is still to be sent. */
export function ask(
  { method, path, query, headers }: ForwardedRequest,
  framing: [string, string][],
  { port, agent }: { port: number; agent: Agent },
): ClientRequest {
  return httpRequest({
    host: "127.0.0.1",
    port,
    method,
    path: query === "" ? path : `${path}?${query}`,
    headers: [...headers, ...framing].flat(),
    maxHeaderSize: HEADERS_READ,
    agent,
  });
}

/**
 * Passes an answer on as it comes.
 *
 * @param through What its bytes go through on their way. @default nothing
 */
export function passOn(
  answer: IncomingMessage,
  headers: [string, string][],
  response: ServerResponse,
  onByte: () => void,
  through?: Duplex,
): void {
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage, headers.flat());
  // The head goes out at once: a stream may have nothing to say for minutes.
  response.flushHeaders();
  onByte();
  answer.on("data", onByte);
  answer.on("error", () => response.destroy());
  (through ? answer.pipe(through) : answer).pipe(response);
}

/**
 * Answers in place of a server that failed; what has begun is broken off instead.
 *
 * @returns whether the answer is the proxy's own.
 */
export function answerInstead(answer: Answer, response: ServerResponse): boolean {
  if (response.destroyed) return false;
  if (response.headersSent) {
    response.destroy();
    return false;
  }
  send(answer, response);
  return true;
}
