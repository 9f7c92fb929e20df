import { isRest, stageNameOf } from "../../apiGateway/api.ts";
import { pages } from "../../apiGateway/limits.ts";
import { endpointPatterns, metadataPath } from "../../endpoint.ts";
import * as limits from "../../limits.ts";
import { type Problem, shown } from "../../problem.ts";
import type { Draft } from "../../validation.ts";
import type { GatewayDraft } from "../apiGateway.ts";
import { isMap } from "../forms.ts";
import { endpointPath } from "../url.ts";
import { beginsPath } from "./customDomain.ts";

/** Problems of the public URL's path and scheme with the gateway. */
export function pathsProblems(gateway: GatewayDraft, { url, conditions }: Draft): Problem[] {
  const path = endpointPath(url);
  if (path === undefined) return [];
  return [
    ...(new URL(String(url)).protocol !== "http:"
      ? []
      : [problem(url, "is not https, which is all that an API Gateway speaks.", "Write https.")]),
    ...portProblems(url),
    ...(isRest(gateway) ? restProblems(gateway, path, url) : []),
    ...(isStaged(gateway) ? stagedProblems(gateway, path, conditions) : []),
  ];
}

function portProblems(url: unknown): Problem[] {
  const { port } = new URL(String(url));
  if (port === "") return [];
  const what = `has the port ${port}; an API Gateway is reached on 443 alone.`;
  return [problem(url, what, "Leave the port out; listener.port says the balancer's.")];
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_CreateResource.html */
function restProblems({ customDomain, adopt }: GatewayDraft, path: string, url: unknown): Problem[] {
  const strange = path.split("/").filter((part) => part !== "" && !/^[A-Za-z0-9._:-]+$/.test(part));
  const base: unknown = isMap(customDomain) ? customDomain.basePath : undefined;
  const isMapped = typeof base === "string" && beginsPath(base, path);
  const [first = ""] = (isMapped ? path.slice(base.length + 1) : path).split("/").slice(1);
  return [
    ...(strange.length > 0
      ? [
          problem(
            url,
            `has a path with ${strange.map(shown).join(", ")}, which no resource of a REST API may be called.`,
            "Mount the server on a path of letters, digits and . _ : - alone.",
          ),
        ]
      : []),
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
    ...(customDomain && (first === "ping" || first === "sping")
      ? [
          problem(
            url,
            `has the path /${first} at the root of the API, which API Gateway keeps for itself on custom domains (${pages.resources}).`,
            "Mount the server on another path.",
          ),
        ]
      : []),
    // Of one name, a resource is made once under another.
    ...(first === ".well-known" && adopt === undefined
      ? [
          problem(
            url,
            "has a path under /.well-known, which the OAuth metadata has in a new REST API.",
            "Mount the server on another path.",
          ),
        ]
      : []),
  ];
}

function isStaged(gateway: GatewayDraft): boolean {
  return isRest(gateway) && isMap(gateway.origin) && gateway.origin.vpcLink !== undefined;
}

/** What comes through a VPC link has the stage in front of its path, which the listener's rules take away. */
function stagedProblems(gateway: GatewayDraft, path: string, conditions: Draft["conditions"]): Problem[] {
  const stage: unknown = stageNameOf(gateway);
  if (typeof stage !== "string") return [];
  const patterns = [...endpointPatterns(path), metadataPath(path)].map((each) => `/${stage}${each}`);
  const longest = Math.max(...patterns.map((pattern) => pattern.length));
  const isRegex = isMap(conditions) && conditions.pathRegexes !== undefined;
  const named = gateway.adopt && !gateway.stage ? "apiGateway.adopt.stage" : "apiGateway.stage.name";
  return [
    ...(path.split("/")[1] === stage
      ? [
          {
            path: named,
            what: `${shown(stage)} stands in front of the path that comes through the VPC link, and ${shown(path)} begins with the same: the listener's rules could not tell the one from the other.`,
            remedy: "Give the stage another name.",
          },
        ]
      : []),
    ...(longest > limits.rule.patternLength
      ? [
          {
            path: named,
            what: `${shown(stage)} stands in front of the path that comes through the VPC link, whose longest pattern then has ${longest} characters; a rule takes ${limits.rule.patternLength} (${limits.rule.page}).`,
            remedy: "Give the stage a shorter name, or the server a shorter path.",
          },
        ]
      : []),
    ...(isRegex
      ? [
          {
            path: "conditions.pathRegexes",
            what: `stand beside a VPC link of a REST API, which puts its stage, ${shown(stage)}, in front of the path: the rule must take that path as well, and rewrite it.`,
            remedy: "Leave them out.",
          },
        ]
      : []),
  ];
}

function problem(url: unknown, what: string, remedy: string): Problem {
  return { path: "url", what: `${shown(url)} ${what}`, remedy };
}
