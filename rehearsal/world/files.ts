import { join } from "node:path";
import type * as z from "zod";
import {
  listenersFromDescribe,
  preservesHostHeader,
  rulesFromDescribe,
} from "../../dataplane/readers/describe.ts";
import { restRoutesFromDescribe } from "../../dataplane/readers/apiDescribe.ts";
import { readText } from "../readText.ts";
import { ranges } from "../../components/limits.ts";
import { Refusal } from "../refusal.ts";
import {
  type GatewayWorld,
  account,
  certificates,
  domain,
  httpApi,
  items,
  resources,
  restApis,
  stages,
} from "./gateway.ts";
import { type World, attributes, listeners, loadBalancers, rules, tags, targetGroups } from "./world.ts";

/** The files of a world, by the command of `aws elbv2` whose output each holds. */
export const FILES = {
  loadBalancers: "load-balancers.json",
  attributes: "load-balancer-attributes.json",
  listeners: "listeners.json",
  rules: "rules.json",
  tags: "tags.json",
  targetGroups: "target-groups.json",
} as const;

/**
 * The files of an API, by the command of `aws apigateway`, `aws apigatewayv2` or `aws acm`. Any may be absent: which are
 * there depends on the stack.
 */
export const GATEWAY_FILES = {
  restApis: "rest-apis.json",
  resources: "api-resources.json",
  stages: "api-stages.json",
  account: "api-account.json",
  httpApi: "http-api.json",
  routes: "api-routes.json",
  integrations: "api-integrations.json",
  domain: "api-domain.json",
  certificates: "certificates.json",
} as const;

/**
 * Reads what the AWS CLI said, from the files of a folder.
 *
 * @throws Refusal with every problem at once: files that are missing (only the tags may be), are not JSON,
 *   are not complete, or hold something else.
 */
export async function readWorld(folder: string): Promise<World> {
  const problems: string[] = [];
  const read = async <T>(
    file: string,
    shape: z.ZodType<T>,
    check: (output: T) => unknown,
    absent?: T,
  ): Promise<T> => {
    try {
      return await readOutput(join(folder, file), shape, check, absent);
    } catch (error) {
      problems.push(`  ${file}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined as T;
    }
  };
  const nothing = () => undefined;
  const world: World = {
    assumed: false,
    loadBalancers: await read(FILES.loadBalancers, loadBalancers, nothing),
    attributes: await read(FILES.attributes, attributes, checkAttributes),
    listeners: await read(FILES.listeners, listeners, listenersFromDescribe),
    rules: await read(FILES.rules, rules, rulesFromDescribe),
    tags: await read(FILES.tags, tags, nothing, { TagDescriptions: [] }),
    targetGroups: await read(FILES.targetGroups, targetGroups, nothing),
  };
  const gateway = await readGateway(folder, read);
  if (problems.length === 0) return gateway ? { ...world, gateway } : world;
  throw new Refusal(
    `${folder} does not hold what the AWS CLI says of a listener:\n${problems.join("\n")}\n` +
      "Make its files with the commands that --world-commands prints.",
  );
}

/** The files that are there; which of them are needed, the program's look-ups show. */
async function readGateway(
  folder: string,
  read: <T>(file: string, shape: z.ZodType<T>, check: (output: T) => unknown) => Promise<T>,
): Promise<GatewayWorld | undefined> {
  const optional = async <T>(
    file: string,
    shape: z.ZodType<T>,
    check: (output: T) => unknown = () => undefined,
  ): Promise<T | undefined> => {
    // What cannot be read is a problem that `read` tells.
    const isThere = (await readText(join(folder, file)).catch(() => "")) !== undefined;
    return isThere ? await read(file, shape, check) : undefined;
  };
  const told = {
    restApis: await optional(GATEWAY_FILES.restApis, restApis),
    resources: await optional(GATEWAY_FILES.resources, resources, restRoutesFromDescribe),
    stages: await optional(GATEWAY_FILES.stages, stages),
    account: await optional(GATEWAY_FILES.account, account),
    httpApi: await optional(GATEWAY_FILES.httpApi, httpApi),
    routes: await optional(GATEWAY_FILES.routes, items),
    integrations: await optional(GATEWAY_FILES.integrations, items),
    domain: await optional(GATEWAY_FILES.domain, domain),
    certificates: await optional(GATEWAY_FILES.certificates, certificates),
  };
  const parts = Object.entries(told).filter(([, part]) => part !== undefined);
  return parts.length === 0 ? undefined : Object.fromEntries(parts);
}

/** @throws Error where an attribute that is read has no value that AWS would give it. */
function checkAttributes(output: World["attributes"]): void {
  preservesHostHeader(output);
  const idle = output.Attributes.find(({ Key }) => Key === "idle_timeout.timeout_seconds");
  const { from, to } = ranges.idleTimeout;
  if (!idle || (/^\d+$/.test(idle.Value) && from <= Number(idle.Value) && Number(idle.Value) <= to)) return;
  throw new Error(`has ${idle.Key} = ${JSON.stringify(idle.Value)}, which is not ${from} to ${to} seconds.`);
}

async function readOutput<T>(
  path: string,
  shape: z.ZodType<T>,
  check: (output: T) => unknown,
  absent?: T,
): Promise<T> {
  const text = await readText(path);
  if (text === undefined && absent !== undefined) return absent;
  if (text === undefined) throw new Error("is missing.");
  if (text.trim() === "") throw new Error("is empty: its command failed.");
  const result = shape.safeParse(merged(documents(text)));
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new Error(
      `is not the output of that command: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}.`,
    );
  }
  if (Object.keys(result.data as object).some((key) => ["NextMarker", "NextToken", "position"].includes(key)))
    throw new Error("is not complete: run its command without limits on paging.");
  check(result.data);
  return result.data;
}

/**
 * The command for tags takes 20 rules at a time, so that its output may be several documents, one after the
 * other.
 */
function documents(text: string): unknown[] {
  try {
    // Between braces a line can end without a comma only where one document ends and another begins.
    return JSON.parse(`[${text.replace(/\}\s*\n\s*\{/g, "},{")}]`) as unknown[];
  } catch (error) {
    throw new Error(`is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

/** One document with the lists of all. */
function merged(all: unknown[]): unknown {
  if (all.length === 1) return all[0];
  const lists = all.flatMap((document) => Object.entries(document as object) as [string, unknown][]);
  return Object.fromEntries(
    lists.map(([key]) => [key, lists.filter(([other]) => other === key).flatMap(([, list]) => list)]),
  );
}
