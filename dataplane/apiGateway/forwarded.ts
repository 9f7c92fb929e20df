import { headerValues, type Request } from "../request.ts";

/**
 * The elements of the `Forwarded` header in which an HTTP API tells what `X-Forwarded-*` told before, its own last.
 * The gateway's own address, which AWS picks, is `unknown` here, as RFC 7239 allows; how it words what comes from earlier
 * proxies is not documented.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
export function forwardedElements(request: Request): string[] {
  const own = `by=unknown;${pairs({ for: request.sourceIp, host: first(request, "host"), proto: "https" })}`;
  return [...headerValues(request, "forwarded"), ...earlier(request), own];
}

/** One element an address; what an earlier proxy said of host and protocol belongs to the first. */
function earlier(request: Request): string[] {
  const addresses = headerValues(request, "x-forwarded-for")
    .flatMap((value) => value.split(","))
    .map((address) => address.trim())
    .filter((address) => address !== "");
  const said = { host: first(request, "x-forwarded-host"), proto: first(request, "x-forwarded-proto") };
  const elements = [
    { for: addresses[0], ...said },
    ...addresses.slice(1).map((address) => ({ for: address })),
  ];
  return elements.map(pairs).filter((element) => element !== "");
}

function first(request: Request, name: string): string | undefined {
  return headerValues(request, name)[0];
}

function pairs(of: Record<string, string | undefined>): string {
  return Object.entries(of)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${nodeOrToken(value)}`]))
    .join(";");
}

/** An IPv6 address stands in brackets, and what is not a token, such as a host with its port, between quotes. */
function nodeOrToken(value: string): string {
  const node = /^[0-9a-f]*:[0-9a-f:.]*:[0-9a-f.]*$/i.test(value) ? `[${value}]` : value;
  return /^[\w!#$%&'*+.^`|~-]+$/.test(node) ? node : `"${node}"`;
}
