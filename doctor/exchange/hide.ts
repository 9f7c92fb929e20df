/** What stands in the place of a token. */
const HIDDEN = "[token]";

/** Shorter pieces of a token's base64 may be anybody's. */
const TELLING_CHARACTERS = 8;

/** Names of query parameters whose values are credentials. */
const CREDENTIAL = /key|token|secret|passw|auth|sig|code/i;
/** A shorter value would be found in words that it has nothing to do with. */
const SECRET_CHARACTERS = 8;

/** The credentials in the query of a URL. */
export function secretsOf({ searchParams }: URL): string[] {
  return [...searchParams].flatMap(([name, value]) =>
    CREDENTIAL.test(name) && value.length >= SECRET_CHARACTERS ? [value] : [],
  );
}

/**
 * Takes secrets out of what is recorded, which the far side may repeat: as they are, as URLs and JSON escape them, and in base64, alone
 * or within more.
 */
export function hiding(secrets: readonly string[]): (text: string) => string {
  const written = secrets
    .flatMap((secret) => [secret, ...base64Forms(secret)])
    .flatMap((form) => ESCAPES.map((escape) => escape(form)));
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
