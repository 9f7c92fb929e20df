import { randomInt } from "node:crypto";
import {
  CreateDeploymentCommand,
  CreateResourceCommand,
  CreateRestApiCommand,
  PutIntegrationCommand,
  PutMethodCommand,
} from "@aws-sdk/client-api-gateway";
import {
  CreateApiCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  CreateStageCommand,
} from "@aws-sdk/client-apigatewayv2";
import { expect } from "chai";
import fc from "fast-check";
import { request } from "undici";
import type { Api, ApiRoute } from "../../dataplane/apiGateway/api.ts";
import { selectRoute } from "../../dataplane/apiGateway/selection.ts";
import { type GatewayClients, gatewayClients } from "./support/gateway.ts";
import { type GatewayStage, ORIGIN, gatewayStage } from "./support/stage.ts";

/** Sets of routes for each kind of API, and requests that each set is asked. */
const SETS = 100;
const REQUESTS = 12;

// OPTIONS is left out: the emulator's HTTP APIs answer it themselves, where AWS's do so only with CORS.
const METHODS = ["GET", "POST", "DELETE"];
const part = fc.constantFrom("mcp", "tools", "a");
const path = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => `/${parts.join("/")}`);

/** Exact and greedy paths, with any method or one. */
const routes = fc.uniqueArray(
  fc
    .tuple(fc.option(path, { nil: "" }), fc.boolean(), fc.constantFrom("ANY", "ANY", ...METHODS))
    .filter(([under, greedy]) => under !== "" || greedy)
    .map(([under, greedy, method]) => ({ method, path: greedy ? `${under}/{proxy+}` : under })),
  { minLength: 1, maxLength: 6, selector: ({ method, path: own }) => `${method} ${own}` },
);
const asked = fc.array(fc.tuple(fc.constantFrom(...METHODS), path), {
  minLength: REQUESTS,
  maxLength: REQUESTS,
});

type Routes = { method: string; path: string }[];

// On ministack, whose gateways decide by code of their own.
describe("The model of API Gateway", () => {
  let stage: GatewayStage;
  let clients: GatewayClients;
  before(async () => {
    stage = await gatewayStage();
    stage.origin.answer = (_, outgoing) => void outgoing.writeHead(204).end();
    clients = gatewayClients(stage.api.url);
  });
  after(() => stage.stop());

  for (const [type, make] of [
    ["REST", restApi],
    ["HTTP", httpApi],
  ] as const)
    it(`selects the routes of ${type} APIs for ${SETS * REQUESTS} generated requests as an independent gateway does`, async () => {
      const seed = randomInt(2 ** 31 - 1);
      console.log(`      seed ${seed}`);
      const taken = { byRoute: 0, byNone: 0 };
      await fc.assert(
        fc.asyncProperty(routes, asked, async (all, requests) => {
          const id = await make(clients, all);
          const api = modelled(type, all);
          const prefix = type === "REST" ? "/live" : "";
          for (const [method, below] of requests) {
            const { route } = selectRoute(api, {
              method,
              path: `${prefix}${below}`,
              query: "",
              headers: [],
              sourceIp: "127.0.0.1",
            });
            taken[route ? "byRoute" : "byNone"] += 1;
            const got = await routeTaken(stage, `${id}${prefix}${below}`, method);
            expect(got, JSON.stringify({ all, method, below })).to.equal(route?.id);
          }
        }),
        { numRuns: SETS, seed, endOnFailure: true },
      );
      // Both outcomes are common enough to mean something.
      expect(Math.min(taken.byRoute, taken.byNone)).to.be.above((SETS * REQUESTS) / 20);
    });

  /** What AWS documents and the emulator does otherwise, as of version 1.5.33. */
  const faults: {
    what: string;
    page: string;
    type: Api["type"];
    header?: [string, string];
    path: string;
    aws: string;
  }[] = [
    {
      what: "takes a slash at the end of an HTTP API's path for nothing",
      page: "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html",
      type: "HTTP",
      path: "/mcp/",
      aws: "route-1",
    },
    {
      what: "passes over the method that a client of a REST API sends in a header",
      page: "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html",
      type: "REST",
      header: ["X-HTTP-Method-Override", "PATCH"],
      path: "/mcp",
      aws: "route-1",
    },
  ];
  for (const { what, page, type, header, path: below, aws } of faults)
    it(`stands by AWS's documents where the emulator ${what} (${page})`, async () => {
      const all = [
        { method: "GET", path: "/mcp" },
        { method: "ANY", path: "/{proxy+}" },
      ];
      const id = await (type === "REST" ? restApi : httpApi)(clients, all);
      const prefix = type === "REST" ? "/live" : "";
      const headers: [string, string][] = header ? [header] : [];
      const asks = { method: "GET", path: `${prefix}${below}`, query: "", headers, sourceIp: "127.0.0.1" };
      expect(selectRoute(modelled(type, all), asks).route?.id).to.equal(aws);
      expect(await routeTaken(stage, `${id}${asks.path}`, "GET", headers)).not.to.equal(aws);
    });
});

