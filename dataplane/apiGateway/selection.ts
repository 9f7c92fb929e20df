import { headerValues, type Request } from "../request.ts";
import { quoted } from "../wording.ts";
import { addressed } from "./address.ts";
import type { Api, ApiRoute } from "./api.ts";
import { matchPath, type PathMatch, specificity } from "./routePath.ts";

/** Why a route took the request or did not. */
export interface RouteConsideration {
  route: ApiRoute;
  matched: boolean;
  /** What did not fit (or, for the route that took it, what did): `the path "/mcp/x" is not "/mcp"`. */
  reason: string;
}

/** Which route a request takes, and why. */
export interface Selection {
  /** Absent where none took it. */
  route?: ApiRoute;
  /** Why none took it; absent where one did. */
  miss?: "address" | "reserved" | "route";
  /** The path below the stage or the base path, as it was compared; absent where it is outside them. */
  path?: string;
  /** The method as it was compared. */
  method: string;
  /** What the greedy variable of the route's path holds, without a slash in front. */
  greedy?: string;
  /** What the variables of the route's path hold, the greedy one among them. */
  parameters: Record<string, string>;
  /** Every route that was asked, the most specific first, up to and with the one that took the request. */
  considered: RouteConsideration[];
  /** What this rests on that AWS does not document; empty where all of it is documented. */
  unconfirmed: string[];
}

/**
 * Which route of an API takes a request: below the stage or the base path the most specific path that has the method,
 * `ANY` last; of an HTTP API at the end the route `$default`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html
 * @example
 * for (const { route, matched, reason } of selectRoute(api, request).considered)
 *   console.log(route.method, route.path, matched ? "takes it:" : "passes:", reason);
 */
export function selectRoute(api: Api, request: Request): Selection {
  const method = effectiveMethod(api, request);
  const address = addressed(api, request.path);
  const missed = { method, parameters: {}, considered: [], unconfirmed: address.unconfirmed };
  if (address.path === undefined) return { ...missed, miss: "address" };
  const path = api.type === "REST" ? withoutTrailingSlash(address.path) : address.path;
  if (isReserved(api, request.path)) return { ...missed, path, miss: "reserved" };
  const { route, match, considered } = choose(api, method, path);
  return {
    ...(route ? { route } : { miss: "route" }),
    path,
    method,
    ...(match?.greedy === undefined ? {} : { greedy: match.greedy }),
    parameters: match?.parameters ?? {},
    considered,
    unconfirmed: [
      ...address.unconfirmed,
      ...(isReserved(api, path) ? [`whether ${quoted(path)} is reserved below a base path too`] : []),
      ...fallThroughDoubt(api, path, considered),
      ...decodingDoubt(api, method, path, route),
    ],
  };
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html */
function effectiveMethod({ type }: Api, request: Request): string {
  const override = type === "REST" ? headerValues(request, "x-http-method-override")[0] : undefined;
  return override ?? request.method;
}

/** A REST API takes `/mcp/` for `/mcp`; an HTTP API compares the slash. */
function withoutTrailingSlash(path: string): string {
  return path === "/" ? path : path.replace(/\/$/, "");
}

/**
 * API Gateway checks its own health there.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
function isReserved({ type, domain }: Api, path: string): boolean {
  return type === "REST" && domain !== undefined && (path === "/ping" || path === "/sping");
}

interface Choice {
  route?: ApiRoute;
  match?: PathMatch;
  considered: RouteConsideration[];
}

function choose({ routes }: Api, method: string, path: string): Choice {
  const considered: RouteConsideration[] = [];
  for (const route of mostSpecificFirst(routes)) {
    const match = route.path === "$default" ? { parameters: {} } : matchPath(route.path, path);
    const matched = match !== undefined && hasMethod(route, method);
    considered.push({ route, matched, reason: reasonOf(route, match, method, path) });
    if (matched) return { route, match, considered };
  }
  return { considered };
}

function mostSpecificFirst(routes: ApiRoute[]): ApiRoute[] {
  return routes.toSorted((a, b) => compareTexts(sortKey(a), sortKey(b)));
}

function sortKey({ id, method, path }: ApiRoute): string[] {
  // Nothing is less specific than `$default`: it comes after every greedy path.
  const rank = path === "$default" ? "3" : specificity(path);
  return [rank, method === "ANY" ? "1" : "0", path, method, id];
}

function compareTexts(a: string[], b: string[]): number {
  for (const [index, text] of a.entries()) {
    const other = b[index] ?? "";
    if (text !== other) return text < other ? -1 : 1;
  }
  return 0;
}

function hasMethod(route: ApiRoute, method: string): boolean {
  return route.path === "$default" || route.method === "ANY" || route.method === method;
}

function reasonOf(route: ApiRoute, match: PathMatch | undefined, method: string, path: string): string {
  if (route.path === "$default") return "it takes what no other route does";
  if (!match) return `the path ${quoted(path)} is not ${quoted(route.path)}`;
  if (!hasMethod(route, method)) return `the method ${quoted(method)} is not ${quoted(route.method)}`;
  return `the path ${quoted(path)} is ${quoted(route.path)}, with the method ${route.method}`;
}

/** AWS's guide speaks of the best resource alone, while requests were seen to go on to the next best. */
function fallThroughDoubt({ type }: Api, path: string, considered: RouteConsideration[]): string[] {
  const wrongMethod = considered.find(
    ({ route, matched }) => !matched && matchPath(route.path, path) !== undefined,
  );
  const taker = considered.find(({ matched }) => matched);
  if (type !== "REST" || !wrongMethod || !taker || taker.route.path === wrongMethod.route.path) return [];
  return [`whether a request passes ${quoted(wrongMethod.route.path)} by because it lacks the method`];
}

function decodingDoubt(api: Api, method: string, path: string, route: ApiRoute | undefined): string[] {
  if (choose(api, method, decoded(path)).route === route) return [];
  return ["whether a path is decoded before it is compared with the routes"];
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
