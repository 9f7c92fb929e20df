import { rpcOf } from "../exchange/rpc.ts";
import { isStream } from "../exchange/stream.ts";
import { locationOf } from "../exchange/redirect.ts";
import { ABORTED, type Answered, type Exchange, headerValue, headerValues } from "../exchange/exchange.ts";
import type { CauseId } from "../causes/causes.ts";
import type { AnsweredBy } from "../fingerprints/match.ts";
import { isBlockPage } from "../fingerprints/blockPage.ts";
import { LAYER_NAMES, type Layer } from "../layers.ts";
import type { Finding } from "../report/report.ts";
import { answerOf, exchangeOf, type Seen } from "../seen.ts";
import { failureInWords } from "./evidence.ts";
import { betweenOf, guiltyOf, isServers, openingOf, refuserOf, writerOf } from "./reached.ts";
import { cutStreamOf } from "./cutStream.ts";
import { finding, type Judgement, type Rung } from "./rung.ts";

/** Whether what a client opens with gets to the MCP server, and who answers in its place. */
export const path: Rung = {
  id: "path",
  title: "Path",
  needs: ["connection", "redirects"],
  judge(seen): Judgement {
    const opening = openingOf(seen);
    if (opening?.result.outcome !== "answer") {
      const unread = opening === undefined ? null : unreadOf(opening);
      return unread === null ? { says: "no answer to judge by", findings: [], unknown: true } : told(unread);
    }
    const answer = opening.result;
    const writer = writerOf(answer);
    const guarded = guardOf(answer, writer);
    if (guarded !== null)
      return told(finding("host.rejected", { layer: "server", shown: [opening], says: guarded }));
    const lost = lostOnTheWay(seen, opening, writer);
    if (lost !== null) return told(lost);
    const type = rewrittenType(seen);
    if (type !== null) return told(type);
    if (isServers(answer))
      return {
        says: `POST is answered by the MCP server (${answer.status})`,
        findings: limited(seen),
        // It wants a token: that it is the MCP server's wish is all that is known.
        ...(rpcOf(answer) === undefined ? { unknown: true } : {}),
      };
    if (cutStreamOf(seen) !== null)
      return {
        says: "POST is answered by a stream that breaks off: see streams",
        findings: [],
        unknown: true,
      };
    if (isTooLarge(answer))
      return { says: `POST is answered ${answer.status}: see sizes`, findings: [], unknown: true };
    return told(missed(seen, opening, answer, writer));
  },
};

/** A connection on which no answer came that a client can read; null where there is more to say elsewhere. */
function unreadOf(opening: Exchange): Finding | null {
  const { result } = opening;
  if (result.outcome === "answer" || result.code === ABORTED) return null;
  const causes: Partial<Record<typeof result.failure, CauseId>> = {
    malformed: "protocol.malformed",
    "head-too-large": "protocol.malformed",
    timeout: "upstream.timeout",
  };
  const cause = causes[result.failure];
  if (cause === undefined) return null;
  return finding(cause, {
    layer: null,
    shown: [opening],
    says: `POST is not answered: ${failureInWords(result)}`,
  });
}

function told(found: Finding): Judgement {
  return { says: found.says, findings: [found] };
}

/** What the server's guard against DNS rebinding says; null where it is not the guard that answered. */
function guardOf(answer: Answered, writer: AnsweredBy | null): string | null {
  const refused = writer?.row === "server.host" || writer?.row === "server.origin";
  return refused
    ? `POST is refused (${answer.status}) by the server's guard of its host name: ${writer.mark}`
    : null;
}

/** Rows of the server's that miss a header which every request had. */
const LOST: Readonly<Record<string, CauseId>> = {
  "server.not-acceptable": "header.accept-lost",
  "server.content-type": "header.content-type-lost",
};