/** Where an integration of a route sends, so that what arrives tells which route it was. */
const uriOf = (at: number) => `https://${ORIGIN}/route-${at}`;

function modelled(type: Api["type"], all: Routes): Api {
  const integration = {
    kind: "http-proxy",
    isPrivate: false,
    timeout: 29_000,
    transferMode: "BUFFERED",
  } as const;
  return {
    type,
    endpointType: "REGIONAL",
    stage: type === "REST" ? "live" : "$default",
    routes: all.map((route, at): ApiRoute => ({
      ...route,
      id: `route-${at}`,
      authorized: false,
      integration: { ...integration, uri: uriOf(at) },
    })),
  };
}

/** The route by which a request comes to the origin; undefined where it does not. */
async function routeTaken(
  { api, origin }: GatewayStage,
  target: string,
  method: string,
  headers: [string, string][] = [],
) {
  const before = origin.arrivals.length;
  const answer = await request(`${api.url}/_aws/execute-api/${target}`, {
    method: method as "GET",
    headers: Object.fromEntries(headers),
  });
  await answer.body.dump();
  return origin.arrivals.at(before)?.path.split("/")[1];
}

async function restApi({ rest }: GatewayClients, all: Routes): Promise<string> {
  const { id: restApiId = "", rootResourceId = "" } = await rest.send(
    new CreateRestApiCommand({ name: "m" }),
  );
  const ids = new Map([["", rootResourceId]]);
  for (const [at, { method: httpMethod, path: whole }] of all.entries()) {
    let above = "";
    for (const pathPart of whole.slice(1).split("/")) {
      const own = `${above}/${pathPart}`;
      if (!ids.has(own)) {
        const made = await rest.send(
          new CreateResourceCommand({ restApiId, parentId: ids.get(above), pathPart }),
        );
        ids.set(own, made.id ?? "");
      }
      above = own;
    }
    const method = { restApiId, resourceId: ids.get(whole), httpMethod };
    await rest.send(new PutMethodCommand({ ...method, authorizationType: "NONE" }));
    await rest.send(
      new PutIntegrationCommand({
        ...method,
        type: "HTTP_PROXY",
        integrationHttpMethod: "ANY",
        uri: uriOf(at),
      }),
    );
  }
  await rest.send(new CreateDeploymentCommand({ restApiId, stageName: "live" }));
  return restApiId;
}

async function httpApi({ http }: GatewayClients, all: Routes): Promise<string> {
  const { ApiId = "" } = await http.send(new CreateApiCommand({ Name: "m", ProtocolType: "HTTP" }));
  for (const [at, { method, path: whole }] of all.entries()) {
    const { IntegrationId = "" } = await http.send(
      new CreateIntegrationCommand({
        ApiId,
        IntegrationType: "HTTP_PROXY",
        IntegrationMethod: "ANY",
        IntegrationUri: uriOf(at),
        PayloadFormatVersion: "1.0",
      }),
    );
    const RouteKey = `${method} ${whole}`;
    await http.send(new CreateRouteCommand({ ApiId, RouteKey, Target: `integrations/${IntegrationId}` }));
  }
  await http.send(new CreateStageCommand({ ApiId, StageName: "$default", AutoDeploy: true }));
  return ApiId;
}
