import { compressing, cutting, headHeld } from "../servers/passing.ts";
import { balanced, direct, nginx, passing, routeTo, type ServerName, type Telling } from "../ways.ts";
import type { Fault } from "./fault.ts";

/** Longer than the two seconds after which the bed's proxies cut a silent stream. */
const HELD_SECONDS = 4;

const held: Telling = () => ({ idleSeconds: HELD_SECONDS });

/** A server without what stands before it. */
function beside(server: ServerName): Telling {
  return (_, { servers }) => ({ via: { origin: `http://127.0.0.1:${servers[server].port}/mcp` } });
}

/** Streams that are held back, or cut. */
export const STREAM_FAULTS: readonly Fault[] = [
  {
    id: "stream.buffered-old",
    how: "nginx buffers whatever the reference server says (`proxy_ignore_headers X-Accel-Buffering`): no head of a GET stream comes.",
    layer: "nginx",
    cause: "stream.buffered",
    verdict: "degraded",
    way: nginx("location / { proxy_pass http://everything; proxy_ignore_headers X-Accel-Buffering; }"),
  },
  {
    id: "stream.buffered-new",
    how: "The same in front of a server of 2026-07-28: `subscriptions/listen` is not acknowledged.",
    layer: "nginx",
    cause: "stream.buffered",
    verdict: "degraded",
    way: nginx("location / { proxy_pass http://modern; proxy_ignore_headers X-Accel-Buffering; }"),
  },
  {
    id: "stream.compressed",
    how: "A proxy without a mark compresses streams and does not flush: the head of `subscriptions/listen` comes, the acknowledgement does not.",
    layer: "proxy",
    cause: "stream.buffered",
    verdict: "degraded",
    way: passing("modern", compressing, beside("modern")),
  },
  {
    id: "stream.head-held",
    how: "A proxy without a mark holds the head of a stream until its first byte, which the reference server sends after 15 s.",
    layer: "proxy",
    cause: "stream.head-held",
    verdict: "degraded",
    way: passing("everything", headHeld, beside("everything")),
  },
  {
    id: "stream.head-late",
    how: "The server itself sends the head of a GET stream with its first byte.",
    layer: null,
    cause: "stream.head-late",
    verdict: "unknown",
    way: direct("headLate"),
  },
  {
    id: "stream.idle-nginx",
    how: "nginx cuts a stream after 2 s of silence (`proxy_read_timeout`); it is 60 s where nobody sets it.",
    layer: "nginx",
    cause: "stream.idle-cut",
    verdict: "degraded",
    way: nginx("location / { proxy_pass http://everything; proxy_read_timeout 2s; }", held),
  },
  {
    id: "stream.idle-alb",
    how: "The balancer cuts a stream after 2 s of silence, as one on AWS does after 60 s by default.",
    layer: null,
    cause: "stream.idle-cut",
    awsCause: "alb.idle-timeout",
    verdict: "degraded",
    way: balanced({ rules: [routeTo("everything")], idleMilliseconds: 2000, telling: held }),
  },
  {
    id: "stream.cut",
    how: "A proxy without a mark breaks every stream off after its first bytes.",
    layer: "proxy",
    cause: "stream.cut",
    verdict: "broken",
    way: passing("everything", cutting, beside("everything")),
  },
];
