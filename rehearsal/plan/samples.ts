import { endpointOf, metadataPath } from "../../components/endpoint.ts";
import type { Settings } from "../../config.ts";
import { decide } from "../../dataplane/decision.ts";
import type { Rule } from "../../dataplane/listener.ts";
import type { Request } from "../../dataplane/request.ts";
import { type Caller, allHeadersFor, callerOf } from "../client/caller.ts";

type Headers = Request["headers"];

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
 * What clients of both eras ask of an endpoint, as far as one of the stack's rules takes it: each path with each
 * method, before and after they have a token, and the OAuth metadata. They meet the stack's further conditions.
 *
 * @param host With which the requests come to the listener.
 */
export function samplesOf(
  route: Settings["route"],
  rule: Rule,
  host: string = endpointOf(route.url).host,
): Request[] {
  const { path } = endpointOf(route.url);
  const caller = callerOf(route);
  const asked = new Set([host, ...(route.hosts ?? []).map((pattern) => pattern.replaceAll(/[*?]/g, "x"))]);
  const paths = [path, path === "/" ? "/x" : `${path}/x`];
  const all = [...asked].flatMap((name) => [
    ...METHODS.flatMap((method) =>
      paths.flatMap((each) => [[], TOKEN, LEGACY].map((more) => sample(method, name, each, more, caller))),
    ),
    ...paths.map((each) => sample("POST", name, each, MODERN, caller)),
    sample("GET", name, metadataPath(path), [], { ...caller, headers: [], query: "" }),
  ]);
  const taken = all.filter((request) => takes(rule, request));
  return taken.length > 0 ? taken : rareSamples(route, rule, { ...caller, host });
}

/** What the stack asks for where it is not what every client sends, such as a method or a tool of its own. */
function rareSamples(
  route: Settings["route"],
  rule: Rule,
  { host, ...caller }: Caller & { host: string },
): Request[] {
  const { path } = endpointOf(route.url);
  const headers = allHeadersFor(route);
  const isReplaced = (name: string) => headers.some(([other]) => other === name.toLowerCase());
  return (route.conditions?.methods ?? ["POST"])
    .map((method) => sample(method, host, path, MODERN, { ...caller, headers: [] }))
    .map((each) => ({
      ...each,
      headers: [...each.headers.filter(([name]) => !isReplaced(name)), ...headers],
    }))
    .filter((request) => takes(rule, request));
}

/** Whether a rule takes a request that reaches it. */
export function takes(rule: Rule, request: Request): boolean {
  const alone = { arn: "", protocol: "HTTPS", port: 443, preserveHostHeader: false } as const;
  return decide({ ...alone, rules: [rule], defaultActions: [] }, request).rule !== undefined;
}

function sample(
  method: string,
  host: string,
  path: string,
  more: Headers,
  { headers, query, sourceIp }: Caller,
): Request {
  const usual: Headers = [
    ["Host", host],
    ["Content-Type", "application/json"],
    ["Accept", "application/json, text/event-stream"],
  ];
  return { method, path, query, sourceIp, headers: [...usual, ...more, ...headers] };
}
