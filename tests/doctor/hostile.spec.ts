import { expect } from "chai";
import fc from "fast-check";
import { diagnose } from "../../doctor/diagnose.ts";
import { examine, SECONDS } from "../../doctor/examine.ts";
import { BODY_KEPT, BODY_READ, REQUESTS } from "../../doctor/exchange/limits.ts";
import { EXIT_CODES } from "../../doctor/report/exitCode.ts";
import { reportJson } from "../../doctor/report/json.ts";
import type { Report } from "../../doctor/report/report.ts";
import { reportSchema } from "../../doctor/report/schema.ts";
import type { Seen } from "../../doctor/seen.ts";
import { runDoctor } from "./hostile/run.ts";
import { type Hostile, json, serveHostile, whole } from "./hostile/serve.ts";
import { BROKEN, ENDLESS, SLOW } from "./hostile/servers.ts";
import { NOTHING_WANTED } from "./rungs/sight.ts";

/** The most memory that the command may have, in MB: an empty Node has 45 of them, a healthy examination about 90. */
const PEAK = 700;
/** How long the command may take, in seconds: what an examination may, and its start. */
const LONGEST = SECONDS + 5;

/** What the doctor sees of a server, and says of it, where its time is up after so many milliseconds. */
async function examined(
  hostile: Hostile,
  milliseconds = 10_000,
  token?: string,
): Promise<{ seen: Seen; report: Report; asked: { head: string }[] }> {
  const server = await serveHostile(hostile);
  try {
    const place = {
      name: "public",
      way: { url: new URL(server.url) },
      ...(token === undefined ? {} : { token }),
    };
    const seen = await examine(place, {}, AbortSignal.timeout(milliseconds));
    return { seen, report: reportOf(seen), asked: server.asked };
  } finally {
    await server.close();
  }
}

function reportOf(seen: Seen): Report {
  return diagnose({ hops: [seen], token: null, seconds: 45 });
}

/** Answers that are odd, and not against any rule that the doctor judges by. */
const VALID: readonly string[] = [
  "nothing, the connection being reset",
  "results of other kinds",
  "a result with __proto__",
  "a session with spaces and bytes above ASCII",
  "an empty session",
  "ids of events that no header can carry",
];

describe("the doctor before a hostile server", () => {
  for (const [name, make] of Object.entries(ENDLESS)) {
    it(`ends with a verdict, and in bounded memory: ${name}`, async () => {
      const server = await serveHostile(make());
      try {
        const ran = await runDoctor(server.url, ["--json"]);
        const { verdict } = reportSchema.parse(JSON.parse(ran.stdout));
        // What is only large may well work.
        if (!name.startsWith("results")) expect(verdict).to.equal("broken");
        expect(ran.code, ran.stderr).to.equal(EXIT_CODES[verdict]);
        expect(ran.peak).to.be.below(PEAK);
        expect(ran.seconds).to.be.below(LONGEST);
        expect(ran.stdout.length).to.be.below(1024 * 1024);
        expect(ran.html.length).to.be.below(1024 * 1024);
      } finally {
        await server.close();
      }
    });
  }

  for (const [name, hostile] of Object.entries(SLOW)) {
    it(`ends when its time is up: ${name}`, async () => {
      const began = performance.now();
      const { report } = await examined(hostile, 2_000);
      expect(performance.now() - began).to.be.within(1_000, 4_000);
      expect(reportSchema.parse(report).verdict).to.be.oneOf(["broken", "unknown"]);
      // Its own lack of time is no fault of the network's.
      expect(report.findings.filter(({ id }) => id.startsWith("network."))).to.deep.equal([]);
    });
  }

  for (const [name, hostile] of Object.entries(BROKEN)) {
    it(`ends with a verdict: ${name}`, async () => {
      const { report, seen } = await examined(hostile);
      expect(reportSchema.parse(report)).to.deep.equal(report);
      if (!VALID.includes(name)) expect(report.verdict).to.equal("broken");
      expect(seen.exchanges.length).to.be.within(4, REQUESTS);
      expect(seen.requestsSent).to.be.within(seen.exchanges.length, REQUESTS);
    });
  }

  it("reads no more of a body than its limit, and keeps its beginning", async () => {
    const { seen } = await examined(ENDLESS["a body without an end"]?.() ?? (() => undefined));
    const result = seen.exchanges.find(({ probe }) => probe === "initialize")?.result;
    if (result?.outcome !== "answer") throw new Error("no answer");
    expect(result.end).to.equal("limit");
    expect(result.body).to.equal("[".repeat(BODY_KEPT));
    expect(result.bytes).to.be.within(BODY_READ, BODY_READ + 1024 * 1024);
  });
});

