import { EventEmitter } from "node:events";
import type { FetchLike } from "@modelcontextprotocol/client";
import * as z from "zod";
import { type HeaderPair, withoutCredentials } from "../mcpServer/headers.ts";

/** The head of an answer, as far as MCP depends on it; null where a header is missing. */
export interface Answer {
  status: number;
  contentType: string | null;
  /** Who answered, where it says so. */
  server: string | null;
  cacheControl: string | null;
  accelBuffering: string | null;
  /** How many session ids there were: a doubled one is as bad as none. */
  sessionIds: number;
}

/** One request and its answer, as the client sent and saw them. */
export interface Exchange {
  sent: HeaderPair[];
  answer: Answer;
}

/** What a client says over the wire, by operation: `GET`, `DELETE`, `initialize`, `tools/call stay-silent`. */
export interface Recording {
  fetch: FetchLike;
  /** Resolves with the first exchange of the operation, once its answer's head is there. */
  exchange(operation: string, signal: AbortSignal): Promise<Exchange>;
  /** Calls back each time an answer to the operation has ended, whether properly or broken off. Returns how to stop it. */
  onEnd(operation: string, callback: () => void): () => void;
}

const message = z.object({
  method: z.string(),
  params: z.object({ name: z.string().optional() }).optional(),
});

/** A fetch that notes what goes through it. */
export function record(fetch: FetchLike): Recording {
  const exchanges = new Map<string, Exchange>();
  const answered = new EventEmitter();
  const ended = new EventEmitter();
  return {
    async fetch(url, init) {
      const operation = operationOf(init);
      const response = await fetch(url, init);
      if (!exchanges.has(operation)) {
        exchanges.set(operation, {
          sent: withoutCredentials(new Headers(init?.headers)),
          answer: answerOf(response),
        });
        answered.emit(operation);
      }
      return watched(response, () => ended.emit(operation));
    },
    exchange: (operation, signal) =>
      new Promise((resolve, reject) => {
        const settle = () => {
          const exchange = exchanges.get(operation);
          if (exchange) resolve(exchange);
        };
        answered.once(operation, settle);
        signal.addEventListener("abort", () => {
          answered.off(operation, settle);
          reject(new Error(`${operation} was not answered`));
        });
        settle();
      }),
    onEnd(operation, callback) {
      ended.on(operation, callback);
      return () => ended.off(operation, callback);
    },
  };
}

/** The head of an answer, as far as MCP depends on it. */
export function answerOf({ status, headers }: Response): Answer {
  return {
    status,
    contentType: headers.get("content-type"),
    server: headers.get("server"),
    cacheControl: headers.get("cache-control"),
    accelBuffering: headers.get("x-accel-buffering"),
    // Fetch joins the values of a repeated header by commas.
    sessionIds: headers.get("mcp-session-id")?.split(",").length ?? 0,
  };
}

function operationOf(init: RequestInit | undefined): string {
  if (init?.method !== "POST" || typeof init.body !== "string") return init?.method ?? "GET";
  const { method, params } = message.parse(JSON.parse(init.body));
  return params?.name === undefined ? method : `${method} ${params.name}`;
}

function watched(response: Response, onEnd: () => void): Response {
  const { body, status, statusText, headers } = response;
  if (body === null) return response;
  return new Response(ReadableStream.from(passedOn(body, onEnd)), { status, statusText, headers });
}

async function* passedOn(body: AsyncIterable<Uint8Array>, onEnd: () => void): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } finally {
    onEnd();
  }
}
