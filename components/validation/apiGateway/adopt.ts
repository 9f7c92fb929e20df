import { apiPath, isRest } from "../../apiGateway/api.ts";
import type { AdoptApiArgs } from "../../apiGatewayArgs.ts";
import { metadataPath } from "../../endpoint.ts";
import { type Problem, shown } from "../../problem.ts";
import type { Draft } from "../../validation.ts";
import type { GatewayDraft } from "../apiGateway.ts";
import { booleanProblems, isMap, notMap, notPlainText, notText, textProblems } from "../forms.ts";
import { endpointPath } from "../url.ts";
import { beginsPath } from "./customDomain.ts";
import { stageNameProblems } from "./stage.ts";

/** Problems of the API that is adopted, as far as its values are known. */
export function adoptProblems(gateway: GatewayDraft, { url }: Draft): Problem[] {
  if (gateway.adopt === undefined) return [];
  const path = "apiGateway.adopt";
  const rest = isRest(gateway);
  const example = rest
    ? 'Give the REST API\'s name and stage, such as { name: "company", stage: "prod" }.'
    : 'Give the HTTP API\'s id, such as { id: "a1b2c3d4e5" }.';
  const wrong = notMap(path, gateway.adopt, example);
  if (wrong.length > 0) return wrong;
  const adopt = gateway.adopt as Partial<AdoptApiArgs>;
  const [needed, key] = rest ? [adopt.name, "name"] : [adopt.id, "id"];
  return [
    ...(needed === undefined ? [{ path: `${path}.${key}`, what: "is missing.", remedy: example }] : []),
    ...apiNameProblems(`${path}.name`, adopt.name),
    ...apiIdProblems(`${path}.id`, adopt.id),
    ...kindProblems(rest, adopt),
    ...adoptedStageProblems(gateway, adopt, example),
    ...(rest ? parentsProblems(adopt, gateway, url) : []),
  ];
}

/** Problems of an API's name, where its value is known. */
export function apiNameProblems(path: string, name: unknown): Problem[] {
  const remedy = "Find it with: aws apigateway get-rest-apis --query 'items[].[name,id]'";
  if (typeof name !== "string") return notText(path, name, remedy);
  return name === "" ? [{ path, what: "is empty.", remedy }] : [];
}

/** Problems of an API's id, where its value is known. */
export function apiIdProblems(path: string, id: unknown): Problem[] {
  return textProblems(path, id, /^[a-z0-9]+$/, {
    what: "is not an API's id, which has small letters and digits.",
    remedy: "Find it with: aws apigatewayv2 get-apis, or of a REST API with: aws apigateway get-rest-apis",
  });
}

/** What only the other kind of API has. */
function kindProblems(rest: boolean, adopt: Partial<AdoptApiArgs>): Problem[] {
  const strange = rest
    ? { autoDeploy: "no stage of a REST API deploys by itself" }
    : {
        name: "an HTTP API is looked up by its id",
        parentPath: "routes of an HTTP API have no parents",
        metadataParentPath: "routes of an HTTP API have no parents",
      };
  return Object.entries(strange)
    .filter(([key]) => adopt[key as keyof AdoptApiArgs] !== undefined)
    .map(([key, why]) => ({
      path: `apiGateway.adopt.${key}`,
      what: `is not for ${rest ? "a REST" : "an HTTP"} API: ${why}.`,
      remedy: "Leave it out.",
    }));
}

function adoptedStageProblems(
  { type, stage: made }: GatewayDraft,
  { stage, autoDeploy }: Partial<AdoptApiArgs>,
  example: string,
): Problem[] {
  const path = "apiGateway.adopt.stage";
  const given = Object.entries({ stage, autoDeploy }).filter(([, value]) => value !== undefined);
  const twice = (made === undefined ? [] : given).map(([key]) => ({
    path: `apiGateway.adopt.${key}`,
    what: "is of a stage that exists, and apiGateway.stage is one that is made.",
    remedy: "Leave one of them out: clients reach the route by one stage.",
  }));
  const rest = isRest({ ...(type === undefined ? {} : { type }) });
  const missing =
    rest && made === undefined && stage === undefined ? [{ path, what: "is missing.", remedy: example }] : [];
  return [
    ...twice,
    ...missing,
    ...(stage === undefined ? [] : stageNameProblems(path, stage, rest)),
    ...booleanProblems("apiGateway.adopt.autoDeploy", autoDeploy),
  ];
}

/** A parent is above the endpoint, or above the metadata. */
function parentsProblems(
  { parentPath, metadataParentPath }: Partial<AdoptApiArgs>,
  { customDomain }: GatewayDraft,
  url: unknown,
): Problem[] {
  const whole = endpointPath(url);
  if (whole === undefined) return [];
  const base: unknown = isMap(customDomain) ? customDomain.basePath : undefined;
  const mapped = typeof base === "string" ? { name: "", basePath: base } : undefined;
  // What a base path that is none leaves of the path cannot be told.
  const isKnown = base === undefined || (mapped !== undefined && beginsPath(mapped.basePath, whole));
  const own = isKnown ? apiPath(String(url), mapped ? { customDomain: mapped } : {}) : undefined;
  return [
    ...(own === undefined ? [] : parentProblems("parentPath", parentPath, own)),
    ...parentProblems("metadataParentPath", metadataParentPath, metadataPath(whole)),
  ];
}

function parentProblems(key: string, parent: unknown, own: string): Problem[] {
  const path = `apiGateway.adopt.${key}`;
  const remedy = `Give the last resource on the way to ${own} that exists: ${above(own).join(" or ")}.`;
  if (parent === undefined) return [];
  if (typeof parent !== "string") return notPlainText(path, parent, remedy);
  if (above(own).includes(parent)) return [];
  return [{ path, what: `${shown(parent)} is not above ${shown(own)}, which the component makes.`, remedy }];
}

/**
 * The paths above one.
 *
 * @example
 * above("/a/b/mcp"); // ["/", "/a", "/a/b"]
 */
function above(path: string): string[] {
  const parts = path.split("/").slice(1, -1);
  return ["/", ...parts.map((_, at) => `/${parts.slice(0, at + 1).join("/")}`)];
}
