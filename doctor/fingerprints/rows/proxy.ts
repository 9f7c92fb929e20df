import type { Row } from "../row.ts";
import { pageWithFooter } from "../templates.ts";

/** Other proxies. */
export const PROXY: readonly Row[] = [
  {
    id: "proxy.haproxy",
    layer: "proxy",
    means: "answered",
    strength: "strong",
    matches: [
      {
        body: /^<html><body><h1>\d{3} [^<]{1,60}<\/h1>\s{0,4}(?:No server is available to handle this request|The server didn't respond in time|The server returned an invalid or incomplete response|Request forbidden by administrative rules|Your browser (?:sent an invalid|didn't send a complete) request)/,
      },
    ],
    says: "a page of HAProxy itself",
    source: "https://github.com/balena-io/open-balena/issues/132",
  },
  {
    id: "proxy.traefik",
    layer: "proxy",
    means: "answered",
    strength: "strong",
    matches: [{ statuses: [503], body: /^no available server\s{0,4}$/ }],
    says: "a Traefik that has no server ready behind it",
    source: "https://github.com/traefik/traefik/blob/master/pkg/server/service/loadbalancer/wrr/wrr.go",
  },
  {
    id: "proxy.caddy",
    layer: "proxy",
    means: "answered",
    strength: "strong",
    matches: [{ statuses: [502, 503, 504], headers: { server: /^Caddy$/i }, is: "empty" }],
    says: "a Caddy that got no answer from what stands behind it",
    source: "https://caddyserver.com/docs/caddyfile/directives/reverse_proxy",
  },
  {
    id: "proxy.azure",
    layer: "proxy",
    means: "answered",
    strength: "strong",
    matches: [{ body: pageWithFooter("Microsoft-Azure-Application-Gateway") }],
    says: "a page of Azure's Application Gateway itself",
    source: "https://github.com/MicrosoftDocs/azure-docs/issues/110739",
  },
  {
    id: "proxy.via",
    layer: "proxy",
    means: "passed",
    strength: "broad",
    matches: [{ headers: { via: /^(?![^]{0,1000}\(CloudFront\))\s{0,9}(?:HTTP\/)?\d/i } }],
    says: "some proxy stands in the way, at either end of it",
    source: "https://www.rfc-editor.org/rfc/rfc9110#name-via",
  },
  {
    id: "proxy.x-cache",
    layer: "proxy",
    means: "passed",
    strength: "broad",
    matches: [{ headers: { "x-cache": /^(?!.{0,200} from cloudfront)(?:HIT|MISS|BYPASS)\b/i } }],
    says: "some cache stands in the way",
    source:
      "https://docs.fastly.com/en/guides/understanding-cache-hit-and-miss-headers-with-shielded-services",
  },
];
