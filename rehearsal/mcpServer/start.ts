import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { listeningSchema, type McpServerSettings } from "./settings.ts";

/** A rehearsal server in a process of its own. */
export interface McpServerProcess {
  /** The process id, for whoever wants to see what happens when it dies. */
  pid: number;
  port: number;
  /** `http://127.0.0.1:<port>` */
  origin: string;
  /** Rejects when the process ends without having been asked to; never settles otherwise. */
  died: Promise<never>;
  /** Ends the process and resolves when it is gone; may be called again. */
  stop(): Promise<void>;
}

/**
 * Starts the server in a child process, so that it can die on its own as a container does.
 * @throws Error with the child's last words where it ends before it listens.
 */
export async function startMcpServer(settings: McpServerSettings): Promise<McpServerProcess> {
  const child = fork(fileURLToPath(new URL("main.ts", import.meta.url)), {
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    // The default, JSON, has no bytes, and the key is bytes.
    serialization: "advanced",
  });
  const stopping = new AbortController();
  const died = death(child, stopping.signal);
  child.send(settings);
  const port = await Promise.race([listening(child), died]);
  if (child.pid === undefined) throw new Error("The MCP server has no process id.");
  return {
    pid: child.pid,
    port,
    origin: `http://127.0.0.1:${port}`,
    died,
    async stop() {
      stopping.abort();
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill();
      await gone;
    },
  };
}

async function listening(child: ChildProcess): Promise<number> {
  const message = await new Promise((resolve) => child.once("message", resolve));
  return listeningSchema.parse(message).port;
}

function death(child: ChildProcess, stopping: AbortSignal): Promise<never> {
  const lastWords = tail(child);
  const died = new Promise<never>((_, reject) => {
    child.on("error", reject);
    // "close" comes after "exit", when the last words have been read.
    child.once("close", (code, signal) => {
      if (stopping.aborted) return;
      const cause = signal === null ? `with exit code ${String(code)}` : `by ${signal}`;
      reject(new Error([`The MCP server ended unasked, ${cause}.`, ...lastWords()].join("\n")));
    });
  });
  // Whoever waits for it still gets the rejection; a caller that does not must not be ended by it.
  died.catch(() => undefined);
  return died;
}

/** Keeps the last lines that the child writes to stderr. */
function tail(child: ChildProcess): () => string[] {
  const keptCharacters = 4096;
  const keptLines = 8;
  let text = "";
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    text = (text + chunk).slice(-keptCharacters);
  });
  return () => text.trim().split("\n").filter(Boolean).slice(-keptLines);
}
