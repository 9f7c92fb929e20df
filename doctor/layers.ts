/**
 * The layers that a request to an MCP server may pass, outermost first: what the doctor blames, and what a fingerprint
 * names. `proxy` is something in between that leaves no mark, `frontend` a web server or site that took a request that was
 * not meant for it.
 */
export const LAYERS = [
  "caller",
  "dns",
  "network",
  "tls",
  "waf",
  "cloudflare",
  "cloudfront",
  "api-gateway",
  "alb",
  "envoy",
  "nginx",
  "proxy",
  "s3",
  "frontend",
  "framework",
  "server",
  "authorization-server",
] as const;

/** One of the layers. */
export type Layer = (typeof LAYERS)[number];

/** Each layer's name in a sentence. */
export const LAYER_NAMES: Readonly<Record<Layer, string>> = {
  caller: "the caller's own side",
  dns: "DNS",
  network: "the network",
  tls: "TLS",
  waf: "AWS WAF",
  cloudflare: "Cloudflare",
  cloudfront: "CloudFront",
  "api-gateway": "API Gateway",
  alb: "the Application Load Balancer",
  envoy: "Envoy",
  nginx: "nginx",
  proxy: "a proxy without a mark of its own",
  s3: "S3",
  frontend: "the web site that has the host's other paths",
  framework: "the server's web framework",
  server: "the MCP server",
  "authorization-server": "the authorization server",
};
