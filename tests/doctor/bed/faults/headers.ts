import { direct, nginx, withToken } from "../ways.ts";
import type { Fault } from "./fault.ts";

/** Headers that do not come through, and sessions that do not last. */
export const HEADER_FAULTS: readonly Fault[] = [
  {
    id: "session.lost-in",
    how: "nginx takes `Mcp-Session-Id` out of requests: after `initialize` every request is answered 400.",
    layer: "nginx",
    cause: "header.session-lost-in",
    verdict: "broken",
    way: nginx(`location / { proxy_pass http://everything; proxy_set_header Mcp-Session-Id ""; }`),
  },
  {
    id: "session.lost-out",
    how: "nginx takes `Mcp-Session-Id` out of answers: `initialize` is answered without it.",
    layer: "nginx",
    cause: "header.session-lost-out",
    verdict: "broken",
    way: nginx("location / { proxy_pass http://everything; proxy_hide_header Mcp-Session-Id; }"),
  },
  {
    id: "session.doubled",
    how: "nginx adds `Mcp-Session-Id` to answers that have it: clients read `abc, abc`, and send that.",
    layer: "nginx",
    cause: "header.session-doubled",
    verdict: "broken",
    way: nginx(
      "location / { proxy_pass http://everything; add_header Mcp-Session-Id $upstream_http_mcp_session_id always; }",
    ),
  },
  {
    id: "session.round-robin",
    how: "nginx shares requests in turn between two nodes, neither of which knows the other's sessions.",
    layer: "nginx",
    cause: "affinity.none",
    verdict: "broken",
    way: nginx("location / { proxy_pass http://both; }"),
  },
  {
    id: "session.hashed",
    how: "nginx shares requests between two nodes by a hash of the session's id, which `initialize` does not have yet.",
    layer: "nginx",
    cause: "affinity.partial",
    verdict: "broken",
    // One time in sixteen all of the sessions have the same luck.
    byChance: true,
    way: nginx("location / { proxy_pass http://hashed; }"),
  },
  {
    id: "session.forgotten",
    how: "The server forgets a session after two requests: 404 `Session not found`, on one node.",
    layer: "server",
    cause: "session.expired",
    verdict: "degraded",
    way: direct("forgetful"),
  },
  {
    id: "header.mcp-method-lost",
    how: "nginx takes `Mcp-Method` out of requests: those of 2026-07-28 are answered 400, and clients quietly fall back.",
    layer: "nginx",
    cause: "header.mcp-method-lost",
    verdict: "degraded",
    way: nginx(`location / { proxy_pass http://dual; proxy_set_header Mcp-Method ""; }`),
  },
  {
    id: "header.protocol-version-lost",
    how: "nginx takes `MCP-Protocol-Version` out of requests: those of 2026-07-28 are answered 400.",
    layer: "nginx",
    cause: "header.protocol-version-lost",
    verdict: "degraded",
    way: nginx(`location / { proxy_pass http://dual; proxy_set_header MCP-Protocol-Version ""; }`),
  },
  {
    id: "header.authorization-lost",
    how: "nginx takes `Authorization` out of requests: a good token is answered 401.",
    layer: "nginx",
    cause: "header.authorization-lost",
    verdict: "broken",
    way: nginx(
      `location / { proxy_pass http://sample; proxy_set_header Host $http_host; proxy_set_header Authorization ""; }`,
      withToken,
    ),
  },
  {
    id: "header.content-type-rewritten",
    how: "nginx calls every answer `text/plain`.",
    layer: "nginx",
    cause: "header.content-type-rewritten",
    verdict: "broken",
    way: nginx(
      "location / { proxy_pass http://everything; proxy_hide_header Content-Type; add_header Content-Type text/plain always; }",
    ),
  },
];
