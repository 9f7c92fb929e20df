import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Refusal } from "../refusal.ts";

/** A server that listens on 127.0.0.1. */
export interface Listening {
  port: number;
  /** Ends every connection, also those in use, and resolves when the port is free again. */
  stop: () => Promise<void>;
}

/**
 * Has a server listen on 127.0.0.1.
 *
 * @param port 0 is one that the system picks.
 * @throws Refusal where the port is in use, or not this user's to take.
 */
export async function listen(server: Server, port: number): Promise<Listening> {
  await new Promise<void>((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException) => {
      reject(new Refusal(unusable(port, error.code ?? error.message)));
    };
    server.once("error", refuse);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", refuse);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function unusable(port: number, code: string): string {
  const why = code === "EADDRINUSE" ? "is in use" : `cannot be listened on (${code})`;
  return `Port ${port} on 127.0.0.1 ${why}: choose another with --port, or leave it out to have one picked.`;
}
