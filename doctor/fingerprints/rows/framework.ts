import type { Row } from "../row.ts";

const PYTHON_SERVER = { server: /^(?:uvicorn|hypercorn|daphne|granian|gunicorn)\b/i };

/** The web framework that the MCP server runs in, or another application's. */
export const FRAMEWORK: readonly Row[] = [
  {
    id: "framework.express-not-found",
    layer: "framework",
    means: "answered",
    strength: "strong",
    matches: [
      { statuses: [404], body: /<pre>Cannot (?:GET|POST|DELETE|PUT|PATCH|OPTIONS|HEAD) [^<]{1,300}<\/pre>/ },
    ],
    says: "an Express application that has no such path and method",
    hint: "the page names the path as it came to the application: compare it with the one that was asked",
    source: "https://github.com/pillarjs/finalhandler",
  },
  {
    id: "framework.express-error",
    layer: "framework",
    means: "answered",
    strength: "strong",
    matches: [{ body: /<title>Error<\/title>\s{0,9}<\/head>\s{0,9}<body>\s{0,9}<pre>[^<]{1,300}/ }],
    says: "an error page of Express, or of what shares its last handler",
    source: "https://github.com/pillarjs/finalhandler",
  },
  {
    id: "framework.fastapi",
    layer: "framework",
    means: "answered",
    strength: "strong",
    matches: [{ statuses: [400, 401, 403, 404, 405, 415, 422, 429, 500, 503], body: /^\{"detail":\s?["[{]/ }],
    says: "a FastAPI application, which answers before any MCP server in it",
    source: "https://fastapi.tiangolo.com/tutorial/handling-errors/",
  },
  {
    id: "framework.starlette",
    layer: "framework",
    means: "answered",
    strength: "strong",
    matches: [
      {
        statuses: [404, 405, 500],
        headers: PYTHON_SERVER,
        body: /^(?:Not Found|Method Not Allowed|Internal Server Error)$/,
      },
    ],
    says: "a Starlette application that has no such path or method, or failed",
    source: "https://www.starlette.io/exceptions/",
  },
  {
    id: "framework.slash",
    layer: "framework",
    means: "answered",
    strength: "strong",
    matches: [{ statuses: [307], headers: { location: /\/(?:\?.{0,900})?$/ }, is: "empty" }],
    says: "a framework that redirects to the path with a slash: a mount of Starlette, or a router of Gin",
    hint: "a Location in http under an https URL: the server does not trust X-Forwarded-Proto",
    source: "https://github.com/cBioPortal/cbioportal-mcp/pull/78",
  },
  {
    id: "framework.spring",
    layer: "framework",
    means: "answered",
    strength: "strong",
    matches: [{ body: /^\{"timestamp":[^{}]{1,80},"status":\d{3},"error":"[^{}]{1,1500}"path":"/ }],
    says: "a Spring Boot application's own error",
    source:
      "https://docs.spring.io/spring-boot/reference/web/servlet.html#web.servlet.spring-mvc.error-handling",
  },
  {
    id: "framework.go",
    layer: "framework",
    means: "answered",
    strength: "strong",
    matches: [{ statuses: [404], body: /^404 page not found\s{0,4}$/ }],
    says: "Go's own not-found page: a server in Go without that path, or a Traefik without a router for the host and path",
    source: "https://github.com/traefik/traefik/issues/9041",
  },
  {
    id: "framework.express",
    layer: "framework",
    means: "passed",
    strength: "strong",
    matches: [{ headers: { "x-powered-by": /^Express$/i } }],
    says: "the answer came through an Express application",
    source: "https://expressjs.com/en/advanced/best-practice-security.html",
  },
  {
    id: "framework.python",
    layer: "framework",
    means: "passed",
    strength: "strong",
    matches: [{ headers: PYTHON_SERVER }],
    says: "the answer came through an application server for Python",
    source: "https://github.com/apache/doris-mcp-server/issues/203",
  },
];
