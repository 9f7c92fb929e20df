import { once } from "node:events";
import { connect } from "node:net";
import { Worker } from "node:worker_threads";
import * as z from "zod";
import type { Listening } from "../../../../rehearsal/servers/loopback.ts";

/** How many connections wait to be accepted before Linux drops the next one's first packet: one more than it is told. */
const BACKLOG = 1;
const WAITING = BACKLOG + 1;

/** Listens, and never accepts: its thread is asleep. */
const PROGRAM = `
  const { parentPort } = require("node:worker_threads");
  const server = require("node:net").createServer();
  server.listen({ host: "127.0.0.1", port: 0, backlog: ${BACKLOG} }, () => {
    parentPort.postMessage(server.address().port);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });
`;

/**
 * A port that does not answer a connection's first packet, as a closed security group does not. It is one of Linux: its
 * queue of connections is full.
 */
export async function startBlackHole(): Promise<Listening> {
  const worker = new Worker(PROGRAM, { eval: true, execArgv: [] });
  const said: unknown[] = await once(worker, "message");
  const port = z.int().parse(said[0]);
  const sockets = Array.from({ length: WAITING }, () => connect(port, "127.0.0.1"));
  await Promise.all(sockets.map((socket) => once(socket, "connect")));
  return {
    port,
    stop: async () => {
      const closed = sockets.map((socket) => once(socket.destroy(), "close"));
      await Promise.all(closed);
      await worker.terminate();
    },
  };
}
