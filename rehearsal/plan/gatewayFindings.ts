import { isRest, makesStage, stageNameOf } from "../../components/apiGateway/api.ts";
import type { ApiGatewayInfo } from "../../components/apiGateway/info.ts";
import type { PlainGateway } from "../../config.ts";
import type { ApiRoute } from "../../dataplane/apiGateway/api.ts";
import { API_LIMITS } from "../../dataplane/apiGateway/limits.ts";
import { apiOutcome } from "../../dataplane/apiGateway/outcome.ts";
import { selectRoute } from "../../dataplane/apiGateway/selection.ts";
import type { Request } from "../../dataplane/request.ts";
import { operations, requestOf } from "../client/requests.ts";
import type { Finding } from "../finding.ts";
import type { Prepared } from "../program/prepare.ts";
import { type GatewayWorld, certifiedHost, isNamedBy, routesOf, stageIn } from "../world/gateway.ts";
import { type GatewayPlan, IDS, isSamePlace } from "./gateway.ts";
import { doubtsOf } from "./gatewayDoubts.ts";

type Planned = Pick<Prepared, "plan" | "world" | "settings" | "caller" | "recording">;

/** What there is to say of the stack's API before any request is sent: what no look-up of the program tells. */
export function gatewayFindings(planned: Planned): Finding[] {
  const { plan, world, settings } = planned;
  const { apiGateway: gateway } = settings.route;
  if (!gateway || !plan.gateway) return [];
  const told = world.gateway ?? {};
  return [
    ...(world.assumed ? [] : toldFindings(gateway, plan.gateway, told)),
    ...takenFindings(planned, plan.gateway),
    ...deployFindings(planned),
    ...doubtFindings(planned, plan.gateway),
    ...sourceFindings(planned),
  ];
}

/** What AWS said, against what the stack says. */
function toldFindings(gateway: PlainGateway, plan: GatewayPlan, told: GatewayWorld): Finding[] {
  return [
    ...stageFindings(gateway, plan, told),
    ...endpointFindings(plan),
    ...accountFindings(gateway, told),
    ...domainFindings(gateway, told),
    ...certificateFindings(gateway, told),
    ...placeFindings(gateway, plan, told),
    ...(gateway.stage?.webAcl?.name === undefined
      ? []
      : [note(`Not asked for: the web ACL ${gateway.stage.webAcl.name}, which is taken to exist.`)]),
  ];
}

function stageFindings(gateway: PlainGateway, { id }: GatewayPlan, { stages }: GatewayWorld): Finding[] {
  if (!gateway.adopt || makesStage(gateway)) return [];
  const name = stageNameOf(gateway);
  if (!stages) return [note(`Not told: whether the API ${id} has the stage ${name} (api-stages.json).`)];
  const stage = stageIn(stages, name);
  if (!stage)
    return [
      error(`The API ${id} has no stage ${name} (apiGateway.adopt.stage): clients would reach nothing.`),
    ];
  if (isRest(gateway)) return [];
  const expected = gateway.adopt.autoDeploy ?? true;
  if (stage.autoDeploy === expected) return [];
  return expected
    ? [
        error(
          `The stage ${name} of the API ${id} does not deploy by itself: the routes would never answer. Say apiGateway.adopt.autoDeploy: false, and deploy with the command that is an output then.`,
        ),
      ]
    : [
        note(
          `The stage ${name} of the API ${id} deploys by itself: apiGateway.adopt.autoDeploy: false is not needed.`,
        ),
      ];
}

function endpointFindings({ id, after }: GatewayPlan): Finding[] {
  if (after.endpointType !== "PRIVATE") return [];
  return [
    warning(
      `The API ${id} is private: only what comes through its VPC endpoints reaches it, no other client does. All headers of a request together may have ${API_LIMITS.privateHeaders} bytes, not ${API_LIMITS.headers}.`,
    ),
  ];
}

