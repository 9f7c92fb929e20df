import { randomBytes } from "node:crypto";
import {
  Agent,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  createServer,
  request as httpRequest,
} from "node:http";
import type { AddressInfo } from "node:net";
import { type Answer, errorAnswer } from "../dataplane/answer.ts";
import { withoutHopByHop } from "../dataplane/forwarding.ts";
import { responseRefusal } from "../dataplane/limits.ts";
import type { Listener } from "../dataplane/listener.ts";
import { type Forwarded, type Outcome, outcome } from "../dataplane/outcome.ts";
import type { Request } from "../dataplane/request.ts";
import { Refusal } from "./refusal.ts";

/** What stands behind a target group on loopback. */
export interface Backend {
  /** The target group's name. */
  name: string;
  /** The server's port on 127.0.0.1. */
  port: number;
}

/** A listener to be served. */
export interface Setting {
  listener: Listener;
  behind: (targetGroupArn: string) => Backend;
  /** How long a request may go without a byte in either direction, in milliseconds. */
  idleTimeout: (request: Request) => number;
  /** @default one that the system picks */
  port?: number;
}

/** One request that the balancer has dealt with. */
export interface Exchange {
  method: string;
  path: string;
  /** Who answered: a target group's name, or the balancer itself. */
  by: string;
}

/** A balancer on loopback. */
export interface Balancer {
  port: number;
  /** What it has dealt with, in the order in which it came. */
  exchanges: Exchange[];
  stop: () => Promise<void>;
}

/** A request fits the model's own limits before Node's: the balancer's answer is wanted, not Node's 431. */
const HEADERS_READ = 256 * 1024;

/**
 * Serves a listener on loopback as AWS would: the model decides, bodies pass as streams. Plain HTTP, whatever the listener speaks.
 *
 * @throws Refusal where the port is taken.
 */
export async function startBalancer(setting: Setting): Promise<Balancer> {
  const exchanges: Exchange[] = [];
  const agent = new Agent({ keepAlive: true });
  const server = createServer({ maxHeaderSize: HEADERS_READ, requestTimeout: 0 }, (incoming, response) => {
    const request = requestOf(incoming);
    const done = outcome(setting.listener, request, { draw: Math.random(), traceId: traceId() });
    exchanges.push({ method: request.method, path: request.path, by: answeredBy(done, setting) });
    carryOut(done, { incoming, response, agent, setting, idleTimeout: setting.idleTimeout(request) });
  });
  await listening(server, setting.port ?? 0);
  return {
    port: (server.address() as AddressInfo).port,
    exchanges,
    stop: async () => {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Listens on loopback; an absent port is the system's to pick. */
export async function listening(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const taken = `port ${port} on 127.0.0.1 is in use: choose another with --port, or leave it out to have one picked.`;
      reject(error.code === "EADDRINUSE" ? new Refusal(taken) : error);
    });
    server.listen(port, "127.0.0.1", resolve);
  });
}

function requestOf({ method = "GET", url = "/", rawHeaders, socket }: IncomingMessage): Request {
  const headers = pairs(rawHeaders);
  const absolute = /^https?:\/\/([^/?]*)(.*)$/i.exec(url);
  const [, authority, rest] = absolute ?? [];
  const target = absolute ? absoluteTarget(rest) : url;
  const cut = target.indexOf("?");
  return {
    method,
    path: cut < 0 ? target : target.slice(0, cut),
    query: cut < 0 ? "" : target.slice(cut + 1),
    // The host of an absolute target stands above the header: https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2
    headers:
      authority === undefined
        ? headers
        : headers.map(([name, value]) => [name, /^host$/i.test(name) ? authority : value]),
    sourceIp: socket.remoteAddress ?? "127.0.0.1",
  };
}

/** An address without a path asks for the root. */
function absoluteTarget(rest = ""): string {
  return rest.startsWith("/") ? rest : `/${rest}`;
}

function pairs(raw: string[]): [string, string][] {
  return raw.flatMap((name, index) =>
    index % 2 === 0 ? [[name, raw[index + 1] ?? ""] as [string, string]] : [],
  );
}

function traceId(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `1-${seconds}-${randomBytes(12).toString("hex")}`;
}

function answeredBy(done: Outcome, { behind }: Setting): string {
  switch (done.kind) {
    case "forward":
      return `target group ${behind(done.targetGroupArn).name}`;
    case "lambda":
      return `a Lambda function behind target group ${behind(done.targetGroupArn).name}`;
    case "answer":
    case "authenticate":
      return `the balancer (${done.by})`;
  }
}

/** What it takes to answer one request. */
interface Turn {
  incoming: IncomingMessage;
  response: ServerResponse;
  agent: Agent;
  setting: Setting;
  idleTimeout: number;
}

function carryOut(done: Outcome, turn: Turn): void {
  switch (done.kind) {
    case "forward":
      forward(done, turn);
      return;
    case "answer":
      send(done, turn.response);
      return;
    case "authenticate":
    case "lambda": {
      const by = done.kind === "lambda" ? "a Lambda function" : done.by;
      const body = `Answered here by ${by}, which the rehearsal does not carry out.\n`;
      send({ status: 501, headers: [["Content-Type", "text/plain"]], body }, turn.response);
    }
  }
}

function send({ status, headers, body }: Answer, response: ServerResponse): void {
  response.writeHead(status, headers.flat());
  response.end(body);
}

function forward(
  { request, targetGroupArn }: Forwarded,
  { incoming, response, agent, setting, idleTimeout }: Turn,
): void {
  const { port } = setting.behind(targetGroupArn);
  const path = request.query === "" ? request.path : `${request.path}?${request.query}`;
  const headers = request.headers.flat();
  const outgoing = httpRequest({ host: "127.0.0.1", port, method: request.method, path, headers, agent });
  const fail = (status: number) => {
    outgoing.destroy();
    if (response.headersSent) response.destroy();
    else send(errorAnswer(status), response);
  };
  const idle = setTimeout(() => {
    fail(504);
  }, idleTimeout);
  const onByte = () => void idle.refresh();
  response.on("close", () => {
    clearTimeout(idle);
    outgoing.destroy();
  });
  outgoing.on("error", () => {
    if (!response.writableEnded) fail(502);
  });
  outgoing.on("response", (answer) => {
    passOn(answer, response, onByte);
  });
  incoming.on("data", onByte);
  incoming.pipe(outgoing);
}

function passOn(answer: IncomingMessage, response: ServerResponse, onByte: () => void): void {
  const headers = withoutHopByHop(pairs(answer.rawHeaders));
  const refused = responseRefusal(headers);
  if (refused) {
    answer.destroy();
    send(errorAnswer(refused.status), response);
    return;
  }
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage, headers.flat());
  // The head goes out at once: a stream may have nothing to say for minutes.
  response.flushHeaders();
  onByte();
  answer.on("data", onByte);
  answer.on("error", () => response.destroy());
  answer.pipe(response);
}
