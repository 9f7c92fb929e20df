import { randomBytes } from "node:crypto";
import {
  Agent,
  type IncomingMessage,
  STATUS_CODES,
  type ServerResponse,
  createServer,
  request as httpRequest,
} from "node:http";
import { type Answer, errorAnswer } from "../../dataplane/answer.ts";
import type { Decision } from "../../dataplane/decision.ts";
import { withoutHopByHop } from "../../dataplane/forwarding.ts";
import { responseRefusal } from "../../dataplane/limits.ts";
import type { Forward, Listener } from "../../dataplane/listener.ts";
import { type Forwarded, type Outcome, outcome } from "../../dataplane/outcome.ts";
import type { Request } from "../../dataplane/request.ts";
import { type Listening, listen } from "./loopback.ts";

/** What stands behind a target group on loopback. */
export interface Backend {
  /** The target group's name. */
  name: string;
  /** The server's port on 127.0.0.1. */
  port: number;
  /** `ip`, `instance` or `lambda`; a Lambda function has no stand-in. @default ip */
  targetType?: string;
}

/** A listener to be served. */
export interface Setting {
  listener: Listener;
  behind: (targetGroupArn: string) => Backend;
  /** How long a request may go without a byte in either direction, in milliseconds. */
  idleTimeout: (request: Request) => number;
  /** The address that requests come from, as far as the listener's rules see it. @default the connection's own */
  sourceIp?: string;
  /** @default one that the system picks */
  port?: number;
}

/** One request that the balancer has dealt with. */
export interface Exchange {
  method: string;
  path: string;
  /**
   * Who answered: a target group's name, or the balancer itself and why. Where target groups share the requests by
   * weight, all that may answer, since which of them does is a matter of chance.
   */
  by: string;
  /** The answer's status; absent while there is none. */
  status?: number;
}

/** A balancer on loopback. */
export interface Balancer extends Listening {
  /** What it has dealt with, in the order in which it came. */
  exchanges: Exchange[];
}

/**
 * Headers of this size, in bytes, are read on both sides: the model's limits are wanted, not Node's of 16 K.
 */
const HEADERS_READ = 256 * 1024;

/**
 * Serves a listener on loopback as AWS would: the model decides, bodies pass as streams. Plain HTTP, whatever
 * the listener speaks.
 *
 * @throws Refusal where the port cannot be had.
 */
export async function startBalancer(setting: Setting): Promise<Balancer> {
  const exchanges: Exchange[] = [];
  const agent = new Agent({ keepAlive: true });
  // Node would close a connection after 5 s, and say so in a header; a balancer keeps it for an hour.
  const server = createServer({ maxHeaderSize: HEADERS_READ, requestTimeout: 0, keepAliveTimeout: 0 });
  server.on("request", (incoming, response) => {
    const request = requestOf(incoming, setting.sourceIp);
    const done = outcome(setting.listener, request, {
      draw: Math.random(),
      traceId: traceId(),
      targetType: (arn) => setting.behind(arn).targetType,
    });
    const exchange: Exchange = { method: request.method, path: request.path, by: answeredBy(done, setting) };
    response.on("finish", () => (exchange.status = response.statusCode));
    exchanges.push(exchange);
    const turn = { incoming, response, agent, setting, exchange, idleTimeout: setting.idleTimeout(request) };
    try {
      carryOut(done, turn);
    } catch (error) {
      // A rule may rewrite to what no request line or header can hold, which only sending it shows.
      exchange.by = itself(`500: ${error instanceof Error ? error.message : String(error)}`);
      if (response.headersSent) response.destroy();
      else send(errorAnswer(500), response);
    }
  });
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    // What cannot even be read is answered with the balancer's page too, not with Node's empty 400 or 431.
    if (socket.writable) socket.end(wire(errorAnswer(error.code === "HPE_HEADER_OVERFLOW" ? 413 : 400)));
    else socket.destroy();
  });
  const { port, stop } = await listen(server, setting.port ?? 0);
  return {
    port,
    exchanges,
    stop: async () => {
      agent.destroy();
      await stop();
    },
  };
}

