import type { Api, HttpProxy } from "./api.ts";
import { originPath } from "./origin.ts";
import type { Selection } from "./selection.ts";

/** The path with which the origin is asked. */
export interface SentPath {
  path: string;
  /** The paths that it may be as well, where AWS does not document which (`PREFIX_DOUBT`). */
  otherPaths: string[];
  /** What this rests on that AWS does not document. */
  unconfirmed: string[];
}

/**
 * The path that is sent to the origin: the integration's own with the variables filled in, what overwrites it, or, for
 * a private integration that nothing overwrites, the stage and the path: `/live/mcp`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/private-integration.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html
 */
export function sentPath(api: Api, selection: Selection, integration: HttpProxy): SentPath {
  const { overwrittenPath } = integration;
  const unconfirmed = encodingDoubt(selection);
  if (api.type === "HTTP" && overwrittenPath !== undefined) {
    const doubts = overwrittenDoubt(api, overwrittenPath);
    const path = overwritten(overwrittenPath, selection);
    return { path, otherPaths: [], unconfirmed: [...unconfirmed, ...doubts] };
  }
  const path = integrationPath(selection, integration);
  if (!integration.isPrivate) return { path, otherPaths: [], unconfirmed };
  const sent = { path: `${stagePrefix(api)}${path}`, unconfirmed };
  const { domain, stage } = api;
  if (!domain || (stage === "$default" && domain.basePath === "")) return { ...sent, otherPaths: [] };
  const otherPaths = [path, ...(domain.basePath === "" ? [] : [`/${domain.basePath}${path}`])];
  return { ...sent, otherPaths, unconfirmed: [...unconfirmed, PREFIX_DOUBT] };
}

/** Where a private integration's path begins on a custom domain. */
export const PREFIX_DOUBT =
  "whether a private integration's path begins with the stage, the base path or neither on a custom domain";

function integrationPath({ path = "/", parameters, route }: Selection, { uri }: HttpProxy): string {
  const own = originPath(uri);
  // The ARN of a listener has no path of its own.
  if (own === undefined) return path;
  // What `$default` takes goes on with its whole path.
  if (route?.path === "$default") return `${own.replace(/\/$/, "")}${path}`;
  return filled(own, /\{(\w+)\}/g, parameters);
}

/** `$request.path` is the path below the stage, `$request.path.proxy` what one of its variables holds. */
function overwritten(template: string, { path = "/", parameters }: Selection): string {
  const whole = template.replace(/\$request\.path(?![.\w])|\$\{request\.path\}/g, () => path);
  return filled(whole, /\$request\.path\.(\w+)|\$\{request\.path\.(\w+)\}/g, parameters);
}

/** A variable that the route does not have stays as it is. */
function filled(template: string, variables: RegExp, parameters: Record<string, string>): string {
  const values = new Map(Object.entries(parameters));
  return template.replace(variables, (whole: string, ...groups: unknown[]) => {
    const name = groups.slice(0, 2).find((group) => typeof group === "string");
    return values.get(name ?? "") ?? whole;
  });
}

/** The stage `$default` has no name in any path. */
function stagePrefix({ stage }: Api): string {
  return stage === "$default" ? "" : `/${stage}`;
}

function overwrittenDoubt({ domain }: Api, template: string): string[] {
  const isWhole = /\$request\.path(?![.\w])|\$\{request\.path\}/.test(template);
  return isWhole && domain && domain.basePath !== ""
    ? ["whether $request.path begins with the base path"]
    : [];
}

/** API Gateway decodes a variable before it fills it in; how it encodes it anew is not documented. */
function encodingDoubt({ parameters }: Selection): string[] {
  const isEncoded = Object.values(parameters).some((value) => value.includes("%"));
  return isEncoded ? ["how an encoded part of the path is encoded on its way to the origin"] : [];
}
