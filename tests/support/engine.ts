import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import engineGrpc from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engine from "@pulumi/pulumi/proto/engine_pb.js";
import resourceGrpc from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import resource from "@pulumi/pulumi/proto/resource_pb.js";
import google from "google-protobuf/google/protobuf/empty_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { parse } from "yaml";

/** What an engine saw of a program that was run as Pulumi's language host runs it. */
export interface Run {
  exitCode: number | null;
  /** The types of what was registered, in order. */
  registered: string[];
  /** What the program logged as an error, each with its line ends. */
  errors: string[];
  /** From the start of the process to the first of these errors. */
  firstErrorMilliseconds: number | undefined;
  /** From the start of the process to its end. */
  milliseconds: number;
}

/** What a program is run with. */
export interface Command {
  /** The folder of `Pulumi.yaml`, which names the program's file and what Node is started with. */
  folder: string;
  project: string;
  stack: string;
  config: Record<string, string>;
  /** Answers look-ups; what it throws, the program gets as a failed look-up. */
  lookUp: (token: string, inputs: object) => Record<string, unknown>;
  /** The program's file in that folder. @default the one that `Pulumi.yaml` names */
  main?: string;
  /**
   * What loads TypeScript: the project's own nodeargs, or ts-node, which Pulumi takes where a project says nothing.
   *
   * @default project
   */
  loader?: "project" | "ts-node";
}

/** What is read of `Pulumi.yaml`. */
interface Project {
  main: string;
  runtime: { options: { nodeargs: string } };
}

/**
 * Runs a program on the SDK's own run path (`@pulumi/pulumi/cmd/run`, with the entry point and the loader of Pulumi.yaml) against a small engine on loopback:
 * as far from mocks as one comes without Pulumi's command line.
 */
export async function run({
  folder,
  project,
  stack,
  config,
  lookUp,
  main,
  loader = "project",
}: Command): Promise<Run> {
  const { main: own, runtime } = parse(await readFile(join(folder, "Pulumi.yaml"), "utf8")) as Project;
  const registered: string[] = [];
  const errors: string[] = [];
  const server = new grpc.Server();
  server.addService(resourceGrpc.ResourceMonitorService, monitor(registered, lookUp));
  let firstError: number | undefined;
  server.addService(
    engineGrpc.EngineService,
    logger((text) => {
      firstError ??= performance.now();
      errors.push(text);
    }),
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
  const address = `127.0.0.1:${port}`;
  const begun = performance.now();
  const child = spawn(
    process.execPath,
    [
      ...(loader === "project" ? runtime.options.nodeargs.split(" ") : []),
      createRequire(import.meta.url).resolve("@pulumi/pulumi/cmd/run/index.js"),
      ...[
        `--monitor=${address}`,
        `--engine=${address}`,
        `--project=${project}`,
        `--stack=${stack}`,
        `--pwd=${folder}`,
      ],
      ...["--dry-run", "--parallel=16", main ?? own],
    ],
    {
      cwd: folder,
      stdio: "ignore",
      env: {
        ...process.env,
        PULUMI_CONFIG: JSON.stringify(config),
        PULUMI_NODEJS_TYPESCRIPT: String(loader === "ts-node"),
      },
    },
  );
  const exitCode = await new Promise<number | null>((resolve) => child.once("close", resolve));
  const milliseconds = performance.now() - begun;
  server.forceShutdown();
  const firstErrorMilliseconds = firstError === undefined ? undefined : firstError - begun;
  return { exitCode, registered, errors, firstErrorMilliseconds, milliseconds };
}

function monitor(registered: string[], lookUp: Command["lookUp"]): grpc.UntypedServiceImplementation {
  const nothing: grpc.handleUnaryCall<unknown, unknown> = (_, done) => {
    done(null, new google.Empty());
  };
  return {
    getDeploymentInfo: (_: unknown, done: grpc.sendUnaryData<unknown>) => {
      done(null, new resource.DeploymentInfo());
    },
    supportsFeature: (_: unknown, done: grpc.sendUnaryData<unknown>) => {
      const answer = new resource.SupportsFeatureResponse();
      answer.setHassupport(true);
      done(null, answer);
    },
    invoke: ({ request }: { request: resource.ResourceInvokeRequest }, done: grpc.sendUnaryData<unknown>) => {
      try {
        const answer = new resource.ResourceInvokeResponse();
        answer.setReturn(
          struct.Struct.fromJavaScript(
            lookUp(request.getTok(), request.getArgs()?.toJavaScript() ?? {}) as Fields,
          ),
        );
        done(null, answer);
      } catch (error) {
        done(error as Error);
      }
    },
    registerResource: (
      { request }: { request: resource.RegisterResourceRequest },
      done: grpc.sendUnaryData<unknown>,
    ) => {
      registered.push(request.getType());
      const answer = new resource.RegisterResourceResponse();
      answer.setUrn(`urn:pulumi:stack::project::${request.getType()}::${request.getName()}`);
      answer.setObject(request.getObject());
      done(null, answer);
    },
    registerResourceOutputs: nothing,
    registerPackage: (_: unknown, done: grpc.sendUnaryData<unknown>) => {
      done(null, new resource.RegisterPackageResponse());
    },
    signalAndWaitForShutdown: nothing,
    call: nothing,
    readResource: nothing,
    existsResource: nothing,
    registerStackTransform: nothing,
    registerStackInvokeTransform: nothing,
    registerResourceHook: nothing,
    registerErrorHook: nothing,
  };
}

type Fields = Record<string, struct.JavaScriptValue>;

function logger(onError: (text: string) => void): grpc.UntypedServiceImplementation {
  return {
    log: ({ request }: { request: engine.LogRequest }, done: grpc.sendUnaryData<unknown>) => {
      if (request.getSeverity() === engine.LogSeverity.ERROR) onError(request.getMessage());
      done(null, new google.Empty());
    },
    getRootResource: (_: unknown, done: grpc.sendUnaryData<unknown>) => {
      done(null, new engine.GetRootResourceResponse());
    },
    setRootResource: (_: unknown, done: grpc.sendUnaryData<unknown>) => {
      done(null, new engine.SetRootResourceResponse());
    },
    startDebugging: (_: unknown, done: grpc.sendUnaryData<unknown>) => {
      done(null, new google.Empty());
    },
    requirePulumiVersion: (_: unknown, done: grpc.sendUnaryData<unknown>) => {
      done(null, new engine.RequirePulumiVersionResponse());
    },
  };
}
