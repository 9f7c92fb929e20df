import type { Finding, HopReport, Report, RungReport } from "../../../doctor/report/report.ts";

const URL = "https://demo.quiltdata.com/mcp";

/** Rungs that the samples share, in the order of the ladder. */
const TITLES = {
  caller: "The caller's own side",
  name: "Name resolution",
  connect: "Connection",
  tls: "TLS",
  path: "Path",
  methods: "Methods",
  protocol: "Protocol",
  streaming: "Streaming",
  idle: "Idle cut",
};

/** A rung. */
export function rung(
  id: keyof typeof TITLES,
  state: RungReport["state"],
  says: string,
  blockedBy: string | null = null,
): RungReport {
  return { id, title: TITLES[id], state, says, blockedBy };
}

/** The rungs below HTTP, all of which work. */
const BELOW: RungReport[] = [
  rung("caller", "works", "no proxy variable is set"),
  rung("name", "works", "2 addresses"),
  rung("connect", "works", "connected in 12 ms"),
  rung("tls", "works", "TLS 1.3, h2 offered, valid for 61 days"),
];

/** A finding of a path that nothing routes, at the public hop. */
export const MISSING: Finding = {
  id: "route.missing",
  rung: "path",
  layer: "nginx",
  severity: "broken",
  method: "POST",
  says: "nginx answers POST /mcp itself, with 405: no location takes the path to the server.",
  remedy:
    "Add `location = /mcp { proxy_pass http://mcp:8000; proxy_buffering off; }` to the server block of demo.quiltdata.com.",
  evidence: [
    {
      probe: "initialize",
      hop: "public",
      request: `POST ${URL} (initialize)`,
      status: "HTTP 405 Not Allowed",
      headers: ["server: nginx/1.18.0", "content-type: text/html"],
      body: "<html>\r\n<head><title>405 Not Allowed</title></head>\r\n<body>\r\n<center><h1>405 Not Allowed</h1></center>\r\n</body>\r\n</html>\r\n",
      times: { head: 21, firstByte: 21, end: 22 },
    },
    {
      probe: "initialize",
      hop: "origin",
      request: "POST http://10.0.0.5:8000/mcp (initialize)",
      status: "HTTP 200 OK",
      headers: ["content-type: text/event-stream"],
      times: { head: 8, firstByte: 9, end: 11 },
      facts: ["The server answers the same request."],
    },
  ],
  sources: ["https://nginx.org/en/docs/http/ngx_http_core_module.html#location"],
};

/** A finding that clients survive. */
export const IDLE: Finding = {
  id: "idle.short",
  rung: "idle",
  layer: "alb",
  severity: "degraded",
  method: "GET",
  says: "A silent stream is cut after 60 s.",
  remedy: "Set idle_timeout.timeout_seconds of the load balancer to 4000.",
  evidence: [{ probe: "idle", request: `GET ${URL}`, facts: ["Cut 60.1 s after the last byte."] }],
  sources: [
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html",
  ],
};

const PUBLIC: HopReport = {
  name: "public",
  url: URL,
  token: true,
  layers: [
    { layer: "alb", mark: "set-cookie: AWSALB", answered: false },
    { layer: "server", mark: "serverInfo: sales 1.4.0", answered: true },
  ],
  rungs: [
    ...BELOW,
    rung("path", "works", "POST is answered by the server"),
    rung("methods", "works", "POST, GET and DELETE arrive"),
    rung("protocol", "works", "2025-11-25, with a session"),
    rung("streaming", "works", "the first event after 9 ms"),
    rung("idle", "works", "75 s of silence survived"),
  ],
};

const WORKS: Report = {
  url: URL,
  verdict: "works",
  layer: null,
  cause: null,
  says: "every rung that was examined works",
  remedy: null,
  findings: [],
  hops: [PUBLIC],
  changesAt: null,
  clients: [
    {
      client: "Claude Code",
      works: "yes",
      says: "it opens a session and lists 12 tools",
      source: "https://code.claude.com/docs/en/mcp",
    },
  ],
  token: { alg: "RS256", kid: "2026-01", bytes: 1432, expires: "2026-12-01T00:00:00.000Z" },
  limits: { requests: 60, requestsSent: 31, seconds: 30 },
};

