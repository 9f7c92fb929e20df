import * as z from "zod";
import { metadataPath } from "../../../../components/endpoint.ts";
import { createHandler, type Handler } from "../../../../rehearsal/mcpServer/handler.ts";
import type { Answering } from "./serve.ts";

/** Where the sample stands on each of its origins. */
const PATH = "/mcp";

/**
 * The project's own sample: both eras, sessions in the old one, behind bearer tokens, with an open
 * `/.well-known/oauth-protected-resource/mcp`. It has no CORS.
 *
 * Like many a server it makes its public URL of what the request says (`X-Forwarded-Proto` and `Host`), so that one server
 * does for every route of the bed; a token is for one such URL.
 *
 * @param authorizationServer The issuer that its metadata names.
 * @param publicUrlOf Its public URL, where what the request says does not tell it.
 */
export function sample(
  key: Uint8Array,
  authorizationServer: string,
  publicUrlOf: (request: Request) => string = toldBy,
): Answering {
  const handlers = new Map<string, Handler>();
  const handlerOf = (publicUrl: string) => {
    const settings = { key, publicUrl, mcpPath: PATH, healthCheckPath: "/healthz", tools: 5 };
    const handler =
      handlers.get(publicUrl) ?? createHandler(settings, (request) => [...(request?.headers ?? [])]);
    handlers.set(publicUrl, handler);
    return handler;
  };
  return async (request) => {
    const answer = await handlerOf(publicUrlOf(request))(request);
    if (new URL(request.url).pathname !== metadataPath(PATH)) return answer;
    // The one that the rehearsal names is nowhere.
    return Response.json({
      ...metadataSchema.parse(await answer.json()),
      authorization_servers: [authorizationServer],
    });
  };
}

const metadataSchema = z.looseObject({ resource: z.url() });

function toldBy(request: Request): string {
  const protocol = request.headers.get("x-forwarded-proto") ?? "http";
  return `${protocol}://${new URL(request.url).host}${PATH}`;
}

/**
 * An authorization server as far as discovery sees it: its metadata, in the form of RFC 8414.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8414
 */
export function authorizationServer(): Answering {
  return (request) => {
    const { origin, pathname } = new URL(request.url);
    if (pathname !== "/.well-known/oauth-authorization-server") return new Response(null, { status: 404 });
    return Response.json({
      issuer: origin,
      authorization_endpoint: `${origin}/authorize`,
      token_endpoint: `${origin}/token`,
      registration_endpoint: `${origin}/register`,
      response_types_supported: ["code"],
      grant_types_supported: ["authorization_code", "refresh_token"],
      code_challenge_methods_supported: ["S256"],
      token_endpoint_auth_methods_supported: ["none"],
    });
  };
}
