import type { Request } from "../../dataplane/request.ts";
import { type AwsContext, endpointOf } from "./context.ts";

/** An address that nobody has (RFC 5737), for a caller whose own is not known. */
const NOBODY = "203.0.113.1";

/** A request of an MCP client as the balancer gets it, to the endpoint or to another path of its host. */
export function requestTo(
  { url, sourceIp = NOBODY }: AwsContext,
  method: string,
  path = endpointOf(url).path,
): Request {
  const { host, query } = endpointOf(url);
  return {
    method,
    path,
    query,
    headers: [
      ["Host", host],
      ["Accept", "application/json, text/event-stream"],
      ...(method === "POST" ? [["Content-Type", "application/json"] as [string, string]] : []),
    ],
    sourceIp,
  };
}
