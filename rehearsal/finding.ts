/** Something that the rehearsal has to say about a stack. */
export interface Finding {
  /** An error is a promise that the stack does not keep; a warning works, but; a note is for information. */
  severity: "error" | "warning" | "note";
  /** Whether it rests on something that nobody told; then it never fails the rehearsal. */
  assumed: boolean;
  text: string;
}
