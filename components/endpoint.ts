/** The parts of the public URL that an MCP endpoint is known by. */
export interface Endpoint {
  /** `http:` or `https:`, as `URL` writes it. */
  protocol: string;
  /** The public host, without a port. */
  host: string;
  /** The public port: 443 or 80, by protocol, where the URL says none. */
  port: number;
  /** The path that clients post to, such as `/mcp`; never with a slash at its end, but for the root. */
  path: string;
}

/**
 * Where clients look for OAuth's protected-resource metadata:
 * https://www.rfc-editor.org/rfc/rfc9728#section-3.1
 */
const METADATA = "/.well-known/oauth-protected-resource";

/**
 * The parts of a public URL that a route needs.
 *
 * @throws TypeError where the text is no URL; the arguments' check has refused such a text before.
 */
export function endpointOf(url: string): Endpoint {
  const { protocol, hostname, port, pathname } = new URL(url);
  const standard = protocol === "https:" ? 443 : 80;
  return { protocol, host: hostname, port: port === "" ? standard : Number(port), path: pathname };
}

/**
 * The path patterns of an endpoint and of what is under it: two, since `/mcp/*` does not match `/mcp`, and
 * `/mcp*` also takes `/mcp-admin`. An endpoint at the root has a host of its own, so that one pattern takes all
 * of it, the OAuth metadata as well.
 *
 * @example
 * endpointPatterns("/mcp"); // ["/mcp", "/mcp/*"]
 */
export function endpointPatterns(path: string): string[] {
  return path === "/" ? ["/*"] : [path, `${path}/*`];
}

/**
 * Where the OAuth metadata of the endpoint at this path stands, which clients read before they have a token.
 *
 * @example
 * metadataPath("/mcp"); // "/.well-known/oauth-protected-resource/mcp"
 */
export function metadataPath(path: string): string {
  return path === "/" ? METADATA : `${METADATA}${path}`;
}
