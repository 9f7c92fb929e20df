/** How many bytes of a body are kept as evidence. */
export const BODY_KEPT = 2048;
/** How many bytes of a body are read at all: `tools/list` of hundreds of tools fits, an endless body does not. */
export const BODY_READ = 4 * 1024 * 1024;
/** How many bytes all bodies of one examination of one hop may have together: what is parsed of them stays in memory. */
export const BODIES_READ = 16 * 1024 * 1024;
/** How many events of a stream are kept. */
export const EVENTS_KEPT = 200;
/** How many bytes all headers of an answer may have together; an ALB's limit for them is 32 K. */
export const HEAD_READ = 64 * 1024;
/** How many requests one examination of one hop may send. */
export const REQUESTS = 60;
/** How long a connection may take, TLS included, in milliseconds: several of the network's own retries fit. */
export const CONNECT_MILLISECONDS = 5_000;
/** How long the head of an answer may take, in milliseconds: an ALB answers 504 after 10 s without its target. */
export const HEAD_MILLISECONDS = 15_000;
/** How long the head of a stream may take before it counts as held, in milliseconds: there is nothing to be worked out for it. */
export const STREAM_HEAD_MILLISECONDS = 2_000;
/** How long a whole answer may take, in milliseconds, where it is no stream that is watched on purpose. */
export const TOTAL_MILLISECONDS = 20_000;
