import type { Api, ApiRoute, HttpProxy } from "../../../dataplane/apiGateway/api.ts";

export const REQUEST_ID = "11111111-2222-3333-4444-555555555555";

export function aProxy(parts: Partial<HttpProxy> = {}): HttpProxy {
  return {
    kind: "http-proxy",
    uri: "https://origin.example.com/mcp",
    isPrivate: false,
    timeout: 29_000,
    transferMode: "BUFFERED",
    ...parts,
  };
}

/** @example aRoute("ANY /mcp", { authorized: true }) */
export function aRoute(key: string, parts: Partial<ApiRoute> = {}): ApiRoute {
  const [method = "", path = ""] = key === "$default" ? ["ANY", key] : key.split(" ");
  return { id: key, method, path, authorized: false, integration: aProxy(), ...parts };
}

export function anApi(parts: Partial<Api> = {}): Api {
  return {
    type: "REST",
    endpointType: "REGIONAL",
    stage: "live",
    routes: [aRoute("ANY /mcp"), aRoute("ANY /mcp/{proxy+}")],
    ...parts,
  };
}

export function anHttpApi(parts: Partial<Api> = {}): Api {
  return anApi({ type: "HTTP", stage: "$default", ...parts });
}
