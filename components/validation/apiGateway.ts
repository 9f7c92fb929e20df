import { isRest } from "../apiGateway/api.ts";
import { pages, ranges } from "../apiGateway/limits.ts";
import { ApiEndpointType, type ApiGatewayArgs, ApiType } from "../apiGatewayArgs.ts";
import { type Problem, shown } from "../problem.ts";
import type { Draft } from "../validation.ts";
import { adoptProblems } from "./apiGateway/adopt.ts";
import { customDomainProblems } from "./apiGateway/customDomain.ts";
import { originProblems } from "./apiGateway/origin.ts";
import { pathsProblems } from "./apiGateway/paths.ts";
import { silenceProblems } from "./apiGateway/silence.ts";
import { stageProblems } from "./apiGateway/stage.ts";
import { booleanProblems, notMap, oneOfProblems, rangeProblems } from "./forms.ts";

/** An API Gateway of which any part may be missing. */
export type GatewayDraft = Partial<ApiGatewayArgs>;

/** Problems of the API Gateway, as far as its values are known. */
export function apiGatewayProblems(args: Draft): Problem[] {
  const { apiGateway } = args;
  if (apiGateway === undefined) return [];
  const example =
    'Give at least where it finds the balancer, such as { origin: { url: "https://origin.quiltdata.com" } }.';
  const wrong = notMap("apiGateway", apiGateway, example);
  if (wrong.length > 0) return wrong;
  const gateway = apiGateway;
  return [
    ...oneOfProblems("apiGateway.type", gateway.type, Object.values(ApiType)),
    ...booleanProblems("apiGateway.streaming", gateway.streaming),
    ...streamingProblems(gateway),
    ...originProblems(gateway, args),
    ...adoptProblems(gateway, args),
    ...endpointTypeProblems(gateway),
    ...timeoutProblems(gateway),
    ...silenceProblems(gateway, args),
    ...stageProblems(gateway),
    ...customDomainProblems(gateway, args),
    ...pathsProblems(gateway, args),
    ...metadataProblems(args),
  ];
}

function streamingProblems({ type, streaming }: GatewayDraft): Problem[] {
  if (type !== ApiType.Http || streaming === false) return [];
  return [
    {
      path: "apiGateway.type",
      what: `"HTTP" holds every answer until it has ended and cuts it after 30 seconds, so that no stream comes through (${pages.httpLimits}).`,
      remedy:
        "Leave it out for a REST API, which streams; or say apiGateway.streaming: false, where the server answers every message with plain JSON.",
    },
  ];
}

function endpointTypeProblems({ type, adopt, endpointType }: GatewayDraft): Problem[] {
  if (endpointType === undefined) return [];
  const path = "apiGateway.endpointType";
  const known = oneOfProblems(path, endpointType, Object.values(ApiEndpointType));
  if (adopt) {
    const what = "is for a new API; that of an adopted one is what it is.";
    return [...known, { path, what, remedy: "Leave it out." }];
  }
  if (type !== ApiType.Http) return known;
  return [
    ...known,
    { path, what: "is for a REST API; an HTTP API is always regional.", remedy: "Leave it out." },
  ];
}

function timeoutProblems(gateway: GatewayDraft): Problem[] {
  if (gateway.timeout === undefined) return [];
  const range = isRest(gateway) ? ranges.restTimeout : ranges.httpTimeout;
  return rangeProblems(
    "apiGateway.timeout",
    gateway.timeout,
    range,
    `Give at most ${range.to}, or leave it out.`,
  );
}

/** What the gateway takes there goes to the balancer, whose rule would not have it. */
function metadataProblems({ oauthMetadata }: Draft): Problem[] {
  if (oauthMetadata !== false) return [];
  return [
    {
      path: "oauthMetadata",
      what: `${shown(oauthMetadata)} stands beside apiGateway: a REST API renames the header WWW-Authenticate, so that clients find the metadata at its path alone (${pages.resources}).`,
      remedy:
        "Leave it out. A server without OAuth answers the path with 404, which is what clients want there.",
    },
  ];
}
