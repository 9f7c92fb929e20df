import * as z from "zod";
import { prepare } from "../../rehearsal/rehearse.ts";
import { startBalancer } from "../../rehearsal/servers/balancer.ts";
import { answering } from "../child.ts";
import { FOLDER } from "../folder.ts";

/** The port of the server behind the balancer. */
const questionSchema = z.object({ upstream: z.int() });

// Production's listener, as the rehearsal serves it.
answering(async (question) => {
  const { upstream } = questionSchema.parse(question);
  const { plan } = await prepare({ folder: FOLDER, stack: "prod" });
  const { port } = await startBalancer({
    listener: plan.after,
    behind: () => ({ name: "bench", port: upstream }),
    idleTimeout: () => 60_000,
  });
  return { port };
});