describe("the requests of the doctor before a hostile server", () => {
  it("stay within their limit, whatever the server leads to", async () => {
    const { seen, asked, report } = await examined(
      (socket, { path, message, head, origin }) => {
        if (head.startsWith("GET") && path.includes("well-known")) {
          const at = Number(new URLSearchParams(path.split("?", 2)[1]).get("at") ?? 0);
          socket.end(whole("302 Found", { Location: `${origin}${path.split("?")[0] ?? ""}?at=${at + 1}` }));
        } else if (!/^authorization:/im.test(head))
          socket.end(whole("401 Unauthorized", { "WWW-Authenticate": "Bearer" }));
        else if (path.length < 9 && head.startsWith("POST"))
          socket.end(whole("307 Temporary Redirect", { Location: `${path}x` }));
        else
          socket.end(
            json(
              {
                jsonrpc: "2.0",
                id: 1,
                result: { protocolVersion: "2025-11-25", supportedVersions: ["2026-07-28"], tools: [] },
              },
              { "Mcp-Session-Id": message },
            ),
          );
      },
      10_000,
      "token",
    );
    expect(asked.length).to.be.within(50, REQUESTS);
    expect(seen.exchanges.length).to.be.most(REQUESTS);
    expect(seen.requestsSent).to.equal(asked.length);
    expect(report.limits.requestsSent).to.equal(asked.length);
    expect(reportSchema.parse(report)).to.deep.equal(report);
  });

  for (const [name, location] of Object.entries({
    itself: (origin: string) => `${origin}/mcp`,
    "a path that looks like a host": (origin: string) => `${origin}//:x`,
    "no URL": () => "http://[",
    "a script": () => "javascript:alert(1)",
    "a file": () => "file:///etc/passwd",
    "a host's metadata": () => "http://169.254.169.254/latest/meta-data/",
    "a name with a password": (origin: string) => origin.replace("//", "//user:secret@") + "/other",
    "bytes that no URL has": () => "/\u0080\u00ff\t<script>",
  })) {
    it(`are no danger where a redirect leads to ${name}`, async () => {
      const { seen, report } = await examined((socket, { origin }) => {
        socket.end(whole("308 Permanent Redirect", { Location: location(origin) }));
      });
      expect(reportSchema.parse(report)).to.deep.equal(report);
      expect(report.verdict).to.equal("broken");
      // To the same origin alone is a redirect followed.
      const origins = new Set(seen.exchanges.map(({ asked }) => new URL(asked.url).origin));
      expect([...origins]).to.deep.equal([new URL(seen.url).origin]);
    });
  }

  for (const url of [
    "file:///etc/passwd",
    "javascript:alert(1)",
    "data:application/json,{}",
    "ftp://127.0.0.1/",
    "http://169.254.169.254/latest/meta-data/iam/security-credentials/",
    "http://2852039166/latest/meta-data/",
    "http://[fe80::1]/",
    "http://[::ffff:169.254.169.254]/latest/meta-data/",
    "http://[fd00:ec2::254]/latest/meta-data/",
    "\u001b[31m",
    "",
  ]) {
    it(`never go to ${JSON.stringify(url)} as a challenge's resource_metadata`, async () => {
      const { seen, report } = await examined((socket) => {
        socket.end(
          whole("401 Unauthorized", {
            "WWW-Authenticate": `Bearer resource_metadata="${url.replace("\u001b", "")}"`,
          }),
        );
      });
      const origin = new URL(seen.url).origin;
      expect(seen.exchanges.filter(({ asked }) => !asked.url.startsWith(`${origin}/`))).to.deep.equal([]);
      expect(reportSchema.parse(report)).to.deep.equal(report);
    });
  }

  for (const issuer of ["//:x/", "//user:secret@host/", "/%00/..;/"])
    it(`go astray by no authorization server called ${JSON.stringify(issuer)}`, async () => {
      const { seen, report } = await examined((socket, { path, origin }) => {
        if (path.includes("oauth-protected-resource"))
          socket.end(json({ resource: `${origin}/mcp`, authorization_servers: [origin + issuer] }));
        else if (path.includes("well-known")) socket.end(whole("404 Not Found", {}));
        else socket.end(whole("401 Unauthorized", { "WWW-Authenticate": "Bearer" }));
      });
      const origin = new URL(seen.url).origin;
      expect(seen.exchanges.map(({ probe }) => probe)).to.include("as-openid-below");
      expect(seen.exchanges.filter(({ asked }) => !asked.url.startsWith(`${origin}/`))).to.deep.equal([]);
      expect(reportSchema.parse(report)).to.deep.equal(report);
    });

  it("take the token to no other host, nor to any document", async () => {
    const other = await serveHostile((socket) => {
      socket.end(json({}));
    });
    try {
      const { asked } = await examined(
        (socket, { path }) => {
          if (path.includes("well-known"))
            socket.end(json({ authorization_servers: [`${other.origin}/as`] }));
          else
            socket.end(
              whole("401 Unauthorized", {
                "WWW-Authenticate": `Bearer resource_metadata="${other.origin}/prm"`,
                Location: `${other.origin}/mcp`,
              }),
            );
        },
        10_000,
        "very-secret",
      );
      const withToken = (all: readonly { head: string }[]) =>
        all.filter(({ head }) => /^authorization:/im.test(head));
      expect(withToken(asked).length).to.be.above(0);
      expect(withToken(asked).filter(({ head }) => head.includes("well-known"))).to.deep.equal([]);
      expect(other.asked.length).to.be.above(0);
      expect(withToken(other.asked)).to.deep.equal([]);
      expect(other.asked.filter(({ head }) => !head.startsWith("GET /"))).to.deep.equal([]);
    } finally {
      await other.close();
    }
  });
});

