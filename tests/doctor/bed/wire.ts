import { once } from "node:events";
import { type IncomingHttpHeaders, type IncomingMessage, request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";

/** What is asked, besides the URL. */
export interface Asked {
  /** @default GET */
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  /** A certificate authority to trust, as PEM. */
  ca?: string;
}

/** An answer's head; its body is still to come. */
export interface Head {
  status: number;
  headers: IncomingHttpHeaders;
  /** The values of a header, one for each time that it stood there. */
  values: (name: string) => string[];
  /** The body's next bytes as text; undefined at its end. */
  next: () => Promise<string | undefined>;
  /** How the body ends, read to its end. */
  ended: () => Promise<"complete" | "cut">;
  leave: () => void;
}

/** An answer that was read to its end. */
export interface Whole extends Pick<Head, "status" | "headers" | "values"> {
  body: string;
}

/** Asks over a connection of its own, and waits for the head of the answer. */
export async function ask(url: string, { ca, body, ...asked }: Asked = {}): Promise<Head> {
  const secure = url.startsWith("https:");
  const options = { ...asked, agent: false };
  const request = secure
    ? httpsRequest(url, { ...options, ...(ca ? { ca } : {}) })
    : httpRequest(url, options);
  request.end(body);
  const [answer] = (await once(request, "response")) as [IncomingMessage];
  let chunks: NodeJS.AsyncIterator<string, undefined> | undefined;
  // What is left in the middle is left on purpose.
  answer.on("error", () => undefined);
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    values: (name) =>
      answer.rawHeaders.filter(
        (_, at, all) => at % 2 === 1 && all[at - 1]!.toLowerCase() === name.toLowerCase(),
      ),
    next: async () => {
      chunks ??= answer.setEncoding("utf8")[Symbol.asyncIterator]() as NodeJS.AsyncIterator<
        string,
        undefined
      >;
      return (await chunks.next()).value;
    },
    ended: async () => {
      answer.resume();
      if (!answer.closed) await new Promise((resolve) => answer.once("close", resolve));
      return answer.complete ? "complete" : "cut";
    },
    leave: () => request.destroy(),
  };
}

/** Asks, and reads the answer to its end. */
export async function read(url: string, asked: Asked = {}): Promise<Whole> {
  const { status, headers, values, next } = await ask(url, asked);
  let body = "";
  for (let chunk = await next(); chunk !== undefined; chunk = await next()) body += chunk;
  return { status, headers, values, body };
}

/** Whether something came within so many milliseconds. */
export async function within<T>(milliseconds: number, awaited: Promise<T>): Promise<T | "nothing"> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"nothing">((resolve) => {
    timer = setTimeout(() => {
      resolve("nothing");
    }, milliseconds);
  });
  try {
    return await Promise.race([awaited, late]);
  } finally {
    clearTimeout(timer);
  }
}
