import * as pulumi from "@pulumi/pulumi";
import type {
  RegisterResourceOutputsRequest,
  RegisterResourceRequest,
  RegisterResourceResponse,
} from "@pulumi/pulumi/proto/resource_pb.js";
import type { MockMonitor, Mocks } from "@pulumi/pulumi/runtime/mocks.js";
import { idOf, stateOf } from "./made.ts";
import { applyTransforms } from "./transforms.ts";

type Fields = Record<string, unknown>;

/** What a program runs with, and how AWS is to answer it. */
export interface Stage {
  project: string;
  stack: string;
  /** The stack's configuration, `namespace:key` to text. @default none */
  config?: Record<string, string>;
  /** The keys of it that are encrypted. @default none */
  secretKeys?: string[];
  /** Whether the program is to believe that this is a preview, in which what is made has no id yet. @default false */
  preview?: boolean;
  /** The answer to a look-up such as `aws:lb/getListener:getListener`; what it throws, the program gets as a failed look-up. */
  lookUp: (token: string, inputs: Record<string, unknown>) => Record<string, unknown>;
  /**
   * What a resource has beside what AWS would give back of it: a remote component's outputs, or the `outputs` of the stack
   * that a stack reference names.
   *
   * @default nothing
   */
  outputsOf?: (type: string, name: string) => Record<string, unknown>;
}

/** A resource as the program registered it, after its transforms. */
export interface RecordedResource {
  type: string;
  name: string;
  urn: string;
  /** The parent's URN; the stack's own at the top. */
  parent: string;
  inputs: Record<string, unknown>;
  dependsOn: string[];
  protect: boolean;
  aliases: string[];
  ignoreChanges: string[];
  /** Absent where what replaces it is made first, as Pulumi does unless told otherwise. */
  deleteBeforeReplace?: true;
  /** What a component gave `registerOutputs`, one entry a call. */
  outputs: Record<string, unknown>[];
  /** The URN and id of an explicit provider. */
  provider?: string;
}

export interface RecordedLookUp {
  token: string;
  inputs: Record<string, unknown>;
  provider?: string;
}

export interface RecordedLog {
  severity: "info" | "warning" | "error";
  text: string;
}

/** What every organization is called where Pulumi keeps states without its service. */
const ORGANIZATION = "organization";

/** Everything that a program asked for. */
export interface Recording {
  /** In an order that does not change from run to run: by type and name. */
  resources: RecordedResource[];
  lookUps: RecordedLookUp[];
  logs: RecordedLog[];
  /** What the program exports, secrets unwrapped. */
  outputs: Record<string, unknown>;
}

/**
 * Runs a program on Pulumi's mock runtime, to its end, and records what it registers. Transforms run in the
 * engine's order: a resource's own first, then its parents' from the inside out, then the stack's. They may
 * change properties, `protect`, `ignoreChanges`, `retainOnDelete` and `aliases`; what else they change is passed
 * over.
 *
 * @param program Registers resources; what it returns (a module, or an object) are the stack's outputs.
 * @param recording Filled as the program runs: whoever passes one sees what was registered before a failure.
 * @throws whatever the program throws: at once, inside an `apply`, or in a transform.
 */
export async function record(
  program: () => unknown,
  stage: Stage,
  recording: Recording = blank(),
): Promise<Recording> {
  const trouble = new Trouble();
  const stopLogs = captureLogs(recording.logs);
  try {
    await pulumi.runtime.setMocks(
      mocks(stage, recording),
      stage.project,
      stage.stack,
      stage.preview ?? false,
      ORGANIZATION,
    );
    pulumi.runtime.setAllConfig(stage.config ?? {}, stage.secretKeys ?? []);
    applyTransforms(watchRegistrations(recording.resources));
    const run = pulumi.runtime.runInPulumiStack(async () => exported(await program()));
    recording.outputs = (await trouble.orElse(run)) ?? {};
    // What the program exports may be known before all that it makes is registered.
    await trouble.orElse(pulumi.runtime.disconnect());
  } finally {
    try {
      await trouble.over();
    } finally {
      stopLogs();
    }
  }
  recording.resources.sort((one, other) => compare(one.type, other.type) || compare(one.urn, other.urn));
  recording.lookUps.sort((one, other) => compare(JSON.stringify(one), JSON.stringify(other)));
  return recording;
}

/** What a program exports: the fields of a module, or of what it returns. */
function exported(returned: unknown): object {
  return typeof returned === "object" && returned !== null ? { ...returned } : {};
}

