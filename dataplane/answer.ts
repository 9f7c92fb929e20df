import type { FixedResponse, Listener, Redirect } from "./listener.ts";
import { hostWithoutPort } from "./host.ts";
import { headerValues, type Request } from "./request.ts";

/** An answer of the balancer itself. `Date` and the headers of the connection are left to whoever sends it. */
export interface Answer {
  status: number;
  headers: [name: string, value: string][];
  /** Not to be sent in answer to `HEAD`, though `Content-Length` speaks of it. */
  body: string;
}

/**
 * The page that the balancer answers an error with, byte for byte; AWS documents the statuses, captures show the page.
 * An nginx behind the balancer answers with the same page and a line more, `<hr><center>nginx</center>`.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html
 * @example errorAnswer(502).headers // [["Server", "awselb/2.0"], …, ["Content-Length", "122"]]
 */
export function errorAnswer(status: number): Answer {
  return answer(status, "text/html", page(status));
}

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html */
export function fixedAnswer({ statusCode, contentType, body }: FixedResponse): Answer {
  return answer(statusCode, contentType, body);
}

/**
 * A redirect, with `#{protocol}`, `#{host}`, `#{port}`, `#{path}` and `#{query}` filled in from the request. The port
 * is always written out: `Location: https://host:443/path`.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html
 */
export function redirectAnswer(listener: Listener, request: Request, redirect: Redirect): Answer {
  const { status, headers, body } = answer(redirect.statusCode, "text/html", page(redirect.statusCode));
  return { status, headers: [...headers, ["Location", location(listener, request, redirect)]], body };
}

function location(listener: Listener, request: Request, redirect: Redirect): string {
  const own = new Map(
    Object.entries({
      protocol: listener.protocol,
      host: hostWithoutPort(headerValues(request, "host")[0] ?? ""),
      port: String(listener.port),
      // The keyword leaves out the leading slash: the default path is `/#{path}`.
      path: request.path.replace(/^\//, ""),
      query: request.query,
    }),
  );
  const filled = (text: string): string =>
    text.replace(/#\{(\w+)\}/g, (keyword, name: string) => own.get(name) ?? keyword);
  const query = filled(redirect.query);
  const protocol = filled(redirect.protocol).toLowerCase();
  const url = `${protocol}://${filled(redirect.host)}:${filled(redirect.port)}${filled(redirect.path)}`;
  return query === "" ? url : `${url}?${query}`;
}

function answer(status: number, contentType: string, body: string): Answer {
  const server: [string, string] = ["Server", "awselb/2.0"];
  // A 204 has neither body nor length (RFC 9110, section 8.6); what AWS does with a configured body is not documented.
  if (status === 204) return { status, headers: [server], body: "" };
  const length = String(new TextEncoder().encode(body).length);
  return { status, headers: [server, ["Content-Type", contentType], ["Content-Length", length]], body };
}

function page(status: number): string {
  const phrase = PHRASES[status];
  const title = phrase === undefined ? String(status) : `${status} ${phrase}`;
  return [
    "<html>",
    `<head><title>${title}</title></head>`,
    "<body>",
    `<center><h1>${title}</h1></center>`,
    "</body>",
    "</html>",
    "",
  ].join("\r\n");
}

const PHRASES: Partial<Record<number, string>> = {
  301: "Moved Permanently",
  302: "Found",
  400: "Bad Request",
  401: "Authorization Required",
  403: "Forbidden",
  405: "Not Allowed",
  408: "Request Time-out",
  413: "Request Entity Too Large",
  414: "Request-URI Too Large",
  500: "Internal Server Error",
  501: "Not Implemented",
  502: "Bad Gateway",
  503: "Service Temporarily Unavailable",
  504: "Gateway Time-out",
  505: "HTTP Version Not Supported",
};
