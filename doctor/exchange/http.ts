import { createRequire } from "node:module";
import type nodeHttp from "node:http";

/**
 * Node's HTTP client. By `require`, since an `import` reads all that a module has, and for `WebSocket` Node loads the whole of its
 * undici: a tenth of the time that an examination of a near route takes.
 */
export const http = createRequire(import.meta.url)("node:http") as typeof nodeHttp;
