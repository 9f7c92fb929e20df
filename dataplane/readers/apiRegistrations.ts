import type { Api, ApiDomain, ApiIntegration, ApiRoute } from "../apiGateway/api.ts";
import { quoted } from "../wording.ts";
import {
  httpIntegration,
  isAuthorized,
  NO_INTEGRATION,
  restIntegration,
  routeKeyOf,
} from "./apiIntegration.ts";
import { Field } from "./field.ts";
import { plain } from "./registrations.ts";

/** A resource as a program registers it. */
export interface Registration {
  /** Its type token, such as `aws:apigatewayv2/route:Route`. */
  type: string;
  name: string;
  /** By which other resources refer to it. */
  id: string;
  /** Outputs resolved; values still wrapped as secrets are unwrapped. */
  inputs: unknown;
}

/** What the registrations do not tell. */
export interface ApiContext {
  /** The API that a program adds to without registering it. */
  adopted?: AdoptedApi;
  /** Which resource is the root of a REST API that the program registers: its output `rootResourceId`. */
  rootResourceId?: string;
}

export interface AdoptedApi {
  id: string;
  type: Api["type"];
  endpointType: Api["endpointType"];
  stage: string;
  /** The path of each resource of a REST API under which the program puts its own, by id; "/" for the root. */
  paths: Record<string, string>;
  domain?: ApiDomain;
}

/**
 * The API that a program makes, or adds to; undefined where it does neither. Of an API that it adds to, the routes are
 * those that the program registers: the ones that are there already, `apiDescribe.ts` reads.
 *
 * @throws Error naming path and value of what is not as the provider's schema has it, or is not known yet.
 * @example const api = apiFromRegistrations(recorded, { rootResourceId });
 */
export function apiFromRegistrations(resources: Registration[], context: ApiContext = {}): Api | undefined {
  const program = resources.flatMap((resource) => registered(resource));
  const known = context.adopted ?? registeredApi(program, context);
  if (!known) return undefined;
  const own = program.filter(({ inputs }) => belongsTo(inputs, known.id));
  const domain = mappingOf(own) ?? known.domain;
  return {
    type: known.type,
    endpointType: known.endpointType,
    stage: stageOf(own) ?? known.stage ?? noStage(known.id),
    ...(domain ? { domain } : {}),
    routes: known.type === "REST" ? restRoutes(own, known.paths) : httpRoutes(own),
  };
}

interface Resource {
  type: string;
  name: string;
  id: string;
  inputs: Field;
}

const TYPE = /^aws:(apigateway|apigatewayv2)\/\w+:(\w+)$/;

const READ = new Set([
  "apigateway:RestApi",
  "apigateway:Resource",
  "apigateway:Method",
  "apigateway:Integration",
  "apigateway:Stage",
  "apigateway:BasePathMapping",
  "apigatewayv2:Api",
  "apigatewayv2:Integration",
  "apigatewayv2:Route",
  "apigatewayv2:Stage",
  "apigatewayv2:ApiMapping",
]);

/** The resource where it says something of an API: what else there is may hold what is not known yet. */
function registered({ type, name, id, inputs }: Registration): Resource[] {
  const [, service, kind] = TYPE.exec(type) ?? [];
  const short = `${service ?? ""}:${kind ?? ""}`;
  return READ.has(short) ? [{ type: short, name, id, inputs: new Field(plain(inputs, name), name) }] : [];
}

function ofType(resources: Resource[], type: string): Resource[] {
  return resources.filter((resource) => resource.type === type);
}

/** The stage is a resource of its own. */
type KnownApi = Omit<AdoptedApi, "stage"> & { stage?: string };

function registeredApi(resources: Resource[], { rootResourceId }: ApiContext): KnownApi | undefined {
  const [rest] = ofType(resources, "apigateway:RestApi");
  if (rest) {
    const paths = rootResourceId === undefined ? {} : { [rootResourceId]: "/" };
    return { id: rest.id, type: "REST", endpointType: endpointTypeOf(rest.inputs), paths };
  }
  const [http] = ofType(resources, "apigatewayv2:Api").filter(
    ({ inputs }) => inputs.get("protocolType").text() === "HTTP",
  );
  return http && { id: http.id, type: "HTTP", endpointType: "REGIONAL", paths: {} };
}

function endpointTypeOf(inputs: Field): Api["endpointType"] {
  const types = inputs.get("endpointConfiguration").get("types");
  const type = Array.isArray(types.value) ? types.first() : types;
  const name = type.textOr("EDGE");
  if (name !== "EDGE" && name !== "REGIONAL" && name !== "PRIVATE") {
    throw type.unexpected("EDGE, REGIONAL or PRIVATE");
  }
  return name;
}

