import type { Answering } from "./serve.ts";

/** The two kinds of text for which AWS's managed rules look in bodies. */
const SUSPICIOUS = /\b(?:drop table|or 1=1)\b|<script\b/i;

/** As an ALB sends it for its web ACL. */
const FORBIDDEN =
  "<html>\r\n<head><title>403 Forbidden</title></head>\r\n<body>\r\n<center><h1>403 Forbidden</h1></center>\r\n</body>\r\n</html>\r\n";

/** A firewall in front of a server: it refuses what looks like code, and passes everything else on. @param upstream The server's port. */
export function filtering(upstream: number): Answering {
  return async (request) => {
    const body = request.method === "GET" ? null : await request.text();
    if (body !== null && SUSPICIOUS.test(body)) {
      const headers = { Server: "awselb/2.0", "Content-Type": "text/html" };
      return new Response(FORBIDDEN, { status: 403, headers });
    }
    const headers = new Headers(request.headers);
    for (const name of ["connection", "content-length", "host", "accept-encoding"]) headers.delete(name);
    const { pathname } = new URL(request.url);
    const { method, signal } = request;
    return await fetch(`http://127.0.0.1:${upstream}${pathname}`, { method, headers, body, signal });
  };
}
