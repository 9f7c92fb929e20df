import { isIP } from "node:net";
import { matchesWildcard, regexMatch, regexProblem } from "../../../dataplane/pattern.ts";
import { isRest } from "../../apiGateway/api.ts";
import type { OriginArgs, VpcLinkArgs } from "../../apiGatewayArgs.ts";
import { balancerName } from "../../loadBalancer.ts";
import { type Problem, shown } from "../../problem.ts";
import type { Draft } from "../../validation.ts";
import type { GatewayDraft } from "../apiGateway.ts";
import { exactlyOne, isMap, listProblems, notMap, notPlainText, textProblems } from "../forms.ts";
import { securityGroupProblems } from "../securityGroups.ts";

const EXAMPLE = 'Give the balancer\'s public address, such as "https://origin.quiltdata.com".';

/** Problems of the way to the balancer. */
export function originProblems(gateway: GatewayDraft, args: Draft): Problem[] {
  const path = "apiGateway.origin";
  const { origin } = gateway;
  if (origin === undefined) return [{ path, what: "is missing.", remedy: EXAMPLE }];
  const wrong = notMap(path, origin, EXAMPLE);
  if (wrong.length > 0) return wrong;
  const { url, vpcLink } = origin as Partial<OriginArgs>;
  const meaning = "the balancer's public address, or a VPC link to its listener";
  return [
    ...exactlyOne(path, { url, vpcLink }, meaning),
    ...(url === undefined ? [] : originUrlProblems(url, args)),
    ...(vpcLink === undefined ? [] : vpcLinkProblems(vpcLink, gateway, args)),
  ];
}

