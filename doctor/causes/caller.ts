import type { Cause } from "./cause.ts";

const RENEW: Cause["remedy"] = {
  alb: "give the listener a certificate of ACM that is in force: ACM renews by itself only while its DNS validation record stands",
  cloudfront: "give the distribution a certificate of ACM in us-east-1 that is in force",
  any: "renew the certificate at the layer that ends TLS, and have it loaded (nginx: `nginx -s reload`)",
};

/** What lies before the first layer of the route: the caller's side, the name, the connection, TLS. */
export const CALLER = {
  "caller.proxy-refused": {
    rung: "caller",
    severity: "broken",
    title: "The caller's own proxy does not let requests through",
    remedy: {
      any: "have the proxy allow CONNECT to this host and port, or name the host in NO_PROXY",
    },
    sources: ["https://www.rfc-editor.org/rfc/rfc9110#name-connect"],
  },
  "caller.interceptor": {
    rung: "caller",
    severity: "broken",
    title:
      "Something on the caller's side signs certificates anew, with an authority that Node does not believe",
    remedy: {
      any: "have the clients believe the company's authority: NODE_EXTRA_CA_CERTS=/path/to/authority.pem for Node, REQUESTS_CA_BUNDLE and SSL_CERT_FILE for Python; or exempt the host from inspection",
    },
    sources: ["https://nodejs.org/api/cli.html#node_extra_ca_certsfile"],
  },
  "caller.intercepted": {
    rung: "caller",
    severity: "note",
    title: "Something on the caller's side signs certificates anew, with an authority that is believed here",
    remedy: {},
    sources: ["https://nodejs.org/api/cli.html#node_extra_ca_certsfile"],
  },
  "caller.proxy-ignored": {
    rung: "caller",
    severity: "note",
    title: "Proxy variables are set, which the official Node clients do not read",
    remedy: {
      any: "set NODE_USE_ENV_PROXY=1 where only the proxy has a way out (Node 22.21, 24 and newer)",
    },
    sources: ["https://nodejs.org/api/cli.html#node_use_env_proxy1"],
  },
  "caller.unchecked": {
    rung: "caller",
    severity: "note",
    title: "Certificates are not checked by Node on the caller's side: anybody on the way can read the token",
    remedy: { any: "take NODE_TLS_REJECT_UNAUTHORIZED=0 away; NODE_EXTRA_CA_CERTS adds an authority" },
    sources: ["https://nodejs.org/api/cli.html#node_tls_reject_unauthorizedvalue"],
  },
  "dns.not-found": {
    rung: "name",
    severity: "unknown",
    title: "The host's name does not exist, as seen from here",
    remedy: {
      any: "give the name an A or AAAA (alias) record that points to the outermost layer; a name of a private hosted zone resolves only within its VPC, or by VPN",
    },
    sources: [
      "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-to-elb-load-balancer.html",
      "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zones-private.html",
    ],
  },
  "dns.failed": {
    rung: "name",
    severity: "unknown",
    title: "The resolver gave no answer, so that nothing can be said of the name",
    remedy: { any: "look at the resolver of this machine; try again, or go past it with --resolve" },
    sources: ["https://nodejs.org/api/dns.html#error-codes"],
  },
  "network.refused": {
    rung: "connection",
    severity: "broken",
    title: "The connection is refused: nothing listens at that address and port",
    remedy: {
      any: "give the load balancer a listener on this port, or start the server that should have it; look whether the name points to the right address",
    },
    sources: [
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html",
    ],
  },
  "network.timeout": {
    rung: "connection",
    severity: "unknown",
    title: "Nothing answers the attempt to connect: packets are dropped, as security groups and firewalls do",
    remedy: {
      any: "have the security group of the outermost layer let this port in from here (network ACL and firewall too), and stand it in subnets with a route to an internet gateway",
    },
    sources: [
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html",
    ],
  },
  "network.private": {
    rung: "connection",
    severity: "unknown",
    title: "The name points to private addresses, and nothing answers from here",
    remedy: {
      any: "run the doctor within the network (VPN, a task in the VPC); or, if it should be public, make the load balancer internet-facing instead of internal",
    },
    sources: [
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#load-balancer-scheme",
    ],
  },
  "network.unreachable": {
    rung: "connection",
    severity: "unknown",
    title: "There is no way to the address from here",
    remedy: {
      any: "look at the routes of this machine; where only IPv6 addresses are given, it may have no IPv6",
    },
    sources: ["https://nodejs.org/api/errors.html#common-system-errors"],
  },
  "network.reset": {
    rung: "connection",
    severity: "broken",
    title: "Connections are opened, and ended before an answer",
    remedy: {
      any: "look at what listens there: a firewall that knows the host's name, a listener of another protocol, or a server that breaks down",
    },
    sources: ["https://nodejs.org/api/errors.html#common-system-errors"],
  },
  "network.speaks-tls": {
    rung: "connection",
    severity: "broken",
    title: "The URL is http://, and its port speaks TLS",
    remedy: { any: "give clients the https:// URL" },
    sources: ["https://www.rfc-editor.org/rfc/rfc9110#name-https-uri-scheme"],
  },
  "network.partial": {
    rung: "connection",
    severity: "degraded",
    title: "Some connections come about, and some do not",
    remedy: {
      any: "look at each address that the name points to: one of them, or one node behind them, does not answer",
    },
    sources: [
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html",
    ],
  },
  "tls.certificate-expired": {
    rung: "tls",
    severity: "broken",
    title: "The certificate has expired, or is not yet in force",
    remedy: RENEW,
    sources: ["https://docs.aws.amazon.com/acm/latest/userguide/managed-renewal.html"],
  },
  "tls.certificate-name": {
    rung: "tls",
    severity: "broken",
    title: "The certificate is for other names than the host's",
    remedy: {
      alb: "add a certificate for this name to the listener (SNI chooses among them); with the balancer's own DNS name none fits",
      "api-gateway": "make a custom domain name for this host, with a certificate for it",
      cloudfront: "give the distribution this alternate domain name, and a certificate that covers it",
      any: "add a certificate for this name at the layer that ends TLS, or use a name that the certificate has; a wildcard covers one label alone",
    },
    sources: [
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/https-listener-certificates.html",
    ],
  },
  "tls.certificate-untrusted": {
    rung: "tls",
    severity: "broken",
    title: "The certificate's issuer is not believed",
    remedy: {
      any: "use a certificate of a public authority, and send the intermediate certificates along (nginx: fullchain.pem in ssl_certificate); clients within a company may add its authority by NODE_EXTRA_CA_CERTS",
    },
    sources: ["https://nodejs.org/api/tls.html#x509-certificate-error-codes"],
  },
  "tls.certificate-expires-soon": {
    rung: "tls",
    severity: "note",
    title: "The certificate ends within 14 days",
    remedy: RENEW,
    sources: ["https://docs.aws.amazon.com/acm/latest/userguide/managed-renewal.html"],
  },
  "tls.handshake": {
    rung: "tls",
    severity: "broken",
    title: "The TLS handshake fails",
    remedy: {
      alb: "look whether the listener of this port has the protocol HTTPS",
      any: "look whether this port speaks TLS at all (nginx: `listen 443 ssl`), and has a certificate for the host's name",
    },
    sources: [
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/create-https-listener.html",
    ],
  },
  "tls.old-version": {
    rung: "tls",
    severity: "broken",
    title: "The far side speaks only versions of TLS before 1.2, which Node refuses",
    remedy: {
      alb: "choose a security policy with TLS 1.2 and 1.3, such as ELBSecurityPolicy-TLS13-1-2-2021-06",
      nginx: "ssl_protocols TLSv1.2 TLSv1.3;",
      any: "turn on TLS 1.2 and 1.3 at the layer that ends TLS",
    },
    sources: [
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html",
      "https://nodejs.org/api/tls.html#tlsdefault_min_version",
    ],
  },
} as const satisfies Record<string, Cause>;