/** A header that the server misses and the doctor has sent; null where it misses none. */
function lostOnTheWay(seen: Seen, opening: Exchange, writer: AnsweredBy | null): Finding | null {
  const cause = writer === null ? undefined : LOST[writer.row];
  if (cause === undefined) return null;
  return finding(cause, {
    layer: betweenOf(seen),
    shown: [opening],
    says: `POST is refused by the server as if a header had been lost: ${writer?.mark ?? ""}`,
  });
}

/** Clients take these alone. @see https://modelcontextprotocol.io/specification/2025-11-25/basic/transports */
const TAKEN = /^(application\/json|text\/event-stream)\b/i;

/** A message of the server's, under a content type that no client takes. */
function rewrittenType(seen: Seen): Finding | null {
  for (const probe of ["initialize", "discover"]) {
    const exchange = exchangeOf(seen, probe);
    if (exchange?.result.outcome !== "answer") continue;
    const types = headerValues(exchange.result, "content-type");
    if (exchange.result.status >= 300 || (types.length > 0 && types.every((type) => TAKEN.test(type))))
      continue;
    if (!/"(jsonrpc|protocolVersion|supportedVersions)"\s*:/.test(exchange.result.body)) continue;
    return finding("header.content-type-rewritten", {
      layer: betweenOf(seen),
      shown: [exchange],
      says: `POST is answered with JSON-RPC as ${types.join(", ") || "no content type at all"}, which clients refuse`,
    });
  }
  return null;
}

/** Whether an answer is about sizes, which have a rung of their own. */
function isTooLarge({ status }: Answered): boolean {
  return status === 413 || status === 414 || status === 431 || status === 494;
}

/** Rows of the fingerprints that tell the cause by themselves. */
const BY_ROW: Readonly<Record<string, CauseId>> = {
  "waf.captcha": "blocked.captcha",
  "waf.challenge": "blocked.challenge",
  "waf.block-at-alb": "blocked.page",
  "waf.block-at-cloudfront": "blocked.page",
  "cloudflare.challenge": "blocked.challenge",
  "cloudflare.block": "blocked.page",
  "cloudfront.country": "blocked.page",
  "cloudfront.method": "blocked.method",
  "envoy.denied": "blocked.page",
  "alb.fixed-response": "route.fixed-response",
  "alb.no-target": "upstream.none",
  "envoy.no-upstream": "upstream.none",
  "proxy.traefik": "upstream.none",
  "alb.bad-gateway": "upstream.unreachable",
  "cloudfront.origin-unreachable": "upstream.unreachable",
  "cloudflare.origin-unreachable": "upstream.unreachable",
  "envoy.upstream-failed": "upstream.unreachable",
  "alb.timeout": "upstream.timeout",
  "envoy.timeout": "upstream.timeout",
  "cloudflare.timeout": "upstream.timeout",
  "api-gateway.rest.timeout": "upstream.timeout",
  "api-gateway.http.unavailable": "upstream.timeout",
  "api-gateway.rest.no-route": "route.missing",
  "api-gateway.http.no-route": "route.missing",
  "api-gateway.rest.forbidden": "blocked.page",
  "api-gateway.http.forbidden": "blocked.page",
  "s3.rest": "route.missing",
};

function missed(seen: Seen, opening: Exchange, answer: Answered, writer: AnsweredBy | null): Finding {
  const rewritten = rewrittenTo(opening, answer);
  const cause = causeOf(answer, writer);
  const layer = layerOf(seen, cause, answer);
  const shown = [opening];
  const who = writer === null ? "by something that leaves no mark" : `by ${LAYER_NAMES[writer.layer]}`;
  const line = `POST is answered ${`${answer.status} ${answer.statusText}`.trim()} ${who}`;
  const facts =
    writer === null
      ? []
      : [`${writer.says} (${writer.mark})`, ...(writer.hint === null ? [] : [writer.hint])];
  if (rewritten !== null) {
    return finding("route.path-rewritten", {
      layer: betweenOf(seen),
      shown,
      facts,
      says: `POST reaches the server's web framework with the path ${rewritten} instead of ${new URL(opening.asked.url).pathname}`,
    });
  }
  if (cause === "route.missing" && isBelow(answerOf(seen, "below"), writer)) {
    return finding("route.bare-path", {
      layer,
      shown: [opening, seen.exchanges.find(({ probe }) => probe === "below")],
      facts,
      says: `${line}, while paths below it reach the MCP server`,
    });
  }
  return finding(cause, { layer, shown, facts, says: says(line, cause, answer, writer) });
}

