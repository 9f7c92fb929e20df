import type { IncomingMessage } from "node:http";
import type net from "node:net";
import type { Readable } from "node:stream";
import zlib from "node:zlib";
import { ConnectError, connect } from "./connect.ts";
import { EventReader, parsed } from "./events.ts";
import {
  ABORTED,
  type Answered,
  type Asked,
  type Exchange,
  type Failed,
  type Header,
  type StreamEvent,
} from "./exchange.ts";
import { BODY_KEPT, BODY_READ, EVENTS_KEPT, HEAD_READ } from "./limits.ts";
import { http } from "./http.ts";
import { portOf, type Way } from "./way.ts";

/** A request to be sent. */
export interface Sending {
  probe: string;
  way: Way;
  method: string;
  /** Path and query; that of the way's URL by default. */
  path?: string;
  /** A `Host` among them is sent in place of the way's. */
  headers: readonly Header[];
  body?: string;
  /** The JSON-RPC method that the body calls. */
  message?: string;
  /** Takes out of what the far side says what must not be recorded: see `hiding`. */
  hide: (text: string) => string;
  /** A connection to use, and to leave open, in place of a fresh one. */
  on?: net.Socket;
  /** How long the head may take, in milliseconds, from the request's being sent. */
  headMilliseconds: number;
  /** How long the whole may take, in milliseconds. */
  totalMilliseconds: number;
  /**
   * When enough of a stream has come: asked when its head is there, with no events, and after each piece. By default a stream is
   * read until the message comes that answers the request.
   */
  enough?: (events: readonly StreamEvent[]) => boolean;
  /** How many bytes of bodies may still be read, by all requests that share it. */
  allowance: { bytes: number };
  signal: AbortSignal;
}

/** Sends one request and records what comes, within its limits: nothing that the far side does makes it throw. */
export async function send(sending: Sending): Promise<Exchange> {
  const asked = askedOf(sending);
  const began = performance.now();
  let socket = sending.on;
  try {
    socket ??= await connect(sending.way, sending.signal);
  } catch (error) {
    if (!(error instanceof ConnectError)) throw error;
    const at = performance.now() - began;
    // The doctor's own time is up: that says nothing of the connection.
    const why = sending.signal.aborted
      ? ({ failure: "timeout", code: ABORTED } as const)
      : { failure: error.failure, code: error.code };
    return { probe: sending.probe, asked, result: { outcome: "failure", ...why, at } };
  }
  const result = await exchanged(sending, socket);
  if (sending.on === undefined) socket.destroy();
  return { probe: sending.probe, asked, result };
}

/** What of a request is kept: never the value of a credential. */
function askedOf({ way, method, path, headers, body, message, hide }: Sending): Asked {
  return {
    method,
    url: hide(path === undefined ? way.url.href : way.url.origin + path),
    headers: headers.map(([name, value]) =>
      name.toLowerCase() === "authorization"
        ? [name, `Bearer (${Buffer.byteLength(value) - 7} bytes)`]
        : [name, value],
    ),
    bytes: Buffer.byteLength(body ?? ""),
    ...(message === undefined ? {} : { message }),
  };
}

function exchanged(sending: Sending, socket: net.Socket): Promise<Answered | Failed> {
  const began = performance.now();
  const now = () => performance.now() - began;
  const { hide } = sending;
  return new Promise((resolve) => {
    const request = http.request({
      method: sending.method,
      path: sending.path ?? sending.way.url.pathname + sending.way.url.search,
      headers: [
        ...hostHeader(sending),
        ...sending.headers.flat(),
        ...lengthHeader(sending),
        ...connectionHeader(sending),
      ],
      createConnection: () => socket,
      maxHeaderSize: HEAD_READ,
      // What an answer holds that the parser refuses is evidence, not an attack on this process.
      insecureHTTPParser: false,
    });
    // Node ends a connection that no agent of its own has given.
    if (sending.on !== undefined) request.shouldKeepAlive = true;
    const failed = (failure: Failed["failure"], code: string) => {
      finish({ outcome: "failure", failure, code, at: now() });
    };
    const finish = (result: Answered | Failed) => {
      clearTimeout(headTimer);
      sending.signal.removeEventListener("abort", abort);
      resolve(result);
      if (sending.on === undefined || result.outcome === "failure" || result.end !== "complete")
        request.destroy();
    };
    const headTimer = setTimeout(() => {
      failed("timeout", "ETIMEDOUT");
    }, sending.headMilliseconds);
    const abort = () => {
      failed("timeout", ABORTED);
    };
    sending.signal.addEventListener("abort", abort);
    request.on("error", (error: NodeJS.ErrnoException) => {
      failed(failureOf(error.code ?? ""), error.code ?? "UNKNOWN");
    });
    // Nobody has asked for another protocol.
    request.once("upgrade", () => {
      failed("malformed", "UPGRADE");
    });
    request.once("response", (response) => {
      clearTimeout(headTimer);
      const head = now();
      void read(sending, response, now).then((body) => {
        finish({
          outcome: "answer",
          status: response.statusCode ?? 0,
          statusText: hide(response.statusMessage ?? ""),
          headers: pairs(response.rawHeaders.map(hide)),
          ...body,
          times: { head, firstByte: body.firstByte, end: now() },
        });
      });
    });
    request.end(sending.body);
  });
}

