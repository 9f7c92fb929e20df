import type { Cause } from "./cause.ts";

const PASS: Cause["remedy"] = {
  nginx:
    "take out the `proxy_set_header`, `proxy_pass_request_headers off` or `underscores_in_headers` that drops it; nginx passes it on by itself",
  cloudfront: "use the origin request policy AllViewerExceptHostHeader",
  "api-gateway": "map the header in the integration (HTTP_PROXY with {proxy+} passes all)",
  any: "have every layer pass the header on; --via tells which one drops it",
};
const ANSWER: Cause["remedy"] = {
  nginx: "take out the `proxy_hide_header` that drops it",
  cloudfront: "take it off the response headers policy's list of removed headers",
  any: "have every layer pass the answer's header on; --via tells which one drops it",
};

/** Whether what the protocol needs survives the way, both ways, and whether sessions find their node again. */
export const HEADERS = {
  "header.session-lost-in": {
    rung: "headers",
    severity: "broken",
    title: "Mcp-Session-Id is lost on the way in: the server never sees it",
    remedy: PASS,
    sources: ["https://github.com/agentic-community/mcp-gateway-registry/issues/1096"],
  },
  "header.session-lost-out": {
    rung: "headers",
    severity: "broken",
    title: "Mcp-Session-Id is lost on the way out: the server wants one, and the client is never given it",
    remedy: ANSWER,
    sources: ["https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#session-management"],
  },
  "header.session-doubled": {
    rung: "headers",
    severity: "broken",
    title: "Mcp-Session-Id comes twice: clients send back both, joined, and the server knows no such session",
    remedy: {
      nginx: "take out the `add_header Mcp-Session-Id`: the server sends it already",
      any: "have one layer alone set it",
    },
    sources: ["https://github.com/bcurts/agentchattr/issues/80"],
  },
  "header.authorization-lost": {
    rung: "headers",
    severity: "broken",
    title: "Authorization is lost on the way in: the server says that no token came",
    remedy: {
      ...PASS,
      cloudfront:
        "use a cache policy or the origin request policy AllViewerExceptHostHeader: CloudFront drops Authorization otherwise",
    },
    sources: [
      "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/add-origin-custom-headers.html",
    ],
  },
  "header.mcp-method-lost": {
    rung: "headers",
    severity: "degraded",
    title: "Mcp-Method is lost on the way in: clients of 2026-07-28 quietly fall back to sessions, or fail",
    remedy: PASS,
    sources: ["https://modelcontextprotocol.io/seps/2243-http-standardization"],
  },
  "header.protocol-version-lost": {
    rung: "headers",
    severity: "degraded",
    title:
      "MCP-Protocol-Version is lost on the way in: the server cannot tell which era a request belongs to",
    remedy: PASS,
    sources: [
      "https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#protocol-version-header",
    ],
  },
  "header.accept-lost": {
    rung: "path",
    severity: "broken",
    title:
      "Accept does not arrive as it was sent: the server says 406 to a client that takes both kinds of answer",
    remedy: PASS,
    sources: [
      "https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#sending-messages-to-the-server",
    ],
  },
  "header.content-type-lost": {
    rung: "path",
    severity: "broken",
    title: "Content-Type does not arrive as it was sent: the server says 415 to application/json",
    remedy: PASS,
    sources: [
      "https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#sending-messages-to-the-server",
    ],
  },
  "header.content-type-rewritten": {
    rung: "path",
    severity: "broken",
    title: "The server's answer comes with a content type that clients refuse",
    remedy: {
      nginx:
        "take out the `proxy_hide_header Content-Type`, `add_header Content-Type` or `default_type` that sets it",
      any: "stop the layer in between from setting Content-Type: clients take application/json and text/event-stream alone",
    },
    sources: [
      "https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#sending-messages-to-the-server",
    ],
  },
  "header.challenge-renamed": {
    rung: "headers",
    severity: "degraded",
    title: "API Gateway renames WWW-Authenticate, which the official clients then do not read",
    remedy: {
      any: "route /.well-known/oauth-protected-resource/mcp through the gateway (McpRoute makes it): the clients look there next; else a gateway response or authorizer that sets WWW-Authenticate",
    },
    sources: ["https://github.com/anthropics/claude-ai-mcp/issues/748"],
  },
  "header.not-compared": {
    rung: "headers",
    severity: "note",
    title:
      "Mcp-Method is not compared with the body: the server leaves it unread, or a layer on the way wrote it anew",
    remedy: {
      any: "have the server refuse such requests with -32020 (the official packages do), and no layer write the header",
    },
    sources: ["https://modelcontextprotocol.io/seps/2243-http-standardization"],
  },
  "session.not-404": {
    rung: "headers",
    severity: "note",
    title: "A session that does not exist is not answered with 404, so that clients do not begin anew",
    remedy: {
      server: "answer 404 to a Mcp-Session-Id that is not known: clients then send initialize again",
    },
    sources: ["https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#session-management"],
  },
  "era.differs": {
    rung: "eras",
    severity: "note",
    title: "The answers of the two eras differ in something that is the same elsewhere",
    remedy: {
      any: "see whether both eras take the same way: a rule on Mcp-Method or MCP-Protocol-Version may send them to different ones",
    },
    sources: ["https://modelcontextprotocol.io/seps/2243-http-standardization"],
  },
  "era.tools-differ": {
    rung: "eras",
    severity: "degraded",
    title: "The server, or what is in front of it, names other tools in one era than in the other",
    remedy: {
      any: "see whether both eras reach the same version of the server: a rule on Mcp-Method or MCP-Protocol-Version may send them to different ones",
    },
    sources: ["https://modelcontextprotocol.io/seps/2243-http-standardization"],
  },
  "affinity.none": {
    rung: "affinity",
    severity: "broken",
    title: "The server keeps sessions, and requests of one session reach different nodes",
    remedy: {
      alb: "make the server stateless (TypeScript: sessionIdGenerator: undefined; Python: stateless_http=True), share its sessions, or run one task: MCP clients keep no cookies, so stickiness does not help them",
      nginx:
        "make the server stateless, share its sessions, or run one node: `ip_hash` helps only where callers have addresses of their own",
      any: "make the server stateless (TypeScript: sessionIdGenerator: undefined; Python: stateless_http=True), share its sessions, or run one node: MCP clients keep no cookies",
    },
    sources: ["https://github.com/modelcontextprotocol/python-sdk/issues/880"],
  },
  "affinity.partial": {
    rung: "affinity",
    severity: "broken",
    title: "Some sessions work and some do not: the balancer's choice does not know where a session was made",
    remedy: {
      nginx:
        "do not `hash $http_mcp_session_id`: initialize has no such header yet. Make the server stateless, or share its sessions",
      any: "do not choose the node by a hash on Mcp-Session-Id: initialize has no such header yet. Make the server stateless, or share its sessions",
    },
    sources: ["https://github.com/modelcontextprotocol/python-sdk/issues/880"],
  },
  "session.expired": {
    rung: "affinity",
    severity: "broken",
    title: "Sessions end as soon as they are made, on whichever node",
    remedy: {
      server:
        "keep a session until its client deletes it or it has been idle for long: look for a transport made anew for each request",
      any: "keep sessions on the server for longer",
    },
    sources: ["https://github.com/modelcontextprotocol/python-sdk/issues/3556"],
  },
} as const satisfies Record<string, Cause>;
