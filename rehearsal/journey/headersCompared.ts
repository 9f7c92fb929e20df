import type { HeaderPair } from "../mcpServer/headers.ts";
import type { Difference } from "./difference.ts";
import type { HeadersSeen } from "./eras.ts";
import type { Answer } from "./recording.ts";

/** The answers to one and the same request on both ways. */
export interface AnswerPair {
  /** What was asked, such as "initialize". */
  request: string;
  straight: Answer;
  routed: Answer;
}

/** What a proxy may change by right. */
const rewritable = /^(host|connection|content-length|via|x-amzn-trace-id|x-forwarded-.*)$/;

/**
 * The headers of answers that MCP depends on. `x-accel-buffering` is not among them:
 * a proxy that obeys it may keep it for itself.
 */
const promisedHeaders: { name: string; value: (answer: Answer) => string }[] = [
  {
    name: "content-type",
    value: ({ contentType }) => contentType?.split(";")[0]?.trim().toLowerCase() ?? "missing",
  },
  { name: "cache-control", value: ({ cacheControl }) => cacheControl ?? "missing" },
  { name: "mcp-session-id", value: ({ sessionIds }) => times(sessionIds) },
];

/** Each header that the client sent and the server did not get as it was: same name, same values, as often. */
export function requestHeaderDifferences(era: string, { sent, received }: HeadersSeen): Difference[] {
  const names = [...new Set(sent.map(([name]) => name.toLowerCase()))].filter(
    (name) => !rewritable.test(name),
  );
  return names.flatMap((name): Difference[] => {
    const [before, after] = [valuesOf(sent, name), valuesOf(received, name)];
    if (JSON.stringify(before) === JSON.stringify(after)) return [];
    const text = `In the ${era} era the server got ${name} as ${shown(after)}, the client sent ${shown(before)}.`;
    return [{ promise: "request headers", text }];
  });
}

/** One difference for each promised header of answers that came through changed, however many answers show it. */
export function responseHeaderDifferences(answers: AnswerPair[]): Difference[] {
  return promisedHeaders.flatMap(({ name, value }): Difference[] => {
    const changed = answers.filter(({ straight, routed }) => value(straight) !== value(routed));
    const [first] = changed;
    if (!first) return [];
    const text =
      `In the answer to ${first.request}, ${name} is ${value(first.routed)}, ` +
      `straight from the server ${value(first.straight)} (${changed.length} of ${answers.length} answers differ so).`;
    return [{ promise: "response headers", text }];
  });
}

function valuesOf(pairs: HeaderPair[], wanted: string): HeaderPair[1][] {
  return pairs.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value);
}

function shown(values: HeaderPair[1][]): string {
  if (values.length === 0) return "nothing";
  const texts = values.map((value) =>
    typeof value === "string"
      ? `"${value}"`
      : `${value.scheme} with ${value.bytes} bytes (${value.sha256.slice(0, 8)})`,
  );
  return texts.join(" and ");
}

function times(count: number): string {
  if (count === 0) return "missing";
  return count === 1 ? "there once" : `there ${count} times`;
}
