import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { mkdir } from "node:fs/promises";

/** What a promise is rejected with, in words. */
export async function words(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "nothing went wrong",
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

/** Writes files into a folder of their own, for as long as `use` takes. */
export async function withFiles<T>(
  files: Record<string, string>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "mcp-route-test-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** An answer as it stood on the wire. */
export interface RawAnswer {
  statusLine: string;
  /** `Name: value`, in order; a `Date` is left out. */
  headers: string[];
  body: string;
}

/** Sends bytes to a port of loopback and reads until the other side closes the connection. */
export async function exchanged(port: number, text: string): Promise<RawAnswer> {
  const socket = connect(port, "127.0.0.1");
  let received = "";
  socket.setEncoding("latin1").on("data", (chunk: string) => (received += chunk));
  const closed = once(socket, "close");
  socket.write(text, "latin1");
  await closed;
  const cut = received.indexOf("\r\n\r\n");
  const [statusLine = "", ...headers] = received.slice(0, cut).split("\r\n");
  return {
    statusLine,
    headers: headers.filter((header) => !header.startsWith("Date: ")),
    body: received.slice(cut + 4),
  };
}

/** A request without a body, after which the connection is closed. */
export function bare(line: string, ...headers: string[]): string {
  return `${[`${line} HTTP/1.1`, "Host: demo.quiltdata.com", "Connection: close", ...headers].join("\r\n")}\r\n\r\n`;
}
