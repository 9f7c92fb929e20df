import { answer, rpcError } from "../answer.ts";
import type { Sample } from "../sample.ts";

const UVICORN = { server: "uvicorn" };
const JSON_TYPE = { "content-type": "application/json" };
const PYTHON = { layer: "framework", mark: "server: uvicorn" } as const;
const TYPESCRIPT_TRANSPORT =
  "https://github.com/modelcontextprotocol/typescript-sdk/blob/v1.x/src/server/webStandardStreamableHttp.ts";
const PYTHON_GUARD =
  "https://github.com/modelcontextprotocol/python-sdk/blob/main/src/mcp/server/transport_security.py";
const TRANSPORT = "https://modelcontextprotocol.io/specification/2025-11-25/basic/transports";

/** An error of the MCP server in JSON-RPC. */
function rpc(
  row: string,
  name: string,
  what: string,
  status: number,
  code: number,
  message: string,
  mark: string,
): Sample {
  return {
    name,
    what,
    source: TYPESCRIPT_TRANSPORT,
    answer: answer(status, JSON_TYPE, rpcError(code, message)),
    answeredBy: { layer: "server", row, mark },
    passedBy: [],
  };
}

/** A plain text of the Python SDK. */
function python(
  row: string,
  name: string,
  what: string,
  status: number,
  body: string,
  source = PYTHON_GUARD,
): Sample {
  return {
    name,
    what,
    source,
    answer: answer(status, UVICORN, body),
    answeredBy: { layer: "server", row, mark: `body: ${body}` },
    passedBy: [PYTHON],
  };
}

/** The page of Express's last handler. */
function expressPage(text: string): string {
  return `<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Error</title>\n</head>\n<body>\n<pre>${text}</pre>\n</body>\n</html>\n`;
}

