import { Agent, type IncomingMessage, type ServerResponse } from "node:http";
import { errorAnswer } from "../../dataplane/answer.ts";
import type { Decision } from "../../dataplane/decision.ts";
import { withoutHopByHop } from "../../dataplane/forwarding.ts";
import { responseRefusal } from "../../dataplane/limits.ts";
import type { Forward, Listener } from "../../dataplane/listener.ts";
import { type Forwarded, type Outcome, outcome } from "../../dataplane/outcome.ts";
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

export type { Exchange } from "./proxying.ts";

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

/** A balancer on loopback. */
export interface Balancer extends Listening {
  /** What it has dealt with, in the order in which it came. */
  exchanges: Exchange[];
}

/**
 * Serves a listener on loopback as AWS would: the model decides, bodies pass as streams. Plain HTTP, whatever
 * the listener speaks.
 *
 * @throws Refusal where the port cannot be had.
 */
export async function startBalancer(setting: Setting): Promise<Balancer> {
  const exchanges: Exchange[] = [];
  const agent = new Agent({ keepAlive: true });
  const server = proxyServer(errorAnswer);
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
      answerInstead(errorAnswer(500), response);
    }
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
    case "lambda":
      send(notCarriedOut(done.kind === "lambda" ? "a Lambda function" : done.by), turn.response);
  }
}

function forward({ request, targetGroupArn }: Forwarded, turn: Turn): void {
  const { incoming, response, agent, setting, exchange } = turn;
  const { port } = setting.behind(targetGroupArn);
  const outgoing = ask(request, framing(incoming), { port, agent });
  const fail = (status: number, why: string) => {
    outgoing.destroy();
    if (answerInstead(errorAnswer(status), response)) exchange.by = itself(`${status}: ${why}`);
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
