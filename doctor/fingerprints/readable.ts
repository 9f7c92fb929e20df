import type { Answered } from "../exchange/exchange.ts";
import { BODY_KEPT } from "../exchange/limits.ts";
import type { BodyKind } from "./row.ts";

/** How much of one header's value is looked at: marks stand at its beginning, and a hostile value may be long. */
const VALUE_READ = 1024;

/**
 * Names under which API Gateway hands on a header of what stands behind it.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
const RENAMED: Readonly<Record<string, string>> = {
  "x-amzn-remapped-server": "server",
  "x-amzn-remapped-www-authenticate": "www-authenticate",
};

/** An answer made ready for the table: each header found once, and the kind of its body known. */
export interface Readable {
  status: number;
  /** By name in lower case; a header that API Gateway renamed stands under both names. */
  headers: ReadonlyMap<string, readonly Shown[]>;
  body: string;
  kind: BodyKind;
}

/** A header's value, with the header as it is shown: in its own spelling. */
export interface Shown {
  value: string;
  shown: string;
}

/** Makes an answer ready for the table. */
export function readable(answer: Answered): Readable {
  const headers = new Map<string, Shown[]>();
  for (const [name, whole] of answer.headers) {
    const value = whole.slice(0, VALUE_READ);
    const key = name.toLowerCase();
    for (const each of RENAMED[key] === undefined ? [key] : [key, RENAMED[key]]) {
      const values = headers.get(each) ?? [];
      values.push({ value, shown: `${key}: ${value}` });
      headers.set(each, values);
    }
  }
  const body = answer.body.slice(0, BODY_KEPT);
  return { status: answer.status, headers, body, kind: kindOf(answer, headers, body) };
}

function kindOf(answer: Answered, headers: Readable["headers"], body: string): BodyKind {
  const type = headers.get("content-type")?.[0]?.value ?? "";
  if (/^\s*text\/html/i.test(type) || /^\s{0,99}<(?:!doctype html|html)\b/i.test(body)) return "html";
  if (holdsMessage(answer.json) || answer.events.some(({ json }) => holdsMessage(json))) return "json-rpc";
  // A message too long to be kept whole is known by its beginning.
  if (/^\s{0,99}(?:[{[]|(?:event|data|id|retry):)/.test(body) && /"jsonrpc"\s{0,9}:\s{0,9}"2\.0"/.test(body))
    return "json-rpc";
  return body === "" && answer.bytes === 0 ? "empty" : "other";
}

function holdsMessage(json: unknown): boolean {
  const message: unknown = Array.isArray(json) ? json[0] : json;
  return typeof message === "object" && message !== null && Object.hasOwn(message, "jsonrpc");
}
