import * as z from "zod";
import type { PlainGateway } from "../../config.ts";
import { ApiType } from "../../components/apiGatewayArgs.ts";
import { isRest } from "../../components/apiGateway/api.ts";
import { httpRoutesFromDescribe, restRoutesFromDescribe } from "../../dataplane/readers/apiDescribe.ts";
import type { ApiRoute } from "../../dataplane/apiGateway/api.ts";
import { REGION } from "../program/made.ts";

/**
 * What AWS says of a stack's API and of what belongs to it, as `aws apigateway`, `aws apigatewayv2` and `aws acm` print
 * it. What is absent, nobody asked for or told.
 */
export interface GatewayWorld {
  restApis?: z.infer<typeof restApis>;
  resources?: z.infer<typeof resources>;
  stages?: z.infer<typeof stages>;
  account?: z.infer<typeof account>;
  httpApi?: z.infer<typeof httpApi>;
  routes?: z.infer<typeof items>;
  integrations?: z.infer<typeof items>;
  /** null where AWS has no such domain. */
  domain?: z.infer<typeof domain> | null;
  certificates?: z.infer<typeof certificates>;
}

export const restApis = z.looseObject({
  items: z.array(
    z.looseObject({
      id: z.string(),
      name: z.string(),
      endpointConfiguration: z.looseObject({ types: z.array(z.string()) }).optional(),
    }),
  ),
});

/** The methods are checked by the model's own reader. */
export const resources = z.looseObject({
  items: z.array(z.looseObject({ id: z.string(), path: z.string() })),
});

/** Those of a REST API, or of an HTTP API. */
export const stages = z
  .looseObject({
    item: z.array(z.looseObject({ stageName: z.string() })).optional(),
    Items: z.array(z.looseObject({ StageName: z.string(), AutoDeploy: z.boolean().optional() })).optional(),
  })
  .refine(({ item, Items }) => item ?? Items, "expected a list of stages");

export const account = z.looseObject({ cloudwatchRoleArn: z.string().optional() });

export const httpApi = z.looseObject({
  ApiId: z.string(),
  Name: z.string(),
  ProtocolType: z.string(),
  ApiEndpoint: z.string(),
});

/** Routes and integrations are checked by the model's own reader. */
export const items = z.looseObject({ Items: z.array(z.looseObject({})) });

export const domain = z.looseObject({
  DomainName: z.string(),
  DomainNameConfigurations: z
    .array(
      z.looseObject({ EndpointType: z.string().optional(), ApiGatewayDomainName: z.string().optional() }),
    )
    .default([]),
});

const certificate = z.looseObject({
  CertificateArn: z.string(),
  DomainName: z.string(),
  SubjectAlternativeNames: z.array(z.string()).default([]),
});

/** A command tells one certificate: several are several documents. */
export const certificates = z.looseObject({
  Certificate: z.union([certificate.transform((one) => [one]), z.array(certificate)]),
});

/** The root of an API whose name alone is known. */
const ROOT = "root";

/** The id of an API whose name alone is known. */
const ID = "adopted-api";

/** What a stack expects of the API that it adopts, where AWS was not asked; undefined where it adopts none. */
export function assumedGateway(gateway: PlainGateway | undefined, region = REGION): GatewayWorld | undefined {
  const { adopt } = gateway ?? {};
  if (!gateway || !adopt) return undefined;
  const id = adopt.id ?? ID;
  if (!isRest(gateway)) {
    const ApiEndpoint = `https://${id}.execute-api.${region}.amazonaws.com`;
    return { httpApi: { ApiId: id, Name: id, ProtocolType: ApiType.Http, ApiEndpoint } };
  }
  const parents = new Set(["/", adopt.parentPath ?? "/", adopt.metadataParentPath ?? "/"]);
  return {
    restApis: { items: [{ id, name: adopt.name ?? "", endpointConfiguration: { types: ["REGIONAL"] } }] },
    resources: { items: [...parents].map((path) => ({ id: `${ROOT}${path === "/" ? "" : path}`, path })) },
  };
}

/** The routes that an API has today; undefined where nobody told. */
export function routesOf({ resources: rest, routes, integrations }: GatewayWorld): ApiRoute[] | undefined {
  if (rest) return restRoutesFromDescribe(rest);
  return routes && httpRoutesFromDescribe(routes, integrations ?? { Items: [] });
}

/** The stage of that name; undefined where there is none. */
export function stageIn(
  { item = [], Items = [] }: NonNullable<GatewayWorld["stages"]>,
  name: string,
): { autoDeploy?: boolean } | undefined {
  if (item.some(({ stageName }) => stageName === name)) return {};
  const found = Items.find(({ StageName }) => StageName === name);
  return found && { autoDeploy: found.AutoDeploy ?? false };
}

/** The host that must be on the listener's certificate; undefined where the gateway does not speak HTTPS with it. */
export function certifiedHost({ origin: { url, vpcLink } }: PlainGateway): string | undefined {
  if (url === undefined) return vpcLink?.serverName;
  const { protocol, hostname } = new URL(url);
  return protocol === "https:" ? hostname : undefined;
}

/** Whether a certificate's name stands for a host: `*` is one part of it. */
export function isNamedBy(name: string, host: string): boolean {
  const [own, asked] = [name.toLowerCase(), host.toLowerCase()];
  return own === asked || own === asked.replace(/^[^.]+/, "*");
}
