/** Something on the command line, or a file that it names, cannot be used: the message says what, and what to do. Nothing was sent. */
export class UsageError extends Error {
  override name = "UsageError";
}