/** What must stand nowhere as it is: a terminal's escapes, a page's markup, what turns text round, and what ends a section of XML. */
const EVIL =
  "\u001b[31m\u0007\u009b1m\u202e\u2066<script>alert(1)</script>]]>&bad;`|@someone ![x](http://evil.example/) [y](javascript:1)";
/** The same in what a header may have. */
const EVIL_HEADER = "<script>alert(1)</script>]]>&bad;`|@someone ![x](http://evil.example/) \u009b1m\u00ad";

describe("the outputs of the doctor before a hostile server", () => {
  const answers: Readonly<Record<string, Hostile>> = {
    "an error's message": (socket) => {
      socket.end(json({ jsonrpc: "2.0", id: 1, error: { code: -32000, message: EVIL } }));
    },
    "names of the server, of its version and of its tools": (socket) => {
      socket.end(
        json(
          {
            jsonrpc: "2.0",
            id: 1,
            result: {
              protocolVersion: EVIL,
              serverInfo: { name: EVIL, version: EVIL },
              tools: [{ name: EVIL }],
            },
          },
          { "Mcp-Session-Id": "s", "Set-Cookie": `secret-name=secret-value; ${EVIL_HEADER}` },
        ),
      );
    },
    "headers, the reason and the body of a page": (socket) => {
      const headers = ["Server", "Via", "X-Cache", "X-Powered-By", "Location", "Allow", "Cf-Ray"];
      socket.end(
        Buffer.from(
          whole(
            `403 ${EVIL_HEADER}`,
            {
              "Content-Type": `text/html; ${EVIL_HEADER}`,
              "Set-Cookie": `name=secret-value; ${EVIL_HEADER}`,
              ...Object.fromEntries(headers.map((name) => [name, EVIL_HEADER])),
            },
            EVIL,
          ).toString("utf8"),
          "latin1",
        ),
      );
    },
    "documents of authorization": (socket, { path, origin }) => {
      if (path.includes("well-known"))
        socket.end(
          json({
            resource: `${origin}/${EVIL}`,
            authorization_servers: [`${origin}/${EVIL}`, EVIL],
            issuer: EVIL,
            authorization_endpoint: EVIL,
            token_endpoint: EVIL,
          }),
        );
      else
        socket.end(
          whole("401 Unauthorized", {
            "WWW-Authenticate": `Bearer error="${EVIL_HEADER}", error_description="${EVIL_HEADER}", scope="${EVIL_HEADER}"`,
          }),
        );
    },
  };

  for (const [name, hostile] of Object.entries(answers)) {
    it(`show nothing as it came: ${name}`, async () => {
      const server = await serveHostile(hostile);
      try {
        const [ran, asJson] = await Promise.all([runDoctor(server.url), runDoctor(server.url, ["--json"])]);
        const shown = [ran.stdout, ran.html, ran.markdown, ran.junit, asJson.stdout];
        for (const text of shown) {
          expect(text).to.not.match(/[^\P{Cc}\n]|[\u202e\u2066\u00ad]/u);
          expect(text).to.not.include("secret-value");
          expect(text.length).to.be.above(0);
        }
        // The evil came through to where it is shown; otherwise this proves nothing.
        expect(asJson.stdout).to.include("alert(1)");
        for (const text of [ran.html, ran.junit]) {
          expect(text).to.not.include("<script");
          expect(text).to.not.include("]]>");
          expect(text).to.not.include("&bad;");
        }
        expect(proseOf(ran.markdown)).to.not.match(/<script|@someone|!\[x\]|\]\(javascript/);
        expect(() => JSON.parse(asJson.stdout) as unknown).to.not.throw();
      } finally {
        await server.close();
      }
    });
  }
});

