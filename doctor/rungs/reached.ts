import { type Answered, type Exchange, headerValue } from "../exchange/exchange.ts";
import { hasResult, rpcOf } from "../exchange/rpc.ts";
import { type AnsweredBy, fingerprint } from "../fingerprints/match.ts";
import { LAYERS, type Layer } from "../layers.ts";
import type { SeenLayer } from "../report/report.ts";
import { answerOf, exchangeOf, type Seen } from "../seen.ts";

/** The answers that open a conversation, in the order in which they are believed. */
const OPENINGS = ["initialize", "discover"] as const;

/** Whether an answer asks for credentials, under whichever name the challenge comes. */
export function isChallenge(answer: Answered): boolean {
  const challenged =
    headerValue(answer, "www-authenticate") ?? headerValue(answer, "x-amzn-remapped-www-authenticate");
  return answer.status === 401 || (answer.status === 403 && challenged !== undefined);
}

/** Whether an answer is the MCP server's own: a JSON-RPC message, or its wish for a token. */
export function isServers(answer: Answered | undefined): boolean {
  if (answer === undefined) return false;
  return rpcOf(answer) !== undefined || isChallenge(answer);
}

/** The first message of a client, of whichever era got farthest; undefined where none was sent. */
export function openingOf(seen: Seen): Exchange | undefined {
  const sent = OPENINGS.map((probe) => exchangeOf(seen, probe)).filter((exchange) => exchange !== undefined);
  const wanted: ((answer: Answered) => boolean)[] = [
    hasResult,
    isChallenge,
    // Before a refusal in the other era: it was taken, whatever became of its answer.
    ({ status }) => status < 300,
    isServers,
    () => true,
  ];
  for (const isWanted of wanted) {
    const found = sent.find(({ result }) => result.outcome === "answer" && isWanted(result));
    if (found !== undefined) return found;
  }
  return sent[0];
}

/** Whether the MCP server itself answers what a client opens with. */
export function isReached(seen: Seen): boolean {
  const result = openingOf(seen)?.result;
  return result?.outcome === "answer" && isServers(result);
}

/** Whether a conversation began, in either era: without one there are no sessions, streams or tools to ask for. */
export function isOpened(seen: Seen): boolean {
  return OPENINGS.some((probe) => hasResult(answerOf(seen, probe)));
}

/** Who wrote an answer; null where nothing tells. */
export function writerOf(answer: Answered): AnsweredBy | null {
  return fingerprint(answer).answeredBy;
}

/** Every layer that left a mark on any answer of a hop, outermost first; what answered the opening last. */
export function layersOf(seen: Seen): SeenLayer[] {
  const found = new Map<Layer, SeenLayer>();
  for (const { probe, result } of seen.exchanges) {
    if (result.outcome !== "answer" || !OF_THE_ROUTE.has(probe)) continue;
    for (const each of fingerprint(result).layers) {
      const known = found.get(each.layer);
      if (known === undefined || (each.answered && !known.answered)) found.set(each.layer, each);
    }
  }
  return LAYERS.flatMap((layer) => found.get(layer) ?? []);
}

/** The probes whose answers come from the endpoint, and not from what lies beside it. */
const OF_THE_ROUTE: ReadonlySet<string> = new Set([
  ...OPENINGS,
  "get",
  "tools-list",
  "tools-list-modern",
  "stream",
  "listen",
  "delete",
]);

/** Layers that stand between a caller and the server, and change what they pass on. */
const BETWEEN: ReadonlySet<Layer> = new Set([
  "cloudflare",
  "cloudfront",
  "api-gateway",
  "alb",
  "envoy",
  "nginx",
  "proxy",
]);

/**
 * Who is to blame for what was changed on the way: the innermost layer that left a mark, else a proxy that left none. Hops
 * (`--via`) know better.
 */
export function betweenOf(seen: Seen): Layer {
  return layersOf(seen).findLast(({ layer }) => BETWEEN.has(layer))?.layer ?? "proxy";
}

/** The layers that have targets, and are nobody's. */
const BALANCERS: ReadonlySet<string> = new Set<Layer>([
  "cloudflare",
  "cloudfront",
  "api-gateway",
  "waf",
  "alb",
]);

/**
 * Whether a hop may be what a load balancer sends its requests to: not where its name (`--via alb=…`) or its marks are a balancer's own,
 * and not at the public URL, where one is to be expected.
 */
export function isTarget(seen: Seen): boolean {
  return (
    seen.hop !== "public" &&
    !BALANCERS.has(seen.hop) &&
    !layersOf(seen).some(({ layer }) => BALANCERS.has(layer))
  );
}

/**
 * The layer that answered in the server's place. A page of nginx's own that refuses a method is that of a web site which nginx serves
 * files for; any other page of a site comes from where its layer says.
 */
export function guiltyOf(answer: Answered): Layer | null {
  const writer = writerOf(answer);
  return writer?.row === "nginx.method" ? "frontend" : (writer?.layer ?? null);
}

/** The layer that refuses by a page: a proxy may have one of its own, which looks like a web site's. */
export function refuserOf(answer: Answered): Layer | null {
  const { answeredBy, layers } = fingerprint(answer);
  if (answeredBy?.layer !== "frontend") return answeredBy?.layer ?? null;
  return layers.findLast(({ layer }) => BETWEEN.has(layer))?.layer ?? "frontend";
}
