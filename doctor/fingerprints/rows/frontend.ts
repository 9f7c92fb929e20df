import type { Row } from "../row.ts";

/** A site: what took a request that was meant for the MCP server. */
export const FRONTEND: readonly Row[] = [
  {
    id: "frontend.apache",
    layer: "frontend",
    means: "answered",
    strength: "strong",
    matches: [
      {
        body: /^<!DOCTYPE HTML PUBLIC "-\/\/IETF\/\/DTD HTML 2\.0\/\/EN">\s{0,9}<html>\s{0,9}<head>\s{0,9}<title>\d{3} [^<]{1,60}<\/title>/i,
      },
    ],
    says: "a page of an Apache web server itself",
    source: "https://github.com/Ekultek/WhatWaf/issues/1160",
  },
  {
    id: "frontend.start-page",
    layer: "frontend",
    means: "answered",
    strength: "strong",
    matches: [{ statuses: [200], is: "html" }],
    says: "a page of a web site, where an MCP server would speak JSON-RPC",
    hint: "a single-page site answers every path with its start page: the route did not take the request",
    source: "https://github.com/getopenpost/openpost/pull/6",
  },
  {
    id: "frontend.page",
    layer: "frontend",
    means: "answered",
    strength: "strong",
    matches: [
      { headers: { server: /^(?:nginx|openresty)\b/i }, is: "html" },
      { statuses: [404, 405], is: "html" },
    ],
    says: "a page that no gateway, framework or MCP server known here writes: a site's own, or an error page that somebody made",
    source: "https://github.com/traefik/traefik/issues/7073",
  },
];
