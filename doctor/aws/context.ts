/** What the doctor knows when it asks AWS: what was asked for, what was promised, and what was seen on the wire. */
export interface AwsContext {
  /** The endpoint's public URL, such as `https://demo.quiltdata.com/mcp`. */
  url: string;
  /** The caller's address as the balancer sees it; undefined where it is not known. */
  sourceIp?: string;
  /** The balancer by its name, DNS name or ARN (`--load-balancer`); undefined has it found from the URL. */
  loadBalancer?: string;
  /** The cluster and service behind it (`--ecs`). */
  ecs?: { cluster: string; service: string };
  /** The longest time in seconds that a stream is promised to go without a byte. */
  longestSilence?: number;
  /** The seconds of the server's own `Keep-Alive: timeout=N`, as seen past the balancer, which strips it. */
  keepAliveTimeout?: number;
  /** Whether the server keeps sessions; undefined where it could not be told. */
  serverIsStateful?: boolean;
  /** Whether a connection to the URL came about from here; undefined where none was tried. */
  connected?: boolean;
  /** How long a stream was silent before it was cut, in seconds (`--idle`); undefined where none was. */
  cutAfter?: number;
  /** Whether an MCP server answered `POST` at the URL; undefined where it could not be told. */
  answeredByServer?: boolean;
  /** Whether the server asked for a token. */
  needsToken?: boolean;
  /** How bad it is that clients do not find the OAuth metadata at the path that goes with the endpoint's; undefined where they do, or need none. */
  metadataLost?: "broken" | "degraded";
}

/** Of the URL, what decides where a request goes. */
export interface Endpoint {
  host: string;
  port: number;
  path: string;
  query: string;
}

/** @example endpointOf("https://demo.quiltdata.com/mcp").port // 443 */
export function endpointOf(url: string): Endpoint {
  const { protocol, port, host, pathname, search } = new URL(url);
  const usual = protocol === "https:" ? 443 : 80;
  return { host, port: port === "" ? usual : Number(port), path: pathname, query: search.slice(1) };
}
