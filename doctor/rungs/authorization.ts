import { type Challenge, challengedIn, challengeOf } from "../authorization/challenge.ts";
import { covers, httpUrl, isIssuer, resourceMetadata, type Walk, walk } from "../authorization/discovery.ts";
import { knownAs } from "../authorization/knownAs.ts";
import type { CauseId } from "../causes/causes.ts";
import { type Answered, type Exchange, headerValue } from "../exchange/exchange.ts";
import { fingerprint } from "../fingerprints/match.ts";
import { type Layer, LAYER_NAMES } from "../layers.ts";
import type { Finding, Severity } from "../report/report.ts";
import { exchangeOf, PUBLIC, type Seen } from "../seen.ts";
import { failureInWords } from "./evidence.ts";
import { betweenOf } from "./reached.ts";
import { finding, type Judgement, type Rung } from "./rung.ts";

/** Whether clients find out how to get a token, in their own order, and whether the one that was given is taken. */
export const authorizationRung: Rung = {
  id: "authorization",
  title: "Authorization",
  needs: ["path"],
  judge,
};

function judge(seen: Seen): Judgement {
  const asked = firstAnswers(seen);
  if (asked.length === 0) return { says: "nothing was answered", findings: [], unknown: true };
  const large = largeToken(seen);
  const challenged = challengedIn(seen.exchanges, seen.token);
  const token = tokenFindings(seen, challenged?.answer);
  if (challenged === undefined) {
    if (token.length > 0) return { says: token[0]?.says ?? "", findings: [...token, ...large] };
    return open(seen, large);
  }
  const challenge = challengeOf(challenged.answer);
  const way = walk(endpointOf(challenged.exchange), challenge, seen.exchanges);
  const accepted = seen.token && token.length === 0;
  if (!accepted && challenge !== null && /^basic$/i.test(challenge.scheme)) {
    const asked = passwordAsked(challenged.exchange);
    return { says: asked.says, findings: [asked, ...large] };
  }
  const ownKeys = takesOwnKeys(way, challenge, challenged.exchange);
  const faults = discoveryFaults(seen, way, challenge, { accepted, ownKeys }, challenged.exchange);
  const works = !faults.some(({ id }) => STOPS.has(id));
  const notes = challengeNotes(seen, way, challenge, works, challenged.exchange);
  const needed = !seen.token && (works || ownKeys) ? [tokenNeeded(way, challenge, challenged.exchange)] : [];
  const findings = [...token, ...needed, ...faults, ...notes, ...large];
  const says =
    findings.find(({ severity }) => severity !== "note")?.says ??
    `the token is taken; ${way.serverMetadata === null ? "without discovery" : `discovery leads to ${way.serverMetadata.issuer}`}`;
  return { says, findings };
}

/** Whoever asks for a password takes no token, and names no way to one. */
function passwordAsked(refusal: Exchange): Finding {
  const layer = layerOf(refusal, null);
  return finding("auth.basic", {
    layer,
    says: `${layer === null ? "the refusal" : LAYER_NAMES[layer]} asks for a user's password (Basic), which MCP clients do not send`,
    shown: [refusal],
  });
}

/** The endpoint's URL, behind redirects that clients follow. */
function endpointOf({ asked }: Exchange): URL {
  return new URL(asked.url);
}

/** Causes that keep clients from getting a token. */
const STOPS = new Set<string>([
  "auth.discovery-missing",
  "auth.metadata-html",
  "auth.metadata-guarded",
  "auth.metadata-invalid",
  "auth.resource-mismatch",
  "auth.issuer-unreachable",
  "auth.issuer-mismatch",
] satisfies CauseId[]);

function firstAnswers(seen: Seen): { exchange: Exchange; answer: Answered }[] {
  return ["initialize", "discover"].flatMap((probe) => {
    const exchange = exchangeOf(seen, probe);
    return exchange?.result.outcome === "answer" ? [{ exchange, answer: exchange.result }] : [];
  });
}

/** A server that wants no token: only what stands where metadata would can be wrong. */
function open(seen: Seen, large: Finding[]): Judgement {
  const pages = ["prm-path", "prm-root"].map((probe) => exchangeOf(seen, probe)).filter(isPage);
  const [page] = pages;
  const html = finding("auth.metadata-html", {
    layer: page === undefined ? null : layerOf(page, "frontend"),
    severity: "note",
    says: "the server wants no token, yet a page answers with 200 where clients look for authorization metadata: those that look before they ask end with a syntax error",
    shown: pages,
  });
  const first = firstAnswers(seen)[0];
  const promised = finding("auth.open", {
    layer: "server",
    says: "the stack promises authorization, and the server answers without a token",
    shown: [first?.exchange],
  });
  const findings = [
    ...(seen.promised.authorization === true && first !== undefined && first.answer.status < 400
      ? [promised]
      : []),
    ...(page === undefined ? [] : [html]),
    ...large,
  ];
  const says = findings.find(({ severity }) => severity !== "note")?.says ?? "no token is wanted";
  return { says, findings };
}

