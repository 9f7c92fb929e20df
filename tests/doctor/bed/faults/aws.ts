import type { Api, ApiRoute } from "../../../../dataplane/apiGateway/api.ts";
import type { Action } from "../../../../dataplane/listener.ts";
import { aRule, forwardTo, path } from "../../../dataplane/support.ts";
import { aRoute, httpApi, proxy, restApi } from "../../../rehearsal/supportGateway.ts";
import { balanced, gated, routeTo, withToken } from "../ways.ts";
import type { Fault } from "./fault.ts";

/** How many times faster than AWS the limits of the bed's APIs pass: 30 s are 2 s. */
const TIME_SCALE = 15;

const ORIGIN = "https://origin.quiltdata.com";

const NOT_ALLOWED: Action = {
  type: "fixed-response",
  statusCode: 405,
  contentType: "text/plain",
  body: "Method not allowed",
};

/** A REST API without one of its routes. */
function withoutRoute(routePath: string): Api {
  const api = restApi();
  return { ...api, routes: api.routes.filter((route) => route.path !== routePath) };
}

/** A method that the API lets nobody use without credentials. */
function authorizedRoute(method: string): ApiRoute {
  return { ...aRoute("/mcp", proxy(`${ORIGIN}/mcp`)), id: `${method} /mcp`, method, authorized: true };
}

