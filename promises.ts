import { longestSilenceOf } from "./components/longestSilence.ts";
import type { Settings } from "./config.ts";

/** What a stack promises of its route: the doctor holds the route to it. */
export interface Promises {
  /** How many tools the server lists. */
  tools?: number;
  /** How long a stream may be silent, in seconds. */
  longestSilence: number;
  /** Whether browsers may call it. */
  cors?: boolean;
  /** Whether the server wants a token. */
  authorization?: boolean;
}

/**
 * The promises in a stack's configuration. Of browsers it says something only where it names the methods, since a browser asks by
 * `OPTIONS` first; of tokens only where it asks for the OAuth metadata outright: a server without OAuth may have that in its
 * rule by default.
 */
export function promisesOf({ route, tools }: Pick<Settings, "route" | "tools">): Promises {
  const { methods } = route.conditions ?? {};
  return {
    ...(tools === undefined ? {} : { tools }),
    longestSilence: longestSilenceOf(route),
    ...(methods === undefined ? {} : { cors: methods.includes("OPTIONS") }),
    ...(route.oauthMetadata === true ? { authorization: true } : {}),
  };
}
