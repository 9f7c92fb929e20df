import { hostWithoutPort } from "./host.ts";
import type { Forward, Listener, Rule } from "./listener.ts";
import { headerValues, type Request } from "./request.ts";
import { transformed } from "./transform.ts";

/** What a target receives; the body passes as it is. */
export type ForwardedRequest = Omit<Request, "sourceIp">;

/** A request that could not be rewritten: the balancer answers 500. */
export interface RewriteFailure {
  failed: string;
}

/**
 * The target group that serves a request, by weight; undefined where no group has any, which AWS answers with 503.
 * An empty or unhealthy group keeps its share: a weighted forward never fails over.
 *
 * @param draw A random number, at least 0 and below 1.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html
 * @example chooseTargetGroup(forward, Math.random())
 */
export function chooseTargetGroup({ targetGroups }: Forward, draw: number): string | undefined {
  const eligible = targetGroups.filter(({ weight }) => weight > 0);
  const total = eligible.reduce((sum, { weight }) => sum + weight, 0);
  let passed = 0;
  const chosen = eligible.find(({ weight }) => (passed += weight) > draw * total);
  return (chosen ?? eligible.at(-1))?.arn;
}

/**
 * What the target receives of a request: URL and host rewritten by the rule's transforms, `Host` adjusted, the
 * `X-Forwarded-*` and trace headers added, the headers of the caller's own connection removed. All other headers keep
 * their order, their case and their repetitions. An upgrade to WebSocket is outside this model.
 *
 * @param rule The rule that took the request; undefined for the default actions, which have no transforms.
 * @param traceId `1-` + 8 hexadecimal digits (seconds) + `-` + 24, as the balancer would make it up.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/x-forwarded-headers.html
 */
export function forwardedRequest(
  listener: Listener,
  request: Request,
  rule: Rule | undefined,
  traceId: string,
): ForwardedRequest | RewriteFailure {
  const sent = transformed(rule?.transforms ?? [], request);
  if ("failed" in sent) return sent;
  const headers = withoutHopByHop(sent.headers).map(([name, value]): [string, string] => [
    name,
    isHost(name) ? hostFor(listener, value) : value,
  ]);
  return {
    method: request.method,
    path: sent.path,
    query: sent.query,
    headers: additions(listener, request, traceId).reduce(withHeader, headers),
  };
}

const isHost = (name: string): boolean => name.toLowerCase() === "host";

/** Headers of one connection, not of the message (RFC 9110, section 7.6.1), besides those that `Connection` names. */
const HOP_BY_HOP = [
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

/** The headers that belong to the message, not to one connection of it. */
export function withoutHopByHop(headers: Request["headers"]): Request["headers"] {
  const named = headerValues({ headers }, "connection").flatMap((value) => value.split(","));
  const removed = new Set([...HOP_BY_HOP, ...named.map((name) => name.trim().toLowerCase())]);
  return headers.filter(([name]) => !removed.has(name.toLowerCase()));
}

/**
 * On 80 and 443 any port is taken off `Host`, on another port the listener's is put on, unless the header is preserved.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html
 */
function hostFor({ port, preserveHostHeader }: Listener, host: string): string {
  if (preserveHostHeader) return host;
  const name = hostWithoutPort(host);
  return port === 80 || port === 443 ? name : `${name}:${port}`;
}

function additions(listener: Listener, request: Request, traceId: string): [string, string][] {
  const forwardedFor = [...headerValues(request, "x-forwarded-for"), request.sourceIp].join(", ");
  return [
    ["X-Forwarded-For", forwardedFor],
    ["X-Forwarded-Proto", listener.protocol.toLowerCase()],
    ["X-Forwarded-Port", String(listener.port)],
    ["X-Amzn-Trace-Id", traceHeader(headerValues(request, "x-amzn-trace-id")[0], traceId)],
  ];
}

/**
 * A trace that comes with the request keeps its fields and gets a `Self`; a request without one gets a `Root`.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-request-tracing.html
 */
export function traceHeader(incoming: string | undefined, traceId: string): string {
  if (incoming === undefined) return `Root=${traceId}`;
  const fields = incoming.split(";").filter((field) => !field.trim().startsWith("Self="));
  return [`Self=${traceId}`, ...fields].join(";");
}

/** The header in place of the first of its name, where there is one, else at the end. */
export function withHeader(headers: Request["headers"], added: [string, string]): Request["headers"] {
  const isIt = ([name]: [string, string]): boolean => name.toLowerCase() === added[0].toLowerCase();
  const first = headers.findIndex(isIt);
  if (first < 0) return [...headers, added];
  return headers.flatMap((header, index) => (index === first ? [added] : isIt(header) ? [] : [header]));
}
