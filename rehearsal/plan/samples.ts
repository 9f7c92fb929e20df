import { endpointOf, metadataPath } from "../../components/endpoint.ts";
import type { Settings } from "../../config.ts";
import { decide } from "../../dataplane/decision.ts";
import type { Rule } from "../../dataplane/listener.ts";
import type { Request } from "../../dataplane/request.ts";

type Headers = Request["headers"];

/** The address of the caller: one of those that are kept for documentation. */
export const CALLER = "203.0.113.10";

const METHODS = ["POST", "GET", "DELETE", "OPTIONS"];
const TOKEN: Headers = [["Authorization", "Bearer token"]];
/** What only clients of 2025-11-25 and before send. */
const LEGACY: Headers = [
  ...TOKEN,
  ["MCP-Protocol-Version", "2025-11-25"],
  ["Mcp-Session-Id", "0123456789abcdef"],
];
/** What only clients of 2026-07-28 send. */
const MODERN: Headers = [
  ...TOKEN,
  ["MCP-Protocol-Version", "2026-07-28"],
  ["Mcp-Method", "tools/call"],
  ["Mcp-Name", "search"],
];

/**
 * What clients of both eras ask of an endpoint, as far as the stack's rule takes it: each path with each
 * method, before and after they have a token, and the OAuth metadata.
 */
export function samplesOf({ url, hosts = [] }: Settings["route"], rule: Rule): Request[] {
  const { host, path } = endpointOf(url);
  const asked = new Set([host, ...hosts.map((pattern) => pattern.replaceAll(/[*?]/g, "x"))]);
  const paths = [path, path === "/" ? "/x" : `${path}/x`];
  const all = [...asked].flatMap((name) => [
    ...METHODS.flatMap((method) =>
      paths.flatMap((each) => [[], TOKEN, LEGACY].map((more) => sample(method, name, each, more))),
    ),
    ...paths.map((each) => sample("POST", name, each, MODERN)),
    sample("GET", name, metadataPath(path), []),
  ]);
  return all.filter((request) => takes(rule, request));
}

/** Whether a rule takes a request that reaches it. */
export function takes(rule: Rule, request: Request): boolean {
  const alone = { arn: "", protocol: "HTTPS", port: 443, preserveHostHeader: false } as const;
  return decide({ ...alone, rules: [rule], defaultActions: [] }, request).rule !== undefined;
}

function sample(method: string, host: string, path: string, more: Headers): Request {
  const usual: Headers = [
    ["Host", host],
    ["Content-Type", "application/json"],
    ["Accept", "application/json, text/event-stream"],
  ];
  return { method, path, query: "", sourceIp: CALLER, headers: [...usual, ...more] };
}
