import { requestConditions } from "../../components/conditions.ts";
import { endpointOf } from "../../components/endpoint.ts";
import { modelOf } from "../../components/rules.ts";
import type { PlainRoute } from "../../config.ts";
import { contains } from "../../dataplane/cidr.ts";
import { ask } from "../../dataplane/condition.ts";
import type { Condition, HttpHeader, QueryString } from "../../dataplane/listener.ts";
import type { Request } from "../../dataplane/request.ts";
import { regexText, wildcardText } from "./fittingText.ts";

/** The address of a client of whom none is asked: one of those that are kept for documentation. */
export const CALLER = "203.0.113.10";

/** What a client has beside what every MCP client sends, so that it meets a route's conditions. */
export interface Caller {
  /** Headers that the conditions ask for and that are not MCP's own. */
  headers: [name: string, value: string][];
  /** The query of the endpoint's URL, without its question mark. */
  query: string;
  sourceIp: string;
  /** The `Host` with which its requests come to the listener. @default that of the public URL */
  host?: string;
  /** The conditions for which nothing was found that meets them. */
  unmet: Condition[];
}

/**
 * The client of a rehearsal. Methods and the headers of MCP itself stay as every client has them: which of its
 * requests a route takes by these is for the rehearsal to show.
 */
export function callerOf({ conditions = {} }: Pick<PlainRoute, "conditions">): Caller {
  const asked = modelled(conditions).filter((condition) => !isOfEveryClient(condition));
  const headers = headersFor(asked);
  const query = asked.flatMap((condition) => (condition.kind === "query-string" ? queryFor(condition) : []));
  const met = { headers, query: query.join("&"), sourceIp: addressIn(conditions.sourceIps) };
  const request = { method: "POST", path: "/", ...met };
  return { ...met, unmet: asked.filter((condition) => !ask(condition, request).matched) };
}

/** Headers that meet what conditions ask for, those of MCP itself among them. */
export function allHeadersFor({ conditions = {} }: Pick<PlainRoute, "conditions">): Caller["headers"] {
  return headersFor(modelled(conditions));
}

/** The public URL as this client is given it: with the query that the conditions ask for. */
export function urlFor({ query }: Pick<Caller, "query">, url: string, path = endpointOf(url).path): string {
  return `${new URL(url).origin}${path}${query === "" ? "" : `?${query}`}`;
}

function modelled(conditions: NonNullable<PlainRoute["conditions"]>): Condition[] {
  const asked = requestConditions(conditions);
  return modelOf({ suffix: "rule", priority: 1, conditions: asked, transforms: [] }, "").conditions;
}

/** Headers that MCP clients send by themselves, or that belong to their connections. */
const OWN =
  /^(authorization|accept|content-type|last-event-id|mcp-.*|host|content-length|connection|proxy-connection|keep-alive|transfer-encoding|te|trailer|upgrade|expect)$/i;

function isOfEveryClient(condition: Condition): boolean {
  return (
    condition.kind === "http-request-method" || (condition.kind === "http-header" && OWN.test(condition.name))
  );
}

function headersFor(conditions: Condition[]): Caller["headers"] {
  const headers = new Headers();
  for (const condition of conditions) if (condition.kind === "http-header") addHeader(headers, condition);
  return [...headers];
}

function addHeader(headers: Headers, condition: HttpHeader): void {
  const { name, values, regexValues } = condition;
  const fits = (text: string) =>
    /^[\x20-\x7e]*$/.test(text) &&
    ask(condition, { ...NOTHING, headers: [...new Headers([[name, text]])] }).matched;
  const text = [...values.map((value) => wildcardText(value)), ...regexValues.map(regexText)].find(fits);
  if (text !== undefined) headers.append(name, text);
}

function queryFor(condition: QueryString): string[] {
  const texts = condition.values.flatMap(({ key = "x", value }) => {
    const [name, text] = [key, value].map((each) => wildcardText(each, { escapes: true })) as [
      string,
      string,
    ];
    return [`${name}=${text}`, `${encodeURIComponent(name)}=${encodeURIComponent(text)}`];
  });
  const sent = texts.map((text) => new URL(`https://host/?${text}`).search.slice(1));
  return sent.filter((query) => ask(condition, { ...NOTHING, query }).matched).slice(0, 1);
}

const NOTHING: Request = { method: "POST", path: "/", query: "", headers: [], sourceIp: CALLER };

/** The usual address where it will do, or else one of the first block. */
function addressIn(blocks: string[] = []): string {
  const [first] = blocks;
  if (first === undefined || blocks.some((block) => contains(block, CALLER))) return CALLER;
  const [address = ""] = first.split("/");
  // Looks more like a host's than the block's own, which is in the block as well.
  const likely = address.replace(/\.0$/, ".10").replace(/::$/, "::10");
  return contains(first, likely) ? likely : address;
}
