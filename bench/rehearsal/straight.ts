import * as z from "zod";
import { type Journey, journey } from "../../rehearsal/journey/journey.ts";
import { answering } from "../child.ts";

/** Where the client goes straight, and what it carries: all of a rehearsal's journey. */
const questionSchema = z.object({
  url: z.string(),
  origin: z.string(),
  token: z.string(),
  tools: z.number(),
  silenceMilliseconds: z.number(),
});

answering(async (question) => {
  const failed = failures(await journey(questionSchema.parse(question)));
  if (failed.length > 0) throw new Error(`Straight to the server ${failed.join(", ")} failed.`);
  return {};
});

/** The names of the steps that failed. */
function failures({ post, challenge, metadata, modern, legacy }: Journey): string[] {
  return [{ post, challenge, metadata }, { ...modern }, { ...legacy }].flatMap((steps) =>
    Object.entries(steps).flatMap(([name, { ok }]) => (ok ? [] : [name])),
  );
}
