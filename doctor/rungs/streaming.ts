import { isStream } from "../exchange/stream.ts";
import { hasResult } from "../exchange/rpc.ts";
import { type Answered, type Exchange, headerValue } from "../exchange/exchange.ts";
import { STREAM_HEAD_MILLISECONDS } from "../exchange/limits.ts";
import type { Finding } from "../report/report.ts";
import { answerOf, exchangeOf, type Seen } from "../seen.ts";
import { type CutStream, cutStreamOf } from "./cutStream.ts";
import { betweenOf, isOpened } from "./reached.ts";
import { finding, type Judgement, type Rung } from "./rung.ts";

/**
 * Whether streams come through as the server sends them, told by what it owes at once without a tool's being called: the events
 * that it replays on a GET (sessions), and the acknowledgment of `subscriptions/listen` (2026-07-28).
 */
export const streaming: Rung = {
  id: "streaming",
  title: "Streams",
  needs: ["path"],
  judge(seen) {
    const broken = cutStreamOf(seen);
    if (broken !== null) return brokenOff(seen, broken);
    const eras = [modernEra(seen), sessionsEra(seen)].filter((era) => era !== null);
    if (eras.length === 0 && !isOpened(seen))
      return { says: "no stream was asked for: no conversation began", findings: [], skipped: true };
    if (eras.length === 0) {
      return { says: "there is no answer to judge streams by", findings: [], unknown: true };
    }
    const findings = [...cached(seen), ...eras.flatMap((era) => era.findings)];
    return { says: eras.map(({ says }) => says).join("; "), findings };
  },
};

/** What is said of streams where an answer to a POST breaks off. */
function brokenOff(seen: Seen, { exchange, answer }: CutStream): Judgement {
  const encoding = headerValue(answer, "content-encoding");
  const stream = `the stream that answers POST (${exchange.asked.message ?? ""})`;
  const says =
    encoding === undefined
      ? `${stream} broke off after ${answer.bytes} bytes`
      : `${stream} says that it is ${encoding}, and cannot be decoded`;
  const id = encoding === undefined ? "stream.cut" : "stream.encoding";
  return {
    says,
    findings: [finding(id, { layer: betweenOf(seen), severity: "broken", says, shown: [exchange] })],
  };
}

/** 2026-07-28: a server that takes `subscriptions/listen` acknowledges it at once. */
function modernEra(seen: Seen): Judgement | null {
  const listen = exchangeOf(seen, "listen");
  if (listen === undefined) return null;
  return owed(seen, listen, "the acknowledgment of subscriptions/listen");
}

/** The sessions' era: events that are replayed, and the stream of a GET. */
function sessionsEra(seen: Seen): Judgement | null {
  const replay = exchangeOf(seen, "replay");
  const stream = exchangeOf(seen, "stream") ?? exchangeOf(seen, "get");
  if (stream === undefined || !hasResult(answerOf(seen, "initialize"))) return null;
  const replayed =
    replay === undefined || refused(replay) ? null : owed(seen, replay, "the replay of an event");
  if (replayed !== null && replayed.findings.length > 0) return replayed;
  const { result } = stream;
  if (result.outcome === "failure") {
    return result.failure === "timeout" ? headLate(seen, stream, replayed) : null;
  }
  if (!isStream(result)) {
    const offers =
      result.status === 405 ? "the server offers no GET stream (405 to GET)" : "no GET stream is offered";
    return { says: offers, findings: [] };
  }
  if (brokeOff(result)) return cut(seen, stream);
  const head = `the head of the GET stream came after ${whole(result.times.head)} ms`;
  return {
    says:
      replayed === null
        ? `${head}; the server owes no event by which its body could be timed`
        : replayed.says,
    findings: [],
  };
}

/** Judges a stream on which the server sends an event at once and then nothing. */
function owed(seen: Seen, exchange: Exchange, what: string): Judgement {
  const { result } = exchange;
  if (result.outcome === "answer") {
    const [first] = result.events.filter(({ kind }) => kind === "event");
    if (first !== undefined) {
      return { says: `${what} came after ${whole(first.at)} ms on a stream left open`, findings: [] };
    }
    const gaveUp = result.status === 503 || result.status === 504;
    if (!isStream(result) && !gaveUp)
      return { says: `the server answers with HTTP ${result.status}, without a stream`, findings: [] };
    if (!gaveUp && (result.end === "cut" || result.end === "complete")) return cut(seen, exchange);
  } else if (result.failure !== "timeout") {
    return cut(seen, exchange);
  }
  if (isHttpApi(seen)) return impossible(exchange);
  const encoding = result.outcome === "answer" ? headerValue(result, "content-encoding") : undefined;
  const began =
    result.outcome === "answer"
      ? `${isStream(result) ? "the head" : `HTTP ${result.status}`} came after ${whole(result.times.head)} ms`
      : "not even the head of the answer came";
  const says = `${what} did not come within ${seconds(limitOf(exchange))} s, though the server sends it at once: ${began}`;
  return {
    says,
    findings: [
      finding("stream.buffered", {
        layer: betweenOf(seen),
        says,
        shown: [exchange],
        facts:
          encoding === undefined
            ? []
            : [`The stream is compressed (${encoding}), and what compresses it holds its bytes back.`],
      }),
    ],
  };
}