/** The older service's resources have the id in `restApi`, the newer one's in `apiId`. */
function belongsTo(inputs: Field, apiId: string): boolean {
  return inputs.get("restApi").value === apiId || inputs.get("apiId").value === apiId;
}

function stageOf(own: Resource[]): string | undefined {
  const [rest] = ofType(own, "apigateway:Stage");
  const [http] = ofType(own, "apigatewayv2:Stage");
  return rest?.inputs.get("stageName").text() ?? http?.inputs.get("name").text();
}

function noStage(apiId: string): never {
  throw new Error(`no stage of the API ${quoted(apiId)} is registered`);
}

/** An `ApiMapping` may lead to a REST API as well: only it can have several levels. */
function mappingOf(own: Resource[]): ApiDomain | undefined {
  const [rest] = ofType(own, "apigateway:BasePathMapping");
  if (rest) return mapping(rest.inputs, "basePath");
  const [http] = ofType(own, "apigatewayv2:ApiMapping");
  return http && mapping(http.inputs, "apiMappingKey");
}

function mapping(inputs: Field, key: string): ApiDomain {
  const basePath = inputs.get(key).textOr("");
  return { name: inputs.get("domainName").text(), basePath: basePath === "(none)" ? "" : basePath };
}

function restRoutes(own: Resource[], known: Record<string, string>): ApiRoute[] {
  const paths = new ResourcePaths(ofType(own, "apigateway:Resource"), known);
  const integrations = new Map(ofType(own, "apigateway:Integration").map((each) => [methodKey(each), each]));
  return ofType(own, "apigateway:Method").map((method) => ({
    id: method.name,
    method: method.inputs.get("httpMethod").text(),
    path: paths.of(method.inputs.get("resourceId")),
    authorized: isAuthorized(method.inputs.get("authorization"), method.inputs.get("apiKeyRequired")),
    integration: integrationOf(integrations.get(methodKey(method))),
  }));
}

/** A method and its integration name the same resource and the same method. */
function methodKey({ inputs }: Resource): string {
  return `${inputs.get("resourceId").text()} ${inputs.get("httpMethod").text()}`;
}

function integrationOf(resource: Resource | undefined): ApiIntegration {
  if (!resource) return NO_INTEGRATION;
  const { inputs } = resource;
  return restIntegration({
    type: inputs.get("type"),
    uri: inputs.get("uri"),
    connectionType: inputs.get("connectionType"),
    method: inputs.get("integrationHttpMethod"),
    timeout: inputs.get("timeoutMilliseconds"),
    transferMode: inputs.get("responseTransferMode"),
    target: inputs.get("integrationTarget"),
  });
}

/** The paths of a REST API's resources, each of which knows its parent and its own part. */
class ResourcePaths {
  readonly resources: Map<string, Resource>;
  readonly known: Map<string, string>;

  constructor(resources: Resource[], known: Record<string, string>) {
    this.resources = new Map(resources.map((resource) => [resource.id, resource]));
    this.known = new Map(Object.entries(known));
  }

  /** @param below The resources on the way here: none can stand below itself. */
  of(id: Field, below: string[] = []): string {
    const key = id.text();
    const path = this.known.get(key);
    if (path !== undefined) return path;
    const resource = below.includes(key) ? undefined : this.resources.get(key);
    if (!resource) throw id.unexpected("the id of a resource whose path is known");
    const parent = this.of(resource.inputs.get("parentId"), [...below, key]);
    return `${parent === "/" ? "" : parent}/${resource.inputs.get("pathPart").text()}`;
  }
}

function httpRoutes(own: Resource[]): ApiRoute[] {
  const integrations = new Map(ofType(own, "apigatewayv2:Integration").map((each) => [each.id, each]));
  return ofType(own, "apigatewayv2:Route").map(({ name, inputs }) => ({
    id: name,
    ...routeKeyOf(inputs.get("routeKey")),
    authorized: isAuthorized(inputs.get("authorizationType"), inputs.get("apiKeyRequired")),
    integration: targetOf(inputs.get("target"), integrations),
  }));
}

function targetOf(target: Field, integrations: Map<string, Resource>): ApiIntegration {
  if (!target.present) return NO_INTEGRATION;
  const resource = integrations.get(target.text().replace(/^integrations\//, ""));
  if (!resource) throw target.unexpected("a registered integration");
  const { inputs } = resource;
  return httpIntegration({
    type: inputs.get("integrationType"),
    uri: inputs.get("integrationUri"),
    connectionType: inputs.get("connectionType"),
    method: inputs.get("integrationMethod"),
    timeout: inputs.get("timeoutMilliseconds"),
    requestParameters: inputs.get("requestParameters"),
    serverName: inputs.get("tlsConfig").get("serverNameToVerify"),
  });
}
