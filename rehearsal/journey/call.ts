import type { ProgressCallback } from "@modelcontextprotocol/client";
import * as z from "zod";
import type { Session } from "./session.ts";

/** How long a result may still be on its way through the client after the last byte of the answer. */
const graceMilliseconds = 100;

/** Node's longest timer: calls are bounded by their signal, so the client's own limit of 60 s must not be. */
const noTimeout = 2 ** 31 - 1;

const resultSchema = z.object({
  isError: z.boolean().default(false),
  content: z.tuple([z.object({ type: z.literal("text"), text: z.string() })]),
});

/**
 * Calls one of the server's tools and resolves with its text.
 * The client does not notice that an answer has been broken off; this does, and throws at once.
 */
export async function callTool(
  { client, recording }: Session,
  name: string,
  args: Record<string, number>,
  signal: AbortSignal,
  onprogress?: ProgressCallback,
): Promise<string> {
  const cut = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const stopWatching = recording.onEnd(`tools/call ${name}`, () => {
    timer = setTimeout(() => {
      cut.abort(new Error("the answer broke off before the result"));
    }, graceMilliseconds);
  });
  try {
    const result = await client.callTool(
      { name, arguments: args },
      {
        signal: AbortSignal.any([signal, cut.signal]),
        timeout: noTimeout,
        ...(onprogress && { onprogress }),
      },
    );
    return textOf(result);
  } catch (error) {
    cut.signal.throwIfAborted();
    throw error;
  } finally {
    stopWatching();
    clearTimeout(timer);
  }
}

function textOf(result: unknown): string {
  const { isError, content } = resultSchema.parse(result);
  if (isError) throw new Error(content[0].text);
  return content[0].text;
}
