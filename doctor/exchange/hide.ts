/** What stands in the place of a token. */
export const HIDDEN = "[token]";

/** Shorter pieces of a token's base64 may be anybody's. */
const TELLING_CHARACTERS = 8;

/**
 * Takes a token out of what the far side said, which may repeat it: as it is, as URLs and JSON escape it, and in base64, alone or
 * within more.
 *
 * @param token undefined where there is none: nothing is hidden then
 */
export function hiding(token: string | undefined): (text: string) => string {
  if (token === undefined) return (text) => text;
  const written = [token, ...base64Forms(token)].flatMap((form) => ESCAPES.map((escape) => escape(form)));
  const forms = [...new Set(written)];
  // No pattern: one of a token of several kilobytes overflows the stack.
  return (text) => forms.reduce((rest, form) => rest.replaceAll(form, HIDDEN), text);
}

/** How a token may be written where some characters cannot stand as they are; some JSON writers escape more than they must. */
const ESCAPES: readonly ((form: string) => string)[] = [
  (form) => form,
  encodeURIComponent,
  (form) => encodeURIComponent(form).replace(/%../g, (escape) => escape.toLowerCase()),
  (form) => form.replaceAll("/", "\\/"),
  (form) => form.replaceAll("+", "\\u002B"),
  (form) => form.replaceAll("=", "\\u003d"),
];

/**
 * The characters of its base64 that are the same whatever stands before and behind it, which moves it by none, one or two bytes.
 * @see https://www.rfc-editor.org/rfc/rfc4648
 */
function base64Forms(token: string): string[] {
  return [0, 1, 2].flatMap((moved) => {
    const whole = Buffer.from("\0".repeat(moved) + token).toString("base64");
    // The first characters hold bits of what stands before, and the last one before the padding of what stands behind.
    const own = whole.slice(Math.ceil((moved * 8) / 6)).replace(/.=+$/, "");
    const form = own.replace(/\+/g, "-").replace(/\//g, "_");
    return [own, form].filter((each) => each.length >= TELLING_CHARACTERS);
  });
}
