import { type Answer, errorAnswer, fixedAnswer, redirectAnswer } from "./answer.ts";
import { decide, type Decision } from "./decision.ts";
import { chooseTargetGroup, type ForwardedRequest, forwardedRequest } from "./forwarding.ts";
import { refusal } from "./limits.ts";
import type { Action, Authenticate, Forward, Listener } from "./listener.ts";
import type { Request } from "./request.ts";

/** What the outcome depends on besides listener and request: given, so that the outcome itself is reproducible. */
export interface Circumstances {
  /** A random number, at least 0 and below 1: which target group of a weighted forward is chosen. */
  draw: number;
  /** The trace that the balancer would make up: `1-67891233-abcdef012345678912345678`. */
  traceId: string;
  /** The type of a target group (`instance`, `ip`, `lambda`, `alb`); undefined where it is not known. */
  targetType?: (targetGroupArn: string) => string | undefined;
}

/** The request goes to a target of this group. */
export interface Forwarded {
  kind: "forward";
  targetGroupArn: string;
  request: ForwardedRequest;
  decision: Decision;
}

/** The balancer answers by itself. */
export interface Answered extends Answer {
  kind: "answer";
  /** Who answers, and why: `fixed-response`, `redirect`, or the limit or failure that ended the request. */
  by: string;
  /** Absent where the request was refused before any rule was asked. */
  decision?: Decision;
}

/**
 * The balancer asks for a login or a token first. What comes next depends on a session, a signature or a key server that
 * this model does not have, so it ends here, whether or not the request brings a token.
 */
export interface Authenticated {
  kind: "authenticate";
  by: Authenticate["type"];
  decision: Decision;
}

/** The request becomes the event of a Lambda function, which no HTTP server on loopback can stand in for. */
export interface Invoked {
  kind: "lambda";
  targetGroupArn: string;
  decision: Decision;
}

export type Outcome = Forwarded | Answered | Authenticated | Invoked;

/**
 * What the balancer does with a request.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html
 * @example
 * const done = outcome(listener, request, { draw: Math.random(), traceId });
 * if (done.kind === "forward") send(done.request, done.targetGroupArn);
 */
export function outcome(listener: Listener, request: Request, circumstances: Circumstances): Outcome {
  const refused = refusal(request);
  if (refused) return { kind: "answer", by: refused.why, ...errorAnswer(refused.status) };
  const decision = decide(listener, request);
  const action = decision.actions[0];
  if (action === undefined) return failure(500, "the rule has no action", decision);
  return taken(action, listener, request, decision, circumstances);
}

function taken(
  action: Action,
  listener: Listener,
  request: Request,
  decision: Decision,
  circumstances: Circumstances,
): Outcome {
  switch (action.type) {
    case "forward":
      return forwarded(action, listener, request, decision, circumstances);
    case "redirect":
      return { kind: "answer", by: "redirect", decision, ...redirectAnswer(listener, request, action) };
    case "fixed-response":
      return { kind: "answer", by: "fixed-response", decision, ...fixedAnswer(action) };
    case "authenticate-oidc":
    case "authenticate-cognito":
    case "jwt-validation":
      return { kind: "authenticate", by: action.type, decision };
  }
}

function forwarded(
  action: Forward,
  listener: Listener,
  request: Request,
  decision: Decision,
  { draw, traceId, targetType }: Circumstances,
): Outcome {
  const targetGroupArn = chooseTargetGroup(action, draw);
  if (targetGroupArn === undefined) return failure(503, "no target group has a weight above 0", decision);
  const sent = forwardedRequest(listener, request, decision.rule, traceId);
  if ("failed" in sent) return failure(500, sent.failed, decision);
  if (targetType?.(targetGroupArn) === "lambda") return { kind: "lambda", targetGroupArn, decision };
  return { kind: "forward", targetGroupArn, request: sent, decision };
}

function failure(status: number, by: string, decision: Decision): Answered {
  return { kind: "answer", by, decision, ...errorAnswer(status) };
}
