import { quoted } from "../wording.ts";
import type { Api, ApiDomain } from "./api.ts";

/** The path below the stage or the custom domain's base path, by which the route is chosen. */
export interface Address {
  /** Absent where the request's path is outside the stage or the base path. */
  path?: string;
  /** What this rests on that AWS does not document. */
  unconfirmed: string[];
}

/**
 * The part of a request's path that the API itself sees. On a custom domain that is what follows the mapping's base path;
 * elsewhere what follows the stage, which only the stage `$default` of an HTTP API does without.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mappings.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html
 */
export function addressed(api: Api, path: string): Address {
  if (api.domain) return mapped(api, api.domain, path);
  if (api.stage === "$default") return { path, unconfirmed: [] };
  return below(`/${api.stage}`, path);
}

function mapped({ type }: Api, domain: ApiDomain, path: string): Address {
  const { basePath } = domain;
  if (basePath === "") return { path, unconfirmed: [] };
  const bySegment = below(`/${basePath}`, path);
  const isPrefix = path.startsWith(`/${basePath}`);
  if (bySegment.path !== undefined) return { ...bySegment, unconfirmed: strippedByHttp(type) };
  if (!isPrefix) return { unconfirmed: [] };
  const claim = `whether the mapping ${quoted(basePath)} takes ${quoted(path)}`;
  if (!isMultiLevel(domain)) {
    return { unconfirmed: [`${claim}: it does where the domain has a mapping of several levels besides`] };
  }
  const rest = `/${path.slice(basePath.length + 1)}`;
  return { path: rest, unconfirmed: [`which path is left where ${quoted(basePath)} ends within a segment`] };
}

function strippedByHttp(type: Api["type"]): string[] {
  return type === "HTTP" ? ["whether an HTTP API's routes are compared without the mapping's base path"] : [];
}

function below(parent: string, path: string): Address {
  if (path === parent) return { path: "/", unconfirmed: [] };
  return path.startsWith(`${parent}/`)
    ? { path: path.slice(parent.length), unconfirmed: [] }
    : { unconfirmed: [] };
}

/** Whether the base path has several levels, so that AWS compares it by prefix and writes header names in lower case. */
export function isMultiLevel(domain: ApiDomain | undefined): boolean {
  return domain?.basePath.includes("/") ?? false;
}
