import type { Listener } from "../../dataplane/listener.ts";
import type { Finding } from "../report/report.ts";
import { isNear } from "../rungs/owners.ts";
import { awsCommand } from "./command.ts";
import { type AwsContext, endpointOf } from "./context.ts";
import { found } from "./found.ts";
import type { Attributes, Balancer } from "./seen.ts";

/** Seconds by which what is recommended exceeds what it has to outlast. */
const MARGIN = 10;
/** The longest idle timeout, in seconds: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html */
const LONGEST_IDLE = 4000;

/** The balancer's idle timeout in seconds; null where the attributes do not say. */
function idleTimeoutOf(attributes: Attributes): number | null {
  const text = attributes["idle_timeout.timeout_seconds"];
  return text === undefined || text === "" ? null : Number(text);
}

/** An internal balancer, asked from outside, is never reached. */
export function judgeScheme({ scheme, name }: Balancer, { connected }: AwsContext): Finding[] {
  if (scheme !== "internal" || connected === true) return [];
  const says = `The balancer ${name} is internal: its name leads to private addresses, which only its own network reaches.`;
  return [found("alb.internal", { says, severity: connected === false ? "broken" : "note" })];
}

/** The listener at the URL's port. */
export function judgeListener(
  balancer: Balancer,
  listeners: readonly Listener[],
  listener: Listener | null,
  { url }: AwsContext,
): Finding[] {
  if (listener) return [];
  const { port } = endpointOf(url);
  const ports = listeners.map((each) => each.port).sort((one, other) => one - other);
  const there = ports.length === 0 ? "It has none." : `It has: ${ports.join(", ")}.`;
  return [
    found("alb.listener-missing", {
      says: `The balancer ${balancer.name} has no listener on port ${port}. ${there}`,
    }),
  ];
}

/** The idle timeout, against what streams are promised and what the server keeps connections for. */
export function judgeIdleTimeout(
  balancer: Balancer,
  attributes: Attributes,
  { longestSilence, cutAfter, keepAliveTimeout }: AwsContext,
): Finding[] {
  const idle = idleTimeoutOf(attributes);
  if (idle === null) return [];
  const raise = (seconds: number) =>
    awsCommand(
      "elbv2 modify-load-balancer-attributes",
      balancer.arn,
      `--load-balancer-arn ${balancer.arn} --attributes Key=idle_timeout.timeout_seconds,Value=${seconds}`,
    );
  // What was promised is what counts; a cut that was seen shows what is needed where nothing was.
  const isTooShort =
    longestSilence === undefined ? cutAfter !== undefined && isNear(cutAfter, idle) : idle < longestSilence;
  const silence =
    longestSilence === undefined
      ? `one was cut after ${cutAfter?.toFixed(1).replace(/\.0$/, "") ?? ""}`
      : `streams may be silent for ${longestSilence}`;
  return [
    ...(isTooShort
      ? [
          found("alb.idle-timeout", {
            says: `The balancer cuts a stream after ${idle} seconds without a byte (its idle timeout), and ${silence}.`,
            remedy: `${raise(Math.min((longestSilence ?? LONGEST_IDLE) + MARGIN, LONGEST_IDLE))}, or have the server send a comment at least every ${Math.max(1, Math.floor(idle / 2))} seconds.`,
          }),
        ]
      : []),
    ...(keepAliveTimeout !== undefined && keepAliveTimeout <= idle
      ? [
          found("alb.keep-alive-race", {
            says: `The server closes idle connections after ${keepAliveTimeout} seconds, the balancer uses them for ${idle}: now and then one is closed as a request comes, which is a 502.`,
            remedy: `Have the server keep connections for at least ${idle + MARGIN} seconds (Node: server.keepAliveTimeout = ${(idle + MARGIN) * 1000}; uvicorn: --timeout-keep-alive ${idle + MARGIN}).`,
          }),
        ]
      : []),
  ];
}

/** What of the balancer's settings bears on an MCP request: a sentence each. */
export function balancerFacts({ name, scheme }: Balancer, attributes: Attributes): string[] {
  const said = (key: string, words: string) =>
    attributes[key] === undefined ? [] : [`${words}: ${attributes[key]}`];
  return [
    `${name} is ${scheme}`,
    ...said("idle_timeout.timeout_seconds", "idle timeout in seconds"),
    ...said("routing.http.drop_invalid_header_fields.enabled", "drops invalid header fields"),
    ...said("routing.http.desync_mitigation_mode", "desync mitigation"),
  ];
}