/** What the server says to the token. */
function tokenFindings(seen: Seen, anonymous: Answered | undefined): Finding[] {
  if (!seen.token) return [];
  const answers = firstAnswers(seen);
  const scope = answers.find(
    ({ answer }) => answer.status === 403 && challengeOf(answer)?.error === "insufficient_scope",
  );
  if (scope !== undefined) return [scopeLacking(scope.exchange, scope.answer)];
  const [refused] = answers;
  if (refused === undefined || !answers.every(({ answer }) => answer.status === 401)) return [];
  const { exchange, answer } = refused;
  if (seen.credential?.expired !== true && isWithoutToken(answer, anonymous))
    return [tokenLost(seen, exchange, answer)];
  return [tokenRefused(seen, exchange, answer)];
}

function scopeLacking(exchange: Exchange, answer: Answered): Finding {
  const scope = challengeOf(answer)?.scope ?? null;
  return finding("auth.insufficient-scope", {
    layer: layerOf(exchange, "server"),
    says: `the token is valid but lacks ${scope === null ? "a scope" : `the scope ${scope}`}`,
    shown: [exchange],
  });
}

function tokenRefused(seen: Seen, exchange: Exchange, answer: Answered): Finding {
  const { credential } = seen;
  const expired = credential?.expired === true;
  const description = challengeOf(answer)?.description ?? null;
  const why = expired
    ? `it expired on ${credential.expires ?? ""}`
    : (description ?? "the answer does not say why");
  return finding("auth.token-refused", {
    layer: expired ? "caller" : layerOf(exchange, "server"),
    says: `the token is refused: ${why}`,
    shown: [exchange],
    facts: tokenSentences(seen),
  });
}

function tokenLost(seen: Seen, exchange: Exchange, answer: Answered): Finding {
  const description = challengeOf(answer)?.description ?? null;
  return finding("header.authorization-lost", {
    layer: betweenOf(seen),
    says:
      description === null
        ? "a token was sent, and the answer is the very one that comes without a token"
        : `a token was sent, and the server says: ${description}`,
    shown: [exchange, exchangeOf(seen, "anonymous")],
    facts: tokenSentences(seen),
  });
}

/** How servers say that no token came; the official ones send `error="invalid_token"` with it all the same. */
const NO_TOKEN = /(?:missing|no|without|absent)\b.{0,30}\b(?:authorization|token|credentials?|bearer)\b/i;

/** Whether an answer to a token is the answer to none. */
function isWithoutToken(answer: Answered, anonymous: Answered | undefined): boolean {
  const challenge = challengeOf(answer);
  const description = challenge?.description ?? null;
  if (description !== null && NO_TOKEN.test(description)) return true;
  if (anonymous?.status !== 401 || challenge?.error === "invalid_token") return false;
  return (
    challenge !== null && challenge.text === challengeOf(anonymous)?.text && answer.body === anonymous.body
  );
}

/** What is wrong with the way to the authorization server: the first thing that stops a client. */
function discoveryFaults(
  seen: Seen,
  way: Walk,
  challenge: Challenge | null,
  { accepted, ownKeys }: { accepted: boolean; ownKeys: boolean },
  refusal: Exchange,
): Finding[] {
  const fault =
    resourceFault(seen, way, challenge, refusal) ?? (way.metadata === null ? null : serverFault(way));
  if (fault === null) return [];
  const { id, ...particulars } = fault;
  // A server that only takes keys of its own has no discovery, and its clients miss none.
  const missed =
    !(id === "auth.discovery-missing" && (accepted || ownKeys)) &&
    !(accepted && fault.severity === "unknown");
  const severity: Severity | undefined = missed ? (accepted ? "degraded" : undefined) : "note";
  return [finding(id, { ...particulars, ...(severity === undefined ? {} : { severity }) })];
}

/** Who may have written an answer that is the server's own. */
const OWN: ReadonlySet<Layer | null> = new Set([null, "framework", "server"]);

/**
 * Whether a server only takes keys that it has given out itself: its refusal says nothing of metadata, and it answers 404 itself
 * wherever clients look for some. Had a proxy or a site written any of it, the metadata might only lack a route.
 */
