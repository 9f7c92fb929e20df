import type { AwsContext } from "./aws/context.ts";
import { type Answered, headerValue } from "./exchange/exchange.ts";
import { keptBy } from "./keptBy.ts";
import type { Options } from "./options.ts";
import { answerOf, type Seen } from "./seen.ts";

/**
 * What the probes saw of the route, for the questions to AWS.
 *
 * @param hops the public URL first, then each `--via`; at least one
 */
export function awsContextOf(
  hops: readonly Seen[],
  { loadBalancer, ecs }: Pick<Options, "loadBalancer" | "ecs">,
): AwsContext {
  const [outermost] = hops;
  if (outermost === undefined) throw new RangeError("There is no place that was examined.");
  const opened = answerOf(outermost, "initialize");
  const first = [opened, answerOf(outermost, "discover")].filter((answer) => answer !== undefined);
  const keepAlive = hops
    .slice(1)
    .map((seen) => keptBy(seen)?.seconds)
    // A server that ends each connection with its answer has none that a balancer could use.
    .find((seconds) => seconds !== undefined && seconds > 0);
  const { longestSilence } = outermost.promised;
  const connected = connectedTo(outermost);
  return {
    url: outermost.url,
    ...(loadBalancer === undefined ? {} : { loadBalancer }),
    ...(ecs === undefined ? {} : { ecs }),
    ...(longestSilence === undefined ? {} : { longestSilence }),
    ...(keepAlive === undefined ? {} : { keepAliveTimeout: keepAlive }),
    ...(opened !== undefined && isResult(opened)
      ? { serverIsStateful: headerValue(opened, "mcp-session-id") !== undefined }
      : {}),
    ...(connected === undefined ? {} : { connected }),
    ...(first.length === 0 ? {} : { answeredByServer: first.some(isMessage) }),
    ...(first.length === 0 ? {} : { needsToken: first.some(({ status }) => status === 401) }),
  };
}

/** Failures that come before a connection; undefined where none was tried. */
const WITHOUT_CONNECTION = ["name", "proxy", "refused", "unreachable", "connect-timeout"];

function connectedTo({ exchanges }: Seen): boolean | undefined {
  if (exchanges.length === 0) return undefined;
  return exchanges.some(
    ({ result }) => result.outcome === "answer" || !WITHOUT_CONNECTION.includes(result.failure),
  );
}

function isMessage({ json }: Answered): boolean {
  return typeof json === "object" && json !== null && "jsonrpc" in json;
}

function isResult(answer: Answered): boolean {
  return isMessage(answer) && "result" in (answer.json as object);
}
