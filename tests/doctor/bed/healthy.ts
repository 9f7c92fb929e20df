import type { Verdict } from "../../../doctor/report/report.ts";
import { httpApi, restApi } from "../../rehearsal/supportGateway.ts";
import type { Route, Way } from "./route.ts";
import {
  balanced,
  direct,
  gated,
  nginx,
  nginxTls,
  routeTo,
  type ServerName,
  type Telling,
  withToken,
} from "./ways.ts";

/** A route of which the doctor must not complain. */
export interface Healthy extends Route {
  /** `unknown` only where the server wants a token and none is given. */
  verdict: Extract<Verdict, "works" | "unknown">;
}

/** A server that is healthy, and how it is called on. */
interface Kind {
  says: string;
  server: ServerName;
  telling?: Telling;
  verdict: Healthy["verdict"];
}

const KINDS: Record<string, Kind> = {
  everything: { says: "the reference server of the old era", server: "everything", verdict: "works" },
  modern: { says: "the official server of 2026-07-28 alone", server: "modern", verdict: "works" },
  dual: { says: "the official server of both eras, without CORS", server: "dual", verdict: "works" },
  cors: { says: "the same with CORS", server: "cors", verdict: "works" },
  "one-origin": {
    says: "the same for pages of one site alone",
    server: "originGuarded",
    verdict: "works",
  },
  json: { says: "a server of the old era without sessions and streams", server: "json", verdict: "works" },
  sample: { says: "the sample, with a token", server: "sample", telling: withToken, verdict: "works" },
  "sample-cors": {
    says: "the sample with CORS, with a token",
    server: "sampleCors",
    telling: withToken,
    verdict: "works",
  },
  "no-token": { says: "the sample, without a token", server: "sample", verdict: "unknown" },
};

/** What may stand before a server without harm. */
interface Front {
  says: string;
  way: (server: ServerName, telling?: Telling) => Way;
  /** The servers that it suits. @default all of them */
  kinds?: string[];
}

/** The headers that a server behind nginx needs to know its own URL. */
const TOLD = "proxy_set_header Host $http_host; proxy_set_header X-Forwarded-Proto $scheme;";

const FRONTS: Record<string, Front> = {
  direct: { says: "nothing", way: direct },
  "nginx-defaults": {
    says: "nginx with all of its defaults, HTTP/1.0 to the server",
    way: (server) => nginx(`location / { proxy_pass http://${server}; }`),
    // It tells the server its upstream's name, of which one that makes its URL by it would make a wrong one.
    kinds: ["everything", "modern", "dual", "cors", "one-origin", "json"],
  },
  "nginx-unbuffered": {
    says: "nginx with `proxy_buffering off`",
    way: (server, telling) =>
      nginx(`location / { proxy_pass http://${server}; ${TOLD} proxy_buffering off; }`, telling),
  },
  "nginx-gzip": {
    says: "nginx that compresses everything, streams too, and flushes",
    way: (server, telling) =>
      nginx(
        `gzip on; gzip_types *; gzip_proxied any; gzip_min_length 0; gzip_http_version 1.0;
         location / { proxy_pass http://${server}; ${TOLD} proxy_buffering off; }`,
        telling,
      ),
  },
  "nginx-kept": {
    says: "nginx that keeps HTTP/1.1 connections to the server",
    way: (server, telling) =>
      nginx(
        `location / { proxy_pass http://${server}-kept; ${TOLD} proxy_http_version 1.1; proxy_set_header Connection ""; }`,
        telling,
      ),
  },
  "nginx-large": {
    says: "nginx that takes large headers and bodies",
    way: (server, telling) =>
      nginx(
        `large_client_header_buffers 8 64k; client_max_body_size 16m; proxy_buffer_size 64k; proxy_buffers 8 64k;
         location / { proxy_pass http://${server}; ${TOLD} }`,
        telling,
      ),
  },
  "nginx-error-page": {
    says: "nginx with error pages of its own for what itself cannot answer",
    way: (server, telling) =>
      nginx(
        `error_page 500 502 503 504 /sorry.html; location = /sorry.html { return 200 "<html>Sorry</html>"; }
         location / { proxy_pass http://${server}; ${TOLD} }`,
        telling,
      ),
  },
  "nginx-tls": {
    says: "nginx that ends TLS",
    way: (server, telling) => nginxTls(`location / { proxy_pass http://${server}; ${TOLD} }`, {}, telling),
  },
  "nginx-http2": {
    says: "nginx that ends TLS and offers HTTP/2",
    way: (server, telling) =>
      nginxTls(`location / { proxy_pass http://${server}; ${TOLD} }`, { http2: true }, telling),
  },
  alb: {
    says: "the balancer",
    way: (server, telling) =>
      balanced({ preserveHostHeader: true, rules: [routeTo(server)], ...(telling ? { telling } : {}) }),
  },
  "alb-nginx": {
    says: "the balancer, and nginx behind it",
    way: (server, telling) =>
      balanced({
        preserveHostHeader: true,
        rules: [routeTo("nginx")],
        nginx: `location / { proxy_pass http://${server}; proxy_set_header Host $http_host; }`,
        ...(telling ? { telling } : {}),
      }),
  },
  "rest-stream": {
    says: "a REST API that streams, on a custom domain, and the balancer behind it",
    way: (server) => gated({ api: restApi(), server }),
    // It renames the challenge of the others.
    kinds: ["everything", "modern", "dual", "cors", "one-origin", "json"],
  },
  "rest-stage": {
    says: "a REST API that streams, at its stage's own address",
    way: (server) => gated({ api: atItsStage(), server }),
    kinds: ["dual", "json"],
  },
  "http-api": {
    says: "an HTTP API",
    way: (server) => gated({ api: httpApi(), server, timeScale: 10 }),
    // It holds every stream.
    kinds: ["json"],
  },
};

/** An API that has no custom domain: the stage is part of the path. */
function atItsStage(): ReturnType<typeof restApi> {
  const { domain: _, ...api } = restApi();
  return api;
}

/** Every healthy route of the bed: each front before each server that it suits. */
export const HEALTHY: readonly Healthy[] = Object.entries(FRONTS).flatMap(([front, { says, way, kinds }]) =>
  (kinds ?? Object.keys(KINDS)).map((name) => {
    const kind = KINDS[name]!;
    return {
      id: `healthy.${front}.${name}`,
      how: `In front of ${kind.says}: ${says}.`,
      verdict: kind.verdict,
      way: way(kind.server, kind.telling),
    };
  }),
);
