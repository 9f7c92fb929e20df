import type { Journey } from "./journey.ts";
import { answered, connected, sameEra, sessionGiven } from "./comparable.ts";
import { type Difference, stepDifferences, unlike } from "./difference.ts";
import type { EraJourney } from "./eras.ts";
import { requestHeaderDifferences } from "./headersCompared.ts";
import type { Silence } from "./silence.ts";
import { streamDifferences } from "./streamsCompared.ts";

/** What the modern client misses on the route. */
export function modernDifferences(straight: Journey, routed: Journey): Difference[] {
  const [expected, came] = [straight.modern, routed.modern];
  if (expected.version.ok && !came.version.ok && !answered(straight, routed)) return [];
  const era = eraDifferences("modern", expected, came);
  if (!connected(expected, came)) return era;
  return [
    ...era,
    // A client that fell back cannot discover: that is said already.
    ...(sameEra(expected, came)
      ? stepDifferences(
          "discover",
          "The server/discover",
          expected.discover,
          came.discover,
          (versions, others) =>
            unlike(
              "discover",
              "The list of versions in server/discover",
              versions.join(", "),
              others.join(", "),
            ),
        )
      : []),
    ...stepDifferences(
      "silence",
      "The call during which nothing is sent",
      expected.silence,
      came.silence,
      silenceDifferences,
    ),
  ];
}

/** What the legacy client misses on the route. */
export function legacyDifferences(straight: Journey, routed: Journey): Difference[] {
  const [expected, came] = [straight.legacy, routed.legacy];
  const explained = !answered(straight, routed) || !sessionGiven(straight, routed);
  if (expected.version.ok && !came.version.ok && explained) return [];
  const era = eraDifferences("legacy", expected, came);
  if (!connected(expected, came)) return era;
  return [
    ...era,
    ...stepDifferences("ping", "The ping of the legacy era", expected.ping, came.ping, () => []),
    ...stepDifferences(
      "listen",
      "The GET on which the server may send",
      expected.listen,
      came.listen,
      (a, b) => unlike("listen", "The answer to the GET on which the server may send", a.status, b.status),
    ),
    ...stepDifferences(
      "session end",
      "The DELETE that ends the session",
      expected.sessionEnd,
      came.sessionEnd,
      (a, b) => unlike("session end", "The answer to the DELETE that ends the session", a.status, b.status),
    ),
  ];
}

function eraDifferences(era: string, straight: EraJourney, routed: EraJourney): Difference[] {
  const what = `The connection in the ${era} era`;
  const version = stepDifferences("era", what, straight.version, routed.version, (expected, came) =>
    unlike("era", `The version that the client of the ${era} era silently ends up with`, expected, came),
  );
  if (!connected(straight, routed)) return version;
  return [
    ...version,
    ...stepDifferences("tools", `The tools/list of the ${era} era`, straight.tools, routed.tools, (a, b) =>
      toolDifferences(era, a, b),
    ),
    ...stepDifferences(
      "request headers",
      `The call in the ${era} era`,
      straight.headers,
      routed.headers,
      (_, seen) => requestHeaderDifferences(era, seen),
    ),
    ...stepDifferences("stream", `The stream of the ${era} era`, straight.stream, routed.stream, (a, b) =>
      streamDifferences(era, a, b),
    ),
  ];
}

function toolDifferences(era: string, straight: string[], routed: string[]): Difference[] {
  const missing = straight.filter((name) => !routed.includes(name));
  const extra = routed.filter((name) => !straight.includes(name));
  if (missing.length === 0 && extra.length === 0) return [];
  const text =
    `In the ${era} era ${missing.length} of ${straight.length} tools are missing from tools/list${listed(missing)}, ` +
    `and ${extra.length} are there that the server does not have${listed(extra)}.`;
  return [{ promise: "tools", text }];
}

function silenceDifferences(straight: Silence, routed: Silence): Difference[] {
  if (!straight.survived) {
    const cut = `was cut already straight from the server, after ${Math.round(straight.milliseconds)} ms`;
    return [{ promise: "silence", text: `An answer on which nothing was sent ${cut} (${straight.end}).` }];
  }
  if (routed.survived) return [];
  const text =
    `An answer on which nothing was sent was cut after ${Math.round(routed.milliseconds)} ms (${routed.end}), ` +
    `straight from the server it lived through ${Math.round(straight.milliseconds)} ms.`;
  return [{ promise: "silence", text }];
}

function listed(names: string[]): string {
  return names.length === 0 ? "" : ` (${names.join(", ")})`;
}