/** Frameworks, MCP servers and sites. */
export const SERVER_SAMPLES: readonly Sample[] = [
  {
    name: "express-404-behind-nginx",
    what: "nginx took the prefix off, and the Express application behind it has no such path",
    source: "https://github.com/pillarjs/finalhandler",
    answer: answer(
      404,
      { Server: "nginx/1.22.1", "Content-Type": "text/html; charset=utf-8", "X-Powered-By": "Express" },
      expressPage("Cannot POST /"),
    ),
    answeredBy: {
      layer: "framework",
      row: "framework.express-not-found",
      mark: "body: <pre>Cannot POST /</pre>",
    },
    passedBy: [{ layer: "nginx", mark: "server: nginx/1.22.1" }],
  },
  {
    name: "express-413",
    what: "Express's own limit for a body, 100 kB",
    source: "https://github.com/expressjs/body-parser",
    answer: answer(
      413,
      { "Content-Type": "text/html; charset=utf-8", "X-Powered-By": "Express" },
      expressPage("PayloadTooLargeError: request entity too large"),
    ),
    answeredBy: {
      layer: "framework",
      row: "framework.express-error",
      mark: "body: <title>Error</title> </head> <body> <pre>PayloadTooLargeError: request entity too large",
    },
    passedBy: [],
  },
  {
    name: "fastapi-404",
    what: "a FastAPI application without the path",
    source: "https://fastapi.tiangolo.com/tutorial/handling-errors/",
    answer: answer(404, { ...UVICORN, ...JSON_TYPE }, '{"detail":"Not Found"}'),
    answeredBy: { layer: "framework", row: "framework.fastapi", mark: 'body: {"detail":"' },
    passedBy: [],
  },
  {
    name: "starlette-404",
    what: "a Starlette application without the path",
    source: "https://www.starlette.io/exceptions/",
    answer: answer(404, { ...UVICORN, "content-type": "text/plain; charset=utf-8" }, "Not Found"),
    answeredBy: { layer: "framework", row: "framework.starlette", mark: "server: uvicorn, body: Not Found" },
    passedBy: [],
  },
  {
    name: "starlette-slash",
    what: "a mounted MCP application redirects to the slash, and to http, since it does not know of the TLS in front of it",
    source: "https://github.com/cBioPortal/cbioportal-mcp/pull/78",
    answer: answer(307, {
      location: "http://mcp.example.com/db/mcp/",
      server: "uvicorn",
      "content-length": "0",
    }),
    answeredBy: {
      layer: "framework",
      row: "framework.slash",
      mark: "location: http://mcp.example.com/db/mcp/",
    },
    passedBy: [],
  },
  {
    name: "spring-404",
    what: "a Spring Boot application without the path",
    source:
      "https://docs.spring.io/spring-boot/reference/web/servlet.html#web.servlet.spring-mvc.error-handling",
    answer: answer(
      404,
      JSON_TYPE,
      '{"timestamp":"2026-03-01T10:00:00.000+00:00","status":404,"error":"Not Found","path":"/mcp"}',
    ),
    answeredBy: {
      layer: "framework",
      row: "framework.spring",
      mark: 'body: {"timestamp":"2026-03-01T10:00:00.000+00:00","status":404,"error":"Not Found","path":"',
    },
    passedBy: [],
  },
  {
    name: "go-404",
    what: "Traefik without a router, or a server in Go without the path",
    source: "https://github.com/traefik/traefik/issues/9041",
    answer: answer(
      404,
      {
        "Content-Type": "text/plain; charset=utf-8",
        "X-Content-Type-Options": "nosniff",
        "Content-Length": "19",
      },
      "404 page not found\n",
    ),
    answeredBy: { layer: "framework", row: "framework.go", mark: "body: 404 page not found" },
    passedBy: [],
  },
  python(
    "server.host",
    "python-421",
    "the Python SDK does not know the Host",
    421,
    "Invalid Host header",
    "https://github.com/apache/doris-mcp-server/issues/203",
  ),
  rpc(
    "server.host",
    "typescript-403-host",
    "the TypeScript SDK does not know the Host",
    403,
    -32000,
    "Invalid Host header: demo.example.com",
    "body: Invalid Host",
  ),
  python(
    "server.origin",
    "python-403-origin",
    "the Python SDK does not know the Origin",
    403,
    "Invalid Origin header",
  ),
  python(
    "server.content-type",
    "python-400-content-type",
    "the Python SDK got no JSON",
    400,
    "Invalid Content-Type header",
  ),
  python(
    "server.too-large",
    "python-413",
    "the Python SDK's limit for a body",
    413,
    "Request body too large",
  ),
  {
    name: "server-401",
    what: "an MCP server asks for a token, and says where its metadata stands",
    source: "https://www.rfc-editor.org/rfc/rfc9728#name-use-of-www-authenticate-for",
    answer: answer(
      401,
      {
        ...UVICORN,
        ...JSON_TYPE,
        "www-authenticate": 'Bearer error="invalid_token", resource_metadata="https://demo.example.com/x"',
      },
      '{"error":"invalid_token","error_description":"Authentication required"}',
    ),
    answeredBy: {
      layer: "server",
      row: "server.challenge",
      mark: 'www-authenticate: Bearer error="invalid_token", resource_metadata="https://demo.example.com/x"',
    },
    passedBy: [PYTHON],
  },
  rpc(
    "server.session-missing",
    "typescript-400-session",
    "the TypeScript SDK got no session id",
    400,
    -32000,
    "Bad Request: Mcp-Session-Id header is required",
    "body: Mcp-Session-Id header is required",
  ),
  rpc(
    "server.session-unknown",
    "typescript-404-session",
    "the TypeScript SDK does not know the session",
    404,
    -32001,
    "Session not found",
    "body: Session not found",
  ),
  rpc(
    "server.header-mismatch",
    "server-400-headers",
    "a server of the new era got a message without its Mcp-Method header",
    400,
    -32020,
    "Header mismatch",
    'body: "code":-32020',
  ),
  rpc(
    "server.not-acceptable",
    "typescript-406",
    "the TypeScript SDK got an Accept that does not fit",
    406,
    -32000,
    "Not Acceptable: Client must accept both application/json and text/event-stream",
    "406, a JSON-RPC body",
  ),
  rpc(
    "server.method",
    "typescript-405",
    "the TypeScript SDK does not offer the method",
    405,
    -32000,
    "Method not allowed.",
    "405, a JSON-RPC body",
  ),
  rpc(
    "server.json-rpc",
    "server-400-parse",
    "an MCP server got what is no JSON",
    400,
    -32700,
    "Parse error",
    'body: "jsonrpc"',
  ),
  {
    name: "server-202",
    what: "an MCP server took a notification",
    source: TRANSPORT,
    answer: answer(202, { "mcp-session-id": "1868a90c" }),
    answeredBy: { layer: "server", row: "server.session", mark: "mcp-session-id: 1868a90c" },
    passedBy: [],
  },
  {
    name: "server-stream",
    what: "an MCP server opened the GET stream, and has said nothing yet",
    source: TRANSPORT,
    answer: answer(200, { "content-type": "text/event-stream" }),
    answeredBy: { layer: "server", row: "server.stream", mark: "content-type: text/event-stream" },
    passedBy: [],
  },
  {
    name: "apache-404",
    what: "an Apache that has the site",
    source: "https://github.com/Ekultek/WhatWaf/issues/1160",
    answer: answer(
      403,
      { Server: "Apache/2.4.6 (CentOS)", "Content-Type": "text/html; charset=iso-8859-1" },
      '<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>403 Forbidden</title>\n</head><body>\n<h1>Forbidden</h1>\n</body></html>\n',
    ),
    answeredBy: {
      layer: "frontend",
      row: "frontend.apache",
      mark: 'body: <!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN"> <html><head> <title>403 Forbidden</title>',
    },
    passedBy: [],
  },
  {
    name: "site-start-page",
    what: "a single-page site in nginx answers GET with its start page",
    source: "https://github.com/getopenpost/openpost/pull/6",
    answer: answer(
      200,
      { Server: "nginx", "Content-Type": "text/html" },
      '<!doctype html><html><body><div id="root"></div></body></html>',
    ),
    answeredBy: { layer: "frontend", row: "frontend.start-page", mark: "200, an HTML body" },
    passedBy: [{ layer: "nginx", mark: "server: nginx" }],
  },
  {
    name: "site-page-in-nginx",
    what: "a page that somebody made for nginx's 403",
    source: "https://github.com/traefik/traefik/issues/7073",
    answer: answer(
      403,
      { server: "nginx/1.19.1", "content-type": "text/html", etag: '"5f0df1ba-396c"' },
      "<!DOCTYPE html><html><h1>Oh no</h1></html>",
    ),
    answeredBy: { layer: "frontend", row: "frontend.page", mark: "server: nginx/1.19.1" },
    passedBy: [{ layer: "nginx", mark: "server: nginx/1.19.1" }],
  },
];
