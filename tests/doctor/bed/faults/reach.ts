import { CERTIFICATES } from "../certificates.ts";
import { direct, elsewhere, nginx, nginxTls } from "../ways.ts";
import type { Fault } from "./fault.ts";

const TO_DUAL = "location / { proxy_pass http://dual; }";

/** What keeps a request from coming to any layer that speaks HTTP, or sends it elsewhere. */
export const REACH_FAULTS: readonly Fault[] = [
  {
    id: "dns.no-such-name",
    how: "The name of the URL does not resolve.",
    layer: "dns",
    cause: "dns.not-found",
    verdict: "unknown",
    way: elsewhere("http://mcp.invalid/mcp"),
  },
  {
    id: "network.refused",
    how: "Nothing listens at the port of the URL.",
    layer: "network",
    cause: "network.refused",
    verdict: "broken",
    way: direct("closed"),
  },
  {
    id: "network.dropped",
    how: "The first packet of a connection is dropped, as a closed security group in front of the balancer does it.",
    layer: "network",
    cause: "network.timeout",
    verdict: "unknown",
    way: direct("blackHole"),
  },
  {
    id: "tls.expired",
    how: "nginx shows a certificate that has expired.",
    layer: "tls",
    cause: "tls.certificate-expired",
    verdict: "broken",
    way: nginxTls(TO_DUAL, { certificate: CERTIFICATES.expired }),
  },
  {
    id: "tls.other-name",
    how: "nginx shows a certificate for another name.",
    layer: "tls",
    cause: "tls.certificate-name",
    verdict: "broken",
    way: nginxTls(TO_DUAL, { certificate: CERTIFICATES.otherName }),
  },
  {
    id: "tls.untrusted",
    how: "nginx shows a certificate of an authority that nobody trusts.",
    layer: "tls",
    cause: "tls.certificate-untrusted",
    verdict: "broken",
    way: nginxTls(TO_DUAL, { certificate: CERTIFICATES.untrusted }),
  },
  {
    id: "tls.plain-http",
    how: "The URL says https, and the port speaks plain HTTP.",
    layer: "tls",
    cause: "tls.handshake",
    verdict: "broken",
    way: {
      open: ({ servers }) =>
        Promise.resolve({ url: `https://127.0.0.1:${servers.dual.port}/mcp`, options: {} }),
    },
  },
  {
    id: "redirect.trailing-slash",
    how: "nginx has only `location /mcp/`, and sends `/mcp` there with 301.",
    layer: "nginx",
    cause: "redirect.post",
    verdict: "broken",
    way: nginx("location /mcp/ { proxy_pass http://everything/mcp; }"),
  },
  {
    id: "redirect.to-https",
    how: "nginx sends every request to https with 301, which turns a POST into a GET.",
    layer: "nginx",
    cause: "redirect.https",
    verdict: "broken",
    // Where it leads to, nothing is: no client comes so far.
    way: nginx("location / { return 301 https://127.0.0.1$request_uri; }"),
  },
  {
    id: "redirect.login-page",
    how: "nginx answers every POST with 302 to a login page.",
    layer: "nginx",
    cause: "redirect.post",
    verdict: "broken",
    way: nginx(`location / { return 302 /login; } location /login { return 200 "<html>Log in</html>"; }`),
  },
  {
    id: "redirect.other-host",
    how: "nginx sends every request to another host with 307.",
    layer: "nginx",
    cause: "redirect.host",
    verdict: "broken",
    way: nginx("location / { return 307 http://localhost:@PORT@/elsewhere; }"),
  },
  {
    id: "redirect.circle",
    how: "nginx sends `/mcp` to `/mcp/` and `/mcp/` to `/mcp`, both with 308.",
    layer: "nginx",
    cause: "redirect.circle",
    verdict: "broken",
    way: nginx("location = /mcp { return 308 /mcp/; } location = /mcp/ { return 308 /mcp; }"),
  },
];
