import * as z from "zod";

/** What the server is told over IPC before it listens: the key must show up neither in `ps` nor in the environment. */
export const settingsSchema = z.object({
  /** The key of the tokens that it accepts. */
  key: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  /** The URL that clients use: the audience of their tokens and the `resource` of the metadata. */
  publicUrl: z.url(),
  /** The path of the MCP endpoint on the server, such as `/mcp`; not that of the URL where a balancer rewrites it. */
  mcpPath: z.string().startsWith("/"),
  /** The path that answers 200 without a token, such as `/healthz`. */
  healthCheckPath: z.string().startsWith("/"),
  /** How many tools `tools/list` names. */
  tools: z.int().min(0),
  /** Whether it streams its answers; else each is plain JSON, and a GET is answered 405. @default true */
  streaming: z.boolean().optional(),
});

/** The settings of one rehearsal server. */
export type McpServerSettings = z.infer<typeof settingsSchema>;

/** What the server says over IPC once it listens on 127.0.0.1. */
export const listeningSchema = z.object({ port: z.int().min(1) });
