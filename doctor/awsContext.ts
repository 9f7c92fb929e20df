import { hasResult, rpcOf } from "./exchange/rpc.ts";
import type { AwsContext } from "./aws/context.ts";
import { challengedIn } from "./authorization/challenge.ts";
import { resourceSteps } from "./authorization/discovery.ts";
import type { CauseId } from "./causes/causes.ts";
import { type Answered, headerValue } from "./exchange/exchange.ts";
import { keptBy } from "./keptBy.ts";
import type { Options } from "./options.ts";
import { authorizationRung } from "./rungs/authorization.ts";
import { silenceBeforeCut } from "./rungs/idle.ts";
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
  const cutAfter = silenceBeforeCut(outermost);
  const answeredByServer = byServer(first);
  const metadataLost = metadataLostAt(outermost);
  return {
    url: outermost.url,
    ...(loadBalancer === undefined ? {} : { loadBalancer }),
    ...(ecs === undefined ? {} : { ecs }),
    ...(longestSilence === undefined ? {} : { longestSilence }),
    ...(keepAlive === undefined ? {} : { keepAliveTimeout: keepAlive }),
    ...(opened !== undefined && hasResult(opened)
      ? { serverIsStateful: headerValue(opened, "mcp-session-id") !== undefined }
      : {}),
    ...(connected === undefined ? {} : { connected }),
    ...(cutAfter === undefined ? {} : { cutAfter }),
    ...(answeredByServer === undefined ? {} : { answeredByServer }),
    ...(first.length === 0
      ? {}
      : { needsToken: challengedIn(outermost.exchanges, outermost.token) !== undefined }),
    ...(metadataLost === undefined ? {} : { metadataLost }),
  };
}

/** A refusal, or a failure, tells nothing of who is behind it: the server's own, or a layer's in front of it. */
function byServer(answers: readonly Answered[]): boolean | undefined {
  if (answers.some((answer) => rpcOf(answer) !== undefined)) return true;
  const telling = answers.filter(({ status }) => status !== 401 && status !== 403 && status < 500);
  return telling.length === 0 ? undefined : false;
}

/** What comes of it where something else answers in the place of the metadata. */
const LOST: readonly string[] = [
  "auth.discovery-missing",
  "auth.metadata-html",
  "auth.metadata-guarded",
  "auth.metadata-invalid",
] satisfies CauseId[];

/** Undefined also where clients look for the metadata in another place than the endpoint's own. */
function metadataLostAt(seen: Seen): AwsContext["metadataLost"] {
  const [own] = resourceSteps(new URL(seen.url), null);
  if (!seen.exchanges.some(({ asked }) => asked.url === own?.url.href)) return undefined;
  const severity = authorizationRung.judge(seen).findings.find(({ id }) => LOST.includes(id))?.severity;
  return severity === "broken" || severity === "degraded" ? severity : undefined;
}

/** Failures that come before a connection; undefined where none was tried. */
const WITHOUT_CONNECTION = ["name", "proxy", "refused", "unreachable", "connect-timeout"];

function connectedTo({ exchanges }: Seen): boolean | undefined {
  if (exchanges.length === 0) return undefined;
  return exchanges.some(
    ({ result }) => result.outcome === "answer" || !WITHOUT_CONNECTION.includes(result.failure),
  );
}
