import type { FetchLike } from "@modelcontextprotocol/client";
import { Agent, buildConnector, fetch } from "undici";

/** A way to the loopback that a client takes for the internet. */
export interface Wire {
  fetch: FetchLike;
  /** Ends every connection, also those in use. */
  close(): Promise<void>;
}

/**
 * Every request goes to `origin` (`http://127.0.0.1:<port>`) as plain HTTP, whatever its URL: the client is given
 * the public URL, sends the public `Host` and believes in https, and nothing leaves the machine.
 */
export function openWire(origin: string): Wire {
  const { hostname, port } = new URL(origin);
  const connect = buildConnector({});
  const agent = new Agent({
    connect: (options, callback) => {
      connect({ ...options, protocol: "http:", hostname, port }, callback);
    },
    // Steps are bounded by their own signals; a long silence is what one of them looks for.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    async fetch(url, init) {
      const { status, statusText, headers, body } = await fetch(url, {
        dispatcher: agent,
        method: init?.method ?? "GET",
        headers: [...new Headers(init?.headers)],
        body: typeof init?.body === "string" ? init.body : null,
        redirect: init?.redirect ?? "follow",
        signal: init?.signal ?? null,
      });
      return new Response(body, { status, statusText, headers: [...headers] });
    },
    close: () => agent.destroy(),
  };
}