/** What the parser's and the system's codes say of an answer. */
function failureOf(code: string): Failed["failure"] {
  if (code === "HPE_HEADER_OVERFLOW") return "head-too-large";
  return code.startsWith("HPE_") ? "malformed" : "reset";
}

function hostHeader({ way, headers }: Sending): string[] {
  if (headers.some(([name]) => name === "Host")) return [];
  const port = portOf(way.url) === portOf(new URL(`${way.url.protocol}//x`)) ? "" : `:${portOf(way.url)}`;
  return ["Host", way.host ?? way.url.hostname + port];
}

function lengthHeader({ body }: Sending): string[] {
  return body === undefined ? [] : ["Content-Length", `${Buffer.byteLength(body)}`];
}

/** Node leaves it to the method whether the connection is to be kept, and the server is to know. */
function connectionHeader({ on }: Sending): string[] {
  return on === undefined ? [] : ["Connection", "keep-alive"];
}

function pairs(raw: readonly string[]): Header[] {
  return raw.flatMap((name, at) => (at % 2 === 0 ? [[name, raw[at + 1] ?? ""] as const] : []));
}

interface Body {
  body: string;
  bytes: number;
  json?: unknown;
  events: StreamEvent[];
  end: Answered["end"];
  firstByte: number | null;
}

/** How many bytes of a body are taken at once: as many as one read of a socket brings. */
const PIECE = 64 * 1024;

/** What a chunk counts for at least, in bytes: each costs time, however little it holds. */
const SMALLEST = 64;

/** Reads a body until it ends, has enough, or reaches a limit. */
function read(sending: Sending, response: IncomingMessage, now: () => number): Promise<Body> {
  const streamed = /^text\/event-stream\b/i.test(response.headers["content-type"] ?? "");
  const reader = new EventReader(sending.hide);
  const decoder = new TextDecoder();
  const events: StreamEvent[] = [];
  const texts: string[] = [];
  const pieces: Buffer[] = [];
  let waiting = 0;
  let finished = false;
  let bytes = 0;
  let spent = 0;
  let firstByte: number | null = null;
  const answered = sending.enough ?? ((seen) => seen.some(({ json }) => isAnswer(json)));
  return new Promise((resolve) => {
    const plain = decoded(response);
    const finish = (end: Answered["end"]) => {
      if (finished) return;
      finished = true;
      clearTimeout(timer);
      plain.off("data", take).off("end", complete).pause();
      response.off("aborted", cut);
      // Before it is cut, so that no part of a token is left at the end.
      const text = sending.hide(texts.join(""));
      const json = streamed ? events.map((event) => event.json).find(isAnswer) : parsed(text);
      resolve({
        body: text.slice(0, BODY_KEPT),
        bytes,
        ...(json === undefined ? {} : { json }),
        events,
        end,
        firstByte,
      });
      // A few bytes may decompress to gigabytes: what nobody reads must not be made either.
      if (plain !== response) plain.destroy();
    };
    const take = (chunk: Buffer) => {
      const cost = Math.max(chunk.length, SMALLEST);
      spent += cost;
      sending.allowance.bytes -= cost;
      // One read of the socket may hold thousands of chunks of a byte each: they are taken as the one piece that they came in.
      waiting += chunk.length;
      if (pieces.push(chunk) === 1) setImmediate(drain);
      if (waiting >= PIECE) drain();
    };
    const drain = () => {
      if (finished || pieces.length === 0) return;
      const chunk = Buffer.concat(pieces.splice(0));
      waiting = 0;
      bytes += chunk.length;
      const text = decoder.decode(chunk, { stream: true });
      texts.push(text);
      if (streamed && events.length < EVENTS_KEPT) {
        events.push(...reader.read(text, now()).slice(0, EVENTS_KEPT - events.length));
        if (answered(events)) {
          finish("left");
          return;
        }
      }
      if (spent > BODY_READ || sending.allowance.bytes < 0) finish("limit");
    };
    const complete = () => {
      drain();
      finish("complete");
    };
    const cut = () => {
      drain();
      finish("cut");
    };
    const timer = setTimeout(
      () => {
        drain();
        finish(streamed ? "left" : "limit");
      },
      Math.max(sending.totalMilliseconds - now(), 0),
    );
    // Stays for good: an error of what is given up must not end the process.
    plain.on("error", cut);
    if (streamed && answered(events)) {
      finish("left");
      return;
    }
    response.once("data", () => {
      firstByte = now();
    });
    response.once("aborted", cut);
    plain.on("data", take).once("end", complete);
  });
}

/** Whether a message is an answer to a request, rather than one of its notifications. */
function isAnswer(json: unknown): boolean {
  return typeof json === "object" && json !== null && ("result" in json || "error" in json);
}

/** The body without its content encoding, piece by piece as it comes. */
function decoded(response: IncomingMessage): Readable {
  const flush = zlib.constants.Z_SYNC_FLUSH;
  switch (response.headers["content-encoding"]?.toLowerCase()) {
    case "gzip":
      return response.pipe(zlib.createGunzip({ flush, finishFlush: flush }));
    case "deflate":
      return response.pipe(zlib.createInflate({ flush, finishFlush: flush }));
    case "br":
      return response.pipe(zlib.createBrotliDecompress());
    default:
      return response;
  }
}
