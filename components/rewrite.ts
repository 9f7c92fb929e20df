import type { lb } from "@pulumi/aws/types/input.js";
import { metadataPath } from "./endpoint.ts";

/** How one path becomes another on its way to the server; what follows it, the query included, stays. */
export interface Rewrite {
  /** What is replaced, at the start of path and query, of which AWS lets the expression see both. */
  regex: string;
  replace: string;
}

/**
 * The rewriting of the endpoint and of what is under it, from the public path to the server's.
 *
 * @example
 * endpointRewrite("/mcp", "/"); // /mcp -> /, /mcp/x -> /x, /mcp?x -> /?x
 */
export function endpointRewrite(path: string, serverPath: string): Rewrite {
  // To the root, the slash that follows goes with the path, or `/mcp/x` would become `//x`.
  if (serverPath === "/") return { regex: `^${literal(path)}/?(.*)$`, replace: "/$1" };
  return { regex: `^${literal(path)}(.*)$`, replace: `${serverPath}$1` };
}

/**
 * The rewriting of the OAuth metadata's path.
 *
 * @example
 * metadataRewrite("/mcp", "/"); // /.well-known/oauth-protected-resource/mcp -> /.well-known/oauth-protected-resource
 */
export function metadataRewrite(path: string, serverPath: string): Rewrite {
  return { regex: `^${literal(metadataPath(path))}(.*)$`, replace: `${metadataPath(serverPath)}$1` };
}

/** A rewriting as the listener rule has it. */
export function urlRewrite(rewrite: Rewrite): lb.ListenerRuleTransform {
  return { type: "url-rewrite", urlRewriteConfig: { rewrite } };
}

/** A path as a regular expression; of what a path may hold, these have a meaning there. */
function literal(path: string): string {
  return path.replace(/[.$+]/g, "\\$&");
}
