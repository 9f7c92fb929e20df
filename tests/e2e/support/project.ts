import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { FOLDER } from "../../golden/golden.ts";
import { type Outcome, type Shell, run, runAndKill } from "./command.ts";
import { LISTENER_PORT } from "./company.ts";

/** What is the program's: what a clone holds but for tests and documents. */
const SOURCES = [
  "Pulumi.yaml",
  "Pulumi.prod.yaml",
  "components",
  "config.ts",
  "promises.ts",
  "dataplane",
  "index.ts",
  "load-typescript.js",
  "package.json",
  "rehearsal",
  "tsconfig.json",
];

/** The services of AWS that the program uses, as the provider names them. */
const SERVICES = ["apigateway", "apigatewayv2", "ec2", "elbv2", "logs", "sts", "wafv2"];

/**
 * All that differs from production's own file: what an emulator decides. It has no certificates, and so an HTTP
 * listener.
 */
function overrides(api: string, dnsName: string): Record<string, unknown> {
  return {
    "aws:accessKey": "test",
    "aws:secretKey": "test",
    "aws:skipCredentialsValidation": true,
    "aws:skipMetadataApiCheck": true,
    "aws:skipRequestingAccountId": true,
    "aws:endpoints": [Object.fromEntries(SERVICES.map((service) => [service, api]))],
    "mcp-route:listener": { loadBalancer: dnsName, port: LISTENER_PORT },
  };
}

/** A resource in the state. */
export interface StateResource {
  urn: string;
  type: string;
  id: string;
  /** False for a component. */
  custom: boolean;
  inputs: Record<string, unknown>;
}

/** What a preview is to do to a resource. */
export interface Step {
  op: string;
  /** `aws:lb/listenerRule:ListenerRule mcp-rule` */
  resource: string;
  /** The properties that differ. */
  diff: string[];
}

/** A user's checkout of the program, with the stack `prod` and a Pulumi state of its own. */
export class Project {
  readonly shell: Shell;
  /** The stack's file as `stack init` left it. */
  readonly #atFirst: string;

  constructor(shell: Shell, atFirst: string) {
    this.shell = shell;
    this.#atFirst = atFirst;
  }

  /** Runs `pulumi` with these words, as a user types them. */
  pulumi(...words: string[]): Promise<Outcome> {
    return pulumi(this.shell, words);
  }

  /** Runs it, and throws with its outputs where it fails. */
  must(...words: string[]): Promise<string> {
    return must(this.shell, words);
  }

  /** Runs it and kills it, with its plugins, as soon as something has happened. */
  killed(happened: Promise<void>, ...words: string[]): Promise<void> {
    return runAndKill(this.shell, "pulumi", [...words, "--non-interactive"], happened);
  }

  /** Brings the stack up without a preview. */
  up(): Promise<string> {
    return this.must("up", "--yes", "--skip-preview");
  }

  /** The steps of a preview but for those that change nothing. */
  async previewed(): Promise<Step[]> {
    const output = await this.must("preview", "--json");
    const { steps } = JSON.parse(output.slice(output.indexOf("{"), output.lastIndexOf("}") + 1)) as {
      steps: { op: string; urn: string; diffReasons?: string[] | null }[];
    };
    return steps
      .filter(({ op }) => op !== "same")
      .map(({ op, urn, diffReasons }) => {
        const [, , types = "", name = ""] = urn.split("::");
        return { op, resource: `${types.split("$").at(-1) ?? ""} ${name}`, diff: diffReasons ?? [] };
      });
  }

  /** An output of the stack. */
  async output(name: string): Promise<unknown> {
    return JSON.parse(await this.must("stack", "output", name, "--json"));
  }

  /** What Pulumi knows of. */
  async state(): Promise<StateResource[]> {
    return (await this.#deployment()).resources ?? [];
  }

  /** How many operations it has begun and does not know the end of. */
  async pending(): Promise<number> {
    return (await this.#deployment()).pending_operations?.length ?? 0;
  }

  async #deployment(): Promise<{ resources?: StateResource[]; pending_operations?: unknown[] }> {
    const exported = JSON.parse(await this.must("stack", "export")) as {
      deployment: { resources?: StateResource[]; pending_operations?: unknown[] };
    };
    return exported.deployment;
  }

  /** Changes values of the stack's file; one that is undefined is taken out. */
  async configure(values: Record<string, unknown>): Promise<void> {
    await configure(this.shell.cwd, values);
  }

  /** Takes all changes of values back. */
  async restore(): Promise<void> {
    await this.write(STACK_FILE, this.#atFirst);
  }

  /** Writes a file of the program anew. */
  async write(file: string, content: string): Promise<void> {
    await writeFile(join(this.shell.cwd, file), content);
  }

  /** Reads a file of the program. */
  async read(file: string): Promise<string> {
    return await readFile(join(this.shell.cwd, file), "utf8");
  }

  async remove(): Promise<void> {
    await rm(this.shell.cwd, { recursive: true });
  }
}

/** Copies the program into a folder of its own, since `stack init` writes into the stack's file. */
export async function checkOut(api: string, dnsName: string): Promise<Project> {
  const cwd = await mkdtemp(join(tmpdir(), "mcp-route-e2e-"));
  await mkdir(join(cwd, "state"));
  for (const source of SOURCES) await cp(join(FOLDER, source), join(cwd, source), { recursive: true });
  await symlink(join(FOLDER, "node_modules"), join(cwd, "node_modules"));
  const env = {
    ...withoutSettings(process.env),
    PULUMI_HOME: join(cwd, "home"),
    PULUMI_BACKEND_URL: `file://${join(cwd, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: "test",
  };
  await configure(cwd, overrides(api, dnsName));
  await must({ cwd, env }, ["stack", "init", "prod"]);
  return new Project({ cwd, env }, await readFile(join(cwd, STACK_FILE), "utf8"));
}

const STACK_FILE = "Pulumi.prod.yaml";

function pulumi(shell: Shell, words: string[]): Promise<Outcome> {
  return run(shell, "pulumi", [...words, "--non-interactive"]);
}

async function must(shell: Shell, words: string[]): Promise<string> {
  const { exitCode, output } = await pulumi(shell, words);
  if (exitCode !== 0) throw new Error(`pulumi ${words.join(" ")}: exit ${String(exitCode)}\n${output}`);
  return output;
}

async function configure(folder: string, values: Record<string, unknown>): Promise<void> {
  const file = join(folder, STACK_FILE);
  const stack = parse(await readFile(file, "utf8")) as { config: Record<string, unknown> };
  await writeFile(file, stringify({ ...stack, config: { ...stack.config, ...values } }));
}

/** The stack's file alone says where AWS is. */
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(?:AWS_|PULUMI_(?:HOME|BACKEND|CONFIG))/.test(name)),
  );
}
