import { type Answered, type Exchange, headerValue } from "../exchange/exchange.ts";
import { parsed } from "../exchange/events.ts";
import { exchangeOf, type Seen } from "../seen.ts";
import { failureInWords } from "./evidence.ts";
import { withoutResult } from "./failedCall.ts";
import { betweenOf } from "./reached.ts";
import { finding, type Judgement, type Rung } from "./rung.ts";

/** Events of one tool call that come within this many milliseconds of one another came together. */
const TOGETHER_MILLISECONDS = 100;
/** A call that answers sooner than this, in milliseconds, leaves nothing to be told by its times. */
const TOLD_MILLISECONDS = 500;

/** What comes of the tool that the caller has named: whether its progress comes while it runs, and which headers reached it. */
export const call: Rung = {
  id: "call",
  title: "A tool call",
  needs: ["path"],
  judge(seen) {
    const name = seen.wanted.call;
    if (name === null)
      return { says: "no tool was called; --call NAME calls one", findings: [], skipped: true };
    const exchange = exchangeOf(seen, "call");
    if (exchange === undefined) {
      return {
        says: `${name} could not be called: no session, nor server/discover`,
        findings: [],
        unknown: true,
      };
    }
    return called(seen, exchange, name);
  },
};

function called(seen: Seen, exchange: Exchange, name: string): Judgement {
  const { result } = exchange;
  const failed = failureOf(exchange);
  if (result.outcome === "failure" || failed !== null) {
    return withoutResult(seen, exchange, name, failed ?? "");
  }
  const echo = echoed(exchange, result);
  const progress = result.events.filter(({ json }) => isProgress(json)).map(({ at }) => at);
  const times = progress.map((at) => Math.round(at)).join(", ");
  const first = progress[0];
  const last = result.times.end;
  if (
    first !== undefined &&
    progress.length > 1 &&
    first > TOLD_MILLISECONDS &&
    last - first < TOGETHER_MILLISECONDS
  ) {
    const says = `${progress.length} progress events of ${name} came together, with its answer, after ${Math.round(first)} ms`;
    return {
      says: says + echo,
      findings: [
        finding("stream.buffered", {
          layer: betweenOf(seen),
          says,
          shown: [exchange],
          facts: [`Milliseconds of the progress events: ${times}; of the answer: ${Math.round(last)}.`],
        }),
      ],
    };
  }
  const says =
    first === undefined
      ? `${name} answered after ${Math.round(last)} ms, without progress events`
      : `progress events of ${name} came after ${times} ms, its answer after ${Math.round(last)} ms`;
  return { says: says + echo, findings: [] };
}

/** Why there is no result; null where there is one. */
function failureOf({ result }: Exchange): string | null {
  if (result.outcome === "failure") return failureInWords(result);
  const error = objectOf(objectOf(result.json)?.["error"]);
  if (typeof error?.["code"] === "number") return `error ${error["code"]}`;
  const given = toolResultOf(result);
  if (given === undefined) return `HTTP ${result.status}`;
  return given["isError"] === true ? "the tool says that it failed" : null;
}

/** The result that an answer holds, as it stands there. */
function toolResultOf({ json }: Answered): Record<string, unknown> | undefined {
  return objectOf(objectOf(json)?.["result"]);
}

function isProgress(json: unknown): boolean {
  return objectOf(json)?.["method"] === "notifications/progress";
}

function objectOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

/** The headers whose arrival is worth knowing. */
const OURS = ["authorization", "mcp-protocol-version", "mcp-session-id", "mcp-method", "mcp-name"];

/** Which of the request's headers reached the tool, where its answer names the headers that it was given: never their values. */
function echoed({ asked: { headers } }: Exchange, result: Answered): string {
  const names = new Set([...textHeaders(result), ...debugHeaders(result)]);
  if (names.size === 0) return "";
  const sent = new Set(headers.map(([name]) => name.toLowerCase()));
  const asked = OURS.filter((name) => sent.has(name));
  const arrived = asked.filter((name) => names.has(name));
  const lost = asked.filter((name) => !names.has(name));
  return (
    `; it names the headers that it was given: ${arrived.join(", ") || "none of ours"}` +
    (lost.length === 0 ? "" : `, but not ${lost.join(", ")}`)
  );
}

/** The names of the headers in a tool's text, where that is JSON and what it holds looks like a request's headers. */
function textHeaders(result: Answered): string[] {
  const content = toolResultOf(result)?.["content"];
  const parts: unknown[] = Array.isArray(content) ? content : [];
  return parts.flatMap((part) => {
    const text = objectOf(part)?.["text"];
    const names = typeof text === "string" ? headerNames(parsed(text)) : [];
    return names.includes("accept") || names.includes("content-type") ? names : [];
  });
}

/** The names of headers as tools write them: an object of them, that in an object's `headers`, or a list of pairs. */
function headerNames(value: unknown): string[] {
  const inner = objectOf(value)?.["headers"] ?? value;
  const names: unknown[] = Array.isArray(inner)
    ? inner.map((pair: unknown): unknown => (Array.isArray(pair) ? pair[0] : undefined))
    : Object.keys(objectOf(inner) ?? {});
  return names.flatMap((name) => (typeof name === "string" ? [name.toLowerCase()] : []));
}

/** What LiteLLM says of the headers that it was given: https://docs.litellm.ai/docs/mcp */
function debugHeaders(result: Answered): string[] {
  const inbound = headerValue(result, "x-mcp-debug-inbound-auth");
  return inbound === undefined || inbound === "(none)" ? [] : ["authorization"];
}