function originUrlProblems(url: unknown, args: Draft): Problem[] {
  const path = "apiGateway.origin.url";
  const problem = (what: string, remedy = EXAMPLE): Problem[] => [
    { path, what: `${shown(url)} ${what}`, remedy },
  ];
  if (typeof url !== "string") return notPlainText(path, url, EXAMPLE);
  if (!URL.canParse(url)) return problem("is not a URL.");
  const { protocol, origin, hostname, username, password } = new URL(url);
  if (protocol !== "https:")
    return problem("is not https: tokens would travel over the internet in clear text.");
  if (username || password) return problem("holds credentials.", "Leave them out.");
  if (!/^https:\/\/[^\s/?#\\]+\/?$/i.test(url))
    return problem(
      "is not the address alone: the endpoint's own paths are put after it.",
      `Write ${shown(origin)}.`,
    );
  if (isIP(hostname.replace(/^\[|\]$/g, "")) !== 0)
    return problem("is an address of the network, for which no certificate of the balancer can be.");
  if (/\.elb\.([a-z0-9-]+\.)?amazonaws\.com(\.cn)?$/.test(hostname))
    return problem(
      "is a balancer's own DNS name, which is on no certificate, so that the gateway refuses the connection.",
      "Give a name in a domain of yours that leads to the balancer and is on the listener's certificate.",
    );
  if (/\.execute-api\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/i.test(hostname))
    return problem("is a gateway's own address, not the balancer's.");
  // That it is not the gateway's own domain is checked with the domain.
  return hostConditionProblems(path, hostname, args);
}

/** The host that the gateway sends must be one that the route's rule takes. */
function hostConditionProblems(path: string, host: string, args: Draft): Problem[] {
  const { patterns, regexes } = askedHosts(args);
  if (isTaken(host, args) || patterns.length + regexes.length === 0) return [];
  const of = patterns.length > 0 ? "hosts" : "conditions.hostRegexes";
  const what = `sends the host ${shown(host)}, which ${of} ${shown(patterns.length > 0 ? patterns : regexes)} leave out: the rule would take nothing.`;
  return [{ path, what, remedy: `Add ${shown(host)} to ${of}.` }];
}

function isTaken(host: string, args: Draft): boolean {
  const { patterns, regexes } = askedHosts(args);
  return (
    patterns.some((pattern) => matchesWildcard(pattern, host, { caseSensitive: false })) ||
    regexes.some(
      (regex) => regexProblem(regex) !== undefined || regexMatch(regex, host, { caseSensitive: false }),
    )
  );
}

/** What the rule asks the host for. */
function askedHosts({ hosts, conditions }: Draft): { patterns: string[]; regexes: string[] } {
  return {
    patterns: texts(hosts),
    regexes: texts(isMap(conditions) ? conditions.hostRegexes : undefined),
  };
}

function texts(list: unknown): string[] {
  const all: unknown[] = Array.isArray(list) ? list : [];
  return all.filter((each) => typeof each === "string");
}

function vpcLinkProblems(vpcLink: unknown, gateway: GatewayDraft, args: Draft): Problem[] {
  const path = "apiGateway.origin.vpcLink";
  const example =
    'Give a link that exists, such as { id: "a1b2c3" }, or have one made: { create: { subnetIds, securityGroupIds } }.';
  const wrong = notMap(path, vpcLink, example);
  if (wrong.length > 0) return wrong;
  const { id, create, serverName } = vpcLink as Partial<VpcLinkArgs>;
  return [
    ...exactlyOne(path, { id, create }, "a link that exists, or what a new one is made of"),
    ...linkIdProblems(`${path}.id`, id),
    ...(create === undefined ? [] : createProblems(`${path}.create`, create)),
    ...serverNameProblems(`${path}.serverName`, serverName, gateway, args),
  ];
}

/** Problems of a VPC link's id, where its value is known. */
export function linkIdProblems(path: string, id: unknown): Problem[] {
  return textProblems(path, id, /^[a-z0-9]+$/, {
    what: "is not the id of a VPC link of version 2.",
    remedy: "Find it with: aws apigatewayv2 get-vpc-links --query 'Items[].[Name,VpcLinkId]'",
  });
}

function createProblems(path: string, create: unknown): Problem[] {
  const example = 'Give both, such as { subnetIds: ["subnet-0a1b2c3d"], securityGroupIds: ["sg-0f1e2d3c"] }.';
  const wrong = notMap(path, create, example);
  if (wrong.length > 0) return wrong;
  const { subnetIds, securityGroupIds } = create as Record<string, unknown>;
  const list = (key: string, value: unknown, check: (each: string, id: unknown) => Problem[]) =>
    value === undefined
      ? [{ path: `${path}.${key}`, what: "is missing.", remedy: example }]
      : listProblems(`${path}.${key}`, value, example, check);
  return [
    ...list("subnetIds", subnetIds, subnetProblems),
    ...list("securityGroupIds", securityGroupIds, securityGroupProblems),
  ];
}

/** Problems of a subnet's id, where its value is known. */
export function subnetProblems(path: string, id: unknown): Problem[] {
  return textProblems(path, id, /^subnet-[0-9a-f]+$/, {
    what: "is not a subnet's id.",
    remedy: "Find it with: aws ec2 describe-subnets --query 'Subnets[].[VpcId,AvailabilityZone,SubnetId]'",
  });
}

function serverNameProblems(path: string, name: unknown, gateway: GatewayDraft, args: Draft): Problem[] {
  const remedy = 'Give a name on the listener\'s certificate, such as "demo.quiltdata.com".';
  if (name === undefined) return unnamedProblems(path, gateway, args);
  if (typeof name !== "string") return notPlainText(path, name, remedy);
  if (!/^(?=.{1,253}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*$/i.test(name))
    return [{ path, what: `${shown(name)} is not a host's name.`, remedy }];
  // Which host an HTTP API sends through a link, AWS does not document.
  return isRest(gateway) ? hostConditionProblems(path, name.toLowerCase(), args) : [];
}

/** Without a name, a REST API sends the balancer's own. */
function unnamedProblems(path: string, gateway: GatewayDraft, args: Draft): Problem[] {
  const { patterns, regexes } = askedHosts(args);
  const asked = [...patterns, ...regexes];
  const given: unknown = isMap(args.listener) ? args.listener.loadBalancer : undefined;
  const own = typeof given === "string" ? balancerName(given)?.dnsName : undefined;
  if (asked.length === 0 || !isRest(gateway) || (own !== undefined && isTaken(own, args))) return [];
  const what = `is missing, so that the gateway sends the balancer's own DNS name as host, and the rule asks for ${shown(asked)}.`;
  return [{ path, what, remedy: "Give the name that the gateway is to send." }];
}
