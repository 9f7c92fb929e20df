import * as pulumi from "@pulumi/pulumi";
import type { MockMonitor } from "@pulumi/pulumi/runtime/mocks.js";
import * as z from "zod";
import { lookUps } from "../../tests/support/company.ts";
import { answering } from "../child.ts";
import type { Cost } from "./cost.ts";
import { MAKERS, makeRoute } from "./program.ts";

/** Who is to make how many routes. */
const questionSchema = z.object({ maker: z.enum(MAKERS), routes: z.int() });

answering(async (question) => {
  const { maker, routes } = questionSchema.parse(question);
  const lookUp = lookUps();
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({
      id: `${name}-id`,
      state: { ...(inputs as object), arn: `arn:${name}`, name },
    }),
    call: ({ token, inputs }) => lookUp(token, inputs as object),
  });
  const monitor = pulumi.runtime.getMonitor() as unknown as MockMonitor;
  const kept: unknown[] = [];
  const heapBefore = heap();
  const begun = process.cpuUsage();
  await pulumi.runtime.runInPulumiStack(() => {
    for (let number = 1; number <= routes; number++) kept.push(makeRoute(maker, number));
    return Promise.resolve();
  });
  await pulumi.runtime.disconnect();
  const { user, system } = process.cpuUsage(begun);
  // The state of what was registered is the engine's, whose process is another one but under mocks.
  monitor.resources.clear();
  return {
    milliseconds: (user + system) / 1000,
    heapKilobytes: (heap() - heapBefore) / 1024,
  } satisfies Cost;
});

/** What is left of the heap without its garbage, in bytes. */
function heap(): number {
  if (!globalThis.gc) throw new Error("Node must be started with --expose-gc.");
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}
