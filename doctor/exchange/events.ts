import type { StreamEvent } from "./exchange.ts";

/**
 * Reads a `text/event-stream` as it comes: give it each piece of text, and it gives back the events and comments that the
 * piece has ended.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export class EventReader {
  /** The line that has not ended yet: joined only when it ends, so that one without an end costs no more than its bytes. */
  #rest = "";
  #afterReturn = false;
  #data: string[] = [];
  #id: string | undefined;
  #fields = false;
  readonly #hide: (text: string) => string;

  /** @param hide What takes out of the events what must not be kept. */
  constructor(hide: (text: string) => string) {
    this.#hide = hide;
  }

  /** @param at Milliseconds from the request's being sent. */
  read(text: string, at: number): StreamEvent[] {
    if (text === "") return [];
    // A line may end in \r\n, the halves of which come in two pieces.
    const piece = this.#afterReturn && text.startsWith("\n") ? text.slice(1) : text;
    this.#afterReturn = text.endsWith("\r");
    const [first = "", ...more] = piece.split(/\r\n|\n|\r/);
    this.#rest += first;
    const last = more.pop();
    if (last === undefined) return [];
    const lines = [this.#rest, ...more];
    this.#rest = last;
    return lines.flatMap((line) => this.#line(line, at));
  }

  #line(line: string, at: number): StreamEvent[] {
    if (line === "") return this.#dispatch(at);
    if (line.startsWith(":")) return [{ at, kind: "comment" }];
    const [, name = "", value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (name === "data") this.#data.push(value);
    if (name === "id") this.#id = this.#hide(value);
    this.#fields = true;
    return [];
  }

  #dispatch(at: number): StreamEvent[] {
    if (!this.#fields) return [];
    const json = parsed(this.#hide(this.#data.join("\n")));
    const event: StreamEvent = {
      at,
      kind: "event",
      ...(this.#id === undefined ? {} : { id: this.#id }),
      ...(json === undefined ? {} : { json }),
    };
    this.#data = [];
    this.#id = undefined;
    this.#fields = false;
    return [event];
  }
}

/** How deep JSON may nest; MCP's own messages take some ten levels, and each level of an empty list costs fifty times its byte. */
export const JSON_DEPTH = 512;

/** The value of a JSON text; undefined where it is none, or nests deeper than `JSON_DEPTH`. */
export function parsed(text: string): unknown {
  if (isDeep(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether brackets nest too deep, told before anything is made of them; those within strings do not count. */
function isDeep(text: string): boolean {
  let depth = 0;
  let quoted = false;
  // No pattern: of a string without an end it would try every beginning.
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === "\\" && quoted) at += 1;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && (character === "[" || character === "{")) depth += 1;
    else if (!quoted && (character === "]" || character === "}")) depth -= 1;
    if (depth > JSON_DEPTH) return true;
  }
  return false;
}
