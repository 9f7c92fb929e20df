import { type Bed, startBed } from "./bed.ts";
import { findNginx, NO_NGINX } from "./nginx.ts";

let started: Promise<Bed> | undefined;

/**
 * The bed that all specs of a run share: the first that asks for it starts it, and it ends with the run. Where there is no
 * nginx the test is skipped with a word about it, but fails where the environment says that it is a CI.
 */
export async function sharedBed(test: Mocha.Context): Promise<Bed> {
  if (started === undefined && (await findNginx()) === undefined) {
    if (process.env["CI"] !== undefined) throw new Error(NO_NGINX);
    console.error(`Skipped: ${NO_NGINX}`);
    test.skip();
  }
  started ??= startBed();
  return started;
}

// Outside of any suite: when all of them are over.
after(async () => {
  const bed = await started?.catch(() => undefined);
  await bed?.stop();
});
