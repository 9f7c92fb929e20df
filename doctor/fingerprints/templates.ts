/**
 * The page that nginx and, without its footer, the ALB write: https://github.com/nginx/nginx src/http/ngx_http_special_response.c.
 * Lines end in CRLF on the wire, and in LF where somebody pasted them.
 */
const HEAD = String.raw`^<html>\s{0,4}<head><title>(?<title>\d{3} [^<]{1,60})</title></head>\s{0,4}<body(?: bgcolor="white")?>\s{0,4}<center><h1>\k<title></h1></center>\s{0,4}`;

/** The page without a footer: the ALB's. */
export const PAGE_WITHOUT_FOOTER = new RegExp(String.raw`${HEAD}</body>\s{0,4}</html>\s{0,9}$`, "i");

/** The page with the footer that names its writer. */
export function pageWithFooter(writer: string): RegExp {
  return new RegExp(String.raw`${HEAD}<hr><center>(?<writer>(?:${writer})[^<]{0,60})</center>`, "i");
}

/** Statuses of a redirect that has a `Location`. */
export const REDIRECTS = [301, 302, 303, 307, 308] as const;