/** No head of the GET stream: held by a proxy where the server is known to send one at once. */
function headLate(seen: Seen, stream: Exchange, replayed: Judgement | null): Judgement {
  const late = `no head of the GET stream came within ${seconds(limitOf(stream))} s`;
  if (isHttpApi(seen)) return impossible(stream);
  if (keepsEvents(seen)) {
    const proof = replayed === null ? "" : `, while ${replayed.says}`;
    const says = `${late}, though the server sends it at once${proof}`;
    return {
      says,
      findings: [finding("stream.head-held", { layer: betweenOf(seen), says, shown: [stream] })],
    };
  }
  const listened = answerOf(seen, "listen");
  if (listened?.events.some(({ kind }) => kind === "event") === true) {
    const says = `${late}; another stream came through at once, so that it is the server itself that waits for its first byte`;
    return {
      says,
      findings: [finding("stream.head-late", { layer: "server", severity: "note", says, shown: [stream] })],
    };
  }
  const says = `${late}: the server waits for its first byte, or a proxy holds the head`;
  return { says, findings: [finding("stream.head-late", { layer: null, says, shown: [stream] })] };
}

/**
 * Whether the server primes its streams with an event that has an id and no data: the mark of the official TypeScript package
 * with an event store, which sends the heads of its streams at once.
 */
function keepsEvents(seen: Seen): boolean {
  return (
    answerOf(seen, "initialize")?.events.some(({ id, json }) => id !== undefined && json === undefined) ===
    true
  );
}

function impossible(exchange: Exchange): Judgement {
  const { result } = exchange;
  const came = result.outcome === "answer" ? `HTTP ${result.status} came` : "nothing came";
  const says = `${came} in place of a stream, which an HTTP API cannot carry`;
  return {
    says,
    findings: [finding("stream.not-possible", { layer: "api-gateway", says, shown: [exchange] })],
  };
}

function cut(seen: Seen, exchange: Exchange): Judgement {
  const { result } = exchange;
  const encoding = result.outcome === "answer" ? headerValue(result, "content-encoding") : undefined;
  if (encoding !== undefined && result.outcome === "answer" && result.end === "cut") {
    const says = `the stream says that it is ${encoding}, and cannot be decoded`;
    return {
      says,
      findings: [finding("stream.encoding", { layer: betweenOf(seen), says, shown: [exchange] })],
    };
  }
  const at = result.outcome === "answer" ? result.times.end : result.at;
  const says = `the stream ended after ${whole(at)} ms, though a client has not left it`;
  return { says, findings: [finding("stream.cut", { layer: betweenOf(seen), says, shown: [exchange] })] };
}

/** A stream that a cache has kept: every client would be given the same one. */
function cached(seen: Seen): Finding[] {
  const stream = exchangeOf(seen, "stream") ?? exchangeOf(seen, "get");
  if (stream?.result.outcome !== "answer" || stream.result.status !== 200) return [];
  const answer = stream.result;
  const age = headerValue(answer, "age");
  const hit = ["x-cache", "cf-cache-status"].find((name) => /\bhit\b/i.test(headerValue(answer, name) ?? ""));
  if (hit === undefined && (age === undefined || Number(age) === 0)) return [];
  const mark = hit === undefined ? `its Age is ${age ?? ""}` : `its ${hit} says Hit`;
  const says = `the answer to GET comes out of a cache (${mark})`;
  return [finding("stream.cached", { layer: betweenOf(seen), says, shown: [stream] })];
}

/** Whether the server, or what stands before it, declined to replay: allowed, and no proof of anything. */
function refused({ result }: Exchange): boolean {
  return result.outcome === "answer" && !isStream(result) && result.status !== 503 && result.status !== 504;
}

function brokeOff({ end, events }: Answered): boolean {
  return end === "cut" && events.length === 0;
}

/** Whether an HTTP API of API Gateway is in the way: it alone sets this header, and it holds every answer until its end. */
function isHttpApi(seen: Seen): boolean {
  return seen.exchanges.some(
    ({ result }) => result.outcome === "answer" && headerValue(result, "apigw-requestid") !== undefined,
  );
}

/** How long a stream was waited for, in milliseconds. */
function limitOf({ result }: Exchange): number {
  return Math.max(STREAM_HEAD_MILLISECONDS, result.outcome === "answer" ? result.times.end : result.at);
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(1).replace(/\.0$/, "");
}

function whole(milliseconds: number): string {
  return String(Math.round(milliseconds));
}