function takesOwnKeys({ resource, server }: Walk, challenge: Challenge | null, refusal: Exchange): boolean {
  if (challenge !== null && (challenge.renamed || challenge.resourceMetadata !== null)) return false;
  const absent = ({ result }: Exchange) => result.outcome === "answer" && result.status === 404;
  return (
    [...resource, ...server].every(absent) &&
    [refusal, ...resource, ...server].every((exchange) => OWN.has(layerOf(exchange, null)))
  );
}

interface Fault {
  id: CauseId;
  layer: Layer | null;
  severity?: Severity;
  says: string;
  shown: readonly (Exchange | undefined)[];
}

function resourceFault(seen: Seen, way: Walk, challenge: Challenge | null, refusal: Exchange): Fault | null {
  const { resource, metadata } = way;
  const last = resource.at(-1);
  const misled =
    last === undefined || seen.hop !== PUBLIC
      ? null
      : misledBy(challenge, metadata, last, knownAs(endpointOf(refusal), seen.host));
  if (misled !== null)
    return { id: "auth.resource-mismatch", layer: "server", ...misled, shown: [last, refusal] };
  if (last !== undefined && isUnresolved(last)) {
    return {
      id: "auth.discovery-missing",
      layer: null,
      // Elsewhere the name may be known.
      severity: "unknown",
      says: `the server sends clients to ${last.asked.url}, and from here ${statusOf(last)}`,
      shown: [last, refusal],
    };
  }
  if (metadata !== null && metadata.issuers.length > 0) return null;
  // Without it the clients fall back on the rules of 2025-03-26.
  if (way.serverMetadata !== null) return null;
  const page = [...resource, ...way.server].find(isPage);
  if (page !== undefined) {
    return {
      id: "auth.metadata-html",
      layer: layerOf(page, "frontend"),
      says: "a page answers with 200 where the authorization metadata should be: clients end with a syntax error",
      shown: [page, refusal],
    };
  }
  const guarded = resource.find(
    ({ result }) => result.outcome === "answer" && [401, 403].includes(result.status) && !isUnrouted(result),
  );
  if (guarded !== undefined) {
    return {
      id: "auth.metadata-guarded",
      layer: layerOf(guarded, null),
      says: `the authorization metadata is itself refused without a token (${statusOf(guarded)})`,
      shown: [guarded, refusal],
    };
  }
  const unreadable = resource.find(({ result }) => result.outcome === "answer" && result.status < 300);
  if (unreadable !== undefined) {
    const what = metadata === null ? "is not the JSON that clients read" : "names no authorization server";
    return {
      id: "auth.metadata-invalid",
      layer: layerOf(unreadable, "server"),
      says: `the authorization metadata ${what}`,
      shown: [unreadable, refusal],
    };
  }
  return {
    id: "auth.discovery-missing",
    // A refusal of the metadata that leaves no mark comes from where the endpoint's own does, as far as anybody can tell.
    layer: last === undefined ? null : layerOf(last, layerOf(refusal, null)),
    says: `the server wants a token, and clients find no way to one: ${resource.map(triedInWords).join(", ")}`,
    shown: [refusal, ...resource],
  };
}

/** Whether the server takes its own URL for another than the client's. */
function misledBy(
  challenge: Challenge | null,
  metadata: Walk["metadata"],
  last: Exchange,
  known: readonly [URL, ...URL[]],
): { says: string } | null {
  const [endpoint] = known;
  const { resource } = metadata ?? { resource: null };
  if (resource !== null && !known.some((url) => covers(resource, url)))
    return {
      says: `the metadata is for ${resource}, not for ${endpoint.href}${forwarded(resource, endpoint)}`,
    };
  const named = challenge?.renamed === false ? httpUrl(challenge.resourceMetadata) : null;
  if (named === null || known.some(({ origin }) => origin === named.origin) || metadata !== null) return null;
  if (isUnresolved(last)) return null;
  return {
    says: `the challenge sends clients to ${named.href}, where they find nothing (${statusOf(last)})${forwarded(named.href, endpoint)}`,
  };
}

/** What a wrong URL tells of the header that was lost. */
function forwarded(text: string, endpoint: URL): string {
  const url = httpUrl(text);
  if (url === null) return "";
  if (url.hostname !== endpoint.hostname)
    return ": X-Forwarded-Host is lost on the way, or the server does not read it";
  return url.protocol === endpoint.protocol
    ? ""
    : ": TLS ends before the server, and X-Forwarded-Proto is lost or not read";
}