/** What of Markdown stands in no fence and no code span. */
function proseOf(markdown: string): string {
  return markdown.replace(/^(`{3,})text\n[^]*?^\1$/gm, "").replace(/`[^`\n]*`/g, "");
}

describe("whatever bytes a server answers", () => {
  it("the doctor ends with a report, and the same one for the same sight", async () => {
    let bytes: Uint8Array = new Uint8Array();
    const server = await serveHostile((socket) => {
      socket.end(bytes);
    });
    const token = fc.constantFrom(
      ...'HTTP/1.1 |200 OK|\r\n|\r\n\r\n|Content-Type: text/event-stream\r\n|Content-Type: application/json\r\n|Content-Encoding: gzip\r\n|Transfer-Encoding: chunked\r\n|Mcp-Session-Id: x\r\n|WWW-Authenticate: Bearer resource_metadata="/"\r\n|Location: /\r\n|data: |{"jsonrpc":"2.0","result":{}}|id: 1\n|\n\n|5\r\n|0\r\n\r\n|307 |401 |403 '.split(
        "|",
      ),
    );
    const pieces = fc.array(
      fc.oneof(
        { weight: 3, arbitrary: token.map((text) => Buffer.from(text)) },
        { weight: 1, arbitrary: fc.uint8Array({ maxLength: 12 }).map((raw) => Buffer.from(raw)) },
      ),
      { maxLength: 14 },
    );
    const answer = fc.tuple(
      fc.constantFrom("", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 401 \r\n", "HTTP/1.1 403 x\r\n"),
      pieces,
    );
    try {
      await fc.assert(
        fc.asyncProperty(answer, async ([start, rest]) => {
          bytes = Buffer.concat([Buffer.from(start), ...rest]);
          const seen = await examine(
            { name: "public", way: { url: new URL(server.url) } },
            {},
            AbortSignal.timeout(5_000),
          );
          expectSound(seen);
        }),
        { numRuns: 60 },
      );
    } finally {
      await server.close();
    }
  });

  it("whatever was seen, the judges agree with themselves and fit the schema", () => {
    const header = fc.tuple(
      fc.constantFrom(
        "Content-Type",
        "Mcp-Session-Id",
        "WWW-Authenticate",
        "Location",
        "Server",
        "Via",
        "Allow",
        "X-Cache",
        "Set-Cookie",
        "Access-Control-Allow-Origin",
      ),
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.constantFrom(
          "text/html",
          "application/json",
          "text/event-stream",
          "nginx",
          "Bearer",
          "/mcp/",
          "http://[",
          "awselb/2.0",
        ),
      ),
    );
    const message = fc.oneof(
      fc.jsonValue(),
      fc.record({ jsonrpc: fc.constant("2.0"), result: fc.jsonValue() }),
      fc.record({
        jsonrpc: fc.constant("2.0"),
        error: fc.record({
          code: fc.oneof(fc.integer(), fc.constant(-32020), fc.jsonValue()),
          message: fc.oneof(fc.string({ unit: "binary" }), fc.jsonValue()),
        }),
      }),
    );
    const milliseconds = fc.nat(30_000);
    const answered = fc.record(
      {
        outcome: fc.constant("answer" as const),
        status: fc.oneof(
          fc.integer({ min: 100, max: 999 }),
          fc.constantFrom(200, 202, 307, 401, 403, 405, 502, 504),
        ),
        statusText: fc.string({ unit: "binary" }),
        headers: fc.array(header, { maxLength: 6 }),
        body: fc.string({ unit: "binary", maxLength: 100 }),
        bytes: fc.nat(),
        json: message,
        events: fc.array(
          fc.record({
            at: milliseconds,
            kind: fc.constantFrom("event" as const, "comment" as const),
            json: message,
          }),
          { maxLength: 3 },
        ),
        end: fc.constantFrom("complete" as const, "cut" as const, "left" as const, "limit" as const),
        times: fc.record({ head: milliseconds, firstByte: fc.option(milliseconds), end: milliseconds }),
      },
      {
        requiredKeys: [
          "outcome",
          "status",
          "statusText",
          "headers",
          "body",
          "bytes",
          "events",
          "end",
          "times",
        ],
      },
    );
    const failed = fc.record({
      outcome: fc.constant("failure" as const),
      failure: fc.constantFrom(
        "reset" as const,
        "timeout" as const,
        "malformed" as const,
        "refused" as const,
        "head-too-large" as const,
        "certificate" as const,
        "tls" as const,
        "proxy" as const,
        "name" as const,
      ),
      code: fc.string({ unit: "binary" }),
      at: milliseconds,
    });
    const PROBES = [
      "initialize",
      "discover",
      "get",
      "below",
      "tools-list",
      "tools-list-modern",
      "stream",
      "listen",
      "origin",
      "preflight",
      "session-absent",
      "session-1-initialize",
      "session-1-1",
      "delete",
      "prm-path",
      "prm-root",
      "as-oauth",
      "header-4k",
      "body-9k",
      "anonymous",
      "call",
      "redirect-1",
    ];
    const url = "https://mcp.example.com/mcp";
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.constantFrom(...PROBES),
            fc.oneof({ weight: 4, arbitrary: answered }, { weight: 1, arbitrary: failed }),
          ),
          { maxLength: 24 },
        ),
        (all) => {
          const results = [...new Map(all)].toSorted(([one], [other]) => (one < other ? -1 : 1));
          expectSound({
            hop: "public",
            url,
            token: false,
            credential: null,
            caller: { proxyVariables: {}, proxy: null, nodeUsesProxy: false, trust: [] },
            name: { addresses: ["203.0.113.5"], error: null },
            tls: null,
            promised: {},
            wanted: NOTHING_WANTED,
            exchanges: results.map(([probe, result]) => ({
              probe,
              asked: {
                method: probe === "get" || probe === "stream" ? "GET" : "POST",
                url,
                headers: [],
                bytes: 0,
              },
              result,
            })),
            requestsSent: results.length,
          });
        },
      ),
      { numRuns: 500 },
    );
  });
});

/** A sight has one report, of the published form, to the byte. */
function expectSound(seen: Seen): void {
  const [first, second] = [reportOf(seen), reportOf(structuredClone(seen))];
  expect(reportSchema.parse(first)).to.deep.equal(first);
  expect(reportJson(second)).to.equal(reportJson(first));
}