const DEGRADED: Report = {
  ...WORKS,
  verdict: "degraded",
  layer: "alb",
  cause: "idle.short",
  says: "the Application Load Balancer cuts a silent stream after 60 s",
  remedy: IDLE.remedy,
  findings: [
    IDLE,
    {
      id: "tls.old",
      rung: "tls",
      layer: null,
      severity: "note",
      method: null,
      says: "TLS 1.2 is the newest version.",
      remedy: null,
      evidence: [],
      sources: [],
    },
  ],
  hops: [{ ...PUBLIC, rungs: [...PUBLIC.rungs.slice(0, -1), rung("idle", "degraded", "cut after 60 s")] }],
};

const BROKEN: Report = {
  ...WORKS,
  verdict: "broken",
  layer: "nginx",
  cause: "route.missing",
  says: "nginx answers POST /mcp with 405 — nothing routes the path to the server",
  remedy: MISSING.remedy,
  findings: [
    MISSING,
    {
      id: "headers.stripped",
      rung: "headers",
      layer: "proxy",
      severity: "degraded",
      method: "POST",
      says: "Mcp-Method does not arrive at the server.",
      remedy: "Let the proxy pass Mcp-Method and Mcp-Name.",
      evidence: [{ probe: "echo", hop: "origin", facts: ["Mcp-Method was sent, and did not arrive."] }],
      sources: [],
    },
  ],
  hops: [
    {
      name: "public",
      url: URL,
      token: true,
      layers: [
        { layer: "cloudfront", mark: "x-amz-cf-id", answered: false },
        { layer: "nginx", mark: "server: nginx/1.18.0", answered: true },
      ],
      rungs: [
        ...BELOW,
        rung("path", "broken", "POST gets 405 Not Allowed from nginx"),
        rung("methods", "unknown", "GET gets 404, which says nothing of a server that was never asked"),
        rung("protocol", "skipped", "there is no server to speak to", "path"),
        rung("streaming", "skipped", "there is no server to speak to", "path"),
        rung("idle", "skipped", "it was not asked for (--idle)"),
      ],
    },
    {
      name: "origin",
      url: "http://10.0.0.5:8000/mcp",
      token: false,
      layers: [{ layer: "server", mark: "serverInfo: sales 1.4.0", answered: true }],
      rungs: [
        rung("connect", "works", "connected in 1 ms"),
        rung("path", "works", "the server answers POST"),
      ],
    },
  ],
  changesAt: { hop: "origin", probe: "initialize", says: "405 of nginx becomes 200 of the server" },
  clients: [
    {
      client: "Claude Code",
      works: "no",
      says: "it reports the 405 as a failed connection",
      source: "https://client.example/issues/1",
    },
  ],
};

const UNKNOWN: Report = {
  ...WORKS,
  verdict: "unknown",
  layer: "server",
  cause: "token.needed",
  says: "the server wants a token, and none was given — give a token",
  remedy: "Put a token into a file and name it: --token-file FILE.",
  findings: [
    {
      id: "token.needed",
      rung: "protocol",
      layer: "server",
      severity: "unknown",
      method: "POST",
      says: "401 with a challenge, and the discovery of the authorization server works.",
      remedy: "Put a token into a file and name it: --token-file FILE.",
      evidence: [
        {
          probe: "initialize",
          request: `POST ${URL} (initialize)`,
          status: "HTTP 401 Unauthorized",
          headers: [
            `www-authenticate: Bearer resource_metadata="https://demo.quiltdata.com/.well-known/oauth-protected-resource/mcp"`,
          ],
          times: { head: 30, firstByte: null, end: 30 },
        },
      ],
      sources: ["https://modelcontextprotocol.io/specification/2025-11-25/basic/authorization"],
    },
  ],
  hops: [
    {
      ...PUBLIC,
      token: false,
      rungs: [
        ...BELOW,
        rung("path", "works", "the server answers POST"),
        rung("methods", "works", "POST, GET and DELETE arrive"),
        rung("protocol", "unknown", "401: a token is needed"),
        rung("streaming", "skipped", "a session is needed", "protocol"),
        rung("idle", "skipped", "a session is needed", "protocol"),
      ],
    },
  ],
  clients: [
    { client: "Cursor", works: "unknown", says: "it would sign in first", source: "a private report" },
  ],
  token: null,
};

