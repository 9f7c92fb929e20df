import { randomUUID } from "node:crypto";
import { Agent, type ClientRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { performance } from "node:perf_hooks";
import { Transform } from "node:stream";
import type { Answer } from "../../dataplane/answer.ts";
import { apiAnswer, type ApiFailure } from "../../dataplane/apiGateway/answer.ts";
import type { Api } from "../../dataplane/apiGateway/api.ts";
import { responseHeaders } from "../../dataplane/apiGateway/headers.ts";
import { API_LIMITS, earliest, type HeaderBudget, headerBudget } from "../../dataplane/apiGateway/limits.ts";
import type { Origin } from "../../dataplane/apiGateway/origin.ts";
import { type ApiForwarded, type ApiOutcome, apiOutcome } from "../../dataplane/apiGateway/outcome.ts";
import type { Request } from "../../dataplane/request.ts";
import { type Listening, listen } from "./loopback.ts";
import {
  type Exchange,
  answerInstead,
  ask,
  notCarriedOut,
  pairs,
  passOn,
  proxyServer,
  requestOf,
  send,
  traceId,
} from "./proxying.ts";

/** An API to be served. */
export interface GatewaySetting {
  api: Api;
  /** The port of the balancer on 127.0.0.1. */
  balancerPort: number;
  /** Whether an origin is that balancer; another has no stand-in. @default every origin is */
  isBalancer?: (origin: Origin) => boolean;
  /**
   * For how many milliseconds a limit holds for a request that holds for so many on AWS.
   *
   * @default as many
   */
  limit?: (request: Request, milliseconds: number) => number;
  /** The address that requests come from. @default the connection's own */
  sourceIp?: string;
  /** @default one that the system picks */
  port?: number;
}

/** One request that the gateway has dealt with. */
export interface GatewayExchange extends Exchange {
  /** How much of what the API accepts of headers the request used. */
  headers: HeaderBudget;
  /** The path with which the balancer was asked; absent where it was not. */
  sentPath?: string;
}

/** An API Gateway on loopback. */
export interface Gateway extends Listening {
  /** What it has dealt with, in the order in which it came. */
  exchanges: GatewayExchange[];
}

/**
 * Serves an API on loopback as AWS would, in front of a balancer: the model decides, the request's body is held until it
 * is whole, and the answer is passed on as it comes or held as well, as the integration has it. Plain HTTP, where the
 * real one speaks HTTPS alone.
 *
 * @throws Refusal where the port cannot be had.
 */
export async function startGateway(setting: GatewaySetting): Promise<Gateway> {
  const { api } = setting;
  const exchanges: GatewayExchange[] = [];
  const agent = new Agent({ keepAlive: true });
  const server = proxyServer((status) => unreadable(api, status));
  server.on("request", (incoming, response) => {
    const request = requestOf(incoming, setting.sourceIp);
    const { method, path } = request;
    const exchange: GatewayExchange = { method, path, by: "", headers: headerBudget(api, request) };
    response.on("finish", () => (exchange.status = response.statusCode));
    exchanges.push(exchange);
    const ids = { requestId: randomUUID(), traceId: traceId() };
    const turn = { incoming, response, agent, setting, request, exchange, ids };
    const done = apiOutcome(api, request, ids);
    if (done.kind === "forward") withBody(turn);
    else carryOut(done, turn);
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

/** No capture shows the body of a 400; it is worded as the gateway words the others. */
function unreadable(api: Api, status: 400 | 413): Answer {
  if (status === 413) return apiAnswer(api, "headers-too-large", randomUUID());
  const body = '{"message":"Bad Request"}';
  const headers: Answer["headers"] = [
    ["Content-Type", "application/json"],
    ["Content-Length", String(body.length)],
  ];
  return { status, headers, body };
}

/** What it takes to answer one request. */
interface Turn {
  incoming: IncomingMessage;
  response: ServerResponse;
  agent: Agent;
  setting: GatewaySetting;
  request: Request;
  exchange: GatewayExchange;
  ids: { requestId: string; traceId: string };
}

/** Deals with a request once its body is there, or is known to be too large. */
function withBody(turn: Turn): void {
  const { incoming, setting, request, ids } = turn;
  const chunks: Buffer[] = [];
  let bodyBytes = 0;
  const dealWith = () => {
    incoming.removeAllListeners("data").resume();
    incoming.removeListener("end", dealWith);
    carryOut(apiOutcome(setting.api, request, { ...ids, bodyBytes }), turn, Buffer.concat(chunks));
  };
  incoming.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    bodyBytes += chunk.length;
    if (bodyBytes > API_LIMITS.payload) dealWith();
  });
  incoming.on("end", dealWith);
}

function carryOut(done: ApiOutcome, turn: Turn, body: Buffer = Buffer.alloc(0)): void {
  const { response, exchange, setting } = turn;
  const standIn = (by: string) => {
    exchange.by = itself(by);
    send(notCarriedOut(by), response);
  };
  switch (done.kind) {
    case "answer":
      exchange.by = itself(done.by);
      send(done, response);
      return;
    case "authorize":
      exchange.by = itself("the API's own authorization");
      send(done.refusal ?? notCarriedOut("the API's own authorization"), response);
      return;
    case "other":
      standIn(done.what);
      return;
    case "forward":
      if (setting.isBalancer?.(done.origin) ?? true) forward(done, turn, body);
      else standIn(`the origin ${done.origin.listenerArn ?? done.origin.host}`);
  }
}

function itself(why: string): string {
  return `API Gateway (${why})`;
}

function forward(done: ApiForwarded, turn: Turn, body: Buffer): void {
  const { response, exchange, setting } = turn;
  exchange.by = "the balancer";
  exchange.sentPath = done.request.path;
  let outgoing: ClientRequest;
  try {
    outgoing = ask(done.request, framing(done.request, body), {
      port: setting.balancerPort,
      agent: turn.agent,
    });
  } catch (error) {
    // A path or a header may be what no request can hold, which only sending it shows.
    failed(turn, "internal", error instanceof Error ? error.message : String(error));
    return;
  }
  const fail = (failure: ApiFailure, why: string) => {
    outgoing.destroy();
    failed(turn, failure, why);
  };
  const onByte = timed(done, turn, (why) => {
    fail("timeout", why);
  });
  response.on("close", () => outgoing.destroy());
  outgoing.on("error", (error: NodeJS.ErrnoException) => {
    if (!response.writableEnded)
      fail("origin-unreachable", `the origin's connection: ${error.code ?? error.message}`);
  });
  outgoing.on("response", (answer) => {
    const headers = responseHeaders(setting.api, pairs(answer.rawHeaders), turn.ids.requestId);
    try {
      if (done.transferMode === "STREAM") passOn(answer, headers, response, onByte, throttled());
      else hold(answer, headers, turn, fail);
    } catch (error) {
      // Node reads heads that it would not write.
      fail("internal", error instanceof Error ? error.message : String(error));
    }
  });
  outgoing.end(body);
}

/** Answers in place of the origin, or breaks off what has begun. */
function failed({ setting, response, exchange, ids }: Turn, failure: ApiFailure, why: string): void {
  const answer = apiAnswer(setting.api, failure, ids.requestId);
  if (answerInstead(answer, response)) exchange.by = itself(`${answer.status}: ${why}`);
}

/**
 * Watches over the time that an answer may take, in all and, where it is streamed, without a byte.
 *
 * @returns what is to be called at each byte.
 */
function timed(
  { timeout, idleTimeout }: ApiForwarded,
  { setting, request, response }: Turn,
  onLate: (why: string) => void,
): () => void {
  const timer = (milliseconds: number, why: string) => {
    const held = setting.limit?.(request, milliseconds) ?? milliseconds;
    const started = setTimeout(() => {
      onLate(why);
    }, held);
    response.on("close", () => {
      clearTimeout(started);
    });
    return started;
  };
  timer(timeout, `the answer had not ended after ${timeout / 1000} s`);
  if (idleTimeout === undefined) return () => undefined;
  const idle = timer(idleTimeout, `no byte came for ${idleTimeout / 1000} s`);
  return () => void idle.refresh();
}

/** A body that was held is sent with its length. */
function framing({ method, headers }: ApiForwarded["request"], body: Buffer): [string, string][] {
  const isTold = headers.some(([name]) => name.toLowerCase() === "content-length");
  const expectsBody = ["POST", "PUT", "PATCH"].includes(method);
  return isTold || (body.length === 0 && !expectsBody) ? [] : [["Content-Length", String(body.length)]];
}

/** Lets the bytes of a stream pass no sooner than AWS does. */
function throttled(): Transform {
  const begun = performance.now();
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _, pass) {
      bytes += chunk.length;
      const wait = earliest(bytes) - (performance.now() - begun);
      if (wait > 0) setTimeout(pass, wait, null, chunk);
      else pass(null, chunk);
    },
  });
}

/** Answers once the whole answer is there, its head too. */
function hold(
  answer: IncomingMessage,
  headers: [string, string][],
  { response, request }: Turn,
  fail: (failure: ApiFailure, why: string) => void,
): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  answer.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > API_LIMITS.payload) fail("internal", `the answer is larger than ${API_LIMITS.payload} bytes`);
  });
  answer.on("error", () => {
    fail("origin-unreachable", "the origin broke its answer off");
  });
  answer.on("end", () => {
    if (response.headersSent || response.destroyed) return;
    const length = bytes > 0 && request.method !== "HEAD" ? [["Content-Length", String(bytes)]] : [];
    const others = length.length > 0 ? headers.filter(([name]) => !/^content-length$/i.test(name)) : headers;
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, [...others, ...length].flat());
    response.end(Buffer.concat(chunks));
  });
}
