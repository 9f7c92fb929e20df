import type { Api } from "../dataplane/apiGateway/api.ts";
import { apiOutcome, type ApiOutcome } from "../dataplane/apiGateway/outcome.ts";
import { hostWithoutPort } from "../dataplane/host.ts";
import type { Listener } from "../dataplane/listener.ts";
import { headerValues } from "../dataplane/request.ts";
import { addressOf, type AskedRequest } from "./explain.ts";
import { type GatewayPlan, IDS } from "./plan/gateway.ts";
import { doubtsOf } from "./plan/gatewayDoubts.ts";

/** What the gateway does with a request, line by line. */
export interface GatewayExplanation {
  lines: string[];
  /** The request with which the balancer is asked; absent where it is not. */
  sent?: AskedRequest;
}

/**
 * Which route of the stack's API takes a request, why every more specific one does not, and what the balancer is sent;
 * undefined where the request's address is not the API's.
 *
 * @param listener Where a private integration leads, which knows its ARN and not its port.
 */
export function explainGateway(
  gateway: GatewayPlan,
  request: AskedRequest,
  listener: Listener,
): GatewayExplanation | undefined {
  const api = apiAt(gateway, hostWithoutPort(headerValues(request, "host")[0] ?? ""));
  if (!api) return undefined;
  const outcome = apiOutcome(api, request, IDS);
  const considered = outcome.selection?.considered ?? [];
  const lines = [
    ...considered.map(({ route, matched, reason }) => {
      const whose = gateway.routes.includes(route) ? "the stack's" : route.id;
      return `  route ${route.method} ${route.path} (${whose}) ${matched ? "takes it" : "passes"}: ${reason}`;
    }),
    `  -> ${taken(outcome, gateway)}`,
    ...(outcome.kind === "forward" ? doubtsOf(outcome, listener) : outcome.unconfirmed).map(
      (doubt) => `  not documented by AWS: ${doubt}`,
    ),
  ];
  if (outcome.kind !== "forward" || !gateway.isBalancer(outcome.origin)) return { lines };
  const { listenerArn, port } = outcome.origin;
  const { sourceIp } = request;
  const sent = { ...outcome.request, sourceIp, port: listenerArn === undefined ? port : listener.port };
  return { lines, sent };
}

/** The API as it is reached by a host: its custom domain's, or its own address; undefined for any other. */
function apiAt({ after, id, before }: GatewayPlan, host: string): Api | undefined {
  if (host === after.domain?.name) return after;
  const [, own] = /^([\w-]+)\.execute-api\.[\w-]+\.amazonaws\.com(?:\.cn)?$/.exec(host) ?? [];
  // The id of a new API is not known yet.
  if (own === undefined || (before && own !== id)) return undefined;
  const { domain, ...atOwnAddress } = after;
  return domain ? atOwnAddress : after;
}

function taken(outcome: ApiOutcome, { isBalancer }: GatewayPlan): string {
  switch (outcome.kind) {
    case "answer":
      return `answered by API Gateway with ${outcome.status}: ${outcome.by}`;
    case "authorize":
      return "answered here by the API's own authorization";
    case "other":
      return `answered here by ${outcome.what}`;
    case "forward": {
      const to = isBalancer(outcome.origin)
        ? "the balancer"
        : (outcome.origin.listenerArn ?? outcome.origin.host);
      return `sent to ${to} as ${addressOf(outcome.request)}, host ${headerValues(outcome.request, "host")[0] ?? ""}`;
    }
  }
}
