import { type Answered, type Exchange, headerValue } from "../exchange/exchange.ts";
import type { Challenge } from "./challenge.ts";

/** A document that clients ask for on their way to the authorization server. */
export interface Step {
  /** The probe that asks for it. */
  probe: string;
  url: URL;
}

/** How far the way to the authorization server goes, as the official clients walk it. */
export interface Walk {
  /** What is to be asked for next; null where it ends. */
  next: Step | null;
  /** The requests for the protected resource's metadata, in order; of redirects the last. */
  resource: readonly Exchange[];
  /** That metadata; null where none was found. */
  metadata: ResourceMetadata | null;
  /** The authorization server's name, from the metadata; null where older clients take the MCP server's own host for it. */
  issuer: string | null;
  /** The requests for the authorization server's metadata. */
  server: readonly Exchange[];
  /** Its metadata; null where none was found. */
  serverMetadata: ServerMetadata | null;
}

/** RFC 9728's document, as far as clients need it. */
export interface ResourceMetadata {
  resource: string | null;
  issuers: readonly string[];
}

/** RFC 8414's document, or OpenID Connect's, as far as clients need it. */
export interface ServerMetadata {
  issuer: string;
}

/** How many redirects of one document are followed. */
const REDIRECTS = 3;

/**
 * Walks as the official clients do. The URL in the challenge is the only one asked where there is one; else the one with the
 * endpoint's path, then the one at the root. The authorization server is the first that the metadata names, or else the
 * endpoint's own host.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization
 */
export function walk(endpoint: URL, challenge: Challenge | null, exchanges: readonly Exchange[]): Walk {
  const resource = chain(resourceSteps(endpoint, challenge), exchanges, (answer) => !endsResource(answer));
  const metadata = resource.next === null ? resourceMetadata(resource.tried.at(-1)) : null;
  const issuer = metadata?.issuers[0] ?? null;
  if (resource.next !== null) {
    return {
      next: resource.next,
      resource: resource.tried,
      metadata,
      issuer,
      server: [],
      serverMetadata: null,
    };
  }
  const server = chain(serverSteps(issuer ?? endpoint.origin), exchanges, (answer) => !endsServer(answer));
  return {
    next: server.next,
    resource: resource.tried,
    metadata,
    issuer,
    server: server.tried,
    serverMetadata: serverMetadata(server.tried.at(-1)),
  };
}

/** Where the protected resource's metadata is asked for, in order. */
export function resourceSteps(endpoint: URL, challenge: Challenge | null): Step[] {
  const named = challenge?.renamed === false ? httpUrl(challenge.resourceMetadata) : null;
  if (named !== null) return [{ probe: "prm-challenge", url: named }];
  const root = { probe: "prm-root", url: new URL("/.well-known/oauth-protected-resource", endpoint.origin) };
  const path = endpoint.pathname.replace(/\/$/, "");
  return path === ""
    ? [root]
    : [{ probe: "prm-path", url: new URL(root.url.pathname + path, endpoint.origin) }, root];
}

/** Where an authorization server's metadata is asked for, in order. */
function serverSteps(issuer: string): Step[] {
  const url = httpUrl(issuer);
  if (url === null) return [];
  const path = url.pathname.replace(/\/$/, "");
  const step = (probe: string, pathname: string): Step => ({ probe, url: new URL(url.origin + pathname) });
  return [
    step("as-oauth", `/.well-known/oauth-authorization-server${path}`),
    step("as-openid", `/.well-known/openid-configuration${path}`),
    ...(path === "" ? [] : [step("as-openid-below", `${path}/.well-known/openid-configuration`)]),
  ];
}

/** Goes along steps until an answer ends them. */
function chain(
  steps: readonly Step[],
  exchanges: readonly Exchange[],
  goesOn: (answer: Answered) => boolean,
): { next: Step | null; tried: Exchange[] } {
  const tried: Exchange[] = [];
  for (const step of steps) {
    const { next, exchange } = followed(step, exchanges);
    if (next !== null) return { next, tried };
    if (exchange === undefined) return { next: step, tried };
    tried.push(exchange);
    // A connection that fails ends a client's walk as well.
    if (exchange.result.outcome === "failure" || !goesOn(exchange.result)) break;
  }
  return { next: null, tried };
}