/** Requests beside the first that the route did not take because there were too many; the doctor sends a burst of them. */
function limited(seen: Seen): Finding[] {
  const refused = seen.exchanges.find(({ result }) => result.outcome === "answer" && result.status === 429);
  if (refused?.result.outcome !== "answer") return [];
  return [
    finding("blocked.rate", {
      layer: refuserOf(refused.result),
      shown: [refused],
      severity: "note",
      says: "the route limits requests, and some of the doctor's were refused (429): what they asked is not known",
    }),
  ];
}

/** The path that Express says it was asked for, where that is another one. */
function rewrittenTo({ asked }: Exchange, { body }: Answered): string | null {
  const [, path] = /Cannot POST (\/[^\s<]*)/.exec(body) ?? [];
  return path === undefined || path === new URL(asked.url).pathname ? null : path;
}

/** Who is to blame for an answer in the server's place. */
function layerOf(seen: Seen, cause: CauseId, answer: Answered): Layer | null {
  if (cause === "blocked.page" || cause === "blocked.rate") return refuserOf(answer);
  if (cause === "protocol.malformed") return betweenOf(seen);
  return guiltyOf(answer);
}

/** Whether what is below the endpoint goes to a server, or its web framework, while the endpoint itself goes elsewhere. */
function isBelow(below: Answered | undefined, writer: AnsweredBy | null): boolean {
  if (below === undefined) return false;
  if (rpcOf(below) !== undefined) return true;
  const there = writerOf(below);
  if (there === null) return writer !== null && !isPage(below);
  return there.layer !== writer?.layer && (there.layer === "framework" || there.layer === "server");
}

function causeOf(answer: Answered, writer: AnsweredBy | null): CauseId {
  const known = writer === null ? undefined : BY_ROW[writer.row];
  if (known !== undefined) return known;
  const { status } = answer;
  if (isMalformed(answer)) return "protocol.malformed";
  if (status === 429) return "blocked.rate";
  if (status === 502) return "upstream.unreachable";
  if (status === 504 || status === 524) return "upstream.timeout";
  if (status === 503 && isBlockPage(answer)) return "upstream.none";
  if (status === 406) return "header.accept-lost";
  if (status === 415) return "header.content-type-lost";
  if (isBlockPage(answer) && status !== 405) return "blocked.page";
  if (status === 404 || status === 405) return "route.missing";
  if (status >= 500) return "protocol.server-error";
  if (status < 400 && isPage(answer)) return "route.missing";
  return "protocol.not-mcp";
}

/** Whether an answer is not as its headers say: broken off, without an end, JSON that is none, or a stream without a message. */
function isMalformed(answer: Answered): boolean {
  const json = /json/i.test(headerValue(answer, "content-type") ?? "");
  return (
    answer.status < 300 &&
    (answer.end === "cut" ||
      answer.end === "limit" ||
      ((json || isStream(answer)) && answer.json === undefined))
  );
}

function isPage(answer: Answered): boolean {
  return /html/i.test(headerValue(answer, "content-type") ?? "");
}

function says(line: string, cause: CauseId, answer: Answered, writer: AnsweredBy | null): string {
  if (cause === "protocol.not-mcp") return `what answers POST is no MCP server: ${line}`;
  if (locationOf(answer, new URL("http://x")) !== null) return `${line}, which redirects`;
  const elsewhere: readonly Layer[] = ["nginx", "frontend", "s3", "framework"];
  return cause === "route.missing" && writer !== null && elsewhere.includes(writer.layer)
    ? `${line}: the path is not routed to the MCP server`
    : line;
}
