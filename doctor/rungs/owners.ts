import type { Layer } from "../layers.ts";

/** A number of seconds at which a layer is known to cut. */
export interface Owner {
  seconds: number;
  layer: Layer;
  /** `silence`: counted from the last byte; `whole`: from the request, whatever comes in between. */
  counts: "silence" | "whole";
  says: string;
  source: string;
}

/** Who usually cuts after how long: defaults, and limits that cannot be changed. */
const OWNERS: readonly Owner[] = [
  {
    seconds: 5,
    layer: "server",
    counts: "silence",
    says: "Node's own keepAliveTimeout",
    source: "https://nodejs.org/api/http.html#serverkeepalivetimeout",
  },
  {
    seconds: 15,
    layer: "envoy",
    counts: "whole",
    says: "Envoy's route timeout",
    source: "https://www.envoyproxy.io/docs/envoy/latest/faq/configuration/timeouts",
  },
  {
    seconds: 29,
    layer: "api-gateway",
    counts: "whole",
    says: "a REST API's integration timeout, where it does not stream",
    source:
      "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html",
  },
  {
    seconds: 30,
    layer: "api-gateway",
    counts: "whole",
    says: "an HTTP API's integration timeout",
    source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html",
  },
  {
    seconds: 30,
    layer: "api-gateway",
    counts: "silence",
    says: "the idle timeout of an edge-optimized REST API that streams",
    source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html",
  },
  {
    seconds: 30,
    layer: "cloudfront",
    counts: "silence",
    says: "CloudFront's origin response timeout",
    source:
      "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesOrigin.html",
  },
  {
    seconds: 60,
    layer: "alb",
    counts: "silence",
    says: "an ALB's idle timeout",
    source:
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html",
  },
  {
    seconds: 60,
    layer: "nginx",
    counts: "silence",
    says: "nginx's proxy_read_timeout",
    source: "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout",
  },
  {
    seconds: 100,
    layer: "cloudflare",
    counts: "silence",
    says: "Cloudflare's proxy read timeout",
    source: "https://developers.cloudflare.com/fundamentals/reference/connection-limits/",
  },
  {
    seconds: 125,
    layer: "cloudflare",
    counts: "silence",
    says: "Cloudflare's proxy read timeout",
    source: "https://developers.cloudflare.com/fundamentals/reference/connection-limits/",
  },
  {
    seconds: 240,
    layer: "network",
    counts: "silence",
    says: "an Azure load balancer's idle timeout",
    source: "https://learn.microsoft.com/en-us/azure/load-balancer/load-balancer-tcp-reset",
  },
  {
    seconds: 300,
    layer: "api-gateway",
    counts: "silence",
    says: "the idle timeout of a REST API that streams",
    source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html",
  },
  {
    seconds: 300,
    layer: "envoy",
    counts: "silence",
    says: "Envoy's stream_idle_timeout",
    source: "https://www.envoyproxy.io/docs/envoy/latest/faq/configuration/timeouts",
  },
  {
    seconds: 350,
    layer: "network",
    counts: "silence",
    says: "a Network Load Balancer's idle timeout",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html",
  },
  {
    seconds: 900,
    layer: "api-gateway",
    counts: "whole",
    says: "the longest stream of a REST API",
    source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html",
  },
];

/** Whether a measured time is that number, as far as clocks and the way allow: within 1.5 s or 5 %. */
export function isNear(measured: number, seconds: number): boolean {
  return Math.abs(measured - seconds) <= Math.max(1.5, seconds * 0.05);
}

/** The usual owners of a cut after so many seconds of silence, and so many from the request, the nearest first. */
export function ownersOf(silence: number, whole: number): Owner[] {
  const distance = ({ counts, seconds }: Owner) =>
    Math.abs((counts === "silence" ? silence : whole) - seconds);
  return OWNERS.filter(({ counts, seconds }) =>
    isNear(counts === "silence" ? silence : whole, seconds),
  ).toSorted((one, other) => distance(one) - distance(other));
}
