import type { Row } from "../row.ts";
import { REDIRECTS, pageWithFooter } from "../templates.ts";

/** The footer of nginx and of what is built from it. */
const PAGE = pageWithFooter("nginx|openresty|freenginx|angie|tengine");
const SPECIAL = "https://github.com/nginx/nginx/blob/master/src/http/ngx_http_special_response.c";
const NGINX_SERVER = { server: /^(?:nginx|openresty|freenginx|angie|tengine)\b/i };

/** nginx: only its own page says that it answered; its `server` header stands on what it passes on too. */
export const NGINX: readonly Row[] = [
  {
    id: "nginx.method",
    layer: "nginx",
    means: "answered",
    strength: "strong",
    matches: [{ statuses: [405], body: PAGE }],
    says: "an nginx that serves files here, and takes no POST for a file",
    hint: "a static location got the request: the container of the site, or a location without proxy_pass",
    source: "https://github.com/nginx/nginx-s3-gateway/issues/359",
  },
  {
    id: "nginx.not-found",
    layer: "nginx",
    means: "answered",
    strength: "strong",
    matches: [{ statuses: [404], body: PAGE }],
    says: "an nginx that has no location, or no file, for this path",
    source: SPECIAL,
  },
  {
    id: "nginx.forbidden",
    layer: "nginx",
    means: "answered",
    strength: "strong",
    matches: [{ statuses: [403], body: PAGE }],
    says: "an nginx that denies the request: deny, limit_except, or a firewall module",
    source: SPECIAL,
  },
  {
    id: "nginx.too-large",
    layer: "nginx",
    means: "answered",
    strength: "strong",
    matches: [{ statuses: [413], body: PAGE }],
    says: "an nginx with a body limit: client_max_body_size, 1 MiB by default",
    source: "https://nginx.org/en/docs/http/ngx_http_core_module.html#client_max_body_size",
  },
  {
    id: "nginx.upstream",
    layer: "nginx",
    means: "answered",
    strength: "strong",
    matches: [
      { statuses: [502, 503, 504], body: PAGE },
      { statuses: [502, 504], headers: NGINX_SERVER, is: "empty" },
    ],
    says: "an nginx that got no connection, or no answer in time, from what stands behind it",
    source: "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout",
  },
  {
    id: "nginx.redirect",
    layer: "nginx",
    means: "answered",
    strength: "strong",
    matches: [{ statuses: REDIRECTS, headers: { location: /./ }, body: PAGE }],
    says: "an nginx that redirects: to a slash at the end, to another scheme, or as return or rewrite say",
    source: SPECIAL,
  },
  {
    id: "nginx.default-backend",
    layer: "nginx",
    means: "answered",
    strength: "strong",
    matches: [{ statuses: [404], body: /^default backend - 404\s{0,4}$/ }],
    says: "the default backend of ingress-nginx: no Ingress takes this host and path",
    source: "https://github.com/kubernetes/ingress-nginx/issues/3888",
  },
  {
    id: "nginx.error",
    layer: "nginx",
    means: "answered",
    strength: "strong",
    matches: [{ body: PAGE }],
    says: "an error page of nginx itself",
    source: SPECIAL,
  },
  {
    id: "nginx.server",
    layer: "nginx",
    means: "passed",
    strength: "broad",
    matches: [{ headers: NGINX_SERVER }],
    says: "an nginx, which writes its name on every answer, its own or not",
    source: "https://nginx.org/en/docs/http/ngx_http_core_module.html#server_tokens",
  },
];
