/** How many characters of what a tool says are kept. */
const KEPT = 200;

/**
 * What a tool printed, on one line that is the same in every run: without colours and control characters, with `PORT`, `ID` and
 * `TIME` in place of what the system picks, and cut where it is long.
 */
export function oneLine(text: string): string {
  const line = text
    .replace(/\x1b\[[0-9;]*[A-Za-z]/g, "")
    .replace(/[\x00-\x1f\x7f]+/g, " ")
    .replace(/(127\.0\.0\.1|localhost):\d+/g, "$1:PORT")
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, "ID")
    .replace(/\b\d+(\.\d+)? ?(ms|µs|s)\b/g, "TIME")
    .replace(/ +/g, " ")
    .trim();
  return line.length > KEPT ? `${line.slice(0, KEPT - 1)}…` : line;
}
