/** What a look-up found, or why it found nothing. */
export type Sought<T> = { ok: T } | { why: string };

/**
 * A look-up's result, or why there is none: a look-up that throws inside `apply` would drown our own message
 * in the SDK's.
 */
export async function sought<T>(lookUp: Promise<T>): Promise<Sought<T>> {
  try {
    return { ok: await lookUp };
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
}

/** What the provider said, on one line; nothing where it said nothing. */
export function said(why: string): string {
  const line = why.replace(/\s+/g, " ").trim();
  return line === "" ? "" : ` The provider says: ${line}`;
}
