import type { Cause } from "./cause.ts";

const UNBUFFERED: Cause["remedy"] = {
  nginx:
    "set `proxy_buffering off;` and `gzip off;` in the location, or take out `proxy_ignore_headers X-Accel-Buffering`: nginx honours the server's `X-Accel-Buffering: no` by itself",
  "api-gateway":
    "set the integration's `responseTransferMode` to STREAM (REST API, HTTP_PROXY or AWS_PROXY), and deploy the stage",
  cloudfront: "use the cache policy CachingDisabled, without compression, for the path",
  cloudflare: "turn response buffering and compression off for the path by a configuration rule",
  envoy: "take the buffer and compressor filters off the route",
  alb: "an ALB does not buffer: look behind it, with --via origin=http://…",
  any: "turn response buffering and compression off at the layer in front of the server for text/event-stream; --via tells which one it is",
};

/** What becomes of streams on the way. */
export const STREAMS = {
  "stream.buffered": {
    rung: "streaming",
    severity: "degraded",
    title: "A layer holds a stream's events back: progress comes all at once, or never",
    remedy: UNBUFFERED,
    sources: [
      "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering",
      "https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http",
    ],
  },
  "stream.head-held": {
    rung: "streaming",
    severity: "degraded",
    title: "A layer holds the head of a stream until its first byte: clients hang until the first keep-alive",
    remedy: {
      ...UNBUFFERED,
      any: "have the server write a comment as soon as it opens a stream, or the layer in front pass heads on at once",
    },
    sources: ["https://github.com/modelcontextprotocol/go-sdk/issues/937"],
  },
  "stream.head-late": {
    rung: "streaming",
    severity: "unknown",
    title: "The head of the GET stream comes late, by the server's doing or a proxy's",
    remedy: {
      server: "have the server flush its head, or write a comment, as soon as it opens the GET stream",
      any: "give --via origin=http://… to see what the server itself does, or --idle 20: a head that comes with the server's first keep-alive is the server's own",
    },
    sources: ["https://github.com/modelcontextprotocol/go-sdk/issues/937"],
  },
  "stream.cut": {
    rung: "streaming",
    severity: "degraded",
    title: "A stream is broken off before it could be used",
    remedy: {
      nginx: "raise `proxy_read_timeout` in the location",
      envoy: "set the route's `timeout` to 0s: it bounds whole answers, and is 15 s by default",
      "api-gateway": "set the integration's `responseTransferMode` to STREAM, and deploy the stage",
      any: "find the layer that ends answers early (--via origin=http://… tells whether it is the server)",
    },
    sources: ["https://www.envoyproxy.io/docs/envoy/latest/faq/configuration/timeouts"],
  },
  "stream.encoding": {
    rung: "streaming",
    severity: "degraded",
    title: "A stream's body cannot be decoded as its Content-Encoding says",
    remedy: {
      nginx: "set `gzip off;` in the location, and pass Accept-Encoding on unchanged",
      any: "turn compression off for text/event-stream at the layer in front of the server",
    },
    sources: ["https://www.rfc-editor.org/rfc/rfc9110#name-content-encoding"],
  },
  "stream.not-possible": {
    rung: "streaming",
    severity: "degraded",
    title: "A layer in the way cannot carry streams at all",
    remedy: {
      "api-gateway":
        "an HTTP API holds every answer until its end, at most 30 s: use a REST API with `responseTransferMode` STREAM or a load balancer, or have the server answer plain JSON (enableJsonResponse, responseMode: 'json') and 405 to GET",
      any: "have the server answer plain JSON and 405 to GET, or use a layer that streams",
    },
    sources: [
      "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html",
      "https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html",
    ],
  },
  "stream.cached": {
    rung: "streaming",
    severity: "degraded",
    title: "A cache answers GET in the server's place",
    remedy: {
      cloudfront: "use the cache policy CachingDisabled for the path",
      cloudflare: "add a cache rule that bypasses the cache for the path",
      nginx: "set `proxy_cache off;` in the location",
      any: "have the cache leave the path alone",
    },
    sources: ["https://github.com/koala73/worldmonitor/issues/5382"],
  },
  "stream.idle-cut": {
    rung: "idle",
    severity: "degraded",
    title: "A silent stream is cut on the way",
    remedy: {
      alb: "raise the load balancer's attribute `idle_timeout.timeout_seconds` (60 by default, at most 4000), or have the server send keep-alives more often than that",
      nginx:
        "raise `proxy_read_timeout` in the location (60 s by default), or have the server send keep-alives more often",
      "api-gateway":
        "a stream of a REST API with `responseTransferMode` STREAM may be silent for 5 minutes (30 s edge-optimized); a buffered one, or an HTTP API, cannot be held: have the server send keep-alives",
      cloudfront:
        "raise the origin's response timeout (30 s by default), or have the server send keep-alives more often",
      cloudflare: "have the server send keep-alives more often than every 100 s: the limit is Cloudflare's",
      envoy:
        "set the route's `timeout` to 0s, and `stream_idle_timeout` (5 minutes by default) above the longest silence",
      any: "raise the idle timeout of the layer that cuts (the report names the usual owner of the number), or have the server send keep-alives more often",
    },
    sources: [
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html",
      "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout",
    ],
  },
  "stream.head-never": {
    rung: "idle",
    severity: "degraded",
    title: "A stream that was held for long never began",
    remedy: UNBUFFERED,
    sources: ["https://github.com/modelcontextprotocol/go-sdk/issues/937"],
  },
  "call.failed": {
    rung: "call",
    severity: "unknown",
    title: "The tool that was to be called did not answer with a result",
    remedy: { any: "name a tool that the server has, with the arguments that it needs (--call-arguments)" },
    sources: ["https://modelcontextprotocol.io/specification/2025-11-25/server/tools"],
  },
} as const satisfies Record<string, Cause>;
