import * as pulumi from "@pulumi/pulumi";
import { distance } from "fastest-levenshtein";
// The package's earlier API, which is enough here: the present one loads error texts in some 60 languages, 51 of the 1,174 ms of each start
// (Node 24, median of 14).
import * as z from "zod/v3";
import type { ApiGatewayArgs } from "./components/apiGatewayArgs.ts";
import type { McpRouteArgs } from "./components/args.ts";
import { balancerName, regionOf } from "./components/loadBalancer.ts";
import type { TargetArgs } from "./components/targetArgs.ts";
import { type Problem, RouteError, counted, keyIn, listOf, shown } from "./components/problem.ts";
import { type Draft, problemsOf } from "./components/validation.ts";

/** What the stack's configuration says. */
export interface Settings {
  /** The component's name. */
  name: string;
  route: PlainRoute;
  /** How many tools the server lists: a promise that the rehearsal and the doctor keep watch over. */
  tools: number | undefined;
  /** The region that the stack's file names for the provider; absent where the environment decides. */
  region?: string;
}

/** The component's arguments, whose values are all known: a file holds no outputs. */
export type PlainRoute = McpRouteArgs & {
  listener: { arn?: string; loadBalancer?: string };
  target?: PlainTarget;
  targets?: Record<string, PlainTarget>;
  securityGroups?: { server: string; balancer: string };
  apiGateway?: PlainGateway;
};

/** An API Gateway whose values are all known. */
export type PlainGateway = ApiGatewayArgs & {
  origin: { vpcLink?: { id?: string; create?: { subnetIds: string[]; securityGroupIds: string[] } } };
  adopt?: { name?: string; id?: string };
  stage?: { accessLogs?: { accountRole?: string }; webAcl?: { arn?: string } };
  customDomain?: { name: string };
};

/** A target whose values are all known. */
export type PlainTarget = TargetArgs & {
  adopt?: { name?: string; arn?: string };
  create?: { vpcId?: string };
};

/** The component's name in every stack; what it makes is named after it, so it never changes. */
const NAME = "mcp";

const texts = z.array(z.string());
const threshold = z.strictObject({ minimumTargets: z.number(), minimumPercentage: z.number() }).partial();
const target = z
  .strictObject({
    adopt: z.strictObject({ name: z.string(), arn: z.string() }).partial(),
    create: z
      .strictObject({
        vpcId: z.string(),
        type: z.string(),
        deregistrationDelay: z.number(),
        slowStart: z.number(),
        algorithm: z.string(),
        stickiness: z
          .strictObject({ type: z.string(), duration: z.number(), cookieName: z.string() })
          .partial(),
        targetGroupHealth: z.strictObject({ dnsFailover: threshold, unhealthyRouting: threshold }).partial(),
      })
      .partial(),
    port: z.number(),
    protocol: z.string(),
    containerName: z.string(),
  })
  .partial();

/** The keys and shapes of the stack's configuration. What a value may be, the component's validator says. */
const shape = {
  url: z.string(),
  listener: z.strictObject({ arn: z.string(), loadBalancer: z.string(), port: z.number() }).partial(),
  priority: z.number(),
  hosts: texts,
  conditions: z
    .strictObject({
      hostRegexes: texts,
      pathRegexes: texts,
      headers: z.array(z.strictObject({ name: z.string(), values: texts, regexes: texts }).partial()),
      methods: texts,
      queryStrings: z.array(z.strictObject({ key: z.string(), value: z.string() }).partial()),
      sourceIps: texts,
    })
    .partial(),
  serverPath: z.string(),
  oauthMetadata: z.boolean(),
  target,
  targets: z.record(z.string(), target.extend({ weight: z.number().optional() })),
  forward: z.strictObject({ stickiness: z.number(), leaveToDeployments: z.boolean() }).partial(),
  healthCheck: z
    .strictObject({
      path: z.string(),
      matcher: z.string(),
      interval: z.number(),
      timeout: z.number(),
      healthyThreshold: z.number(),
      unhealthyThreshold: z.number(),
    })
    .partial(),
  longestSilence: z.number(),
  securityGroups: z.strictObject({ server: z.string(), balancer: z.string(), egress: z.boolean() }).partial(),
  apiGateway: z
    .strictObject({
      type: z.string(),
      origin: z
        .strictObject({
          url: z.string(),
          vpcLink: z
            .strictObject({
              id: z.string(),
              create: z.strictObject({ subnetIds: texts, securityGroupIds: texts }).partial(),
              serverName: z.string(),
            })
            .partial(),
        })
        .partial(),
      streaming: z.boolean(),
      adopt: z
        .strictObject({
          name: z.string(),
          id: z.string(),
          parentPath: z.string(),
          metadataParentPath: z.string(),
          stage: z.string(),
          autoDeploy: z.boolean(),
        })
        .partial(),
      endpointType: z.string(),
      timeout: z.number(),
      stage: z
        .strictObject({
          name: z.string(),
          throttling: z.strictObject({ rateLimit: z.number(), burstLimit: z.number() }).partial(),
          accessLogs: z.strictObject({ retention: z.number(), accountRole: z.string() }).partial(),
          webAcl: z.strictObject({ arn: z.string(), name: z.string() }).partial(),
        })
        .partial(),
      customDomain: z.strictObject({ name: z.string(), basePath: z.string(), mapped: z.boolean() }).partial(),
    })
    .partial(),
  tags: z.record(z.string(), z.string()),
  tools: z.number(),
};
type Key = keyof typeof shape;
const KEYS = Object.keys(shape) as Key[];

