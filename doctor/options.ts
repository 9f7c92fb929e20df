import net from "node:net";
import path from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { statusRanges } from "../dataplane/matcher.ts";
import type { HealthCheck } from "./seen.ts";
import { UsageError } from "./usageError.ts";
import { PUBLIC } from "./seen.ts";

/** A further place at which the route is examined (`--via`). */
export interface Via {
  name: string;
  url: URL;
}

/** A `Host` to send (`--host`): to one place, or to all. */
export interface SentHost {
  /** The place's name; absent for all of them. */
  at?: string;
  host: string;
}

/** Where to connect in place of what the public URL's name resolves to (`--resolve`). */
export interface Address {
  address: string;
  /** The URL's own by default. */
  port?: number;
}

/** The options of the command. */
export interface Options {
  who?: true;
  via: Via[];
  host: SentHost[];
  resolve?: Address;
  ca?: string;
  tokenFile?: string;
  tokenTo: string[];
  call?: string;
  callArguments?: Record<string, unknown>;
  idle?: number;
  healthCheck?: HealthCheck;
  suspicious?: true;
  aws?: true;
  loadBalancer?: string;
  ecs?: { cluster: string; service: string };
  stack?: string;
  json?: true;
  junit?: string;
  markdown?: string;
  summary?: true;
  html?: string;
  baseline?: string;
  iamPolicy?: true;
  capabilities?: true;
}

/** What the command line asks for. */
export interface CommandLine {
  /** The endpoint; absent where a stack tells it, and for what is only printed. */
  url?: URL;
  options: Options;
}

/** How long a stream can be watched for, in seconds: an ALB's longest idle timeout, and a little. */
const LONGEST_IDLE = 4100;

/**
 * Reads the command line.
 *
 * @param args what stands behind the command's name
 * @throws UsageError, or commander's own error, which has been told then
 */
export function readCommandLine(args: readonly string[]): CommandLine {
  const parsed = command().parse(args, { from: "user" });
  const options: Options = { via: [], host: [], tokenTo: [], ...parsed.opts<Partial<Options>>() };
  const [url] = parsed.processedArgs as [URL | undefined];
  refuseContradictions(url, options);
  return { ...(url === undefined ? {} : { url }), options };
}

function command(): Command {
  return new Command("mcp-route-doctor")
    .description(
      "Says whether an MCP endpoint's route works, and which layer broke it. Only reads, and sends at most 60 requests to each place.",
    )
    .argument(
      "[url]",
      "the endpoint, such as https://demo.quiltdata.com/mcp; --stack knows that of a stack",
      endpoint,
    )
    .option("--who", "say only who answers, and which layers stand in the way: about a second")
    .option("--via <name=url>", "examine this place as well, from outside to inside; may come again", via)
    .option(
      "--host <[name=]host>",
      "send this Host, and expect it of certificates: everywhere, or at one place",
      sentHost,
    )
    .option("--resolve <address[:port]>", "connect to this address for the public URL", address)
    .option("--ca <file>", "trust the certificate authorities of this file (PEM) as well")
    .option("--token-file <file>", "the bearer token; without it, the environment's MCP_TOKEN")
    .option(
      "--token-to <name>",
      "send the token to this place as well, not to the public URL alone; may come again",
      another,
    )
    .option("--call <tool>", "call this tool, to see its progress come: no tool is called otherwise")
    .option("--call-arguments <json>", "the tool's arguments, a JSON object", jsonObject)
    .option(
      "--idle <seconds>",
      "hold a stream for so long, to see when a silent one is cut, and at each --via an unused connection",
      seconds,
    )
    .option(
      "--health-check <path[=matcher]>",
      "ask each --via as a load balancer asks its targets; the matcher as AWS writes it, 200 by default",
      healthCheck,
    )
    .option("--suspicious", "send text that looks like SQL and a script, as tools are given it")
    .option("--stack <name>", "take the URL, and what was promised of it, from this Pulumi stack's outputs")
    .option("--aws", "ask AWS as well, read-only, with the usual credentials (AWS_PROFILE and so on)")
    .option(
      "--load-balancer <name>",
      "the balancer's name, DNS name or ARN, where the URL does not lead to it",
    )
    .option("--ecs <cluster/service>", "the ECS service behind it", service)
    .option("--iam-policy", "print the least IAM policy for --aws")
    .option("--json", "print one JSON object (docs/doctor-report.schema.json)")
    .option("--junit <file>", "write a JUnit report")
    .option("--markdown <file>", "write a report in Markdown")
    .option("--summary", "add that to the summary of the GitHub step (GITHUB_STEP_SUMMARY)")
    .option("--html <file>", "write one page that stands by itself, to attach to a ticket")
    .option("--baseline <file>", "fail only on what this earlier --json did not find")
    .option("--capabilities", "print as JSON what the doctor can find, its exit codes and its limits")
    .showSuggestionAfterError()
    .allowExcessArguments(false)
    .exitOverride();
}

function endpoint(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !["http:", "https:"].includes(url.protocol))
    throw new InvalidArgumentError("It begins with https:// or http://.");
  if (url.username !== "" || url.password !== "")
    // Not commander's error, which would repeat them.
    throw new UsageError("A URL holds no credentials here: give a token with --token-file or MCP_TOKEN.");
  if (url.hash !== "") throw new InvalidArgumentError(`Leave ${url.hash} out: it is never sent.`);
  return url;
}

