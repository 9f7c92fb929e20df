import { endpointTypeOf, isRest } from "../../apiGateway/api.ts";
import { pages, silence } from "../../apiGateway/limits.ts";
import { ApiEndpointType } from "../../apiGatewayArgs.ts";
import { longestSilenceOf } from "../../longestSilence.ts";
import type { Problem } from "../../problem.ts";
import type { Draft } from "../../validation.ts";
import type { GatewayDraft } from "../apiGateway.ts";

/** Problems of answers that may be silent for longer than the gateway waits. */
export function silenceProblems(gateway: GatewayDraft, args: Draft): Problem[] {
  const { longestSilence } = args;
  if (longestSilence !== undefined && typeof longestSilence !== "number") return [];
  const longest = longestSilenceOf({
    ...(longestSilence === undefined ? {} : { longestSilence }),
    apiGateway: { ...gateway, origin: {} },
  });
  return [...idleProblems(gateway, longest), ...timeoutProblems(gateway, longest)];
}

function idleProblems(gateway: GatewayDraft, longest: number): Problem[] {
  if (!isRest(gateway))
    return tooLong(
      longest,
      silence.http,
      "an HTTP API waits for an answer",
      ", or take a REST API",
      pages.httpLimits,
      "Have the server answer sooner",
    );
  // An adopted API's is looked up.
  if (gateway.adopt) return [];
  const isEdge = endpointTypeOf(gateway) === ApiEndpointType.Edge;
  return isEdge
    ? tooLong(longest, silence.edge, AT_EDGE, ", or leave apiGateway.endpointType out", pages.streaming)
    : tooLong(longest, silence.regional, IN_REGION, "", pages.streaming);
}

const AT_EDGE = "an API at the edge waits for the next byte of a stream";
const IN_REGION = "an API in its region waits for the next byte of a stream";

/** The problem of a silence that an API of this endpoint type cuts. */
export function silenceAt(endpointType: string, longest: number): Problem[] {
  return endpointType === "EDGE"
    ? tooLong(longest, silence.edge, AT_EDGE, ", or route it through a regional API", pages.streaming)
    : tooLong(longest, silence.regional, IN_REGION, "", pages.streaming);
}

function tooLong(
  longest: number,
  limit: number,
  subject: string,
  alternative: string,
  page: string,
  mended = "Have the server send keep-alives more often",
): Problem[] {
  if (longest <= limit) return [];
  return [
    {
      path: "longestSilence",
      what: `${longest} seconds are longer than ${subject}, ${limit} seconds (${page}).`,
      remedy: `${mended}, and say longestSilence: ${limit} or less${alternative}.`,
    },
  ];
}

/** As long as AWS allows, which it is where it is not said, it is no shorter than what is told above. */
function timeoutProblems({ timeout }: GatewayDraft, longest: number): Problem[] {
  if (typeof timeout !== "number" || longest <= timeout) return [];
  const what = `${timeout} is less than longestSilence, ${longest}: an answer would be cut while it may still be silent.`;
  return [
    { path: "apiGateway.timeout", what, remedy: "Give more, or leave it out for as long as AWS allows." },
  ];
}
