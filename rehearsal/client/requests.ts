import { endpointOf, metadataPath } from "../../components/endpoint.ts";
import type { PlainRoute } from "../../config.ts";
import type { Request } from "../../dataplane/request.ts";
import type { Caller } from "./caller.ts";

type Headers = Request["headers"];

const JSON_BODY: Headers = [["Content-Type", "application/json"]];
const BOTH: Headers = [["Accept", "application/json, text/event-stream"]];
const TOKEN: Headers = [["Authorization", "Bearer token"]];
const POST: Headers = [...BOTH, ...TOKEN, ...JSON_BODY];
/** What only clients of 2025-11-25 and before send, once they have a session. */
const SESSION: Headers = [
  ["MCP-Protocol-Version", "2025-11-25"],
  ["Mcp-Session-Id", "0123456789abcdef"],
];

/** What only clients of 2026-07-28 send. */
function modern(method: string, name?: string): Headers {
  return [
    ["MCP-Protocol-Version", "2026-07-28"],
    ["Mcp-Method", method],
    ...(name === undefined ? [] : [["Mcp-Name", name] as [string, string]]),
  ];
}

/** The requests of the rehearsal's client, as far as a listener's rules can tell them apart. */
const OPERATIONS = {
  initialize: { method: "POST", headers: POST },
  "initialize without a token": { method: "POST", headers: [...BOTH, ...JSON_BODY] },
  discover: { method: "POST", headers: [...POST, ...modern("server/discover")] },
  "discover without a token": {
    method: "POST",
    headers: [...BOTH, ...JSON_BODY, ...modern("server/discover")],
  },
  list: { method: "POST", headers: [...POST, ...modern("tools/list")] },
  "call request-headers": { method: "POST", headers: [...POST, ...modern("tools/call", "request-headers")] },
  "call stream-progress": { method: "POST", headers: [...POST, ...modern("tools/call", "stream-progress")] },
  "call stay-silent": { method: "POST", headers: [...POST, ...modern("tools/call", "stay-silent")] },
  "message of a session": { method: "POST", headers: [...POST, ...SESSION] },
  "stream of a session": { method: "GET", headers: [["Accept", "text/event-stream"], ...TOKEN, ...SESSION] },
  "end of a session": { method: "DELETE", headers: [...TOKEN, ...SESSION, ["Accept", "*/*"]] },
  metadata: { method: "GET", headers: [["Accept", "*/*"]] },
} satisfies Record<string, { method: string; headers: Headers }>;

/** One kind of request of the rehearsal's client. */
export type Operation = keyof typeof OPERATIONS;

/** Every kind of request of the rehearsal's client. */
export const operations = Object.keys(OPERATIONS) as Operation[];

/** A request of the rehearsal's client, as it comes to the balancer. */
export function requestOf(operation: Operation, { url }: Pick<PlainRoute, "url">, caller: Caller): Request {
  const { host: publicHost, path } = endpointOf(url);
  const { method, headers } = OPERATIONS[operation];
  const { query, sourceIp, host = publicHost } = caller;
  const named: Headers = [["Host", host], ...headers];
  // Whoever has no token yet knows no more than the address of the metadata.
  if (operation === "metadata")
    return { method, path: metadataPath(path), query: "", headers: named, sourceIp };
  return { method, path, query, headers: [...named, ...caller.headers], sourceIp };
}
