/** What of an answer is compared between the eras. */
export interface EraDifference {
  /** The aspect, such as `mcp-session-id` or `media type`. */
  aspect: string;
  /** What the sessions' era shows. */
  sessions: string;
  /** What 2026-07-28 shows. */
  modern: string;
  /** Why it is as it should be. */
  why: string;
  source: string;
}

/**
 * The differences between the eras of one server that are as they should be. Reviewed by hand: whatever else differs is a finding, and a
 * row here takes one away.
 */
export const ERA_DIFFERENCES: readonly EraDifference[] = [
  {
    aspect: "mcp-session-id",
    sessions: "present",
    modern: "absent",
    why: "2026-07-28 has no sessions",
    source: "https://modelcontextprotocol.io/seps/2567-sessionless-mcp",
  },
  {
    aspect: "media type",
    sessions: "text/event-stream",
    modern: "application/json",
    why: "a server may answer a request by a stream or by one message, as it likes",
    source: "https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http",
  },
  {
    aspect: "media type",
    sessions: "application/json",
    modern: "text/event-stream",
    why: "a server may answer a request by a stream or by one message, as it likes",
    source: "https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http",
  },
  {
    aspect: "access-control-expose-headers",
    sessions: "present",
    modern: "absent",
    why: "there is no session's id that a page would have to read",
    source: "https://modelcontextprotocol.io/seps/2567-sessionless-mcp",
  },
];
