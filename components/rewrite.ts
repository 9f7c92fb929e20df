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
 * @param stage Of a REST API that leaves its stage in the path.
 * @example
 * endpointRewrite("/mcp", "/"); // /mcp -> /, /mcp/x -> /x, /mcp?x -> /?x
 */
export function endpointRewrite(path: string, serverPath: string, stage?: string): Rewrite {
  // What stands at the root has no path of its own to be told by; `/liveness` is none of a stage called `live`.
  if (path === "/" && stage !== undefined) return { regex: `^/${literal(stage)}(/|$)(.*)$`, replace: "/$2" };
  // To the root, the slash that follows goes with the path, or `/mcp/x` would become `//x`.
  if (serverPath === "/") return staged(`${literal(path)}/?(.*)$`, "/", stage);
  return staged(`${literal(path)}(.*)$`, serverPath, stage);
}

/**
 * The rewriting of the OAuth metadata's path.
 *
 * @example
 * metadataRewrite("/mcp", "/"); // /.well-known/oauth-protected-resource/mcp -> /.well-known/oauth-protected-resource
 */
export function metadataRewrite(path: string, serverPath: string, stage?: string): Rewrite {
  return staged(`${literal(metadataPath(path))}(.*)$`, metadataPath(serverPath), stage);
}

/** A rewriting that takes a stage in front of the path away, where there is one: it need not be there. */
function staged(rest: string, replacement: string, stage: string | undefined): Rewrite {
  if (stage === undefined) return { regex: `^${rest}`, replace: `${replacement}$1` };
  return { regex: `^(/${literal(stage)})?${rest}`, replace: `${replacement}$2` };
}

/** A rewriting as the listener rule has it. */
export function urlRewrite(rewrite: Rewrite): lb.ListenerRuleTransform {
  return { type: "url-rewrite", urlRewriteConfig: { rewrite } };
}

/** A path as a regular expression; of what a path may hold, these have a meaning there. */
function literal(path: string): string {
  return path.replace(/[.$+]/g, "\\$&");
}
