import { type Answered, type Exchange, headerValue } from "../exchange/exchange.ts";
import { isStream } from "../exchange/stream.ts";
import { fingerprint } from "../fingerprints/match.ts";
import { LAYER_NAMES } from "../layers.ts";
import { failureInWords } from "../rungs/evidence.ts";

/**
 * One side of an exchange at two places, in words that go behind "the answer", such as `is 405`: equal words are no change.
 * Null where it cannot be said of this one. The other place's exchange stands beside it for what is only told by comparing.
 */
export type Aspect = (exchange: Exchange, other: Exchange) => string | null;

/** What is compared, the gravest first. What differs anyway is left out: dates, ids, lengths, who passed it on, times. */
export const ASPECTS: readonly Aspect[] = [
  status,
  message,
  mediaType,
  ...[
    "mcp-session-id",
    "www-authenticate",
    "access-control-allow-origin",
    "access-control-expose-headers",
  ].map(header),
  writer,
  end,
  held,
];

function status({ result }: Exchange): string {
  return result.outcome === "failure" ? `does not come (${failureInWords(result)})` : `is ${result.status}`;
}

/** Whether it is a JSON-RPC message, and which kind. */
function message({ result }: Exchange): string | null {
  if (result.outcome === "failure") return null;
  const { json } = result;
  if (typeof json !== "object" || json === null || !("jsonrpc" in json)) return "is no JSON-RPC message";
  if ("result" in json) return "is a result";
  if (!("error" in json)) return "is neither result nor error";
  const { error } = json;
  const code =
    typeof error === "object" && error !== null && "code" in error ? String(error.code) : "without a code";
  return `is the error ${code}`;
}

function mediaType({ result }: Exchange): string | null {
  if (result.outcome === "failure") return null;
  const type = headerValue(result, "content-type")?.split(";", 1)[0]?.trim().toLowerCase();
  return type === undefined || type === "" ? "has no content type" : `is ${type}`;
}

/** Whether a header came at all: its value may be another each time. */
function header(name: string): Aspect {
  return ({ result }) => {
    if (result.outcome === "failure") return null;
    return headerValue(result, name) === undefined ? `has no ${name}` : `has ${name}`;
  };
}

/** Who wrote it, where its marks tell. */
function writer({ result }: Exchange): string | null {
  const by = result.outcome === "answer" ? fingerprint(result).answeredBy : null;
  return by === null ? null : `is ${LAYER_NAMES[by.layer]}'s own`;
}

function end({ result }: Exchange): string | null {
  if (result.outcome === "failure") return null;
  return result.end === "cut" ? "breaks off" : "does not break off";
}

/** How much longer an answer's head, or the first byte behind it, takes where it is held back, in milliseconds. */
const HELD = 1_000;

/** What a network adds is far less than what a buffer does, which waits for an end. */
function held({ result }: Exchange, { result: other }: Exchange): string | null {
  if (result.outcome === "failure" || other.outcome === "failure") return null;
  if (!isStream(result) || !isStream(other)) return null;
  const waits = [result.times.head - other.times.head, firstByte(result) - firstByte(other)];
  if (waits.some((wait) => wait >= HELD)) return "is held back";
  return waits.some((wait) => wait <= -HELD) ? "comes at once" : null;
}

/** When the first byte came; where none did, for how long it was waited for. */
function firstByte({ times }: Answered): number {
  return times.firstByte ?? times.end;
}
