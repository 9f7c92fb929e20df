import { endpointOf } from "../../components/endpoint.ts";
import { healthCheckOf } from "../../components/healthCheck.ts";
import { startMcpServer } from "../../rehearsal/mcpServer/start.ts";
import { type Prepared, prepare } from "../../rehearsal/rehearse.ts";
import { bearerToken, newKey } from "../../rehearsal/token.ts";
import { ask } from "../child.ts";
import type { Effort } from "../effort.ts";
import { type Figure, ratioFigure } from "../figure.ts";
import { FOLDER } from "../folder.ts";
import { interleaved } from "../interleaved.ts";
import { runEmptyProgram } from "../start/programs.ts";
import { rehearse } from "./command.ts";
import { silenceOf } from "./silence.ts";

/** How long production's rehearsal takes, against what it cannot do without: a program and a client's calls. */
export async function measureRehearsal({ rounds, slack }: Effort): Promise<Figure[]> {
  const prepared = await prepare({ folder: FOLDER, stack: "prod" });
  const times = await interleaved(rounds.rehearsal, {
    rehearsal: rehearse,
    empty: runEmptyProgram,
    straight: () => callStraight(prepared),
  });
  const reference = times.empty.map((milliseconds, round) => milliseconds + (times.straight[round] ?? 0));
  return [
    ratioFigure(
      {
        part: "rehearsal",
        what: "production's rehearsal, from its process's start to the verdict",
        against: "an empty Pulumi program, and the same client calls straight to the server",
      },
      { measured: times.rehearsal, reference, unit: "ms", bound: 2 },
      slack,
    ),
  ];
}

/**
 * Makes the rehearsal's client calls, the silent stream included, straight to its MCP server, which is up
 * before. The client's process is measured from its start to the last answer, in milliseconds.
 */
async function callStraight(prepared: Prepared): Promise<number> {
  const { settings } = prepared;
  const { url, healthCheck } = settings.route;
  const tools = settings.tools ?? 0;
  const key = newKey();
  const server = await startMcpServer({
    key,
    tools,
    publicUrl: url,
    mcpPath: endpointOf(url).path,
    healthCheckPath: healthCheckOf(healthCheck).path,
  });
  try {
    const token = await bearerToken(key, { audience: url });
    const begun = performance.now();
    await ask(new URL("straight.ts", import.meta.url), {
      url,
      origin: server.origin,
      token,
      tools,
      silenceMilliseconds: silenceOf(prepared),
    });
    return performance.now() - begun;
  } finally {
    await server.stop();
  }
}
