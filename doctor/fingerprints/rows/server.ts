import type { Row } from "../row.ts";

const PYTHON_GUARD =
  "https://github.com/modelcontextprotocol/python-sdk/blob/main/src/mcp/server/transport_security.py";
const TYPESCRIPT_TRANSPORT =
  "https://github.com/modelcontextprotocol/typescript-sdk/blob/v1.x/src/server/webStandardStreamableHttp.ts";
const HOST_HINT =
  "allow the public host name in the server, or have the proxies hand on a Host that it allows";

/** The MCP server: whoever speaks JSON-RPC, or says what only an SDK says. */
export const SERVER: readonly Row[] = [
  {
    id: "server.host",
    layer: "server",
    means: "answered",
    strength: "strong",
    matches: [
      { statuses: [421], body: /^Invalid Host header/ },
      { statuses: [403, 421], is: "json-rpc", body: /Invalid Host/ },
    ],
    says: "the MCP server's guard against DNS rebinding does not know this Host",
    hint: HOST_HINT,
    source: "https://github.com/modelcontextprotocol/python-sdk/issues/1798",
  },
  {
    id: "server.origin",
    layer: "server",
    means: "answered",
    strength: "strong",
    matches: [
      { statuses: [403], body: /^Invalid Origin header/ },
      { statuses: [403], is: "json-rpc", body: /Invalid Origin/ },
    ],
    says: "the MCP server's guard against DNS rebinding does not know this Origin",
    source: PYTHON_GUARD,
  },
  {
    id: "server.content-type",
    layer: "server",
    means: "answered",
    strength: "strong",
    matches: [
      { statuses: [400], body: /^Invalid Content-Type header/ },
      { statuses: [415], is: "json-rpc" },
    ],
    says: "the MCP server got a request whose content type is not JSON",
    source: PYTHON_GUARD,
  },
  {
    id: "server.too-large",
    layer: "server",
    means: "answered",
    strength: "strong",
    matches: [
      { statuses: [413], body: /^Request body too large/ },
      { statuses: [413], is: "json-rpc" },
    ],
    says: "the MCP server's own limit for a body, 4 MiB by default in the SDKs",
    source: PYTHON_GUARD,
  },
  {
    id: "server.challenge",
    layer: "server",
    means: "answered",
    strength: "strong",
    matches: [
      { statuses: [401, 403], headers: { "www-authenticate": /\bresource_metadata=/i } },
      { statuses: [401, 403], body: /^\{"error":\s?"(?:invalid_token|insufficient_scope|invalid_request)"/ },
    ],
    says: "the MCP server asks for a token",
    source: "https://www.rfc-editor.org/rfc/rfc9728#name-use-of-www-authenticate-for",
  },
  {
    id: "server.session-missing",
    layer: "server",
    means: "answered",
    strength: "strong",
    matches: [
      {
        statuses: [400],
        is: "json-rpc",
        body: /Mcp-Session-Id header is required|session ID|Server not initialized/i,
      },
    ],
    says: "the MCP server got a request without a session id, or with one that another node knows",
    source: TYPESCRIPT_TRANSPORT,
  },
  {
    id: "server.session-unknown",
    layer: "server",
    means: "answered",
    strength: "strong",
    matches: [{ statuses: [404], is: "json-rpc", body: /Session (?:not found|has been terminated)/i }],
    says: "the MCP server does not know the session",
    source: TYPESCRIPT_TRANSPORT,
  },
  {
    id: "server.header-mismatch",
    layer: "server",
    means: "answered",
    strength: "strong",
    matches: [{ statuses: [400], is: "json-rpc", body: /"code"\s{0,4}:\s{0,4}-32020\b/ }],
    says: "the MCP server got headers that do not fit the message in the body",
    hint: "if they fitted when they were sent, a hop took a header away or changed it",
    source: "https://modelcontextprotocol.io/specification/draft/basic/transports",
  },
  {
    id: "server.not-acceptable",
    layer: "server",
    means: "answered",
    strength: "strong",
    matches: [{ statuses: [406], is: "json-rpc" }],
    says: "the MCP server got an Accept without application/json or text/event-stream",
    source: TYPESCRIPT_TRANSPORT,
  },
  {
    id: "server.method",
    layer: "server",
    means: "answered",
    strength: "strong",
    matches: [{ statuses: [405], is: "json-rpc" }],
    says: "the MCP server does not offer this method",
    source: TYPESCRIPT_TRANSPORT,
  },
  {
    id: "server.json-rpc",
    layer: "server",
    means: "answered",
    strength: "strong",
    matches: [{ is: "json-rpc", body: /"jsonrpc"/ }, { is: "json-rpc" }],
    says: "an MCP server, or the middleware of its SDK: it speaks JSON-RPC",
    source: "https://modelcontextprotocol.io/specification/2025-11-25/basic/transports",
  },
  {
    id: "server.session",
    layer: "server",
    means: "answered",
    strength: "strong",
    matches: [{ headers: { "mcp-session-id": /./ } }],
    says: "an MCP server: it names a session",
    source: "https://modelcontextprotocol.io/specification/2025-11-25/basic/transports",
  },
  {
    id: "server.stream",
    layer: "server",
    means: "answered",
    strength: "strong",
    matches: [{ statuses: [200], headers: { "content-type": /^text\/event-stream\b/i } }],
    says: "an MCP server: it opens a stream of events",
    source: "https://modelcontextprotocol.io/specification/2025-11-25/basic/transports",
  },
];