/** A recording of nothing. */
export function blank(): Recording {
  return { resources: [], lookUps: [], logs: [], outputs: {} };
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

/** Collects rejections that nobody waits for: a throw inside `apply` is one, and mocha passes over them in silence. */
class Trouble {
  readonly #reasons: unknown[] = [];
  readonly #first: Promise<never>;
  readonly #add: (reason: unknown) => void;

  constructor() {
    let reject: (reason: unknown) => void;
    this.#first = new Promise((_, fail) => (reject = fail));
    this.#first.catch(() => undefined);
    this.#add = (reason) => {
      this.#reasons.push(reason);
      reject(reason);
    };
    process.on("unhandledRejection", this.#add);
  }

  /** The result of the work, or the first trouble: outputs that depend on a failed one never resolve. */
  async orElse<T>(work: Promise<T>): Promise<T> {
    return await Promise.race([work, this.#first]);
  }

  /** Ends the watch when no more rejections come, since one failed output takes many others with it. */
  async over(): Promise<void> {
    let seen: number;
    do {
      seen = this.#reasons.length;
      await new Promise((resolve) => setTimeout(resolve, 0));
    } while (this.#reasons.length > seen);
    process.off("unhandledRejection", this.#add);
    if (this.#reasons.length > 0) throw this.#reasons[0];
  }
}

/** Without an engine the SDK prints what a program logs; this keeps it instead, until the returned function is called. */
function captureLogs(logs: RecordedLog[]): () => void {
  const { info, warn, error } = pulumi.log;
  const keep = (severity: RecordedLog["severity"]) => (text: string) => {
    logs.push({ severity, text });
    return Promise.resolve();
  };
  Object.assign(pulumi.log, { info: keep("info"), warn: keep("warning"), error: keep("error") });
  return () => Object.assign(pulumi.log, { info, warn, error });
}

function mocks(stage: Stage, { lookUps }: Recording): Mocks {
  return {
    newResource: ({ type, name, inputs }) => ({
      id: stage.preview ? undefined : idOf(name),
      state: {
        ...(stage.preview ? (inputs as Fields) : stateOf(type, name, inputs as Fields)),
        ...stage.outputsOf?.(type, name),
      },
    }),
    call: ({ token, inputs, provider }) => {
      lookUps.push({ token, inputs: inputs as Fields, ...(provider ? { provider } : {}) });
      return answered(() => stage.lookUp(token, inputs as Fields));
    },
  };
}

/** A look-up's answer; of what it throws, the SDK passes on only the details that gRPC gives an error. */
function answered(lookUp: () => Fields): Fields {
  try {
    return lookUp();
  } catch (error) {
    const details = error instanceof Error ? error.message : String(error);
    throw Object.assign(new Error(details), { details });
  }
}

/** Adds each registration to the list as the request shows it: mocks themselves see neither parents nor options. */
function watchRegistrations(resources: RecordedResource[]): MockMonitor {
  const monitor = pulumi.runtime.getMonitor() as unknown as MockMonitor;
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request: RegisterResourceRequest, done) =>
    register(request, (error, answer: RegisterResourceResponse | undefined) => {
      if (answer && request.getType() !== "pulumi:pulumi:Stack")
        resources.push(resourceOf(request, answer.getUrn()));
      done(error, answer);
    });
  const registerOutputs = monitor.registerResourceOutputs.bind(monitor);
  monitor.registerResourceOutputs = (request: RegisterResourceOutputsRequest, done) => {
    const resource = resources.find(({ urn }) => urn === request.getUrn());
    const outputs = request.getOutputs();
    resource?.outputs.push(outputs ? pulumi.runtime.deserializeProperties(outputs) : {});
    registerOutputs(request, done);
  };
  return monitor;
}

function resourceOf(request: RegisterResourceRequest, urn: string): RecordedResource {
  const provider = request.getProvider();
  const object = request.getObject();
  return {
    type: request.getType(),
    name: request.getName(),
    urn,
    parent: request.getParent(),
    inputs: object ? pulumi.runtime.deserializeProperties(object) : {},
    outputs: [],
    dependsOn: request.getDependenciesList(),
    protect: request.getProtect() ?? false,
    aliases: request.getAliasesList().map((alias) => alias.getUrn() || (alias.getSpec()?.getName() ?? "")),
    ignoreChanges: request.getIgnorechangesList(),
    ...(request.getDeletebeforereplace() ? { deleteBeforeReplace: true } : {}),
    ...(provider ? { provider } : {}),
  };
}
