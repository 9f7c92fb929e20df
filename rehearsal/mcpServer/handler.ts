import {
  type AuthInfo,
  OAuthError,
  OAuthErrorCode,
  type OAuthProtectedResourceMetadata,
  requireBearerAuth,
} from "@modelcontextprotocol/server";
import { endpointOf, metadataPath as metadataPathOf } from "../../components/endpoint.ts";
import { verifyToken } from "../token.ts";
import { createEndpoint } from "./endpoint.ts";
import type { McpServerSettings } from "./settings.ts";
import { createServer, type RawHeaders } from "./tools.ts";

/** Answers a request of any path. */
export type Handler = (request: Request) => Promise<Response>;

/** The paths of the server: health check and OAuth metadata for everyone, the MCP endpoint behind a token. */
export function createHandler(settings: McpServerSettings, rawHeaders: RawHeaders): Handler {
  const { publicUrl, mcpPath, healthCheckPath, tools, streaming = true } = settings;
  const metadataPath = metadataPathOf(mcpPath);
  const [healthPath] = healthCheckPath.split("?");
  const endpoint = createEndpoint(() => createServer(tools, rawHeaders), { streaming });
  const gate = requireBearerAuth({
    verifier: { verifyAccessToken: (token) => authInfo(settings, token) },
    // Clients only know the public path, whatever the server's own is.
    resourceMetadataUrl: new URL(publicUrl).origin + metadataPathOf(endpointOf(publicUrl).path),
  });
  return async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === healthPath && pathname !== mcpPath) return new Response("ok");
    if (pathname === metadataPath) return Response.json(metadata(publicUrl));
    if (pathname !== mcpPath)
      return Response.json({ error: `nothing is served at ${pathname}` }, { status: 404 });
    const outcome = await gate(request);
    return outcome instanceof Response ? outcome : endpoint(request, { authInfo: outcome });
  };
}

function metadata(publicUrl: string): OAuthProtectedResourceMetadata {
  return {
    resource: publicUrl,
    authorization_servers: ["https://login.example.com/"],
    bearer_methods_supported: ["header"],
  };
}

async function authInfo({ key, publicUrl }: McpServerSettings, token: string): Promise<AuthInfo> {
  try {
    const { sub = "", exp = 0 } = await verifyToken(key, token, publicUrl);
    return { token, clientId: sub, scopes: [], expiresAt: exp };
  } catch (error) {
    throw new OAuthError(
      OAuthErrorCode.InvalidToken,
      error instanceof Error ? error.message : "invalid token",
    );
  }
}
