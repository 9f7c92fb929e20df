import type { Answered, Exchange } from "../exchange/exchange.ts";
import { exchangeOf, type Seen } from "../seen.ts";
import { ownersOf } from "./owners.ts";
import { betweenOf, isOpened, layersOf } from "./reached.ts";
import { finding, type Judgement, type Rung } from "./rung.ts";

/** How long a silent stream lives: measured only where the caller asks for it, since it takes that long. */
export const idle: Rung = {
  id: "idle",
  title: "Silent streams",
  needs: ["streaming"],
  judge(seen) {
    const { idleSeconds } = seen.wanted;
    if (idleSeconds === null) {
      return { says: "not measured; --idle 75 holds a stream for 75 s", findings: [], skipped: true };
    }
    const held = heldIn(seen)
      .map((exchange) => judged(seen, exchange, idleSeconds))
      .filter((each) => each !== null);
    if (held.length === 0 && !isOpened(seen))
      return { says: "no stream was held: no conversation began", findings: [], skipped: true };
    if (held.length === 0) return { says: "the server offers no stream that could be held", findings: [] };
    return {
      says: held.map(({ says }) => says).join("; "),
      findings: held.flatMap(({ findings }) => findings),
    };
  },
};

/** How long a stream was silent before it was cut, in seconds; undefined where none was. */
export function silenceBeforeCut(seen: Seen): number | undefined {
  return heldIn(seen)
    .map((exchange) => cutOf(exchange))
    .find((cut) => cut !== null)?.silence;
}

function heldIn(seen: Seen): Exchange[] {
  return [exchangeOf(seen, "idle-stream"), exchangeOf(seen, "idle-listen")].filter(
    (exchange) => exchange !== undefined,
  );
}

/** When a stream was cut, in seconds. */
interface Cut {
  /** Counted from the last byte. */
  silence: number;
  /** Counted from the request. */
  whole: number;
}

/** Null where it was not cut, or where no stream came of it. */
function cutOf({ result }: Exchange): Cut | null {
  if (result.outcome === "failure")
    return result.failure === "timeout" ? null : { silence: result.at / 1000, whole: result.at / 1000 };
  // A layer that waits for the head answers in the server's place when its time is up.
  if (result.status === 504 || result.status === 524)
    return { silence: result.times.head / 1000, whole: result.times.head / 1000 };
  if (!isStream(result) || result.end === "left") return null;
  const lastByte = Math.max(result.times.head, ...result.events.map(({ at }) => at));
  return { silence: (result.times.end - lastByte) / 1000, whole: result.times.end / 1000 };
}

function isStream({ status, events }: Answered): boolean {
  return status === 200 && !events.some(({ json }) => isResult(json));
}

function judged(seen: Seen, exchange: Exchange, wanted: number): Judgement | null {
  const { result } = exchange;
  const cut = cutOf(exchange);
  if (cut !== null) return cutAfter(seen, exchange, cut);
  if (result.outcome === "failure") {
    const says = `no head of the stream came in ${wanted} s`;
    return {
      says,
      findings: [finding("stream.head-never", { layer: betweenOf(seen), says, shown: [exchange] })],
    };
  }
  return isStream(result) ? { says: keptOpen(seen, result, wanted), findings: [] } : null;
}

function cutAfter(seen: Seen, exchange: Exchange, { silence, whole }: Cut): Judgement {
  const owners = ownersOf(silence, whole);
  const named = new Set(layersOf(seen).map(({ layer }) => layer));
  // A layer that bears a mark is likelier than one that would have to be there unseen.
  const [owner] = [...owners.filter(({ layer }) => named.has(layer)), ...owners];
  const between = betweenOf(seen);
  // Without a mark it may as well be the server that ends its streams.
  const unmarked = between === "proxy" ? null : between;
  const layer = owner !== undefined && named.has(owner.layer) ? owner.layer : unmarked;
  const says =
    `${exchange.asked.message ?? "the GET stream"} was cut after ${inSeconds(silence)} s of silence` +
    (whole - silence > 1 ? `, ${inSeconds(whole)} s after it was asked for` : "");
  const promised = seen.promised.longestSilence;
  const kept = promised !== undefined && silence >= promised;
  return {
    says,
    findings: [
      finding("stream.idle-cut", {
        layer,
        says: promised === undefined ? says : `${says}; the stack promises ${promised} s`,
        severity: kept ? "note" : "degraded",
        shown: [exchange],
        facts: [
          owners.length === 0
            ? "No layer is known to cut after that time by default: somebody has set it."
            : `That is the default of: ${owners.map(({ says: name, source }) => `${name} (${source})`).join("; ")}.`,
        ],
      }),
    ],
  };
}

function keptOpen(seen: Seen, result: Answered, wanted: number): string {
  const times = [result.times.head, ...result.events.map(({ at }) => at), result.times.end];
  const longest = Math.max(...times.slice(1).map((at, index) => at - (times[index] ?? at))) / 1000;
  const comments = result.events.filter(({ kind }) => kind === "comment").length;
  const late = result.times.head > 2_000 ? `, its head after ${inSeconds(result.times.head / 1000)} s` : "";
  const said =
    comments === 0
      ? `a stream was open and silent for ${wanted} s${late}`
      : `a stream was open for ${wanted} s with keep-alives (${comments})${late}, which shows that ${inSeconds(longest)} s of silence pass, and no more`;
  const promised = seen.promised.longestSilence;
  return promised === undefined || longest >= promised
    ? said
    : `${said}; the ${promised} s that the stack promises are not shown by it`;
}

function isResult(json: unknown): boolean {
  return typeof json === "object" && json !== null && ("result" in json || "error" in json);
}

/** Seconds for a sentence, to a tenth. */
export function inSeconds(seconds: number): string {
  return seconds.toFixed(1).replace(/\.0$/, "");
}
