import { makesStage, stageNameOf, DEFAULT_STAGE, isRest } from "../apiGateway/api.ts";
import { hostOn } from "../apiGateway/info.ts";
import { pages } from "../apiGateway/limits.ts";
import { endpointOf, metadataPath } from "../endpoint.ts";
import { regionOf } from "../loadBalancer.ts";
import { longestSilenceOf } from "../longestSilence.ts";
import { type Problem, shown } from "../problem.ts";
import { silenceAt } from "../validation/apiGateway/silence.ts";
import type { Seen } from "./seen.ts";

/** The API of that name is another one. */
export function apiId({ args, known, api }: Seen): Problem[] {
  const { apiId: wanted } = known.gateway;
  if (!args.apiGateway?.adopt || !api || wanted === undefined || wanted === api.id) return [];
  return [
    {
      path: "apiGateway.adopt.id",
      what: `the API ${shown(api.name)} has the id ${api.id}, not ${wanted}: another one of that name.`,
      remedy: `If that is the one, say apiGateway.adopt.id: ${api.id}; otherwise check the provider's account and region.`,
    },
  ];
}

/** A WebSocket API has no paths. */
export function apiProtocol({ api }: Seen): Problem[] {
  if (!api || api.protocol === "REST" || api.protocol === "HTTP") return [];
  return [
    {
      path: "apiGateway.adopt.id",
      what: `the API ${shown(api.name)} is of the protocol ${shown(api.protocol)}, which routes messages and no paths.`,
      remedy:
        "Find an HTTP API with: aws apigatewayv2 get-apis --query \"Items[?ProtocolType=='HTTP'].[Name,ApiId]\"",
    },
  ];
}

/** An adopted REST API cuts streams that are silent for longer than its endpoint type allows. */
export function apiSilence({ args, api }: Seen): Problem[] {
  if (api?.protocol !== "REST") return [];
  return silenceAt(api.endpointType, longestSilenceOf(args));
}

/** An API that answers preflights by itself leaves out what the server says of other origins. */
export function apiCors({ args, api }: Seen): Problem[] {
  if (!args.apiGateway?.adopt || !api?.hasCors) return [];
  return [
    {
      path: "apiGateway.adopt",
      what: `the API ${shown(api.name)} has a CORS configuration: it answers a browser's preflight by itself, and leaves out the server's own CORS headers (${pages.cors}).`,
      remedy: `See that it has the endpoint's: aws apigatewayv2 get-api --api-id ${api.id} --query CorsConfiguration`,
    },
  ];
}

/** A stage takes only web ACLs of its own region. */
export function webAclRegion({ args, balancer, webAclArn }: Seen): Problem[] {
  if (!args.apiGateway?.stage?.webAcl || webAclArn === undefined) return [];
  const [own, other] = [regionOf(balancer.arn), regionOf(webAclArn)];
  if (own === other || other === "") return [];
  return [
    {
      path: "apiGateway.stage.webAcl",
      what: `${shown(webAclArn)} is of ${other}, and the stage of ${own}.`,
      remedy: `Give a web ACL of ${own}: aws wafv2 list-web-acls --scope REGIONAL --region ${own} --query 'WebACLs[].ARN'`,
    },
  ];
}

/** The origin leads to a port that is not the listener's. */
export function originPort({ args, listener }: Seen): Problem[] {
  const url = args.apiGateway?.origin.url;
  if (url === undefined) return [];
  const port = new URL(url).port === "" ? 443 : Number(new URL(url).port);
  if (port === listener.port) return [];
  return [
    {
      path: "apiGateway.origin.url",
      what: `${shown(url)} leads to port ${port}, while the listener is on ${listener.port}: right only where something in between translates.`,
      remedy: `Write ${shown(`https://${new URL(url).hostname}:${listener.port}`)}, or adopt the listener on ${port}.`,
    },
  ];
}

/** Over the internet nobody reaches an internal balancer. */
export function originInternal({ args, balancer }: Seen): Problem[] {
  const url = args.apiGateway?.origin.url;
  if (url === undefined || !balancer.internal) return [];
  return [
    {
      path: "apiGateway.origin.url",
      what: `the balancer ${shown(balancer.name)} is internal: ${shown(url)} can lead to it only by something else.`,
      remedy: "Reach it by a VPC link: apiGateway.origin.vpcLink.",
    },
  ];
}