/** The SDK exports it and leaves it out of its declarations. */
const { isConfigSecret } = pulumi.runtime as typeof pulumi.runtime & {
  isConfigSecret: (key: string) => boolean;
};

/** What one key holds, and what is wrong with its shape. */
interface Reading {
  value?: unknown;
  problems: Problem[];
}

/**
 * Reads and checks the stack's configuration.
 *
 * @throws RouteError with every problem at once: unknown and misspelt keys, wrong shapes, values out of their
 *   limits or at odds.
 */
export function loadSettings(): Settings {
  const project = pulumi.getProject();
  const set = pulumi.runtime.allConfig();
  const readings = KEYS.flatMap((key): [Key, Reading][] => {
    const text = set[`${project}:${key}`];
    return text === undefined ? [] : [[key, reading(key, text, isConfigSecret(`${project}:${key}`))]];
  });
  const draft = Object.fromEntries(readings.map(([key, { value }]) => [key, value])) as Draft & {
    tools?: unknown;
  };
  const ofShape = readings.flatMap(([, { problems }]) => problems);
  const ofLimits = [...problemsOf(draft), ...toolsProblems(draft.tools)];
  const ofKeys = [
    ...ofShape,
    ...unknownKeys(set, project),
    // What has a wrong shape is told once.
    ...ofLimits.filter(({ path }) => !ofShape.some((other) => isUnder(path, other.path))),
  ].map((problem) => ({ ...problem, path: `${project}:${problem.path}` }));
  const problems = [...misspeltNamespaces(set, project), ...regionProblems(set, project, draft), ...ofKeys];
  if (problems.length > 0) throw refusal(problems);
  const { tools, ...route } = draft as PlainRoute & { tools?: number };
  const region = set["aws:region"];
  return { name: NAME, route, tools, ...(region === undefined ? {} : { region }) };
}

function reading(key: Key, text: string, isSecret: boolean): Reading {
  if (isSecret) return { problems: [secretProblem(key)] };
  const schema: z.ZodType = shape[key];
  const parsed = schema instanceof z.ZodString ? text : parsedJson(text);
  const result = schema.safeParse(parsed);
  if (result.success) return { value: result.data, problems: [] };
  const problems = result.error.issues.flatMap((issue) => shapeProblems(key, schema, parsed, issue));
  return { value: parsed, problems };
}

/** What Pulumi keeps as JSON; a text that is none stays what it is, for its shape to be refused. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function secretProblem(key: Key): Problem {
  return {
    path: key,
    what: "is encrypted, but nothing in a route is a secret: its values stand in AWS and in the stack's outputs in clear text.",
    remedy: "Set it without --secret; a token or a key has no place here.",
  };
}

function shapeProblems(key: Key, schema: z.ZodType, parsed: unknown, issue: z.ZodIssue): Problem[] {
  const path = pathOf(key, issue.path);
  if (issue.code === "unrecognized_keys") {
    const known = keysAt(schema, issue.path);
    return issue.keys.map((unknown) => ({
      path: keyIn(path, unknown),
      what: "is not a key that this program knows.",
      remedy: advice(unknown, known),
    }));
  }
  const value = issue.path.reduce<unknown>(
    (part, step) => (part as Record<PropertyKey, unknown>)[step],
    parsed,
  );
  const wanted =
    issue.code === "invalid_type" ? (WORDS[issue.expected] ?? issue.expected) : "a value of another shape";
  const isBare = wanted === WORDS["string"] && (typeof value === "number" || typeof value === "boolean");
  const remedy = isBare
    ? `Write it between quotation marks: "${value}".`
    : `Give ${wanted}; docs/configuration.md shows each key.`;
  return [{ path, what: `${shown(value)} is not ${wanted}.`, remedy }];
}

/** What zod expects, in the words of somebody who writes YAML. */
const WORDS: Partial<Record<string, string>> = {
  string: "a text",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  object: "a map of keys to values",
};

