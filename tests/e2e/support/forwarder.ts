import { createServer, request, type RequestListener } from "node:http";
import { type Listening, listen } from "../../../rehearsal/servers/loopback.ts";

/**
 * Lets a client on loopback reach a balancer of the emulator, which knows its balancers by the `Host` of a
 * request alone: what comes is passed on, as a stream, with the balancer's DNS name for its host.
 */
export async function startForwarder(api: string, dnsName: string): Promise<Listening> {
  return await listen(createServer(forwarding(api, dnsName)), 0);
}

/** What such a server does with a request. */
export function forwarding(api: string, dnsName: string): RequestListener {
  const { hostname, port } = new URL(api);
  return (incoming, outgoing) => {
    const headers = { ...incoming.headers, host: dnsName };
    const { method, url: path } = incoming;
    const onward = request({ hostname, port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      outgoing.flushHeaders();
      answer.pipe(outgoing);
    });
    onward.on("error", () => outgoing.destroy());
    outgoing.on("close", () => onward.destroy());
    incoming.pipe(onward);
  };
}
