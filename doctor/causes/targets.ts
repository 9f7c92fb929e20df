import type { Cause } from "./cause.ts";

/** What a load balancer makes of the server behind it: told at the hops alone (`--via`). */
export const TARGETS = {
  "health.refused": {
    rung: "health",
    severity: "degraded",
    title:
      "A load balancer's health check would fail: the target is taken out, or all of them are used because none is healthy",
    remedy: {
      any: "have the server answer the health check's path with a status that the target group's matcher takes, without a token and whatever the Host is; or set the target group's path and matcher to what it answers (McpRoute: `healthCheck`)",
    },
    sources: [
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html",
    ],
  },
  "upstream.keep-alive-race": {
    rung: "keep-alive",
    severity: "note",
    title:
      "The server closes idle connections sooner than a balancer in front of it does: a 502 now and then",
    remedy: {
      nginx:
        "raise `keepalive_timeout` in the server block above the balancer's idle timeout (75 s by default)",
      any: "keep the server's connections for longer than the balancer does: on Node `server.keepAliveTimeout = 65_000`, with uvicorn `--timeout-keep-alive 65`, for an ALB with its default of 60 s",
    },
    sources: ["https://github.com/nodejs/node/issues/20256"],
  },
} as const satisfies Record<string, Cause>;
