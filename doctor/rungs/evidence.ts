import type { Exchange, Failed, Header } from "../exchange/exchange.ts";
import { cut } from "../report/escape.ts";
import type { Evidence } from "../report/report.ts";

/** The headers that tell who answered, and what of the protocol came through. */
const TELLING =
  /^(server|via|x-cache|x-amz.*|apigw-requestid|cf-.*|x-envoy-.*|x-powered-by|location|allow|www-authenticate|content-type|content-encoding|content-length|transfer-encoding|connection|keep-alive|mcp-.*|access-control-.*|retry-after|set-cookie|cache-control|x-accel-.*)$/i;

/** How much of a body stands in evidence, in characters. */
const EXCERPT = 300;
/** How much of a header or of a URL does, in characters. */
const SHOWN = 1000;

/** An exchange as a reader of the report sees it. */
export function evidenceOf({ probe, asked, result }: Exchange): Evidence {
  const request = `${asked.method} ${cut(asked.url, SHOWN)}${asked.message === undefined ? "" : ` (${asked.message})`}`;
  if (result.outcome === "failure") {
    return { probe, request, status: `no answer: ${failureInWords(result)}` };
  }
  const { head, firstByte, end } = result.times;
  const whole = (milliseconds: number) => Math.round(milliseconds);
  return {
    probe,
    request,
    status: `HTTP ${result.status} ${result.statusText}`.trim(),
    headers: result.headers.filter(([name]) => TELLING.test(name)).map(shownHeader),
    ...(result.body === "" ? {} : { body: result.body.slice(0, EXCERPT) }),
    times: { head: whole(head), firstByte: firstByte === null ? null : whole(firstByte), end: whole(end) },
  };
}

/** A header as evidence; a cookie and a session may be credentials, so that the name alone stands there. */
function shownHeader([name, value]: Header): string {
  if (name.toLowerCase() === "mcp-session-id") return `${name}: … (${value.length} characters)`;
  return name.toLowerCase() === "set-cookie"
    ? `${name}: ${value.split("=", 1)[0] ?? ""}=…`
    : cut(`${name}: ${value}`, SHOWN);
}

/** Why no answer came, for a sentence. */
export function failureInWords({ failure, code }: Failed): string {
  return `${WORDS[failure]} (${code})`;
}

const WORDS: Readonly<Record<Failed["failure"], string>> = {
  name: "the host's name does not resolve",
  proxy: "the caller's proxy did not let it through",
  refused: "the connection was refused",
  unreachable: "there is no way to the address",
  "connect-timeout": "nothing answered the attempt to connect",
  certificate: "the certificate is not believed",
  tls: "the TLS handshake failed",
  reset: "the connection was ended before an answer",
  timeout: "connected, but no answer began in time",
  malformed: "what came is not HTTP",
  "head-too-large": "the answer's headers do not end",
};
