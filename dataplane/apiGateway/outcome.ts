import type { Answer } from "../answer.ts";
import type { ForwardedRequest } from "../forwarding.ts";
import { headerValues, type Request } from "../request.ts";
import { quoted } from "../wording.ts";
import { apiAnswer, type ApiFailure } from "./answer.ts";
import type { Api, ApiRoute, HttpProxy } from "./api.ts";
import { requestHeaders } from "./headers.ts";
import { apiRefusal, isStreamed, times } from "./limits.ts";
import { hostHeader, type Origin, originOf, originQuery } from "./origin.ts";
import { sentPath } from "./path.ts";
import { selectRoute, type Selection } from "./selection.ts";

/** What the outcome depends on besides API and request: given, so that the outcome itself is reproducible. */
export interface ApiCircumstances {
  /** The id that the gateway would give the request. */
  requestId: string;
  /** The trace that the gateway would make up: `1-67891233-abcdef012345678912345678`. */
  traceId: string;
  /** The length of the body, where it is known otherwise than by `Content-Length`. */
  bodyBytes?: number;
}

/** The request goes on to the origin. */
export interface ApiForwarded {
  kind: "forward";
  route: ApiRoute;
  origin: Origin;
  request: ForwardedRequest;
  /** The paths with which it may go on as well, where AWS does not document which. */
  otherPaths: string[];
  /** Milliseconds within which the whole answer must be there. */
  timeout: number;
  /** Milliseconds without a byte that end a streamed answer; absent where it is buffered. */
  idleTimeout?: number;
  transferMode: HttpProxy["transferMode"];
  selection: Selection;
  /** What this outcome rests on that AWS does not document, the selection's doubts included. */
  unconfirmed: string[];
}

/** The gateway answers by itself. */
export interface ApiAnswered extends Answer {
  kind: "answer";
  /** Why: the limit that is broken, or that there is no such stage or route. */
  by: string;
  /** Absent where the request was refused before any route was considered. */
  selection?: Selection;
  unconfirmed: string[];
}

/** The API asks for credentials first, a preflight's too; what comes next this model does not have. */
export interface ApiAuthorized {
  kind: "authorize";
  route: ApiRoute;
  /** The answer to a request that brings no `Authorization`; absent where it brings one. */
  refusal?: Answer;
  selection: Selection;
  unconfirmed: string[];
}

/** A Lambda function, a mock or another service answers, and what is not modelled. */
export interface ApiOther {
  kind: "other";
  route: ApiRoute;
  what: string;
  selection: Selection;
  unconfirmed: string[];
}

export type ApiOutcome = ApiForwarded | ApiAnswered | ApiAuthorized | ApiOther;

/**
 * What an API does with a request. It asks in this order: the limits, the stage or base path, the route, credentials,
 * and at last the integration; that OPTIONS comes after the credentials is what a browser's preflight founders on.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html
 * @example
 * const done = apiOutcome(api, request, { requestId, traceId });
 * if (done.kind === "forward") send(done.request, done.origin, done.timeout);
 */
export function apiOutcome(api: Api, request: Request, circumstances: ApiCircumstances): ApiOutcome {
  const refused = apiRefusal(api, request, circumstances.bodyBytes);
  if (refused) return answered(api, refused.failure, refused.why, circumstances, refused.unconfirmed);
  const selection = selectRoute(api, request);
  const { route, unconfirmed } = selection;
  if (route === undefined) return missed(api, request, selection, circumstances);
  if (route.authorized) return authorized(api, request, route, selection, circumstances);
  const { integration } = route;
  if (integration.kind === "other") {
    return { kind: "other", route, what: integration.what, selection, unconfirmed };
  }
  return forwarded(api, request, { route, integration, selection }, circumstances);
}

interface Chosen {
  route: ApiRoute;
  integration: HttpProxy;
  selection: Selection;
}

function forwarded(
  api: Api,
  request: Request,
  { route, integration, selection }: Chosen,
  circumstances: ApiCircumstances,
): ApiOutcome {
  const origin = originOf(integration, request);
  if (!origin) {
    const why = `the integration's URI ${quoted(integration.uri)} is not a URL`;
    return { ...answered(api, "internal", why, circumstances, selection.unconfirmed), selection };
  }
  const { path, otherPaths, unconfirmed } = sentPath(api, selection, integration);
  const host = origin.listenerArn === undefined ? hostHeader(origin) : headerValues(request, "host")[0];
  return {
    kind: "forward",
    route,
    origin,
    request: {
      method: integration.method ?? selection.method,
      path,
      query: [originQuery(integration.uri), request.query].filter((query) => query !== "").join("&"),
      headers: requestHeaders(api, request, { host: host ?? origin.host, traceId: circumstances.traceId }),
    },
    otherPaths,
    ...times(api, integration),
    transferMode: isStreamed(api, integration) ? "STREAM" : "BUFFERED",
    selection,
    unconfirmed: [...selection.unconfirmed, ...unconfirmed, ...listenerDoubt(origin)],
  };
}

function listenerDoubt({ listenerArn }: Origin): string[] {
  return listenerArn === undefined ? [] : ["the Host that a listener sees behind an HTTP API's VPC link"];
}

function authorized(
  api: Api,
  request: Request,
  route: ApiRoute,
  selection: Selection,
  { requestId }: ApiCircumstances,
): ApiAuthorized {
  const outcome: ApiAuthorized = { kind: "authorize", route, selection, unconfirmed: selection.unconfirmed };
  if (headerValues(request, "authorization").length > 0) return outcome;
  const { unconfirmed, ...refusal } = apiAnswer(api, "unauthorized", requestId);
  return { ...outcome, refusal, unconfirmed: [...outcome.unconfirmed, ...unconfirmed] };
}

function missed(
  api: Api,
  request: Request,
  selection: Selection,
  circumstances: ApiCircumstances,
): ApiAnswered {
  const { miss, method, unconfirmed } = selection;
  const path = quoted(request.path);
  if (miss === "address") {
    const where = api.domain ? `the base path "/${api.domain.basePath}"` : `the stage "/${api.stage}"`;
    const by = `the path ${path} is not below ${where}`;
    return { ...answered(api, "no-stage", by, circumstances, unconfirmed), selection };
  }
  if (miss === "reserved") {
    const doubts = [...unconfirmed, `what API Gateway answers on ${path}, where it checks its own health`];
    const by = `the path ${path} is reserved on a custom domain`;
    return { ...answered(api, "no-route", by, circumstances, doubts), selection };
  }
  const by = `no route takes ${quoted(method)} ${path}`;
  return { ...answered(api, "no-route", by, circumstances, unconfirmed), selection };
}

function answered(
  api: Api,
  failure: ApiFailure,
  by: string,
  { requestId }: ApiCircumstances,
  doubts: string[],
): ApiAnswered {
  const { unconfirmed, ...answer } = apiAnswer(api, failure, requestId);
  return { kind: "answer", by, ...answer, unconfirmed: [...doubts, ...unconfirmed] };
}
