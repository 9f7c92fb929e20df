import { headerValues } from "../exchange/exchange.ts";
import type { Finding } from "../report/report.ts";
import { answerOf, type Seen } from "../seen.ts";
import { type Client, found, type Trait } from "./client.ts";

const TYPESCRIPT = "https://www.npmjs.com/package/@modelcontextprotocol/sdk";
const TYPESCRIPT_2 = "https://www.npmjs.com/package/@modelcontextprotocol/client";

/** Headers of 2026-07-28 that are lost make a client that speaks both eras fall back without a word. */
const FALLS_BACK: Trait = {
  when: found("header.mcp-method-lost", "header.protocol-version-lost"),
  works: "yes",
  says: "falls back to sessions without a word, since headers of 2026-07-28 are lost on the way",
  source: TYPESCRIPT_2,
};

/** No cookie that a balancer sets comes back from it. */
const KEEPS_COOKIES: Trait = {
  when: (seen, findings) => found("affinity.none", "affinity.partial")(seen, findings) && setsCookies(seen),
  works: "unknown",
  says: "keeps cookies, so that it may stay with one node where other clients do not",
  source: "https://github.com/punkpeye/mcp-remote/issues/168",
};

/** Whether a page's request does not get through, or cannot read its session. */
function stopsPages(seen: Seen, findings: readonly Finding[]): boolean {
  return (
    found(
      "cors.none",
      "cors.origin-refused",
      "cors.preflight-guarded",
      "cors.preflight-missing",
      "cors.answer-missing",
      "cors.doubled",
      "cors.header-not-allowed",
    )(seen, findings) ||
    // A note where all that it hides is what few pages read.
    findings.some(({ id, severity }) => id === "cors.not-exposed" && severity !== "note")
  );
}

/**
 * What is known of clients beyond what every client needs. A trait rests on public documents or threads; what those say of a
 * client may have changed since.
 */
export const CLIENTS: readonly Client[] = [
  { name: "TypeScript SDK 1.x", speaks: ["sessions"], source: TYPESCRIPT, traits: [] },
  {
    name: "TypeScript client 2.x, by default",
    speaks: ["sessions"],
    source: TYPESCRIPT_2,
    traits: [],
  },
  {
    name: "TypeScript client 2.x, version negotiation `auto`",
    speaks: ["2026-07-28", "sessions"],
    source: TYPESCRIPT_2,
    traits: [FALLS_BACK],
  },
  {
    name: "Python SDK",
    speaks: null,
    source: "https://github.com/modelcontextprotocol/python-sdk/pull/3448",
    traits: [],
  },
  {
    name: "Claude (claude.ai)",
    speaks: null,
    source: "https://github.com/anthropics/claude-ai-mcp/issues/85",
    traits: [
      {
        when: ({ url }) => new URL(url).protocol !== "https:" || new URL(url).port !== "",
        works: "no",
        says: "connects over https on port 443 alone",
        source: "https://github.com/anthropics/claude-ai-mcp/issues/85",
      },
      {
        when: found("network.private"),
        works: "no",
        says: "connects from the internet, where a private address cannot be reached",
        source: "https://github.com/anthropics/claude-ai-mcp/issues/85",
      },
      {
        when: found("header.challenge-renamed"),
        works: "unknown",
        says: "was reported not to find the authorization server where API Gateway renames the challenge",
        source: "https://github.com/anthropics/claude-ai-mcp/issues/748",
      },
    ],
  },
  {
    name: "Claude Code",
    speaks: null,
    source: "https://github.com/anthropics/claude-code/issues/62008",
    traits: [],
  },
  {
    name: "VS Code",
    speaks: null,
    source: "https://github.com/microsoft/vscode/issues/268210",
    traits: [
      {
        when: found("header.challenge-renamed", "auth.challenge-without-metadata"),
        works: "unknown",
        says: "looks for the metadata without a challenge only since the issue was closed; older ones stop there",
        source: "https://github.com/microsoft/vscode/issues/268210",
      },
    ],
  },
  {
    name: "Cursor",
    speaks: null,
    source: "https://github.com/punkpeye/mcp-proxy/pull/62",
    traits: [
      {
        when: refusesGet,
        works: "no",
        says: "takes an answer to GET that is neither a stream nor 405 for a fault of the transport, and connects again and again",
        source: "https://github.com/punkpeye/mcp-proxy/pull/62",
      },
    ],
  },
  {
    name: "MCP Inspector, direct from the browser",
    speaks: null,
    source: "https://github.com/metabase/metabase/issues/75837",
    traits: [
      {
        when: stopsPages,
        works: "no",
        says: "needs CORS, which the rung CORS finds wanting; through its own proxy it needs none",
        source: "https://github.com/metabase/metabase/issues/75837",
      },
    ],
  },
  {
    name: "mcp-remote",
    speaks: null,
    source: "https://www.npmjs.com/package/mcp-remote",
    traits: [KEEPS_COOKIES],
  },
  {
    name: "ChatGPT",
    speaks: null,
    source: "https://github.com/getsentry/sentry-mcp/issues/742",
    traits: [
      {
        when: found("cors.origin-refused"),
        works: "no",
        says: "was reported to send an Origin, which this server refuses",
        source: "https://github.com/chrisdoc/hevy-mcp/issues/720",
      },
    ],
  },
];

/** Whether GET is answered by anything but a stream, the legal 405, or a wish for a token or a session. */
function refusesGet(seen: Seen): boolean {
  const answer = answerOf(seen, "stream") ?? answerOf(seen, "get");
  if (answer === undefined || answerOf(seen, "initialize")?.json === undefined) return false;
  return ![200, 401, 405].includes(answer.status);
}

function setsCookies(seen: Seen): boolean {
  return seen.exchanges.some(
    ({ result }) => result.outcome === "answer" && headerValues(result, "set-cookie").length > 0,
  );
}
