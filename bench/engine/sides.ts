import { readFile } from "node:fs/promises";
import { compareJourneys } from "../../rehearsal/journey/compare.ts";
import { Running } from "../../rehearsal/servers/running.ts";
import { listRules } from "../../tests/e2e/support/company.ts";
import { type Project, checkOut } from "../../tests/e2e/support/project.ts";
import { type LiveStage, liveStage } from "../../tests/e2e/support/stage.ts";

/** Two projects with the same stack's file, in one company on the emulator. */
export interface Sides {
  stage: LiveStage;
  /** Production's own program. */
  program: Project;
  /** A program that declares the same resource directly. */
  direct: Project;
  stop: () => Promise<void>;
}

/** Brings the emulator up with both projects, each with an empty stack and what Pulumi's first run alone does behind it. */
export async function startSides(): Promise<Sides> {
  const running = new Running();
  try {
    const stage = await running.start(liveStage());
    const direct = await checkOut(stage.recorder.url, stage.company.dnsName);
    void running.start(Promise.resolve({ stop: () => direct.remove() }));
    await direct.write("index.ts", await readFile(new URL("direct.ts", import.meta.url), "utf8"));
    const sides = { stage, program: stage.project, direct, stop: () => running.stop() };
    await Promise.all([preview(sides.program), preview(sides.direct)]);
    return sides;
  } catch (error) {
    await running.stop();
    throw error;
  }
}

/** Previews an empty stack; in milliseconds, from the start of `pulumi` to its end. */
export function preview(project: Project): Promise<number> {
  return timed(() => project.must("preview"));
}

/**
 * Brings an empty stack up, without another preview, does something while it is up, and empties it again.
 *
 * @returns How long `pulumi` took to bring it up, in milliseconds.
 * @throws Error where the listener then has not exactly the rule that is production's.
 */
export async function up(
  { stage }: Sides,
  project: Project,
  meanwhile: () => Promise<void> = () => Promise.resolve(),
): Promise<number> {
  const milliseconds = await timed(() => project.up());
  const rules = (await listRules(stage.company)).map(({ arn, ...rule }) => rule);
  if (JSON.stringify(rules) !== JSON.stringify([productionRule(stage)]))
    throw new Error(`Not production's rule, which both sides are to make: ${JSON.stringify(rules)}`);
  await meanwhile();
  await project.must("destroy", "--yes", "--skip-preview");
  return milliseconds;
}

function productionRule({ company }: LiveStage) {
  const paths = ["/.well-known/oauth-protected-resource/mcp", "/mcp", "/mcp/*"];
  return { priority: "10", paths, groupArn: company.serverArn };
}

/**
 * Drives the official client straight to the server and through the emulated balancer at once, as a rehearsal does;
 * in milliseconds.
 *
 * @throws Error where the two differ.
 */
export async function callBothWays({ stage }: Sides, silenceMilliseconds: number): Promise<number> {
  return await timed(async () => {
    const ways = [stage.straight, stage.routed].map((origin) => stage.go(origin, silenceMilliseconds));
    const [straight, routed] = await Promise.all(ways);
    const differences = straight && routed ? compareJourneys(straight, routed) : [];
    if (differences.length > 0)
      throw new Error(differences.map(({ text }) => `Through the emulator: ${text}`).join("\n"));
  });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}
