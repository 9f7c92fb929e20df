import { isRest, stageNameOf } from "../../components/apiGateway/api.ts";
import type { ApiGatewayInfo } from "../../components/apiGateway/info.ts";
import type { PlainGateway, PlainRoute } from "../../config.ts";
import type { Api, ApiRoute } from "../../dataplane/apiGateway/api.ts";
import { type Origin, originOf } from "../../dataplane/apiGateway/origin.ts";
import { type ApiForwarded, apiOutcome } from "../../dataplane/apiGateway/outcome.ts";
import {
  type AdoptedApi,
  type ApiContext,
  type Registration,
  apiFromRegistrations,
} from "../../dataplane/readers/apiRegistrations.ts";
import { headerValues, type Request } from "../../dataplane/request.ts";
import { idOf, stateOf } from "../program/made.ts";
import type { Recording } from "../program/recorder.ts";
import { Refusal } from "../refusal.ts";
import { type GatewayWorld, routesOf } from "../world/gateway.ts";
import type { World } from "../world/world.ts";

/** The API Gateway in front of a stack's listener, without the stack's routes and with them. */
export interface GatewayPlan {
  /** Absent where the API is new. */
  before?: Api;
  after: Api;
  /** The stack's own routes. */
  routes: ApiRoute[];
  /** The API's id. */
  id: string;
  /** The address that clients are given. */
  endpoint: string;
  /** The `Host` with which the endpoint's requests come to the balancer. */
  host: string;
  /** Whether an origin is the stack's balancer. */
  isBalancer: (origin: Origin) => boolean;
}

/**
 * What the recorded program makes of API Gateway; undefined where the stack has none.
 *
 * @throws Refusal where its route does not lead to an origin.
 */
export function gatewayPlanOf(
  recording: Recording,
  world: World,
  { apiGateway }: Pick<PlainRoute, "apiGateway">,
): GatewayPlan | undefined {
  const info = recording.outputs["apiGateway"] as ApiGatewayInfo | null;
  if (!apiGateway || !info) return undefined;
  const { id, endpoint } = info;
  const adopted = apiGateway.adopt && adoptedApi(id, apiGateway, world.gateway ?? {});
  const read = apiFromRegistrations(registrations(recording), contextOf(recording, adopted));
  if (!read) throw new Refusal("The program registers no API, so there is no gateway to rehearse.");
  // A domain at the edge has CloudFront in front, as an API at the edge has.
  const registered: Api =
    isRest(apiGateway) && atEdge(world.gateway ?? {}) ? { ...read, endpointType: "EDGE" } : read;
  const { routes } = registered;
  const others = adopted ? othersThan(routes, routesOf(world.gateway ?? {}) ?? []) : [];
  const standing = others.filter((other) => !routes.some((mine) => isSamePlace(mine, other)));
  const after = { ...registered, routes: [...standing, ...routes] };
  const sent = forwarded({ ...after, routes }, postTo(endpoint));
  const own = new Set(originsOf(routes, postTo(endpoint)).map(named));
  return {
    ...(adopted ? { before: { ...after, routes: others } } : {}),
    after,
    routes,
    id,
    endpoint,
    host: headerValues(sent.request, "host")[0] ?? sent.origin.host,
    isBalancer: (origin) => own.has(named(origin)),
  };
}

/** Whether the custom domain is at the edge, and not in its region too. */
function atEdge({ domain }: GatewayWorld): boolean {
  const types = domain?.DomainNameConfigurations.map(({ EndpointType }) => EndpointType) ?? [];
  return types.includes("EDGE") && !types.includes("REGIONAL");
}

function registrations({ resources }: Recording): Registration[] {
  return resources.map(({ type, name, inputs }) => ({ type, name, id: idOf(name), inputs }));
}

const REST_API = "aws:apigateway/restApi:RestApi";

function contextOf({ resources }: Recording, adopted: AdoptedApi | undefined): ApiContext {
  if (adopted) return { adopted };
  const api = resources.find(({ type }) => type === REST_API);
  return api ? { rootResourceId: String(stateOf(api.type, api.name, api.inputs)["rootResourceId"]) } : {};
}

function adoptedApi(id: string, gateway: PlainGateway, { resources, restApis }: GatewayWorld): AdoptedApi {
  const [type] = restApis?.items.find((each) => each.id === id)?.endpointConfiguration?.types ?? [];
  const rest = isRest(gateway);
  return {
    id,
    type: rest ? "REST" : "HTTP",
    endpointType: rest && (type === "EDGE" || type === "PRIVATE") ? type : "REGIONAL",
    stage: stageNameOf(gateway),
    ...(gateway.customDomain?.mapped
      ? { domain: { name: gateway.customDomain.name, basePath: gateway.customDomain.basePath ?? "" } }
      : {}),
    paths: Object.fromEntries((resources?.items ?? []).map((each) => [each.id, each.path])),
  };
}

/** The routes of an adopted API that are not the stack's own, which it may have had made already. */
function othersThan(own: ApiRoute[], today: ApiRoute[]): ApiRoute[] {
  return today.filter((route) => !own.some((mine) => isSamePlace(mine, route) && isSameWay(mine, route)));
}

/** Whether two routes take the same requests: an API has one of a method and a path. */
export function isSamePlace(one: ApiRoute, other: ApiRoute): boolean {
  return one.method === other.method && one.path === other.path;
}

/** Whether they send them the same way. */
function isSameWay({ integration: one }: ApiRoute, { integration: other }: ApiRoute): boolean {
  return one.kind === "http-proxy" && other.kind === "http-proxy" && one.uri === other.uri;
}

/** Where the stack's routes lead. */
function originsOf(routes: ApiRoute[], request: Request): Origin[] {
  return routes.flatMap(({ integration }) =>
    integration.kind === "http-proxy" ? (originOf(integration, request) ?? []) : [],
  );
}

/** Ids of a request that is only thought of. */
export const IDS = {
  requestId: "00000000-0000-0000-0000-000000000000",
  traceId: "1-00000000-000000000000000000000000",
};

/** A POST to the endpoint, as far as routes can tell requests apart. */
function postTo(endpoint: string): Request {
  const { host, pathname } = new URL(endpoint);
  return { method: "POST", path: pathname, query: "", headers: [["Host", host]], sourceIp: "203.0.113.10" };
}

function forwarded(api: Api, request: Request): ApiForwarded {
  const outcome = apiOutcome(api, request, IDS);
  if (outcome.kind === "forward") return outcome;
  throw new Refusal(`The stack's own routes of API Gateway do not take ${request.method} ${request.path}.`);
}

function named({ protocol, host, port, listenerArn }: Origin): string {
  return listenerArn ?? `${protocol}://${host}:${port}`;
}