/** What a hostile far side may send, wherever it can: each is harmful to at least one output that does not escape. */
export const HOSTILE = [
  "\x1b]0;owned\x07\x1b[2J\x1b[1;1H\x9b31m",
  "\u202egnp.exe\u202c\u2066\u2069\u200b\ufeff\u{e0041}",
  "<script>alert(1)</script><img src=http://evil.example/x.png onerror=alert(1)>",
  "\"><svg onload='alert(1)'>&amp;",
  "<!-- --></details></summary>",
  "]]><![CDATA[ </system-out></testcase>",
  "`` ` ``` ```` @everyone #1 | a | b |",
  "![x](http://evil.example/x.png) [click](javascript:alert(1)) https://evil.example www.evil.example",
  "</style><style>@import url(http://evil.example/x.css);</style>",
  "a\0b\x7fc\ud800d\udc00e\ufffef\uffff",
  "status   HTTP 200 OK\r\n```\r\n~~~\r\n\r\n# A heading\r\n- [ ] a task",
].join(" ");

const HOSTILE_BODY = `${HOSTILE}\n\`\`\`\`\`\`\n</pre>${"`".repeat(300)}\n${"x".repeat(3000)}\n${"line\n".repeat(50)}`;

const HOSTILE_REPORT: Report = {
  url: `https://evil.example/${HOSTILE}`,
  verdict: "broken",
  layer: "frontend",
  cause: `evil.cause ${HOSTILE}`,
  says: HOSTILE,
  remedy: HOSTILE,
  findings: [
    {
      id: `evil.cause ${HOSTILE}`,
      rung: HOSTILE,
      layer: "frontend",
      severity: "broken",
      method: HOSTILE,
      says: HOSTILE,
      remedy: HOSTILE,
      evidence: [
        {
          probe: HOSTILE,
          hop: HOSTILE,
          request: HOSTILE,
          status: HOSTILE,
          headers: [HOSTILE, `server: ${"\x1b[8m".repeat(2000)}`],
          body: HOSTILE_BODY,
          times: { head: 1, firstByte: 2, end: 3 },
          facts: [HOSTILE],
        },
      ],
      sources: [`https://evil.example/"onclick="alert(1)"${HOSTILE}`, `javascript:alert(1)${HOSTILE}`],
    },
    {
      id: HOSTILE,
      rung: HOSTILE,
      layer: null,
      severity: "unknown",
      method: null,
      says: HOSTILE,
      remedy: null,
      evidence: [],
      sources: [],
    },
  ],
  hops: [
    {
      name: HOSTILE,
      url: HOSTILE,
      token: true,
      layers: [{ layer: "nginx", mark: HOSTILE, answered: true }],
      rungs: [
        { id: HOSTILE, title: HOSTILE, state: "broken", says: HOSTILE, blockedBy: null },
        { id: "next", title: HOSTILE, state: "skipped", says: HOSTILE, blockedBy: HOSTILE },
        { id: "last", title: HOSTILE, state: "unknown", says: HOSTILE, blockedBy: null },
      ],
    },
    { name: "origin", url: "http://10.0.0.5", token: false, layers: [], rungs: [] },
  ],
  changesAt: { hop: HOSTILE, probe: HOSTILE, says: HOSTILE },
  clients: [{ client: HOSTILE, works: "no", says: HOSTILE, source: HOSTILE }],
  token: { alg: HOSTILE, kid: HOSTILE, bytes: 10, expires: HOSTILE },
  limits: { requests: 60, requestsSent: 60, seconds: 30 },
};

/** Reports of each kind, made by hand. */
export const SAMPLES = {
  works: WORKS,
  degraded: DEGRADED,
  broken: BROKEN,
  unknown: UNKNOWN,
  hostile: HOSTILE_REPORT,
} as const satisfies Record<string, Report>;

/** The samples' names. */
export const SAMPLE_NAMES = Object.keys(SAMPLES) as (keyof typeof SAMPLES)[];
