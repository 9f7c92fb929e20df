import { rpcOf } from "../exchange/rpc.ts";
import type { Answered } from "../exchange/exchange.ts";

/** The names of the tools in an answer to `tools/list`, in order; undefined where it is no such answer. */
export function toolsOf(answer: Answered | undefined): string[] | undefined {
  const result = rpcOf(answer)?.result;
  if (typeof result !== "object" || result === null || !("tools" in result)) return undefined;
  const { tools } = result;
  if (!Array.isArray(tools)) return undefined;
  return tools
    .map((tool: unknown) =>
      typeof tool === "object" && tool !== null && "name" in tool ? tool.name : undefined,
    )
    .filter((name) => typeof name === "string")
    .toSorted();
}
