import { isRest } from "../../apiGateway/api.ts";
import { hostOn } from "../../apiGateway/info.ts";
import { pages } from "../../apiGateway/limits.ts";
import type { CustomDomainArgs } from "../../apiGatewayArgs.ts";
import { type Problem, shown } from "../../problem.ts";
import type { Draft } from "../../validation.ts";
import type { GatewayDraft } from "../apiGateway.ts";
import { booleanProblems, isMap, notMap, notPlainText, notText } from "../forms.ts";
import { endpointPath } from "../url.ts";

const EXAMPLE = 'Give the domain\'s name, such as "demo.quiltdata.com".';

/** Problems of the custom domain, as far as its values are known. */
export function customDomainProblems(gateway: GatewayDraft, args: Draft): Problem[] {
  if (gateway.customDomain === undefined) return [];
  const path = "apiGateway.customDomain";
  const wrong = notMap(path, gateway.customDomain, EXAMPLE);
  if (wrong.length > 0) return wrong;
  const { name, basePath, mapped } = gateway.customDomain as Partial<CustomDomainArgs>;
  return [
    ...(name === undefined ? [{ path: `${path}.name`, what: "is missing.", remedy: EXAMPLE }] : []),
    ...domainProblems(`${path}.name`, name, args),
    ...(basePath === undefined ? [] : basePathProblems(`${path}.basePath`, basePath, gateway, args)),
    ...mappedProblems(`${path}.mapped`, mapped, gateway),
  ];
}

/** Only the stage of an adopted API can be mapped already. */
function mappedProblems(path: string, mapped: unknown, { adopt, stage }: GatewayDraft): Problem[] {
  if (mapped !== true || (adopt !== undefined && stage === undefined)) return booleanProblems(path, mapped);
  const what = "is of a stage that exists, and this one is made.";
  return [{ path, what, remedy: "Leave it out, or adopt the API with its stage." }];
}

/** Problems of a domain's name, where its value is known: it is not the origin's, or the gateway would call itself. */
export function domainProblems(path: string, name: unknown, { apiGateway, url }: Draft): Problem[] {
  if (typeof name !== "string") return notText(path, name, EXAMPLE);
  if (!/^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*$/.test(name))
    return [{ path, what: `${shown(name)} is not the name of a domain, in small letters.`, remedy: EXAMPLE }];
  const origin: unknown = isMap(apiGateway?.origin) ? apiGateway.origin.url : undefined;
  if (
    typeof origin !== "string" ||
    !URL.canParse(origin) ||
    new URL(origin).hostname !== hostOn(name, publicHost(url))
  )
    return [];
  const what = `${shown(name)} is also the host of apiGateway.origin.url: the gateway would call itself, in a loop.`;
  return [{ path, what, remedy: "Give the origin another name that leads to the balancer." }];
}

/** The host that leads to the gateway where its domain is a wildcard. */
function publicHost(url: unknown): string {
  return typeof url === "string" && URL.canParse(url) ? new URL(url).hostname : "";
}

function basePathProblems(path: string, basePath: unknown, gateway: GatewayDraft, { url }: Draft): Problem[] {
  const whole = endpointPath(url) ?? "/";
  const remedy = `Give the first part of ${shown(whole)}, without slashes at its ends, or leave it out for the root.`;
  if (typeof basePath !== "string") return notPlainText(path, basePath, remedy);
  const part = "[A-Za-z0-9$_.+!*'()-]+";
  const form = isRest(gateway) ? new RegExp(`^${part}$`) : new RegExp(`^${part}(/${part})*$`);
  if (!form.test(basePath)) {
    const parts = isRest(gateway) ? "one part of a path" : "a path";
    return [
      {
        path,
        what: `${shown(basePath)} is not ${parts} under which a domain can be mapped (${pages.domains}).`,
        remedy,
      },
    ];
  }
  if (beginsPath(basePath, whole)) return [];
  const what = `${shown(basePath)} does not begin ${shown(whole)}, the path of the public URL.`;
  return [{ path, what, remedy }];
}

/** Whether a base path is the first part of a path, or all of it. */
export function beginsPath(basePath: string, path: string): boolean {
  return path === `/${basePath}` || path.startsWith(`/${basePath}/`);
}
