import { type Answered, type Exchange, headerValues } from "../exchange/exchange.ts";

/** What a server asks for when it refuses. */
export interface Challenge {
  /** Such as `Bearer`. */
  scheme: string;
  /** The URL of the metadata, where it names one. */
  resourceMetadata: string | null;
  error: string | null;
  description: string | null;
  scope: string | null;
  /** Whether API Gateway has renamed the header, so that no client reads it. */
  renamed: boolean;
  /** The whole of it. */
  text: string;
}

/** The name that API Gateway gives the header. https://github.com/anthropics/claude-ai-mcp/issues/748 */
const RENAMED = "x-amzn-remapped-www-authenticate";

/** The challenge of an answer; null where it has none. */
export function challengeOf(answer: Pick<Answered, "headers">): Challenge | null {
  const plain = headerValues(answer, "www-authenticate");
  const values = plain.length > 0 ? plain : headerValues(answer, RENAMED);
  if (values.length === 0) return null;
  // Of several challenges the one counts that MCP clients can take.
  const text = values.find((value) => /^\s*(?:bearer|dpop)\b/i.test(value)) ?? values.join(", ");
  const field = (name: string) => {
    const [, quoted, bare] =
      new RegExp(`(?:^|[\\s,])${name}\\s{0,9}=\\s{0,9}(?:"([^"]*)"|([^\\s,"]+))`, "i").exec(text) ?? [];
    return quoted ?? bare ?? null;
  };
  return {
    scheme: /^\s*([^\s,]*)/.exec(text)?.[1] ?? "",
    resourceMetadata: field("resource_metadata"),
    error: field("error"),
    description: field("error_description"),
    scope: field("scope"),
    renamed: plain.length === 0,
    text,
  };
}

/**
 * What a server says to a request without a token, where it wants one: 401, or 403 with a challenge. A page without a challenge is
 * a firewall's, and no matter of authorization.
 * @param token Whether there is a token, so that `anonymous` alone went without it.
 */
export function challengedIn(
  exchanges: readonly Exchange[],
  token: boolean,
): { exchange: Exchange; answer: Answered } | undefined {
  for (const probe of token ? ["anonymous"] : ["initialize", "discover"]) {
    const exchange = exchanges.find((each) => each.probe === probe);
    if (exchange?.result.outcome !== "answer") continue;
    const answer = exchange.result;
    if (answer.status === 401 || (answer.status === 403 && challengeOf(answer) !== null))
      return { exchange, answer };
  }
  return undefined;
}