function requestOf(
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
    case "forward": {
      const sharing = sharersOf(done.decision);
      const named = ({ arn, weight }: (typeof sharing)[number]) => `${behind(arn).name} (${weight})`;
      return sharing.length > 1
        ? `target groups ${sharing.map(named).join(", ")}`
        : `target group ${behind(done.targetGroupArn).name}`;
    }
    case "lambda":
      return `a Lambda function behind target group ${behind(done.targetGroupArn).name}`;
    case "answer":
    case "authenticate":
      return itself(done.by);
  }
}

/** The target groups that get a share of what a decision forwards. */
function sharersOf({ actions }: Decision): Forward["targetGroups"] {
  const groups = actions.flatMap((action) => (action.type === "forward" ? action.targetGroups : []));
  return groups.filter(({ weight }) => weight > 0);
}

function itself(why: string): string {
  return `the balancer (${why})`;
}

/** What it takes to answer one request. */
interface Turn {
  incoming: IncomingMessage;
  response: ServerResponse;
  agent: Agent;
  setting: Setting;
  exchange: Exchange;
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

/** An answer as it stands on a connection that ends with it. */
function wire({ status, headers, body }: Answer): string {
  const lines = [...headers, ["Connection", "close"]].map((header) => header.join(": "));
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`, ...lines, "", body].join("\r\n");
}

function forward({ request, targetGroupArn }: Forwarded, turn: Turn): void {
  const { incoming, response, agent, setting, exchange } = turn;
  const outgoing = httpRequest({
    host: "127.0.0.1",
    port: setting.behind(targetGroupArn).port,
    method: request.method,
    path: request.query === "" ? request.path : `${request.path}?${request.query}`,
    headers: [...request.headers, ...framing(incoming)].flat(),
    maxHeaderSize: HEADERS_READ,
    agent,
  });
  const fail = (status: number, why: string) => {
    outgoing.destroy();
    if (response.destroyed) return;
    if (response.headersSent) {
      response.destroy();
      return;
    }
    exchange.by = itself(`${status}: ${why}`);
    send(errorAnswer(status), response);
  };
  const idle = setTimeout(() => {
    if (incoming.complete) fail(504, "the idle timeout passed");
    else fail(408, "the client sent no more of the body before the idle timeout");
  }, turn.idleTimeout);
  const onByte = () => void idle.refresh();
  response.on("close", () => {
    clearTimeout(idle);
    outgoing.destroy();
  });
  outgoing.on("error", (error: NodeJS.ErrnoException) => {
    if (!response.writableEnded) fail(502, `the target's connection: ${error.code ?? error.message}`);
  });
  outgoing.on("response", (answer) => {
    const headers = withoutHopByHop(pairs(answer.rawHeaders));
    const refused = responseRefusal(headers);
    try {
      if (refused) fail(refused.status, refused.why);
      else passOn(answer, headers, response, onByte);
    } catch (error) {
      // Node reads heads that it would not write.
      fail(502, error instanceof Error ? error.message : String(error));
    }
  });
  incoming.on("data", onByte);
  incoming.pipe(outgoing);
}

/**
 * How the target is told where the body ends, which belongs to the connection and so is not among the headers
 * passed on. Without it Node sends the body of a GET or a DELETE bare, and calls a POST without a body
 * chunked.
 */
function framing({ method = "", headers }: IncomingMessage): [string, string][] {
  if (headers["transfer-encoding"] !== undefined) return [["Transfer-Encoding", "chunked"]];
  const expectsBody = ["POST", "PUT", "PATCH"].includes(method);
  return headers["content-length"] === undefined && expectsBody ? [["Content-Length", "0"]] : [];
}

function passOn(
  answer: IncomingMessage,
  headers: [string, string][],
  response: ServerResponse,
  onByte: () => void,
): void {
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage, headers.flat());
  // The head goes out at once: a stream may have nothing to say for minutes.
  response.flushHeaders();
  onByte();
  answer.on("data", onByte);
  answer.on("error", () => response.destroy());
  answer.pipe(response);
}