function serverFault(way: Walk): Fault | null {
  const issuer = way.issuer ?? "";
  const layer = "authorization-server" as const;
  if (way.serverMetadata === null) {
    const tried = way.server.length === 0 ? "is no URL" : way.server.map(triedInWords).join(", ");
    const last = way.server.at(-1);
    return {
      id: "auth.issuer-unreachable",
      layer,
      // Elsewhere the name may be known.
      ...(last !== undefined && isUnresolved(last) ? { severity: "unknown" } : {}),
      says: `the authorization server ${issuer} gives no metadata: ${tried}`,
      shown: way.server,
    };
  }
  if (isIssuer(way.serverMetadata.issuer, issuer)) return null;
  return {
    id: "auth.issuer-mismatch",
    layer,
    says: `the metadata names the authorization server ${issuer}, which calls itself ${way.serverMetadata.issuer}`,
    shown: [way.server.at(-1), way.resource.at(-1)],
  };
}

/** What of the challenge makes clients go round, though a way is found. */
function challengeNotes(
  seen: Seen,
  way: Walk,
  challenge: Challenge | null,
  works: boolean,
  refusal: Exchange,
): Finding[] {
  if (challenge?.renamed === true) {
    const says = works
      ? "API Gateway renames the challenge, which clients then do not read: those find the way that look at the well-known path"
      : "API Gateway renames the challenge, which clients then do not read, and the well-known path does not help them";
    return [finding("header.challenge-renamed", { layer: "api-gateway", says, shown: [refusal] })];
  }
  if (!works) return [];
  if (way.metadata === null) {
    return [
      finding("auth.legacy-discovery", {
        layer: layerOf(refusal, "server"),
        says: "there is no protected resource metadata: newer clients do not look for an authorization server on the endpoint's own host",
        shown: way.resource,
      }),
    ];
  }
  if (challenge !== null && challenge.resourceMetadata !== null) return [];
  return [
    finding("auth.challenge-without-metadata", {
      layer: layerOf(refusal, "server"),
      says: `the ${seen.token ? "refusal without a token" : "refusal"} ${challenge === null ? "has no challenge" : "does not name the metadata"}: clients that do not look at the well-known path find no way`,
      shown: [refusal],
    }),
  ];
}

function tokenNeeded(way: Walk, challenge: Challenge | null, refusal: Exchange): Finding {
  const issuer = way.serverMetadata?.issuer;
  const wants =
    issuer === undefined ? "wants a token, and names no place to get one" : `wants a token of ${issuer}`;
  const scope = challenge?.scope ?? null;
  return finding("auth.token-needed", {
    layer: null,
    says: `the server ${wants}${scope === null ? "" : ` (scope ${scope})`}: what is behind it is unknown without one`,
    shown: [refusal, way.resource.at(-1), way.server.at(-1)],
  });
}

function largeToken({ credential }: Seen): Finding[] {
  const small = (credential?.fits ?? []).filter(({ fits }) => !fits);
  if (credential === null || small.length === 0) return [];
  return [
    finding("auth.token-large", {
      layer: "caller",
      method: null,
      says: `the token has ${credential.bytes} bytes: too many for ${small.map(({ layer, limit }) => `${layer}, ${limit} bytes`).join("; ")}`,
      shown: [],
    }),
  ];
}

function tokenSentences({ credential }: Seen): string[] {
  if (credential === null) return [];
  const { alg, kid, bytes, expires } = credential;
  const kind = alg === null ? "no JWT" : `alg ${alg}, kid ${kid ?? "none"}`;
  return [
    `the token: ${kind}, ${bytes} bytes, ${expires === null ? "no expiry to be read" : `expires ${expires}`}`,
  ];
}

/** Whether a page, or anything but JSON, answers with 200. */
function isPage(exchange: Exchange | undefined): boolean {
  if (exchange?.result.outcome !== "answer" || exchange.result.status !== 200) return false;
  if (resourceMetadata(exchange) !== null) return false;
  const type = headerValue(exchange.result, "content-type") ?? "";
  return /\btext\/html\b/i.test(type) || /^\s{0,99}<(?:!doctype|html)\b/i.test(exchange.result.body);
}

function layerOf({ result }: Exchange, otherwise: Layer | null): Layer | null {
  return result.outcome === "answer" ? (fingerprint(result).answeredBy?.layer ?? otherwise) : otherwise;
}

/** Whether a request came to nothing since the name of its host is not known here. */
function isUnresolved({ result }: Exchange): boolean {
  return result.outcome === "failure" && result.failure === "name";
}

function statusOf({ result }: Exchange): string {
  return result.outcome === "answer" ? `HTTP ${result.status}` : failureInWords(result);
}

function triedInWords(exchange: Exchange): string {
  return `${new URL(exchange.asked.url).pathname} ${statusOf(exchange)}`;
}

/** A REST API says 403 to a path that it has no route for, and means 404. */
function isUnrouted(answer: Answered): boolean {
  return fingerprint(answer).answeredBy?.row === "api-gateway.rest.no-route";
}
