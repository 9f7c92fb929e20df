import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { FOLDER } from "../golden/golden.ts";

/** The calls of AWS's API that each of Pulumi's commands made, each once, as a policy names them. */
export type Calls = Partial<Record<string, string[]>>;

/** Where they are written down. */
export const CALLS_FILE = join(FOLDER, "tests/operations/calls.json");

/** Where those of stacks with an API Gateway are written down. */
export const GATEWAY_CALLS_FILE = join(FOLDER, "tests/operations/gatewayCalls.json");

const oneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const policyShape = z.strictObject({
  Version: z.literal("2012-10-17"),
  Statement: z.array(
    z.strictObject({ Sid: z.string(), Effect: z.literal("Allow"), Action: oneOrMore, Resource: oneOrMore }),
  ),
});

/** A policy, as far as this repository's are written. */
export type Policy = z.infer<typeof policyShape>;

/** AWS answers these to everybody: no policy allows or denies them. */
const FREE = ["sts:GetCallerIdentity"];

/** Which of Pulumi's commands run with which policy. */
export const COMMANDS = { preview: ["preview", "import"], up: ["up", "refresh", "destroy"] };

/** The policies of docs/. */
export async function readPolicies(): Promise<{ preview: Policy; up: Policy }> {
  const read = async (name: string) => policyShape.parse(await json(join(FOLDER, `docs/iam/${name}.json`)));
  return { preview: await read("preview"), up: await read("up") };
}

/** The policies of docs/ that a stack with an API Gateway needs besides. */
export async function readGatewayPolicies(): Promise<{ preview: Policy; up: Policy }> {
  const read = async (name: string) =>
    policyShape.parse(await json(join(FOLDER, `docs/iam/${name}-gateway.json`)));
  return { preview: await read("preview"), up: await read("up") };
}

/** Whether a policy allows a call of gatewayCalls.json: of API Gateway, on its path as well. */
export function allows({ Statement }: Policy, call: string): boolean {
  const [action = "", path] = call.split(" ");
  return Statement.some(
    ({ Action, Resource }) =>
      Action.includes(action) &&
      (path === undefined || Resource.some((resource) => covers(resource, `arn:aws:apigateway:*::${path}`))),
  );
}

/** Paths of the second version of the API stand in ARNs without it. */
function covers(resource: string, arn: string): boolean {
  const pattern = resource
    .split("*")
    .map((part) => part.replace(/[.$+]/g, "\\$&"))
    .join(".*");
  return new RegExp(`^${pattern}$`).test(arn.replace("::/v2/", "::/"));
}

/** What calls.json has. */
export async function readCalls(): Promise<Calls> {
  return z.record(z.string(), z.array(z.string())).parse(await json(CALLS_FILE));
}

/** What gatewayCalls.json has: an action, and of API Gateway's the path. */
export async function readGatewayCalls(): Promise<string[]> {
  return z.array(z.string()).parse(await json(GATEWAY_CALLS_FILE));
}

/** What a policy allows. */
export function allowed({ Statement }: Policy): string[] {
  return Statement.flatMap(({ Action }) => Action).sort();
}

/** The calls of some commands that a policy decides on, each once. */
export function decided(calls: Calls, commands: string[]): string[] {
  const all = commands.flatMap((command) => calls[command] ?? []);
  return [...new Set(all)].filter((call) => !FREE.includes(call)).sort();
}

async function json(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, "utf8")) as unknown;
}
