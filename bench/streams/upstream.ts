import { once } from "node:events";
import { type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { answering } from "../child.ts";
import { wire } from "./events.ts";
import { scheduleSchema } from "./schedule.ts";

// The server behind the ways that are compared: every request is answered by a stream of events, each with the time at which it was sent.
answering(async (question) => {
  const { streams, events, intervalMilliseconds } = scheduleSchema.parse(question);
  let opened = 0;
  const server = createServer((_, response) => {
    response.writeHead(200, { "Content-Type": "text/event-stream" }).flushHeaders();
    // Evenly apart, as the events of servers that know nothing of each other are: all at once would measure a queue.
    const offset = ((opened++ % streams) / streams) * intervalMilliseconds;
    setTimeout(() => {
      send(response, events, intervalMilliseconds);
    }, offset);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return { port: (server.address() as AddressInfo).port };
});

function send(response: ServerResponse, events: number, intervalMilliseconds: number): void {
  let number = 0;
  const timer = setInterval(() => {
    number++;
    response.write(wire({ number, sent: process.hrtime.bigint() }));
    if (number < events) return;
    clearInterval(timer);
    response.end();
  }, intervalMilliseconds);
}
