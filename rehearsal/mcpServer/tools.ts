import { setTimeout as pause } from "node:timers/promises";
import { type CallToolResult, McpServer, type ServerContext, type Tool } from "@modelcontextprotocol/server";
import * as z from "zod";
import { withoutCredentials } from "./headers.ts";

/** The headers of the HTTP request behind a web request, as they came: in order, and several of a name. */
export type RawHeaders = (request: Request | undefined) => [name: string, value: string][];

const streamProgress = {
  description:
    "Sends progress notifications; the message of each is the epoch millisecond at which it was sent.",
  inputSchema: z.object({
    events: z.int().min(1).max(1000).describe("how many notifications"),
    intervalMilliseconds: z.int().min(0).max(60_000).describe("the pause between two of them"),
  }),
};

const staySilent = {
  description: "Sends one progress notification at once, then not a byte until the time is over.",
  inputSchema: z.object({
    milliseconds: z.int().min(0).max(3_600_000).describe("how long to be silent"),
  }),
};

const requestHeaders = {
  description:
    "Answers with the headers of its own HTTP request; of Authorization only scheme, size and SHA-256.",
  inputSchema: z.object({}),
};

const filler = {
  description: "Does nothing; it stands for one more tool in the list.",
  inputSchema: z.object({}),
};

/** What a tool's definition takes over from the JSON schema of its arguments. */
const jsonSchema = z.object({
  properties: z.record(z.string(), z.record(z.string(), z.json())),
  required: z.array(z.string()).default([]),
});

/**
 * An MCP server whose `tools/list` names exactly `tools` tools: the working ones first, then fillers.
 * The working ones can always be called, also where the list is too short to name them.
 */
export function createServer(tools: number, rawHeaders: RawHeaders): McpServer {
  const server = new McpServer({ name: "mcp-route-rehearsal", version: "1.0.0" });
  server.registerTool(
    "stream-progress",
    streamProgress,
    async ({ events, intervalMilliseconds }, context) => {
      for (let sent = 1; sent <= events; sent++) {
        await notifyProgress(context, sent, events);
        await pause(intervalMilliseconds, undefined, { signal: context.mcpReq.signal });
      }
      return text(`${events} events sent`);
    },
  );
  server.registerTool("stay-silent", staySilent, async ({ milliseconds }, context) => {
    await notifyProgress(context, 1, 2);
    await pause(milliseconds, undefined, { signal: context.mcpReq.signal });
    return text(`${milliseconds} ms of silence are over`);
  });
  server.registerTool("request-headers", requestHeaders, (_, context) =>
    text(JSON.stringify(withoutCredentials(rawHeaders(context.http?.req)))),
  );
  for (const name of fillerNames(tools)) server.registerTool(name, filler, () => text("done"));
  // The list that McpServer makes by itself names whatever can be called.
  server.server.setRequestHandler("tools/list", () => ({ tools: listedTools(tools) }));
  return server;
}

function listedTools(tools: number): Tool[] {
  const working = [
    definition("stream-progress", streamProgress),
    definition("stay-silent", staySilent),
    definition("request-headers", requestHeaders),
  ];
  return [...working, ...fillerNames(tools).map((name) => definition(name, filler))].slice(0, tools);
}

/** `tool-04` and so on, up to the number of tools. */
function fillerNames(tools: number): string[] {
  const first = 4;
  const count = Math.max(tools - first + 1, 0);
  return Array.from({ length: count }, (_, at) => `tool-${String(first + at).padStart(2, "0")}`);
}

function definition(name: string, tool: { description: string; inputSchema: z.ZodObject }): Tool {
  const { properties, required } = jsonSchema.parse(z.toJSONSchema(tool.inputSchema));
  return { name, description: tool.description, inputSchema: { type: "object", properties, required } };
}

async function notifyProgress({ mcpReq }: ServerContext, progress: number, total: number): Promise<void> {
  const progressToken = mcpReq._meta?.progressToken;
  if (progressToken === undefined) return;
  await mcpReq.notify({
    method: "notifications/progress",
    params: { progressToken, progress, total, message: String(Date.now()) },
  });
}

function text(value: string): CallToolResult {
  return { content: [{ type: "text", text: value }] };
}