/** AWS makes no stage of a REST API that has logs where the account has no role for them. */
function accountFindings(gateway: PlainGateway, { account }: GatewayWorld): Finding[] {
  const logs = gateway.stage?.accessLogs;
  if (!logs || !isRest(gateway)) return [];
  if (!account) return [note("Not told: the role with which API Gateway writes logs (api-account.json).")];
  const { cloudwatchRoleArn: role } = account;
  const give =
    "aws apigateway update-account --patch-operations op=replace,path=/cloudwatchRoleArn,value=<role's ARN>";
  if (!role)
    return [
      error(
        `The account has no role with which API Gateway writes logs in this region: AWS makes no stage with apiGateway.stage.accessLogs. Give it one: ${give}`,
      ),
    ];
  if (logs.accountRole === undefined || logs.accountRole === role) return [];
  return [
    warning(
      `API Gateway writes logs with the role ${role} in this region, not with ${logs.accountRole} (apiGateway.stage.accessLogs.accountRole).`,
    ),
  ];
}

function domainFindings(gateway: PlainGateway, { domain }: GatewayWorld): Finding[] {
  const { name } = gateway.customDomain ?? {};
  if (name === undefined) return [];
  if (domain === undefined)
    return [note(`Not told: whether the custom domain ${name} exists (api-domain.json).`)];
  if (domain?.DomainName !== name)
    return [
      error(
        `API Gateway has no custom domain ${name} in this account and region (apiGateway.customDomain.name).`,
      ),
    ];
  const types = domain.DomainNameConfigurations.map(({ EndpointType }) => EndpointType);
  if (types.length === 0 || types.includes("REGIONAL")) return [];
  const text = `The custom domain ${name} is not regional, but ${types.join(", ")}`;
  if (!isRest(gateway)) return [error(`${text}: an HTTP API can only be mapped to a regional one.`)];
  // Whether the stack's streams are silent for so long, the rehearsal itself shows.
  return [note(`${text}: at the edge, streams that are silent for 30 seconds are cut.`)];
}

/** The gateway takes no listener whose certificate is for another name. */
function certificateFindings(gateway: PlainGateway, { certificates }: GatewayWorld): Finding[] {
  const host = certifiedHost(gateway);
  if (host === undefined) return [];
  if (!certificates)
    return [note(`Not told: whether ${host} is on one of the listener's certificates (certificates.json).`)];
  const names = certificates.Certificate.flatMap(({ DomainName, SubjectAlternativeNames }) => [
    ...new Set([DomainName, ...SubjectAlternativeNames]),
  ]);
  if (names.some((name) => isNamedBy(name, host))) return [];
  return [
    error(
      `No certificate of the listener is for ${host}, by which API Gateway calls the balancer: it would answer every request with an error of its own. They are for ${names.join(", ")}.`,
    ),
  ];
}

/** What stands where the stack's own resources or routes are to go: AWS would answer ConflictException. */
function placeFindings(
  gateway: PlainGateway,
  { id, routes, before }: GatewayPlan,
  told: GatewayWorld,
): Finding[] {
  if (!gateway.adopt) return [];
  const today = routesOf(told);
  if (!today)
    return [
      note(
        `Not told: the routes that the API ${id} has (${isRest(gateway) ? "api-resources.json" : "api-routes.json"}).`,
      ),
    ];
  const others = before?.routes ?? [];
  const isThere = routes.every((mine) =>
    today.some((each) => isSamePlace(mine, each) && !others.includes(each)),
  );
  if (isThere)
    return [
      note(
        `The API ${id} has the stack's routes already. If they were made by hand, import them before \`up\`.`,
      ),
    ];
  const places = others.filter((other) => routes.some((mine) => isSamePlace(mine, other)));
  return [
    ...places.map((other) =>
      error(
        `The API ${id} has a route ${inWords(other)} already, where the stack's is to go: AWS would answer ConflictException. Remove it, or choose another path.`,
      ),
    ),
    ...(isRest(gateway) ? resourceFindings(gateway, id, routes, told) : []),
  ];
}

