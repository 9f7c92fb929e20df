import type { Answered } from "./exchange.ts";

/** A JSON-RPC answer. */
export interface RpcAnswer {
  result?: unknown;
  error?: { code?: unknown; message?: unknown };
}

/** The JSON-RPC message that an answer is; undefined where it is none. */
export function rpcOf(answer: Answered | undefined): RpcAnswer | undefined {
  const json = answer?.json;
  if (typeof json !== "object" || json === null || !("jsonrpc" in json)) return undefined;
  if ("result" in json) return { result: json.result };
  if (!("error" in json)) return undefined;
  const { error } = json;
  return { error: typeof error === "object" && error !== null ? error : {} };
}

/** The message of a JSON-RPC error; empty where there is none. */
export function errorText(answer: Answered | undefined): string {
  const message = rpcOf(answer)?.error?.message;
  return typeof message === "string" ? message : "";
}

/** Whether an answer is a JSON-RPC result. */
export function hasResult(answer: Answered | undefined): boolean {
  return rpcOf(answer)?.result !== undefined;
}

/** The code of a request whose headers and body disagree. @see https://modelcontextprotocol.io/seps/2243-http-standardization */
export const HEADER_MISMATCH = -32020;