/** The exchange of a step, behind its redirects: within one origin, as the clients follow them. */
function followed(
  step: Step,
  exchanges: readonly Exchange[],
): { next: Step | null; exchange: Exchange | undefined } {
  let exchange = exchanges.find(({ probe }) => probe === step.probe);
  for (let count = 1; count <= REDIRECTS; count += 1) {
    const to = exchange === undefined ? null : redirectOf(exchange);
    if (to === null) break;
    const probe = `${step.probe}-redirect-${count}`;
    const behind = exchanges.find((each) => each.probe === probe);
    if (behind === undefined) return { next: { probe, url: to }, exchange };
    exchange = behind;
  }
  return { next: null, exchange };
}

function redirectOf({ asked, result }: Exchange): URL | null {
  if (result.outcome === "failure" || ![301, 302, 303, 307, 308].includes(result.status)) return null;
  const location = headerValue(result, "location");
  if (location === undefined || !URL.canParse(location, asked.url)) return null;
  const to = new URL(location, asked.url);
  return to.origin === new URL(asked.url).origin ? to : null;
}

/** Whether the walk to the resource's metadata ends with an answer: the clients go on after 4xx and 502. */
function endsResource({ status }: Answered): boolean {
  return status < 400 || (status >= 500 && status !== 502);
}

function endsServer(answer: Answered): boolean {
  return endsResource(answer) && (answer.status < 300 || answer.status >= 500);
}

/** The document of an answer; null where it is none. */
export function resourceMetadata(exchange: Exchange | undefined): ResourceMetadata | null {
  const document = documentOf(exchange);
  if (document === null) return null;
  const issuers = document["authorization_servers"];
  const resource = document["resource"];
  if (typeof resource !== "string" && !Array.isArray(issuers)) return null;
  return {
    resource: typeof resource === "string" ? resource : null,
    issuers: Array.isArray(issuers) ? issuers.filter((each) => typeof each === "string") : [],
  };
}

function serverMetadata(exchange: Exchange | undefined): ServerMetadata | null {
  const document = documentOf(exchange);
  const complete = ["issuer", "authorization_endpoint", "token_endpoint"].every(
    (key) => typeof document?.[key] === "string",
  );
  return complete ? { issuer: document?.["issuer"] as string } : null;
}

function documentOf(exchange: Exchange | undefined): Record<string, unknown> | null {
  if (exchange?.result.outcome !== "answer") return null;
  const { status, json } = exchange.result;
  const is = status >= 200 && status < 300 && typeof json === "object" && json !== null;
  return is && !Array.isArray(json) ? (json as Record<string, unknown>) : null;
}

/** Whether a server may call itself so, for an issuer of that name: exactly so, but for one slash at the end of the latter. */
export function isIssuer(name: string, expected: string): boolean {
  // The clients make a URL of what the metadata names, which ends with a slash where there is no path.
  return name === expected || name === expected.replace(/\/$/, "") || name === httpUrl(expected)?.href;
}

/** Whether metadata for `resource` may be used at an endpoint: the same origin, and its path or one above it. */
export function covers(resource: string, endpoint: URL): boolean {
  const url = httpUrl(resource);
  if (url?.origin !== endpoint.origin) return false;
  const above = (path: string) => (path.endsWith("/") ? path : `${path}/`);
  return above(endpoint.pathname).startsWith(above(url.pathname));
}

/**
 * Whether a URL is on the caller's own link, as the metadata service of a cloud's machine is: a server that names it is after
 * the credentials there, and no authorization server is.
 */
function isLinkLocal({ hostname }: URL): boolean {
  return (
    hostname.startsWith("169.254.") ||
    /^\[(fe[89ab]|fd00:ec2:)/i.test(hostname) ||
    /^\[::ffff:a9fe:/i.test(hostname)
  );
}

/** A URL of http or https, and not on the caller's own link; null for anything else. */
export function httpUrl(text: string | null): URL | null {
  if (text === null || !URL.canParse(text)) return null;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && !isLinkLocal(url) ? url : null;
}
