import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { startEverything } from "../../tests/doctor/bed/servers/everything.ts";
import type { Effort } from "../effort.ts";
import { boundFigure, type Figure, ratioFigure } from "../figure.ts";
import { FOLDER } from "../folder.ts";
import { interleaved } from "../interleaved.ts";
import { examineBuilt, listByInspector } from "./commands.ts";

/** How many requests one examination may send. */
const REQUESTS = 60;

/** How long the doctor takes for a healthy route on loopback, and how many requests it sends. */
export async function measureDoctor({ rounds, slack }: Effort): Promise<Figure[]> {
  await promisify(execFile)("npm", ["run", "--silent", "build"], { cwd: FOLDER });
  const server = await startEverything();
  try {
    const url = `http://127.0.0.1:${server.port}/mcp`;
    // The first start of each compiles what later ones find compiled, which is what a user has nearly always.
    await examineBuilt(url);
    await listByInspector(url);
    const { doctor, inspector } = await interleaved(rounds.doctor, {
      doctor: () => examineBuilt(url),
      inspector: () => listByInspector(url),
    });
    return [
      ratioFigure(
        {
          part: "doctor",
          what: "the doctor's whole ladder on a healthy route, from its process's start to its end",
          against: "one `tools/list` of the same route by the official inspector's CLI",
        },
        {
          measured: doctor.map(({ milliseconds }) => milliseconds),
          reference: inspector.map(({ milliseconds }) => milliseconds),
          unit: "ms",
          bound: 0.5,
        },
        slack,
      ),
      boundFigure(
        { part: "doctor", what: "requests that the whole ladder sends", against: "what it may send" },
        Math.max(...doctor.map(({ printed }) => requestsIn(printed))),
        REQUESTS,
      ),
    ];
  } finally {
    await server.stop();
  }
}

function requestsIn(report: string): number {
  return (JSON.parse(report) as { limits: { requestsSent: number } }).limits.requestsSent;
}
