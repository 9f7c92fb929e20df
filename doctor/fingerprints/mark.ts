import type { Readable } from "./readable.ts";
import type { Marks, Row } from "./row.ts";

/** How many characters of a header or a body are shown as a mark. */
const MARK_SHOWN = 100;

/**
 * The mark by which a row fits an answer, such as `server: awselb/2.0`; null where it does not fit. Of a body it shows what the
 * pattern found, or what its named groups did where it has some.
 */
export function markOf(row: Row, answer: Readable): string | null {
  for (const marks of row.matches) {
    const mark = fits(marks, answer);
    if (mark !== null) return mark;
  }
  return null;
}

function fits(marks: Marks, answer: Readable): string | null {
  if (marks.statuses !== undefined && !marks.statuses.includes(answer.status)) return null;
  if (marks.is !== undefined && marks.is !== answer.kind) return null;
  if (marks.without?.some((name) => answer.headers.has(name)) === true) return null;
  const shown: string[] = [];
  for (const [name, pattern] of Object.entries(marks.headers ?? {})) {
    const header = answer.headers.get(name)?.find(({ value }) => pattern.test(value));
    if (header === undefined) return null;
    shown.push(header.shown.slice(0, MARK_SHOWN));
  }
  if (marks.body !== undefined) {
    const found = marks.body.exec(answer.body);
    if (found === null) return null;
    const said = found.groups === undefined ? found[0] : Object.values(found.groups).join(", ");
    shown.push(`body: ${said.replace(/\s+/g, " ").trim().slice(0, MARK_SHOWN)}`);
  }
  return shown.length > 0 ? shown.join(", ") : `${String(answer.status)}, ${BODY_SAID[answer.kind]}`;
}

/** A body's kind in words, for a mark that is nothing but this. */
const BODY_SAID: Readonly<Record<Readable["kind"], string>> = {
  "json-rpc": "a JSON-RPC body",
  html: "an HTML body",
  empty: "no body",
  other: "a body of another kind",
};