/** The keys that an object of this schema may have at a path. */
function keysAt(schema: z.ZodType, path: PropertyKey[]): string[] {
  if (schema instanceof z.ZodOptional) return keysAt(schema.unwrap() as z.ZodType, path);
  const [step, ...rest] = path;
  if (step === undefined) return schema instanceof z.ZodObject ? Object.keys(schema.shape as object) : [];
  if (schema instanceof z.ZodArray) return keysAt(schema.element as z.ZodType, rest);
  if (schema instanceof z.ZodRecord) return keysAt(schema.valueSchema as z.ZodType, rest);
  if (!(schema instanceof z.ZodObject)) return [];
  const part = (schema.shape as Record<PropertyKey, z.ZodType | undefined>)[step];
  return part ? keysAt(part, rest) : [];
}

function unknownKeys(set: Record<string, string>, project: string): Problem[] {
  const keys = Object.keys(set).filter((key) => key.startsWith(`${project}:`));
  const unknown = keys
    .map((key) => key.slice(project.length + 1))
    .filter((key) => !Object.hasOwn(shape, key));
  return unknown.map((key) => ({
    path: key,
    what: "is not a key that this program knows.",
    remedy: advice(key, KEYS),
  }));
}

/** Keys of another namespace are other programs' own, unless it is this project's name with a slip in it. */
function misspeltNamespaces(set: Record<string, string>, project: string): Problem[] {
  const wrong = Object.keys(set).filter((key) => {
    const [namespace = ""] = key.split(":", 1);
    return namespace !== project && !OTHERS.includes(namespace) && isMisspelt(namespace, project);
  });
  return wrong.map((path) => ({
    path,
    what: `has a namespace that is not this project's name, ${project}.`,
    remedy: `Write ${project}:${path.slice(path.indexOf(":") + 1)}.`,
  }));
}

/** The namespaces of the provider and of Pulumi, which a short project name may resemble. */
const OTHERS = ["aws", "pulumi"];

function advice(unknown: string, known: string[]): string {
  const [nearest = ""] = known.toSorted((one, other) => slips(unknown, one) - slips(unknown, other));
  const list = `The keys are ${known.join(", ")}.`;
  return isMisspelt(unknown, nearest) ? `Did you mean ${nearest}? ${list}` : `Leave it out. ${list}`;
}

/** Whether a text is another with a few slips in it: up to three, and fewer in a short one. */
function isMisspelt(text: string, right: string): boolean {
  return slips(text, right) <= Math.min(3, Math.floor(right.length / 2));
}

/** How many slips part two texts; letters in another order are one. */
function slips(text: string, right: string): number {
  const [one, other] = [text.toLowerCase(), right.toLowerCase()];
  const isShuffled = one !== other && Array.from(one).sort().join("") === Array.from(other).sort().join("");
  return isShuffled ? 1 : distance(one, other);
}

/** The provider looks only into its own region, and so never finds a balancer of another. */
function regionProblems(set: Record<string, string>, project: string, { listener }: Draft): Problem[] {
  const region = set["aws:region"];
  const given = [listener?.arn, listener?.loadBalancer].find((value) => typeof value === "string") ?? "";
  const needed = balancerName(given)?.region ?? (given.startsWith("arn:") ? regionOf(given) : "");
  if (region === undefined || needed === "" || region === needed) return [];
  return [
    {
      path: "aws:region",
      what: `${shown(region)} is not ${shown(needed)}, the region of ${project}:listener.`,
      remedy: `Set aws:region to ${needed}, or name a balancer in ${region}.`,
    },
  ];
}

function toolsProblems(tools: unknown): Problem[] {
  if (tools === undefined || (Number.isInteger(tools) && Number(tools) >= 1)) return [];
  return [
    {
      path: "tools",
      what: `${shown(tools)} is not a whole number from 1 up.`,
      remedy: "Give the number of tools that the server lists, or leave it out.",
    },
  ];
}

function pathOf(key: Key, steps: PropertyKey[]): string {
  return steps.reduce<string>(
    (path, step) => (typeof step === "number" ? `${path}[${step}]` : keyIn(path, String(step))),
    key,
  );
}

function isUnder(path: string, other: string): boolean {
  return path === other || path.startsWith(`${other}.`) || path.startsWith(`${other}[`);
}

function refusal(problems: Problem[]): RouteError {
  const stack = pulumi.getStack();
  return new RouteError(
    `Stack ${stack}: ${counted(problems.length, "problem")} in its configuration, Pulumi.${stack}.yaml; nothing was registered.\n${listOf(problems)}`,
  );
}
