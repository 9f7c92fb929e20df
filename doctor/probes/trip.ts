import { setMaxListeners } from "node:events";
import type net from "node:net";
import type { Environment } from "../caller/environment.ts";
import { ABORTED, type Exchange, type Header, type StreamEvent } from "../exchange/exchange.ts";
import { BODIES_READ, HEAD_MILLISECONDS, REQUESTS, TOTAL_MILLISECONDS } from "../exchange/limits.ts";
import { hiding, secretsOf } from "../exchange/hide.ts";
import { send } from "../exchange/send.ts";
import { after, within } from "../exchange/within.ts";
import type { Way } from "../exchange/way.ts";
import type { Message } from "./messages.ts";

/** One place at which the route is examined. */
export interface Place {
  /** `public` for the URL itself, else the name that `--via` gives. */
  name: string;
  way: Way;
  /** The bearer token, where it may go to this place. */
  token?: string;
  /** The token that nothing from here may repeat in the report, whether or not it may go here; `token` by default. */
  secret?: string;
  /** The caller's environment, whose proxy variables count for other hosts too; none by default. */
  env?: Environment;
}

/** What a request has beside its method. */
export interface Particulars {
  /** Path and query, where they are not the endpoint's. */
  path?: string;
  /** Another place than the endpoint's own, such as an authorization server. No token goes there unless `authorized` says so. */
  way?: Way;
  /** Those that every request has stand back for others of their name. */
  headers?: readonly Header[];
  /** Whether the token goes along, where there is one. @default true, but not to another `way` */
  authorized?: boolean;
  /** Milliseconds for the head. */
  head?: number;
  /** Milliseconds for all of it. */
  total?: number;
  /** Milliseconds for all of it and its connection, behind which nobody waits for it. @default the examination's own time */
  within?: number;
  /** See `Sending.on`. */
  on?: net.Socket;
  /** See `Sending.enough`. */
  enough?: (events: readonly StreamEvent[]) => boolean;
}

const ALWAYS: readonly Header[] = [
  ["User-Agent", "mcp-route-doctor"],
  // What the official clients' fetch offers: a proxy that compresses does so for them too.
  ["Accept-Encoding", "gzip, deflate, br"],
];

/** How long sessions may be ended for when the time is up, in milliseconds. */
const ENDING_MILLISECONDS = 1_000;

/** How many requests are kept back for ending the sessions that the others have opened. */
const ENDINGS = 6;

/** What stands for a request that was one too many; no judge gets to see it. */
function unsent(probe: string, method: string, { url }: Way): Exchange {
  return {
    probe,
    asked: { method, url: url.href, headers: [], bytes: 0 },
    result: { outcome: "failure", failure: "timeout", code: ABORTED, at: 0 },
  };
}

/** Sends the probes of one place, and keeps what came of them. */
export class Trip {
  place: Place;
  exchanges: Exchange[] = [];
  readonly signal: AbortSignal;
  /** Ends what ends sessions. */
  readonly #ending: AbortSignal;
  readonly #allowance = { bytes: BODIES_READ };
  /** Takes the token, and what else is secret, out of what is recorded. */
  readonly hide: (text: string) => string;
  /** How many requests were sent. */
  sent = 0;

  constructor(place: Place, signal: AbortSignal) {
    this.place = place;
    this.signal = signal;
    const token = place.secret ?? place.token;
    this.hide = hiding([...(token === undefined ? [] : [token]), ...secretsOf(place.way.url)]);
    // Every request that is under way listens to it, and Node takes more than ten listeners for a leak.
    this.#ending = after(signal, ENDING_MILLISECONDS);
    setMaxListeners(0, signal, this.#ending);
  }

  /** Goes on at the place that the endpoint redirects to, of which only these exchanges tell. */
  moveTo(way: Way, exchanges: Exchange[]): void {
    this.place = { ...this.place, way };
    this.exchanges = exchanges;
  }

  /** Posts a message to the endpoint. */
  post(probe: string, message: Message, particulars: Particulars = {}): Promise<Exchange> {
    const headers = [...message.headers, ...(particulars.headers ?? [])];
    return this.ask(probe, "POST", { ...particulars, headers }, message);
  }

  /** Sends a request, without a body where it has no message. */
  async ask(
    probe: string,
    method: string,
    particulars: Particulars = {},
    message?: Message,
  ): Promise<Exchange> {
    const { token, way } = this.place;
    const { headers = [] } = particulars;
    // A server that answers strangely must not make the doctor ask for ever. Sessions are ended all the same.
    if (this.sent >= (method === "DELETE" ? REQUESTS : REQUESTS - ENDINGS))
      return unsent(probe, method, particulars.way ?? way);
    this.sent += 1;
    const authorized = particulars.authorized ?? particulars.way === undefined;
    const exchange = await send({
      probe,
      method,
      way: particulars.way ?? way,
      ...(particulars.path === undefined ? {} : { path: particulars.path }),
      headers: [
        ...ALWAYS.filter(([name]) => !headers.some(([other]) => other === name)),
        ...headers,
        ...(token !== undefined && authorized ? [["Authorization", `Bearer ${token}`] as const] : []),
      ],
      ...(message === undefined ? {} : { body: message.body, message: message.method }),
      headMilliseconds: particulars.head ?? HEAD_MILLISECONDS,
      totalMilliseconds: particulars.total ?? TOTAL_MILLISECONDS,
      ...(particulars.on === undefined ? {} : { on: particulars.on }),
      ...(particulars.enough === undefined ? {} : { enough: particulars.enough }),
      hide: this.hide,
      allowance: this.#allowance,
      signal: this.#signalOf(method, particulars),
    });
    this.exchanges.push(exchange);
    return exchange;
  }

  /** Sessions are ended also where the time is up, or Ctrl-C was pressed: nobody else would end them. */
  #signalOf(method: string, particulars: Particulars): AbortSignal {
    if (method === "DELETE") return this.#ending;
    return particulars.within === undefined ? this.signal : within(this.signal, particulars.within);
  }
}
