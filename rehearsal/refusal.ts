/** A rehearsal that cannot be held, for a reason that its user can mend; the message is all that is shown. */
export class Refusal extends Error {
  override name = "Refusal";
}
