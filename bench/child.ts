import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A process of its own that was asked one thing and has answered. */
export interface Child {
  answer: unknown;
  /** Ends the process, and resolves when it is gone. */
  stop: () => Promise<void>;
}

/**
 * Starts a module in a process of its own, so that nothing else that is measured takes its time or memory, and
 * asks it one thing (see `answering`).
 *
 * @param nodeOptions What Node is started with beside this process's own options.
 * @throws Error where it ends without an answer; what it said is on stderr.
 */
export async function startChild(module: URL, question: object, nodeOptions: string[] = []): Promise<Child> {
  const child = fork(fileURLToPath(module), {
    execArgv: [...process.execArgv, ...nodeOptions],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    serialization: "advanced",
  });
  child.send(question);
  const answer = await new Promise((resolve, reject) => {
    child.once("message", resolve);
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      reject(
        new Error(`${module.pathname} ended without an answer (${signal ?? `exit code ${String(code)}`}).`),
      );
    });
  });
  return {
    answer,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill();
      await gone;
    },
  };
}

/** Has a module in a process of its own answer one question, and ends it. */
export async function ask(module: URL, question: object, nodeOptions: string[] = []): Promise<unknown> {
  const { answer, stop } = await startChild(module, question, nodeOptions);
  await stop();
  return answer;
}

/**
 * The other side: answers the question that this process was started to answer. The process lives on until its
 * parent ends it, or ends itself.
 */
export function answering(answer: (question: unknown) => Promise<unknown>): void {
  // The channel closes also when the parent is killed with -9: nothing may be left running then.
  process.on("disconnect", () => process.exit());
  process.once("message", (question) => {
    answer(question).then(
      (answered) => process.send?.(answered),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
}