/** A place's name is shown in tables and stands in options. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;

function via(text: string, before: Via[] = []): Via[] {
  const at = text.indexOf("=");
  const name = text.slice(0, Math.max(at, 0));
  if (!NAME.test(name))
    throw new InvalidArgumentError(
      "It is NAME=URL, such as origin=http://10.0.0.5:8000; a name has up to 32 letters, digits, '.', '_' and '-'.",
    );
  return [...before, { name, url: endpoint(text.slice(at + 1)) }];
}

function sentHost(text: string, before: SentHost[] = []): SentHost[] {
  const at = text.indexOf("=");
  const host = text.slice(at + 1);
  // What a URL would not take as its host would not be a header's value either.
  if (host === "" || /[\s/?#@\\]/.test(host) || !URL.canParse(`http://${host}`))
    throw new InvalidArgumentError("It is a host's name, with its port where that is not the usual one.");
  return [...before, { ...(at === -1 ? {} : { at: text.slice(0, at) }), host }];
}

function address(text: string): Address {
  const url = URL.canParse(`tcp://${text}`) ? new URL(`tcp://${text}`) : undefined;
  const bare = text.includes("::") && !text.startsWith("[") ? new URL(`tcp://[${text}]`) : url;
  const host = bare?.hostname.replace(/^\[|\]$/g, "") ?? "";
  if (bare === undefined || net.isIP(host) === 0 || bare.pathname !== "")
    throw new InvalidArgumentError(
      "It is an address and perhaps a port, such as 10.0.0.5:8443 or [2001:db8::5]:8443.",
    );
  return {
    address: host,
    ...(bare.port === "" ? {} : { port: Number(bare.port) }),
  };
}

function another(text: string, before: string[] = []): string[] {
  return [...before, text];
}

function jsonObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new InvalidArgumentError(`It is a JSON object, such as '{"seconds": 5}'.`);
  return value as Record<string, unknown>;
}

function seconds(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > LONGEST_IDLE)
    throw new InvalidArgumentError(`It is a whole number of seconds from 1 to ${LONGEST_IDLE}.`);
  return value;
}

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html */
function healthCheck(text: string): HealthCheck {
  const at = text.lastIndexOf("=");
  const path = at === -1 ? text : text.slice(0, at);
  const matcher = at === -1 ? "200" : text.slice(at + 1);
  if (!/^\/[!-~]{0,1023}$/.test(path))
    throw new InvalidArgumentError(
      "It is a path and perhaps a matcher, such as /healthz or /healthz=200-299.",
    );
  if (!statusRanges(matcher).every(([from, to]) => from >= 200 && from <= to && to <= 499))
    throw new InvalidArgumentError(
      "The matcher, behind the last =, is made of statuses from 200 to 499: 200, 200,202 or 200-299.",
    );
  return { path, matcher };
}

function service(text: string): { cluster: string; service: string } {
  const [cluster = "", name = "", ...more] = text.split("/");
  if (cluster === "" || name === "" || more.length > 0)
    throw new InvalidArgumentError("It is the cluster's name and the service's, such as sales-prod/mcp.");
  return { cluster, service: name };
}

/** What each option allows alone, and all of them together do not. */
function refuseContradictions(url: URL | undefined, options: Options): void {
  const {
    stack,
    via: places,
    host,
    tokenTo,
    who,
    idle,
    call,
    callArguments,
    suspicious,
    junit,
    markdown,
    html,
    aws,
    iamPolicy,
    capabilities,
  } = options;
  if (iamPolicy === true || capabilities === true) return;
  refuse(
    url === undefined && stack === undefined,
    "Give the endpoint's URL, or a stack that knows it: --stack NAME.",
  );
  refuse(url !== undefined && stack !== undefined, "Give a URL or --stack, not both.");
  const names = [PUBLIC, ...places.map(({ name }) => name)];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  refuse(
    twice !== undefined,
    `--via: ${twice ?? ""} is the name of two places${twice === PUBLIC ? ", of which the URL itself is one" : ""}.`,
  );
  for (const [option, asked] of [
    ["--token-to", tokenTo],
    ["--host", host.flatMap(({ at }) => (at === undefined ? [] : [at]))],
  ] as const) {
    const unknown = asked.find((name) => !names.includes(name));
    refuse(
      unknown !== undefined,
      `${option}: there is no place ${unknown ?? ""}. The places are ${names.join(", ")}.`,
    );
  }
  refuse(callArguments !== undefined && call === undefined, "--call-arguments goes with --call.");
  refuse(
    who === true &&
      (idle !== undefined || call !== undefined || options.healthCheck !== undefined || suspicious === true),
    "--who sends only the first requests: leave --idle, --call, --health-check and --suspicious out.",
  );
  refuse(
    options.healthCheck !== undefined && places.length === 0,
    "--health-check asks what a load balancer has behind it: name that by --via origin=http://….",
  );
  refuseOneFile({ "--html": html, "--junit": junit, "--markdown": markdown });
  const ofAws =
    options.loadBalancer !== undefined ? "--load-balancer" : options.ecs !== undefined ? "--ecs" : "";
  refuse(ofAws !== "" && aws !== true, `${ofAws} goes with --aws.`);
}

function refuseOneFile(files: Readonly<Record<string, string | undefined>>): void {
  const taken = new Map<string, string>();
  for (const [option, file] of Object.entries(files)) {
    if (file === undefined) continue;
    const other = taken.get(path.resolve(file));
    refuse(other !== undefined, `${other ?? ""} and ${option}: ${file} would be both.`);
    taken.set(path.resolve(file), option);
  }
}

function refuse(isWrong: boolean, message: string): void {
  if (isWrong) throw new UsageError(message);
}
