import { listen } from "./listen.ts";
import { settingsSchema } from "./settings.ts";

// The channel closes also when the parent is killed with -9: nothing may be left running then.
process.on("disconnect", () => process.exit());
process.once("message", (message) => {
  serve(message).catch((error: unknown) => {
    // The message alone: what the parent shows of it is a few lines, which a stack trace would fill.
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  });
});

async function serve(message: unknown): Promise<void> {
  const port = await listen(settingsSchema.parse(message));
  process.send?.({ port });
}
