import type * as pulumi from "@pulumi/pulumi";
import type { AdoptApiArgs, ApiGatewayArgs } from "../apiGatewayArgs.ts";
import type { Adopted, AdoptedApi, KnownGateway } from "../differences/seen.ts";
import { type Problem, shown } from "../problem.ts";
import { provider } from "../provider.ts";
import { said, sought } from "../sought.ts";
import { isRest } from "./api.ts";
import { executeApiAddress } from "./info.ts";

interface Found<K extends keyof Adopted> {
  found?: Pick<Adopted, K>;
  problems: Problem[];
}

/** Looks up the API that is adopted, and of a REST API the resources under which the route's are made. */
export async function apiLookUp(
  route: pulumi.ComponentResource,
  gateway: ApiGatewayArgs | undefined,
  known: KnownGateway,
): Promise<Found<"api">> {
  if (!gateway?.adopt) return { problems: [] };
  return await (isRest(gateway) ? restLookUp(route, gateway.adopt, known) : httpLookUp(route, known));
}

async function restLookUp(
  route: pulumi.ComponentResource,
  { parentPath = "/", metadataParentPath = "/" }: AdoptApiArgs,
  { apiName = "" }: KnownGateway,
): Promise<Found<"api">> {
  const me = { parent: route };
  const api = await sought(provider.apigateway.getRestApi({ name: apiName }, me));
  if ("why" in api) return { problems: [apiNotFound("name", apiName, api.why, LIST_REST)] };
  const { id, name, arn, executionArn, endpointConfigurations, rootResourceId } = api.ok;
  const at = async (path: string) =>
    path === "/"
      ? { ok: { id: rootResourceId } }
      : await sought(provider.apigateway.getResource({ restApiId: id, path }, me));
  const [parent, metadataParent] = await Promise.all([at(parentPath), at(metadataParentPath)]);
  const problems = [
    ...("why" in parent ? [resourceNotFound("parentPath", parentPath, id, parent.why)] : []),
    ...("why" in metadataParent
      ? [resourceNotFound("metadataParentPath", metadataParentPath, id, metadataParent.why)]
      : []),
  ];
  if ("why" in parent || "why" in metadataParent) return { problems };
  const found: AdoptedApi = {
    id,
    name,
    arn,
    executionArn,
    address: executeApiAddress(arn),
    endpointType: endpointConfigurations[0]?.types[0] ?? "",
    protocol: "REST",
    parentId: parent.ok.id,
    metadataParentId: metadataParent.ok.id,
  };
  return { found: { api: found }, problems };
}

async function httpLookUp(
  route: pulumi.ComponentResource,
  { apiId = "" }: KnownGateway,
): Promise<Found<"api">> {
  const api = await sought(provider.apigatewayv2.getApi({ apiId }, { parent: route }));
  if ("why" in api) return { problems: [apiNotFound("id", apiId, api.why, LIST_HTTP)] };
  const { id, name, arn, executionArn, apiEndpoint, protocolType, corsConfigurations } = api.ok;
  const found: AdoptedApi = {
    id,
    name,
    arn,
    executionArn,
    address: apiEndpoint,
    endpointType: "REGIONAL",
    protocol: protocolType,
    // Mocks and older providers may leave it out.
    hasCors: ((corsConfigurations as unknown[] | undefined) ?? []).length > 0,
  };
  return { found: { api: found }, problems: [] };
}

/** The ARN of the stage's web ACL, which is looked up where it is given by its name. */
export async function webAclLookUp(
  route: pulumi.ComponentResource,
  gateway: ApiGatewayArgs | undefined,
  { webAclArn }: KnownGateway,
): Promise<Found<"webAclArn">> {
  const { webAcl } = gateway?.stage ?? {};
  if (!webAcl) return { problems: [] };
  if (webAclArn !== undefined) return { found: { webAclArn }, problems: [] };
  const { name = "" } = webAcl;
  const acl = await sought(provider.wafv2.getWebAcl({ name, scope: "REGIONAL" }, { parent: route }));
  if ("ok" in acl) return { found: { webAclArn: acl.ok.arn }, problems: [] };
  const problem = {
    path: "apiGateway.stage.webAcl.name",
    what: `no regional web ACL ${shown(name)} was found in this account and region.${said(acl.why)}`,
    remedy: "Find it with: aws wafv2 list-web-acls --scope REGIONAL --query 'WebACLs[].[Name,ARN]'",
  };
  return { problems: [problem] };
}

const LIST_REST = "aws apigateway get-rest-apis --query 'items[].[name,id]'";
const LIST_HTTP = "aws apigatewayv2 get-apis --query 'Items[].[ApiId,Name,ProtocolType]'";

function apiNotFound(key: "name" | "id", wanted: string, why: string, list: string): Problem {
  return {
    path: `apiGateway.adopt.${key}`,
    what: `no one API ${shown(wanted)} was found in this account and region.${said(why)}`,
    remedy: `Find it with: ${list}; or leave apiGateway.adopt out to have one made.`,
  };
}

function resourceNotFound(
  key: "parentPath" | "metadataParentPath",
  path: string,
  id: string,
  why: string,
): Problem {
  return {
    path: `apiGateway.adopt.${key}`,
    what: `the API ${id} has no resource ${shown(path)}.${said(why)}`,
    remedy: `See its resources with: aws apigateway get-resources --rest-api-id ${id} --query 'items[].path'`,
  };
}
