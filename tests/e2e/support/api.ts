import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { freePort } from "../../support/freePort.ts";

/** A local AWS API in a process of its own. */
export interface AwsApi {
  /** `http://127.0.0.1:<port>` */
  url: string;
  /** Ends it at once, as if the machine had gone. */
  kill: () => Promise<void>;
}

/**
 * An AWS API whose load balancers carry requests, streams included, but which refuses little:
 * https://pypi.org/project/ministack/
 *
 * @param more What else its environment has.
 */
export function startMinistack(more: Record<string, string> = {}): Promise<AwsApi> {
  return start("ministack", [], "/_ministack/health", (port) => ({
    BIND_HOST: "127.0.0.1",
    GATEWAY_PORT: String(port),
    LOG_LEVEL: "WARNING",
    ...more,
  }));
}

/**
 * An AWS API that refuses as AWS does (`PriorityInUse`, `ResourceInUse` and the like), and carries no requests:
 * https://pypi.org/project/moto/
 */
export function startMoto(): Promise<AwsApi> {
  return start("moto_server", ["-H", "127.0.0.1", "-p", PORT], "/moto-api/", () => ({}));
}

/** Stands for the port in an argument. */
const PORT = "{port}";

async function start(
  command: string,
  args: string[],
  health: string,
  env: (port: number) => Record<string, string>,
): Promise<AwsApi> {
  const port = await freePort();
  const child = spawn(
    command,
    args.map((arg) => (arg === PORT ? String(port) : arg)),
    { stdio: "ignore", env: { ...process.env, ...env(port) } },
  );
  const url = `http://127.0.0.1:${port}`;
  const failed = once(child, "error").then(([error]) => Promise.reject(error as Error));
  failed.catch(() => undefined);
  await Promise.race([answering(`${url}${health}`, child), failed]);
  return {
    url,
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    },
  };
}

/** Asks until there is an answer: another program's start is no event that one could wait for. */
async function answering(url: string, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${child.spawnfile} ended with exit code ${child.exitCode}`);
    const up = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (up) return;
    await delay(50);
  }
}
