import type { Api, ApiRoute, HttpProxy } from "../../dataplane/apiGateway/api.ts";

const ORIGIN = "https://origin.quiltdata.com";

/** An integration that streams, unless told otherwise. */
export function proxy(uri: string, parts: Partial<HttpProxy> = {}): HttpProxy {
  return { kind: "http-proxy", uri, isPrivate: false, timeout: 900_000, transferMode: "STREAM", ...parts };
}

export function aRoute(routePath: string, integration: ApiRoute["integration"]): ApiRoute {
  return { id: routePath, method: "ANY", path: routePath, authorized: false, integration };
}

/** A REST API with the routes of an endpoint, on a custom domain. */
export function restApi(parts: Partial<Api> = {}, integration: Partial<HttpProxy> = {}): Api {
  const metadata = "/.well-known/oauth-protected-resource/mcp";
  return {
    type: "REST",
    endpointType: "REGIONAL",
    stage: "live",
    domain: { name: "demo.quiltdata.com", basePath: "" },
    routes: [
      aRoute("/mcp", proxy(`${ORIGIN}/mcp`, integration)),
      aRoute("/mcp/{proxy+}", proxy(`${ORIGIN}/mcp/{proxy}`, integration)),
      aRoute(metadata, proxy(`${ORIGIN}${metadata}`, integration)),
    ],
    ...parts,
  };
}

/** The same as an HTTP API, which holds its answers. */
export function httpApi(integration: Partial<HttpProxy> = {}): Api {
  const buffered = { transferMode: "BUFFERED", timeout: 30_000, ...integration } as const;
  return restApi({ type: "HTTP", stage: "$default" }, buffered);
}
