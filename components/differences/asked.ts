import { ranges } from "../limits.ts";
import { longestSilenceOf } from "../longestSilence.ts";
import type { Problem } from "../problem.ts";
import { targetsOf } from "../targets.ts";
import type { Seen } from "./seen.ts";

const SHARED =
  "Have a server with sessions run as one task, or keep its sessions in a store that its tasks share.";

/** Stickiness rests on cookies, which most MCP clients do not keep. */
export function cookies({ args }: Seen): Problem[] {
  const asked = [
    ...(args.forward?.stickiness === undefined ? [] : ["forward.stickiness"]),
    ...targetsOf(args).flatMap(({ path, args: { create } }) =>
      create?.stickiness === undefined ? [] : [`${path}.create.stickiness`],
    ),
  ];
  return asked.map((path) => ({
    path,
    what: "keeps a client with its target by a cookie, and most MCP clients keep no cookies: their sessions go to any target.",
    remedy: SHARED,
  }));
}

/** A target that is taken out may have streams that are silent for longer than it is waited for. */
export function deregistration({ args }: Seen): Problem[] {
  const longest = Math.min(longestSilenceOf(args), ranges.deregistrationDelay.to);
  return targetsOf(args).flatMap(({ path, args: { create } }) => {
    const delay = create?.deregistrationDelay;
    if (delay === undefined || delay >= longest) return [];
    return [
      {
        path: `${path}.create.deregistrationDelay`,
        what: `the streams of a target that is taken out are cut after ${delay} seconds, and they may be silent for ${longest}.`,
        remedy: `Leave it out, or give ${longest} or more.`,
      },
    ];
  });
}
