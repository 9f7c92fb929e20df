import { answer, page } from "../answer.ts";
import type { Sample } from "../sample.ts";

const HTML = { "Content-Type": "text/html" };
const NGINX = { Server: "nginx/1.22.1", ...HTML };
const ENVOY = { server: "envoy", "content-type": "text/plain" };
const SPECIAL = "https://github.com/nginx/nginx/blob/master/src/http/ngx_http_special_response.c";

/** nginx's answer with its own page. */
function nginx(
  row: string,
  name: string,
  what: string,
  status: number,
  title: string,
  source = SPECIAL,
): Sample {
  return {
    name,
    what,
    source,
    answer: answer(status, NGINX, page(title, "nginx/1.22.1")),
    answeredBy: { layer: "nginx", row, mark: `body: ${title}, nginx/1.22.1` },
    passedBy: [],
  };
}

/** An answer that Envoy wrote itself. */
function envoy(
  row: string,
  name: string,
  what: string,
  status: number,
  body: string,
  source: string,
): Sample {
  return {
    name,
    what,
    source,
    answer: answer(status, ENVOY, body),
    answeredBy: { layer: "envoy", row, mark: `server: envoy, body: ${body}` },
    passedBy: [],
  };
}

/** Envoy, nginx and other proxies. */
export const PROXY_SAMPLES: readonly Sample[] = [
  {
    ...envoy(
      "envoy.upstream-failed",
      "envoy-503",
      "an Envoy of Contour that got no connection to its upstream",
      503,
      "upstream connect error or disconnect/reset before headers. reset reason: connection failure",
      "https://projectcontour.io/docs/1.28/troubleshooting/common-proxy-errors/",
    ),
    answeredBy: {
      layer: "envoy",
      row: "envoy.upstream-failed",
      mark: "server: envoy, body: upstream connect error or disconnect/reset before headers",
    },
  },
  envoy(
    "envoy.no-upstream",
    "envoy-no-upstream",
    "an Istio gateway without a healthy pod",
    503,
    "no healthy upstream",
    "https://github.com/cortexlabs/cortex/issues/432",
  ),
  envoy(
    "envoy.timeout",
    "envoy-504",
    "an Envoy whose route timed out",
    504,
    "upstream request timeout",
    "https://github.com/envoyproxy/envoy/issues/17593",
  ),
  envoy(
    "envoy.denied",
    "envoy-rbac",
    "an authorization policy of Istio refuses",
    403,
    "RBAC: access denied",
    "https://istio.io/latest/docs/tasks/security/authorization/authz-http/",
  ),
  {
    name: "envoy-404",
    what: "an Envoy without a route for the host",
    source: "https://github.com/envoyproxy/envoy/issues/28140",
    answer: answer(404, { date: "Mon, 26 Jun 2023 05:41:20 GMT", server: "envoy", connection: "close" }),
    answeredBy: { layer: "envoy", row: "envoy.no-route", mark: "server: envoy" },
    passedBy: [],
  },
  {
    name: "envoy-passed",
    what: "a 404 that came from behind an Envoy: it measured the upstream's time",
    source: "https://github.com/envoyproxy/envoy/issues/29370",
    answer: answer(404, { server: "envoy", "x-envoy-upstream-service-time": "1", "content-length": "0" }),
    answeredBy: null,
    passedBy: [{ layer: "envoy", mark: "x-envoy-upstream-service-time: 1" }],
  },
  {
    name: "envoy-in-front-of-server",
    what: "an MCP server behind an Envoy that takes its own timings away",
    source: "https://projectcontour.io/docs/1.28/troubleshooting/common-proxy-errors/",
    answer: answer(
      200,
      { server: "envoy", "content-type": "application/json" },
      '{"jsonrpc":"2.0","id":1,"result":{}}',
    ),
    answeredBy: { layer: "server", row: "server.json-rpc", mark: 'body: "jsonrpc"' },
    passedBy: [{ layer: "envoy", mark: "server: envoy" }],
  },
  nginx(
    "nginx.method",
    "nginx-405",
    "an nginx that serves files got a POST",
    405,
    "405 Not Allowed",
    "https://github.com/nginx/nginx-s3-gateway/issues/359",
  ),
  nginx("nginx.not-found", "nginx-404", "an nginx without a location for the path", 404, "404 Not Found"),
  nginx(
    "nginx.forbidden",
    "nginx-403",
    "an nginx that denies, 146 bytes where it hides its version",
    403,
    "403 Forbidden",
  ),
  nginx("nginx.too-large", "nginx-413", "an nginx with a body limit", 413, "413 Request Entity Too Large"),
  nginx("nginx.upstream", "nginx-502", "an nginx whose upstream is dead", 502, "502 Bad Gateway"),
  nginx("nginx.upstream", "nginx-504", "an nginx whose upstream is silent", 504, "504 Gateway Time-out"),
  nginx("nginx.error", "nginx-400", "an nginx that got what is no request", 400, "400 Bad Request"),
  {
    name: "nginx-redirect",
    what: "an nginx that adds a slash to the path",
    source: SPECIAL,
    answer: answer(
      301,
      { ...NGINX, Location: "http://demo.example.com/mcp/" },
      page("301 Moved Permanently", "nginx/1.22.1"),
    ),
    answeredBy: {
      layer: "nginx",
      row: "nginx.redirect",
      mark: "location: http://demo.example.com/mcp/, body: 301 Moved Permanently, nginx/1.22.1",
    },
    passedBy: [],
  },
  {
    name: "nginx-in-front-of-server",
    what: "an MCP server of the TypeScript SDK in Express behind nginx",
    source:
      "https://github.com/modelcontextprotocol/typescript-sdk/blob/v1.x/src/server/webStandardStreamableHttp.ts",
    answer: answer(
      200,
      {
        Server: "nginx/1.22.1",
        "X-Powered-By": "Express",
        "content-type": "text/event-stream",
        "mcp-session-id": "1868a90c",
      },
      'event: message\ndata: {"result":{},"jsonrpc":"2.0","id":1}\n\n',
    ),
    answeredBy: { layer: "server", row: "server.json-rpc", mark: 'body: "jsonrpc"' },
    passedBy: [
      { layer: "nginx", mark: "server: nginx/1.22.1" },
      { layer: "framework", mark: "x-powered-by: Express" },
    ],
  },
  {
    name: "haproxy-503",
    what: "an HAProxy without a server",
    source: "https://github.com/balena-io/open-balena/issues/132",
    answer: answer(
      503,
      { "Cache-Control": "no-cache", Connection: "close", "Content-Type": "text/html" },
      "<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>\n",
    ),
    answeredBy: {
      layer: "proxy",
      row: "proxy.haproxy",
      mark: "body: <html><body><h1>503 Service Unavailable</h1> No server is available to handle this request",
    },
    passedBy: [],
  },
  {
    name: "traefik-503",
    what: "a Traefik without a server that is ready",
    source: "https://github.com/traefik/traefik/blob/master/pkg/server/service/loadbalancer/wrr/wrr.go",
    answer: answer(
      503,
      { "Content-Type": "text/plain; charset=utf-8", "X-Content-Type-Options": "nosniff" },
      "no available server\n",
    ),
    answeredBy: { layer: "proxy", row: "proxy.traefik", mark: "body: no available server" },
    passedBy: [],
  },
  {
    name: "caddy-502",
    what: "a Caddy whose upstream is dead",
    source: "https://caddyserver.com/docs/caddyfile/directives/reverse_proxy",
    answer: answer(502, { Server: "Caddy", "Content-Length": "0" }),
    answeredBy: { layer: "proxy", row: "proxy.caddy", mark: "server: Caddy" },
    passedBy: [],
  },
  {
    name: "azure-502",
    what: "an Application Gateway of Azure whose back end is down",
    source: "https://github.com/MicrosoftDocs/azure-docs/issues/110739",
    answer: answer(
      502,
      { Server: "Microsoft-Azure-Application-Gateway/v2", ...HTML },
      page("502 Bad Gateway", "Microsoft-Azure-Application-Gateway/v2"),
    ),
    answeredBy: {
      layer: "proxy",
      row: "proxy.azure",
      mark: "body: 502 Bad Gateway, Microsoft-Azure-Application-Gateway/v2",
    },
    passedBy: [],
  },
  {
    name: "varnish-in-front-of-server",
    what: "an MCP server behind a cache",
    source: "https://www.rfc-editor.org/rfc/rfc9110#name-via",
    answer: answer(
      200,
      { Via: "1.1 varnish", "X-Cache": "MISS", "content-type": "application/json" },
      '{"jsonrpc":"2.0","id":1,"result":{}}',
    ),
    answeredBy: { layer: "server", row: "server.json-rpc", mark: 'body: "jsonrpc"' },
    passedBy: [{ layer: "proxy", mark: "via: 1.1 varnish, x-cache: MISS" }],
  },
];
