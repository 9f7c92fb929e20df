import { expect } from "chai";
import { diagnose } from "../../../doctor/diagnose.ts";
import { BODY_KEPT } from "../../../doctor/exchange/limits.ts";
import { reportHtml } from "../../../doctor/report/html.ts";
import { reportJson } from "../../../doctor/report/json.ts";
import { reportJunit } from "../../../doctor/report/junit.ts";
import { reportMarkdown } from "../../../doctor/report/markdown.ts";
import { reportText } from "../../../doctor/report/text.ts";
import type { Seen } from "../../../doctor/seen.ts";
import { closeAll, type Reply, seenAt, serve } from "../loopback.ts";

const TOKEN = "s3cr3t-t0k3n/0123456789";

/** Servers that repeat the token, each in another place of its answers. */
const ECHOES: Readonly<Record<string, Reply>> = {
  "a refusal's body": { status: 401, body: `no such token: ${TOKEN}` },
  "the end of the body that is kept": { status: 401, body: "x".repeat(BODY_KEPT - 7) + TOKEN },
  "a challenge": {
    status: 401,
    headers: { "www-authenticate": `Bearer error="invalid_token", error_description="${TOKEN}"` },
  },
  "where a redirect leads": {
    status: 302,
    headers: { location: `/login?token=${encodeURIComponent(TOKEN)}` },
  },
  "an error of JSON-RPC": {
    status: 200,
    body: { jsonrpc: "2.0", id: 1, error: { code: -32600, message: `token ${TOKEN}` } },
  },
  "a result": { status: 200, body: { jsonrpc: "2.0", id: 1, result: { serverInfo: { name: TOKEN } } } },
  "an event, and its id": {
    status: 200,
    headers: { "content-type": "text/event-stream" },
    body: `id: ${TOKEN}\ndata: {"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"${TOKEN}"}}\n\n`,
  },
};

/** All that the doctor can say of a sight. */
function outputs(seen: Seen): string[] {
  const report = diagnose({ hops: [seen], token: null, seconds: 45 });
  return [
    reportText(report, { colour: false }),
    reportJson(report),
    reportJunit(report),
    reportMarkdown(report),
    reportHtml(report, { at: new Date() }),
  ];
}

describe("A token that the far side repeats", () => {
  afterEach(closeAll);

  for (const [where, reply] of Object.entries(ECHOES))
    it(`in ${where} is neither kept nor shown`, async () => {
      const { origin } = await serve(() => reply);
      const seen = await seenAt({ way: { url: new URL(`${origin}/mcp`) }, token: TOKEN });
      for (const text of [JSON.stringify(seen), ...outputs(seen)])
        expect(text).not.to.include("s3cr3t").and.not.to.include("0123456789");
      expect(JSON.stringify(seen)).to.include("[tok");
    });

  it("is not shown where another place repeats it, to which it was not sent", async () => {
    const { origin } = await serve(() => ({ status: 401, body: TOKEN }));
    const seen = await seenAt({ way: { url: new URL(`${origin}/mcp`) }, secret: TOKEN });
    expect(JSON.stringify(seen)).to.include("[token]").and.not.to.include(TOKEN);
  });
});
