/** What decides whether output is coloured. */
export interface Output {
  /** Whether it goes to a terminal: `process.stdout.isTTY`. */
  isTerminal: boolean;
  /** `process.env`. */
  env: Readonly<Record<string, string | undefined>>;
}

/**
 * Whether to colour. `FORCE_COLOR` goes first, as in Node itself (https://nodejs.org/api/cli.html#force_color1-2-3): `0` and
 * `false` mean no, everything else yes. Then `NO_COLOR` (https://no-color.org) means no. An empty variable is as good as
 * none. Otherwise a terminal is coloured, unless `TERM` is `dumb`.
 */
export function wantsColour({ isTerminal, env }: Output): boolean {
  const { FORCE_COLOR: forced = "", NO_COLOR: none = "", TERM: terminal } = env;
  if (forced !== "") return forced !== "0" && forced !== "false";
  return none === "" && isTerminal && terminal !== "dumb";
}

/** The looks that text may have, as the parameters of "select graphic rendition" (ECMA-48, 8.3.117). */
const LOOKS = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

/** One of the looks. */
export type Look = keyof typeof LOOKS;

/** Text, which must have been escaped, in a look. */
export function paint(text: string, look: Look): string {
  return `\x1b[${LOOKS[look]}m${text}\x1b[0m`;
}
