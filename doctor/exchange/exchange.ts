/** A header as it stood on the wire, in its own spelling; a name may come more than once. */
export type Header = readonly [name: string, value: string];

/** What was asked. The values of `authorization` never stand here: `headers` holds `Bearer (n bytes)` in its place. */
export interface Asked {
  method: string;
  url: string;
  headers: readonly Header[];
  /** Bytes of the body. */
  bytes: number;
  /** The JSON-RPC method, where the body is a message. */
  message?: string;
}

/** One server-sent event, or a comment, which is what keep-alives are. */
export interface StreamEvent {
  /** Milliseconds from the request's being sent. */
  at: number;
  kind: "event" | "comment";
  /** The event's `id`, where it has one. */
  id?: string;
  /** The JSON of its data, where it is JSON. */
  json?: unknown;
}

/** An answer that began: its head came, whatever became of its body. */
export interface Answered {
  outcome: "answer";
  status: number;
  statusText: string;
  headers: readonly Header[];
  /** The first bytes of the body as text, at most `BODY_KEPT`. Never shown without `report/escape.ts`. */
  body: string;
  /** Bytes of the body that were read; at most `BODY_READ` are. */
  bytes: number;
  /** The body's JSON where it is some, or of a stream the message that answers the request. */
  json?: unknown;
  /** Events and comments of a `text/event-stream`, in order, at most `EVENTS_KEPT`. */
  events: readonly StreamEvent[];
  /**
   * `complete`: the answer ended as it should; `cut`: the connection broke within it; `left`: the doctor had seen enough of a
   * stream; `limit`: it was too long, or too slow, to be read to its end.
   */
  end: "complete" | "cut" | "left" | "limit";
  /** Milliseconds from the request's being sent to the head, to the body's first byte (null without one), and to the end. */
  times: { head: number; firstByte: number | null; end: number };
}

/** Why no answer came. */
export type Failure =
  | "name" // the host's name did not resolve
  | "proxy" // the caller's proxy refused
  | "refused" // the connection was refused
  | "unreachable" // no way to the address
  | "connect-timeout" // no answer to the connection's first packet
  | "certificate" // the certificate is not trusted, expired or of another name
  | "tls" // the handshake failed
  | "reset" // the connection was ended without an answer
  | "timeout" // connected, but no head of an answer in time
  | "malformed" // what came is not HTTP
  | "head-too-large"; // the answer's headers have no end

/** The code of a failure that is the doctor's own: it had no time left. */
export const ABORTED = "ABORTED";

/** A request to which no answer came. */
export interface Failed {
  outcome: "failure";
  failure: Failure;
  /** The system's or OpenSSL's code, such as ECONNREFUSED. */
  code: string;
  /** Milliseconds until it failed. */
  at: number;
}

/** One request and what came of it. */
export interface Exchange {
  /** Which probe it was, such as `initialize`; stable, and unique within one examination of one hop. */
  probe: string;
  asked: Asked;
  result: Answered | Failed;
}

/** The values of a header of an answer, whatever its spelling, in order. */
export function headerValues(answer: Pick<Answered, "headers">, name: string): string[] {
  return answer.headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
}

/** The first value of a header of an answer. */
export function headerValue(answer: Pick<Answered, "headers">, name: string): string | undefined {
  return headerValues(answer, name)[0];
}
