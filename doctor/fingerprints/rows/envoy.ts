import type { Marks, Row } from "../row.ts";

/** What Envoy calls itself, plain and in Istio. */
const ENVOY_SERVER = { server: /^(?:istio-)?envoy$/i };

/** A text that Envoy writes itself: its own header where that was not replaced, or the text alone. */
function text(statuses: readonly number[], body: RegExp): Marks[] {
  return [
    { statuses, headers: ENVOY_SERVER, body },
    { statuses, body },
  ];
}

/** Envoy, as Istio, Contour, Envoy Gateway and App Mesh run it too. */
export const ENVOY: readonly Row[] = [
  {
    id: "envoy.upstream-failed",
    layer: "envoy",
    means: "answered",
    strength: "strong",
    matches: text([502, 503, 504], /^upstream connect error or disconnect\/reset before headers/),
    says: "an Envoy that got no connection to what stands behind it, or lost it",
    source: "https://projectcontour.io/docs/1.28/troubleshooting/common-proxy-errors/",
  },
  {
    id: "envoy.no-upstream",
    layer: "envoy",
    means: "answered",
    strength: "strong",
    matches: text([503], /^no healthy upstream$/),
    says: "an Envoy that has no healthy server behind it",
    source: "https://github.com/cortexlabs/cortex/issues/432",
  },
  {
    id: "envoy.timeout",
    layer: "envoy",
    means: "answered",
    strength: "strong",
    matches: text([504], /^(?:upstream request timeout|upstream response timeout)$/),
    says: "an Envoy whose route's timeout passed, 15 seconds by default, and which counts a stream's whole length",
    source: "https://www.envoyproxy.io/docs/envoy/latest/faq/configuration/timeouts",
  },
  {
    id: "envoy.denied",
    layer: "envoy",
    means: "answered",
    strength: "strong",
    matches: text(
      [401, 403, 429],
      /^(?:RBAC: access denied|Jwt is missing|Jwt is expired|Jwt verification fails|Jwt issuer is not configured|local_rate_limited)$/,
    ),
    says: "a policy of Envoy or Istio refuses the request",
    source: "https://istio.io/latest/docs/tasks/security/authorization/authz-jwt/",
  },
  {
    id: "envoy.no-route",
    layer: "envoy",
    means: "answered",
    strength: "strong",
    matches: [
      { statuses: [404], headers: ENVOY_SERVER, without: ["x-envoy-upstream-service-time"], is: "empty" },
    ],
    says: "an Envoy that has no route for this host and path",
    source: "https://github.com/envoyproxy/envoy/issues/28140",
  },
  {
    id: "envoy.passed",
    layer: "envoy",
    means: "passed",
    strength: "strong",
    matches: [{ headers: { "x-envoy-upstream-service-time": /^\d/ } }],
    says: "the answer came through an Envoy, which measured how long it took behind it",
    source: "https://github.com/envoyproxy/envoy/issues/29370",
  },
  {
    id: "envoy.server",
    layer: "envoy",
    means: "passed",
    strength: "broad",
    matches: [{ headers: ENVOY_SERVER }],
    says: "an Envoy, which writes its name on every answer, its own or not",
    source: "https://projectcontour.io/docs/1.28/troubleshooting/common-proxy-errors/",
  },
];
