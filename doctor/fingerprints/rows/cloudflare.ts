import type { Row } from "../row.ts";
import { pageWithFooter } from "../templates.ts";

const CODES =
  "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/";

/** Cloudflare; it puts its own `server` header on every answer, so that header never says who wrote it. */
export const CLOUDFLARE: readonly Row[] = [
  {
    id: "cloudflare.challenge",
    layer: "cloudflare",
    means: "answered",
    strength: "strong",
    matches: [
      { headers: { "cf-mitigated": /^challenge$/i } },
      { statuses: [403, 503], headers: { "cf-ray": /./ }, body: /<title>Just a moment\.\.\.<\/title>/ },
    ],
    says: "Cloudflare sends a challenge to a browser, which no MCP client can run",
    source: "https://github.com/cloudflare/cloudflare-docs/pull/8590",
  },
  {
    id: "cloudflare.block",
    layer: "cloudflare",
    means: "answered",
    strength: "strong",
    matches: [
      {
        statuses: [403, 429],
        headers: { "cf-ray": /./ },
        body: /<title>(?:Attention Required!|Access denied)[^<]{0,80}Cloudflare[^<]{0,80}<\/title>/,
      },
      { statuses: [403, 429], headers: { "cf-ray": /./ }, body: /^error code: 1\d{3}\s{0,4}$/ },
    ],
    says: "Cloudflare blocked the request",
    source: "https://github.com/Ekultek/WhatWaf/issues/1566",
  },
  {
    id: "cloudflare.timeout",
    layer: "cloudflare",
    means: "answered",
    strength: "strong",
    matches: [
      { statuses: [524], headers: { server: /^cloudflare$/i } },
      { statuses: [524], headers: { "cf-ray": /./ } },
    ],
    says: "Cloudflare waited for the head of an answer longer than it does",
    hint: "the origin took the request and was silent: 100 seconds is the usual limit",
    source: "https://github.com/ollama/ollama/issues/3694",
  },
  {
    id: "cloudflare.origin-unreachable",
    layer: "cloudflare",
    means: "answered",
    strength: "strong",
    matches: [{ statuses: [520, 521, 522, 523, 525, 526, 530], headers: { server: /^cloudflare$/i } }],
    says: "Cloudflare got no answer, no connection, or no certificate it trusts, from its origin",
    source: CODES,
  },
  {
    id: "cloudflare.error",
    layer: "cloudflare",
    means: "answered",
    strength: "strong",
    matches: [
      { body: pageWithFooter("cloudflare") },
      { headers: { "cf-ray": /./ }, body: /^error code: 5\d{2}\s{0,4}$/ },
    ],
    says: "an error page or a redirect of Cloudflare itself",
    source: CODES,
  },
  {
    id: "cloudflare.passed",
    layer: "cloudflare",
    means: "passed",
    strength: "strong",
    matches: [{ headers: { "cf-ray": /^[0-9a-f]{8,}/i } }],
    says: "the answer came through Cloudflare",
    source: "https://developers.cloudflare.com/fundamentals/reference/cloudflare-ray-id/",
  },
  {
    id: "cloudflare.server",
    layer: "cloudflare",
    means: "passed",
    strength: "broad",
    matches: [{ headers: { server: /^cloudflare$/i } }],
    says: "a Cloudflare stands in the way",
    source: "https://github.com/kubernetes/ingress-nginx/issues/3888",
  },
];
