import { setMaxListeners } from "node:events";
import { readFile } from "node:fs/promises";
import { examine, SECONDS, type Wanted } from "./examine.ts";
import { within } from "./exchange/within.ts";
import { placesOf } from "./hops/places.ts";
import { CALL_SECONDS } from "./probes/call.ts";
import type { CommandLine, Options } from "./options.ts";
import { openOutputs } from "./outputs.ts";
import { startProgress } from "./progress.ts";
import { type Baseline, BaselineError, parseBaseline } from "./report/baseline.ts";
import { EXIT_CODES, exitCode } from "./report/exitCode.ts";
import type { Report } from "./report/report.ts";
import type { Promised, Seen } from "./seen.ts";
import { readToken, tokenFacts } from "./token.ts";
import { UsageError } from "./usageError.ts";

/**
 * Does what the command line asks for, and resolves with the exit code.
 *
 * @throws UsageError before anything is sent
 */
export async function main({ url, options }: CommandLine, signal: AbortSignal): Promise<number> {
  if (options.iamPolicy === true) {
    const { iamPolicy } = await import("./aws/policy.ts");
    return printed(iamPolicy());
  }
  if (options.capabilities === true) {
    const { capabilities } = await import("./capabilities.ts");
    return printed(`${JSON.stringify(capabilities(), null, 2)}\n`);
  }
  const subject = await subjectOf(url, options, signal);
  const baseline = options.baseline === undefined ? null : await baselineOf(options.baseline);
  const token = await tokenOf(options.tokenFile);
  const authorities = options.ca === undefined ? {} : { authorities: [await authoritiesOf(options.ca)] };
  const places = placesOf(subject.url, {
    ...options,
    ...authorities,
    env: process.env,
    ...(token === undefined ? {} : { token }),
  });
  const outputs = await openOutputs(options);
  const seconds = SECONDS + (options.idle ?? 0) + (options.call === undefined ? 0 : CALL_SECONDS);
  const progress = startProgress(
    places.map(({ name }) => name),
    process.stderr,
  );
  let report: Report;
  try {
    const began = new Date();
    const limit = within(signal, seconds * 1000);
    // Every request that is under way listens to it: many, and no leak.
    setMaxListeners(0, limit);
    const wanted = wantedOf(options, subject.promised);
    // What judges is loaded while the first answers are on their way: nothing has to be judged before.
    const examining = Promise.all(places.map((place) => examine(place, wanted, limit)));
    const [hops, { diagnose }] = await Promise.all([examining, import("./diagnose.ts")]);
    signal.throwIfAborted();
    const aws = options.aws === true ? { aws: await askAws(hops, options) } : {};
    signal.throwIfAborted();
    report = diagnose({
      hops,
      token: token === undefined ? null : toldOf(token, began),
      ...aws,
      who: options.who === true,
      seconds,
    });
  } finally {
    progress.stop();
  }
  await outputs.write(report);
  const code = exitCode(report, baseline);
  // Beside the report, whose first line tells of the route as it is.
  if (baseline !== null && code === EXIT_CODES.works)
    process.stderr.write(`Nothing new against ${options.baseline ?? ""}.\n`);
  return code;
}

/** What the report says of a token. */
function toldOf(token: string, now: Date): Report["token"] {
  const { alg, kid, bytes, expires } = tokenFacts(token, now);
  return { alg, kid, bytes, expires };
}

function printed(text: string): 0 {
  process.stdout.write(text);
  return 0;
}

/** The endpoint, and what is promised of it. */
async function subjectOf(
  url: URL | undefined,
  { stack }: Options,
  signal: AbortSignal,
): Promise<{ url: URL; promised: Promised }> {
  if (url !== undefined) return { url, promised: {} };
  const { readStack } = await import("./stack/readStack.ts");
  return await readStack(stack ?? "", signal);
}

async function tokenOf(file: string | undefined): Promise<string | undefined> {
  const text = file === undefined ? undefined : await textOf("--token-file", file);
  try {
    return readToken(text, process.env["MCP_TOKEN"]);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`${file ?? "MCP_TOKEN"}: ${error.message}`);
    throw error;
  }
}

async function authoritiesOf(file: string): Promise<string> {
  const text = await textOf("--ca", file);
  if (!text.includes("-----BEGIN CERTIFICATE-----"))
    throw new UsageError(
      `${file}: holds no certificate in PEM, which begins with -----BEGIN CERTIFICATE-----.`,
    );
  return text;
}

async function baselineOf(file: string): Promise<Baseline> {
  try {
    return parseBaseline(await textOf("--baseline", file), file);
  } catch (error) {
    if (error instanceof BaselineError) throw new UsageError(error.message);
    throw error;
  }
}

async function textOf(option: string, file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new UsageError(`${option}: ${file} cannot be read (${code}).`);
  }
}

function wantedOf(
  { who, idle, call, callArguments, healthCheck, suspicious }: Options,
  promised: Promised,
): Wanted {
  return {
    ...(who === undefined ? {} : { who }),
    ...(idle === undefined ? {} : { idleSeconds: idle }),
    ...(call === undefined ? {} : { call }),
    ...(callArguments === undefined ? {} : { callArguments }),
    ...(healthCheck === undefined ? {} : { healthCheck }),
    ...(suspicious === undefined ? {} : { suspicious }),
    promised,
  };
}

async function askAws(hops: readonly Seen[], options: Options) {
  const [{ examineAws }, { awsContextOf }] = await Promise.all([
    import("./aws/examine.ts"),
    import("./awsContext.ts"),
  ]);
  return await examineAws(awsContextOf(hops, options));
}