/** What AWS does with a request that is not wanted, as the rehearsed balancer and API Gateway do it. */
export const AWS_FAULTS: readonly Fault[] = [
  {
    id: "alb.no-rule",
    how: "No rule of the listener has `/mcp`: the default action sends it to the web site, 405 in HTML.",
    layer: "frontend",
    cause: "route.missing",
    awsCause: "alb.rule-missing",
    verdict: "broken",
    way: balanced({ rules: [] }),
  },
  {
    id: "alb.rule-shadowed",
    how: "A rule with a lower number and `/mcp*` sends the requests to another service, 404 in JSON.",
    layer: "framework",
    cause: "route.missing",
    awsCause: "alb.rule-shadowed",
    verdict: "broken",
    way: balanced({
      rules: [
        aRule({
          id: "other",
          priority: 5,
          conditions: [path("/mcp*")],
          actions: [forwardTo("registry")],
        }),
        routeTo("everything", { priority: 10 }),
      ],
    }),
  },
  {
    id: "alb.rule-order",
    how: "The endpoint's rule has a higher number than the catch-all `/*`: the web site takes the requests.",
    layer: "frontend",
    cause: "route.missing",
    awsCause: "alb.rule-order",
    verdict: "broken",
    way: balanced({
      rules: [
        aRule({ id: "catch-all", priority: 40, conditions: [path("/*")], actions: [forwardTo("frontend")] }),
        routeTo("everything", { priority: 50 }),
      ],
    }),
  },
  {
    id: "alb.bare-path",
    how: "The rule has `/mcp/*` without `/mcp`: the bare path goes to the web site.",
    layer: "frontend",
    cause: "route.bare-path",
    awsCause: "alb.bare-path",
    verdict: "broken",
    way: balanced({ rules: [routeTo("everything", { conditions: [path("/mcp/*")] })] }),
  },
  {
    id: "alb.no-healthy-target",
    how: "The target group has no healthy target, its only one being in a zone that the balancer does not use: 503 of the balancer.",
    layer: "alb",
    cause: "upstream.none",
    awsCause: "alb.targets-unhealthy",
    verdict: "broken",
    way: balanced({ rules: [routeTo("everything")], withoutTargets: true }),
  },
  {
    id: "alb.target-refuses",
    how: "Nothing listens at the target's port: 502 of the balancer.",
    layer: "alb",
    cause: "upstream.unreachable",
    awsCause: "alb.targets-unhealthy",
    verdict: "broken",
    way: balanced({ rules: [routeTo("closed")] }),
  },
  {
    id: "alb.fixed-response",
    how: "The rule for `/mcp` answers with a fixed response, 405.",
    layer: "alb",
    cause: "route.fixed-response",
    awsCause: "alb.fixed-response",
    verdict: "broken",
    way: balanced({ rules: [routeTo("everything", { actions: [NOT_ALLOWED] })] }),
  },
  {
    id: "alb.health-check-endpoint",
    how: "The target group's health check asks the endpoint itself, `/mcp`, for 200: a bare GET of it is answered 400, and no target is healthy. Found with `--via` and `--health-check`.",
    layer: "server",
    cause: "health.refused",
    awsCause: "alb.health-check-endpoint",
    verdict: "degraded",
    way: balanced({
      rules: [routeTo("everything")],
      telling: (_, { servers }) => ({
        via: { origin: `http://127.0.0.1:${servers.everything.port}/mcp` },
        healthCheck: { path: "/mcp", matcher: "200" },
      }),
    }),
  },
  {
    id: "alb.security-group",
    how: "The targets' security group drops what the balancer sends: 504, here after a second.",
    layer: "alb",
    cause: "upstream.timeout",
    awsCause: "sg.closed",
    verdict: "broken",
    way: balanced({ rules: [routeTo("blackHole")], idleMilliseconds: 1000 }),
  },
  {
    id: "alb.redirect",
    how: "The HTTP listener sends every request to https with 301.",
    layer: "alb",
    cause: "redirect.https",
    awsCause: "alb.redirect",
    verdict: "broken",
    way: balanced({
      rules: [],
      defaultActions: [
        {
          type: "redirect",
          statusCode: 301,
          protocol: "HTTPS",
          host: "#{host}",
          port: "443",
          path: "/#{path}",
          query: "#{query}",
        },
      ],
    }),
  },
  {
    id: "alb.metadata-not-routed",
    how: "The rule has `/mcp` without `/.well-known`: the web site answers the metadata with its page.",
    layer: "frontend",
    cause: "auth.metadata-html",
    awsCause: "alb.metadata-elsewhere",
    verdict: "broken",
    way: balanced({
      preserveHostHeader: true,
      rules: [routeTo("sample", { conditions: [path("/mcp", "/mcp/*")] })],
    }),
  },
  {
    id: "rest.bare-path",
    how: "The REST API has `/mcp/{proxy+}` without `/mcp`: 403 `Missing Authentication Token` to the bare path.",
    layer: "api-gateway",
    cause: "route.bare-path",
    verdict: "broken",
    way: gated({ api: withoutRoute("/mcp"), server: "dual" }),
  },
  {
    id: "rest.no-route",
    how: "The REST API has no route for `/mcp`: 403 `Missing Authentication Token`.",
    layer: "api-gateway",
    cause: "route.missing",
    verdict: "broken",
    way: gated({ api: restApi({ routes: [aRoute("/api", proxy(`${ORIGIN}/api`))] }), server: "dual" }),
  },
  {
    id: "rest.buffered",
    how: "The REST API's integration buffers, which is the default, and gives up after 29 s, here 1.9 s.",
    layer: "api-gateway",
    cause: "stream.buffered",
    verdict: "degraded",
    way: gated({
      api: restApi({}, { transferMode: "BUFFERED", timeout: 29_000 }),
      server: "everything",
      timeScale: TIME_SCALE,
    }),
  },
  {
    id: "http-api.buffered",
    how: "An HTTP API is in front of a server that streams: it holds every answer, and gives up after 30 s, here 2 s.",
    layer: "api-gateway",
    cause: "stream.not-possible",
    verdict: "degraded",
    way: gated({ api: httpApi(), server: "everything", timeScale: TIME_SCALE }),
  },
  {
    id: "rest.challenge-renamed",
    how: "The REST API turns `WWW-Authenticate` into `x-amzn-Remapped-WWW-Authenticate`; the well-known metadata is there.",
    layer: "api-gateway",
    cause: "header.challenge-renamed",
    verdict: "degraded",
    way: gated({ api: restApi(), server: "sample", telling: withToken }),
  },
  {
    id: "rest.discovery-missing",
    how: "The same without a route for the well-known metadata: nothing leads to the authorization server.",
    layer: "api-gateway",
    cause: "auth.discovery-missing",
    verdict: "broken",
    way: gated({ api: withoutRoute("/.well-known/oauth-protected-resource/mcp"), server: "sample" }),
  },
  {
    id: "rest.preflight-authorized",
    how: "The REST API asks for credentials before it lets OPTIONS through: 401 to a preflight.",
    layer: "api-gateway",
    cause: "cors.preflight-guarded",
    verdict: "degraded",
    way: gated({
      api: restApi({ routes: [...restApi().routes, authorizedRoute("OPTIONS")] }),
      server: "cors",
    }),
  },
];