/** Resources of a REST API that the stack would make anew, since it takes other ones for their parents. */
function resourceFindings(
  { adopt = {} }: PlainGateway,
  id: string,
  routes: ApiRoute[],
  { resources }: GatewayWorld,
): Finding[] {
  const { parentPath = "/", metadataParentPath = "/" } = adopt;
  const isMetadata = (path: string) => path.startsWith("/.well-known/oauth-protected-resource");
  const made = routes.flatMap(({ path }) => {
    const key = isMetadata(path) ? "metadataParentPath" : "parentPath";
    const parent = isMetadata(path) ? metadataParentPath : parentPath;
    return below(parent, path).map((each) => ({ path: each, key }));
  });
  const there = made.filter(({ path }) => resources?.items.some((each) => each.path === path));
  return [...new Map(there.map((each) => [each.path, each])).values()].map(({ path, key }) =>
    error(
      `The API ${id} has a resource ${path} already, which the stack would make anew: AWS would answer ConflictException. Say apiGateway.adopt.${key}: ${path}, where that is above the stack's own path, or remove the resource.`,
    ),
  );
}

/** The paths from below a parent down to a path. */
function below(parent: string, path: string): string[] {
  const parts = path.split("/").slice(1);
  const all = parts.map((_, at) => `/${parts.slice(0, at + 1).join("/")}`);
  return all.filter((each) => parent === "/" || each.startsWith(`${parent}/`));
}

/** Routes of others that take the endpoint's requests before the stack's own: a method goes before ANY. */
function takenFindings(planned: Planned, { id, after, routes }: GatewayPlan): Finding[] {
  const taken = requestsOf(planned).flatMap((request) => {
    const { route } = selectRoute(after, request);
    return route && !routes.includes(route) ? [{ route, request }] : [];
  });
  return [...new Set(taken.map(({ route }) => route))].map((other) => {
    const asked = taken
      .filter(({ route }) => route === other)
      .map(({ request }) => `${request.method} ${request.path}`);
    return error(
      `The API ${id} has a route ${inWords(other)}, which takes ${[...new Set(asked)].join(", ")} before the stack's own. Remove it, or choose another path.`,
    );
  });
}

function inWords({ method, path, id }: ApiRoute): string {
  return `${method} ${path} (${id})`;
}

/** The client's requests as they come to the gateway, and a browser's preflight. */
function requestsOf({ plan, caller, settings }: Planned): Request[] {
  const url = plan.gateway?.endpoint ?? settings.route.url;
  const { host } = new URL(url);
  const asked = operations
    .filter((operation) => operation !== "metadata" || settings.route.oauthMetadata !== false)
    .map((operation) => requestOf(operation, { url }, { ...caller, host }));
  const [first] = asked;
  return first ? [...asked, { ...first, method: "OPTIONS" }] : asked;
}

/** Nothing is published on a stage that others have made and that does not deploy by itself. */
function deployFindings({ recording }: Planned): Finding[] {
  const command = (recording.outputs["apiGateway"] as ApiGatewayInfo | null)?.deployCommand;
  return command ? [note(`The routes answer only once they are deployed; after \`up\`: ${command}`)] : [];
}

/** What AWS does not document of the client's way through the API. */
function doubtFindings(planned: Planned, { after }: GatewayPlan): Finding[] {
  const listener = planned.plan.after;
  const doubts = requestsOf(planned).flatMap((request) => {
    const outcome = apiOutcome(after, request, IDS);
    return outcome.kind === "forward" ? doubtsOf(outcome, listener) : [];
  });
  return [...new Set(doubts)].map((doubt) => warning(`AWS does not document, of API Gateway: ${doubt}.`));
}

/** The balancer sees the gateway's address, whatever the client's is. */
function sourceFindings({ settings }: Planned): Finding[] {
  if ((settings.route.conditions?.sourceIps ?? []).length === 0) return [];
  return [
    warning(
      "The balancer sees API Gateway's addresses, not its clients': the rehearsal takes it that conditions.sourceIps are the gateway's.",
    ),
  ];
}

function error(text: string): Finding {
  return { severity: "error", assumed: false, text };
}

function warning(text: string): Finding {
  return { severity: "warning", assumed: false, text };
}

function note(text: string): Finding {
  return { severity: "note", assumed: false, text };
}
