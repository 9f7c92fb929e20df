import { headerValues, type Request } from "../request.ts";
import { hostWithoutPort } from "../host.ts";
import type { HttpProxy } from "./api.ts";

/** Where the gateway sends a request. */
export interface Origin {
  protocol: "http" | "https";
  /** The name, without a port. */
  host: string;
  port: number;
  /** The listener, of which a private integration of an HTTP API knows the ARN and not the address. */
  listenerArn?: string;
}

const URI = /^(https?):\/\/(\[[^\]]+\]|[^/:?[\]]+)(?::(\d+))?(\/[^?]*)?(?:\?(.*))?$/i;

/** Where an integration sends its requests; undefined where its URI is neither a URL nor an ARN. */
export function originOf({ uri, serverName }: HttpProxy, request: Request): Origin | undefined {
  if (isArn(uri)) return listener(uri, serverName, request);
  const parts = URI.exec(uri);
  if (!parts) return undefined;
  const protocol = parts[1]?.toLowerCase() === "https" ? "https" : "http";
  return { protocol, host: parts[2] ?? "", port: Number(parts[3] ?? DEFAULT_PORTS[protocol]) };
}

/** The listener's port stands nowhere in its ARN: the protocol's own is assumed. */
function listener(listenerArn: string, serverName: string | undefined, request: Request): Origin {
  const protocol = serverName === undefined ? "http" : "https";
  const host = serverName ?? hostWithoutPort(headerValues(request, "host")[0] ?? "");
  return { protocol, host, port: DEFAULT_PORTS[protocol], listenerArn };
}

const DEFAULT_PORTS = { http: 80, https: 443 } as const;

/** The path of an integration's URL; undefined where the URI is an ARN, which has none. */
export function originPath(uri: string): string | undefined {
  return isArn(uri) ? undefined : (URI.exec(uri)?.[4] ?? "/");
}

/** The query that an integration's URL brings along, in front of the caller's. */
export function originQuery(uri: string): string {
  return URI.exec(uri)?.[5] ?? "";
}

/** What `Host` becomes: the origin's name, with its port where that is not the protocol's own. */
export function hostHeader({ protocol, host, port }: Origin): string {
  return port === DEFAULT_PORTS[protocol] ? host : `${host}:${port}`;
}

const isArn = (uri: string): boolean => uri.startsWith("arn:");