/** A gateway on the public host that calls the public host may call itself. */
export function originPublicHost({ args }: Seen): Problem[] {
  const { adopt, customDomain, origin } = args.apiGateway ?? {};
  const url = origin?.url;
  if (!adopt || customDomain || url === undefined) return [];
  const { host } = endpointOf(args.url);
  if (new URL(url).hostname !== host) return [];
  return [
    {
      path: "apiGateway.origin.url",
      what: `${shown(host)} is also the host of the public URL: right only where it leads to the balancer, and not to the adopted API, which would call itself in a loop.`,
      remedy: "Give another name that leads to the balancer, or a VPC link.",
    },
  ];
}

/** By a link too, the gateway takes no HTTPS listener without the name on its certificate. */
export function linkServerName({ args, listener }: Seen): Problem[] {
  const link = args.apiGateway?.origin.vpcLink;
  if (!link || listener.protocol !== "HTTPS" || link.serverName !== undefined) return [];
  return [
    {
      path: "apiGateway.origin.vpcLink.serverName",
      what: `is missing, while the listener on port ${listener.port} speaks HTTPS: the balancer's own DNS name is on no certificate.`,
      remedy: "Give a name on the listener's certificate.",
    },
  ];
}

/** Which host an HTTP API sends by a link is not documented. */
export function linkHost({ args }: Seen): Problem[] {
  const { apiGateway: gateway, hosts = [], conditions: { hostRegexes = [] } = {} } = args;
  const asked = [...hosts, ...hostRegexes];
  if (!gateway?.origin.vpcLink || isRest(gateway) || asked.length === 0) return [];
  return [
    {
      path: hosts.length > 0 ? "hosts" : "conditions.hostRegexes",
      what: `${shown(asked)} stand behind the VPC link of an HTTP API, and AWS does not document which host that sends.`,
      remedy: "Leave them out, or see the balancer's access log before clients come.",
    },
  ];
}

/** Something else than the custom domain has the public host. */
export function domainHost({ args, known }: Seen): Problem[] {
  const { domain } = known.gateway;
  const { host } = endpointOf(args.url);
  if (domain === undefined || hostOn(domain, host) === host) return [];
  return [
    {
      path: "apiGateway.customDomain.name",
      what: `${shown(domain)} is not ${shown(host)}, the host of the public URL: right only where something in front of the gateway has that.`,
      remedy: `Give ${shown(host)}, or the public URL the domain's host.`,
    },
  ];
}

/** OAuth clients look for the metadata at the root of the host, where neither a base path nor a stage is mapped. */
export function metadataOutOfReach({ args }: Seen): Problem[] {
  const gateway = args.apiGateway;
  if (!gateway) return [];
  const path = metadataPath(endpointOf(args.url).path);
  const { basePath } = gateway.customDomain ?? {};
  const told = (at: string, what: string, remedy: string) => [{ path: at, what, remedy }];
  if (basePath !== undefined)
    return told(
      "apiGateway.customDomain.basePath",
      `clients look for the OAuth metadata at ${path}, which the mapping of ${shown(basePath)} does not reach${isRest(gateway) ? ", and WWW-Authenticate does not come through a REST API" : ""}.`,
      "Map the root of a domain, or have the API that is mapped there pass that path on to the balancer.",
    );
  const stage = stageNameOf(gateway);
  if (gateway.customDomain || !makesStage(gateway) || gateway.adopt || stage === DEFAULT_STAGE) return [];
  return told(
    "apiGateway.customDomain",
    `is missing: the new API's own address has the stage in front of every path, and clients look for the OAuth metadata at the root of the host, ${path}.`,
    `Map a domain whose root is the stage, or do without OAuth (${pages.domains}).`,
  );
}

/** Behind a gateway every request comes from the gateway. */
export function sourceAddresses({ args }: Seen): Problem[] {
  const { sourceIps = [] } = args.conditions ?? {};
  const gateway = args.apiGateway;
  if (!gateway || sourceIps.length === 0) return [];
  const given = gateway.origin.vpcLink ? "Give the blocks of the VPC link's subnets" : "Leave them out";
  // An HTTP API has no web ACL.
  const clients = isRest(gateway) ? ", and give clients' in a web ACL on the stage" : "";
  return [
    {
      path: "conditions.sourceIps",
      what: `${shown(sourceIps)} are compared with the gateway's own addresses, from which every request comes to the balancer.`,
      remedy: `${given}${clients}.`,
    },
  ];
}
