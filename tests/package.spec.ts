import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect } from "chai";
import { startServer } from "./doctor/hops/loopback.ts";
import { FOLDER } from "./golden/golden.ts";

const { resolve } = createRequire(import.meta.url);

/** The packages that a user's project has of its own; the repository's stand in for them, so that no registry is asked. */
const OWN = ["@pulumi/aws", "@pulumi/pulumi", "@types/node"];

/** What Pulumi programs are compiled with; the compiler looks into every declaration unless it is told to skip them. */
const SETTINGS = {
  "an ES module with exact optional properties, every declaration checked": {
    module: "nodenext",
    exactOptionalPropertyTypes: true,
    file: "program.mts",
  },
  "a CommonJS program as of Pulumi's template, every declaration checked": {
    module: "nodenext",
    file: "program.cts",
  },
  "a CommonJS program as of Pulumi's older template": {
    module: "commonjs",
    moduleResolution: "node10",
    ignoreDeprecations: "6.0",
    skipLibCheck: true,
    file: "program.cts",
  },
};

/** What the program makes of a route behind an API Gateway, by type: some of each part of the provider that is loaded late. */
const BEHIND = [
  "aws:apigateway/basePathMapping:BasePathMapping",
  "aws:apigateway/deployment:Deployment",
  "aws:apigateway/integration:Integration",
  "aws:apigateway/method:Method",
  "aws:apigateway/resource:Resource",
  "aws:apigateway/restApi:RestApi",
  "aws:apigateway/stage:Stage",
  "aws:apigatewayv2/vpcLink:VpcLink",
  "aws:cloudwatch/logGroup:LogGroup",
  "aws:lb/listenerRule:ListenerRule",
  "aws:lb/targetGroup:TargetGroup",
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  "aws:wafv2/webAclAssociation:WebAclAssociation",
  "mcp-route:index:McpRoute",
];

/** What a project made with the package that was packed and installed. */
interface Installed {
  /** The project's folder. */
  project: string;
  /** What npm put into `node_modules`. */
  packages: string[];
  /** The package's files. */
  files: string[];
  /** What the compiler complained of, by the settings' names. */
  complaints: Record<string, string>;
}

async function npm(folder: string, ...args: string[]): Promise<string> {
  return (await promisify(execFile)("npm", args, { cwd: folder })).stdout;
}

/** The command that the package brings. */
const COMMAND = "node_modules/.bin/mcp-route-doctor";

/** Packs the repository and installs the tarball in a new project, which compiles its program with each of the settings. */
async function installed(project: string): Promise<Installed> {
  await npm(FOLDER, "pack", "--pack-destination", project);
  // The one dependency would come from a registry as well.
  await npm(FOLDER, "pack", "--ignore-scripts", "--pack-destination", project, "./node_modules/commander");
  const tarballs = (await readdir(project)).map((name) => `./${name}`);
  await writeFile(join(project, "package.json"), "{}");
  // The peers would come from a registry: see OWN.
  await npm(project, "install", "--offline", "--legacy-peer-deps", "--no-audit", "--no-fund", ...tarballs);
  const modules = join(project, "node_modules");
  const packages = (await readdir(modules)).filter((name) => !name.startsWith("."));
  for (const name of OWN) {
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(join(FOLDER, "node_modules", name), join(modules, name), "dir");
  }
  const complaints = Object.entries(SETTINGS).map(
    async ([name, settings], index) =>
      [name, await compiled(project, `tsconfig.${index}.json`, settings)] as const,
  );
  return {
    project,
    packages,
    files: await filesIn(join(modules, "mcp-route")),
    complaints: Object.fromEntries(await Promise.all(complaints)),
  };
}

/** Compiles the program and checks all declarations that it reads; what the compiler complains of. */
async function compiled(
  project: string,
  tsconfig: string,
  { file, ...settings }: { file: string; [option: string]: unknown },
): Promise<string> {
  const options = { target: "es2022", lib: ["es2022"], types: ["node"], strict: true };
  await copyFile(fileURLToPath(new URL("package/program.ts", import.meta.url)), join(project, file));
  await writeFile(
    join(project, tsconfig),
    JSON.stringify({ compilerOptions: { ...options, ...settings }, files: [file] }),
  );
  const command = [resolve("typescript/bin/tsc"), "--project", tsconfig];
  return await new Promise((done) => {
    execFile(process.execPath, command, { cwd: project }, (_, output) => {
      done(output);
    });
  });
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1));
}

describe("The range of providers that the package takes", () => {
  // Older SDKs know neither `responseTransferMode` nor `integrationTarget`, and drop both without a word: streams would
  // be held back, and VPC links would lead nowhere.
  it("begins at 7.14.0 or later: older ones drop what streams and links to a balancer need", async () => {
    const { peerDependencies } = JSON.parse(await readFile(join(FOLDER, "package.json"), "utf8")) as {
      peerDependencies: Record<string, string>;
    };
    const begin = /^\^7\.(\d+)\.\d+$/.exec(peerDependencies["@pulumi/aws"] ?? "");
    expect(Number(begin?.[1]), peerDependencies["@pulumi/aws"]).to.be.at.least(14);
  });
});

describe("The package, packed and installed in a new project", function () {
  this.timeout(180_000);

  let project: string;
  let made: Installed;
  before(async () => {
    project = await mkdtemp(join(tmpdir(), "mcp-route-package-"));
    made = await installed(project);
  });
  after(async () => {
    await rm(project, { recursive: true });
  });

  const contents = (file: string) => readFile(join(project, "node_modules/mcp-route", file), "utf8");

  it("brings what its command line is read with, and no other package", async () => {
    const { dependencies } = JSON.parse(await contents("package.json")) as { dependencies: object };
    expect(Object.keys(dependencies)).to.deep.equal(["commander"]);
    expect(made.packages).to.deep.equal(["commander", "mcp-route"]);
  });

  it("has a command that examines a route, with nothing else installed", async () => {
    const server = await startServer();
    try {
      const { stdout } = await promisify(execFile)(join(project, COMMAND), [server.url.href, "--json"]);
      expect(JSON.parse(stdout)).to.include({ url: server.url.href, verdict: "works" });
    } finally {
      await server.stop();
    }
  });

  it("has a command that says what it can find, and what its policy for AWS is", async () => {
    for (const option of ["--capabilities", "--iam-policy"]) {
      const { stdout } = await promisify(execFile)(join(project, COMMAND), [option]);
      expect(JSON.parse(stdout)).to.be.an("object");
    }
  });

  it("leaves the SDK and the provider to the project, so that there is one of each", async () => {
    const { peerDependencies } = JSON.parse(await contents("package.json")) as { peerDependencies: object };
    expect(Object.keys(peerDependencies)).to.deep.equal(["@pulumi/aws", "@pulumi/pulumi"]);
  });

  it("holds the component and the doctor, built and as its sources are, its documents, and nothing else of the repository", () => {
    const built = /^dist\/(components|dataplane|doctor)\/[\w/]+\.(js|d\.ts)(\.map)?$/;
    const source = /^(components|dataplane|doctor)\/[\w/]+\.ts$/;
    const document = /^docs\/[\w/.-]+\.(md|json)$/;
    const others = made.files.filter((file) => ![built, source, document].some((form) => form.test(file)));
    expect(others.sort()).to.deep.equal(["README.md", "package.json"]);
  });

  it("has a map of each built file, and in the package each source that a map points at", async () => {
    const built = made.files.filter((file) => /^dist\/.*(\.js|\.d\.ts)$/.test(file));
    expect(built).to.include("dist/components/mcpRoute.js").and.to.include("dist/components/mcpRoute.d.ts");
    for (const file of built) {
      expect((await contents(file)).split("\n").at(-1)).to.match(/^\/\/# sourceMappingURL=/);
      const { sources } = JSON.parse(await contents(`${file}.map`)) as { sources: string[] };
      expect(sources).to.have.length(1);
      expect(made.files).to.include(normalize(join(dirname(file), sources[0]!)));
    }
  });

  it("lets tools read its package.json", () => {
    expect(createRequire(join(project, "program.mjs")).resolve("mcp-route/package.json")).to.include(project);
  });

  for (const name of Object.keys(SETTINGS))
    it(`has types that pass in ${name}`, () => {
      expect(made.complaints[name]).to.equal("");
    });

  for (const [kind, file] of [
    ["an ES module", "program.mjs"],
    ["a CommonJS program", "program.cjs"],
  ] as const)
    it(`deploys its component in ${kind}, also behind an API Gateway, and refuses what is wrong with its own error`, async () => {
      const { stdout } = await promisify(execFile)(process.execPath, [join(project, file)]);
      const arn = (rest: string) => `arn:aws:elasticloadbalancing:us-east-1:123456789012:${rest}`;
      const listener = { arn: arn("listener/app/sales/50dc6c495c0c9188/f2f7dc8efc522ab2") };
      expect(JSON.parse(stdout)).to.deep.equal({
        registered: [
          {
            type: "mcp-route:index:McpRoute",
            name: "mcp",
            inputs: {
              url: "https://demo.quiltdata.com/mcp",
              listener,
              priority: 10,
              target: { create: {}, port: 8000 },
            },
          },
          {
            type: "aws:lb/targetGroup:TargetGroup",
            name: "mcp-tg",
            inputs: {
              port: 8000,
              protocol: "HTTP",
              protocolVersion: "HTTP1",
              targetType: "ip",
              deregistrationDelay: 300,
              vpcId: "vpc-0a1b2c3d",
              healthCheck: {
                protocol: "HTTP",
                port: "traffic-port",
                path: "/healthz",
                matcher: "200",
                interval: 30,
                timeout: 5,
                healthyThreshold: 2,
                unhealthyThreshold: 3,
              },
            },
          },
          {
            type: "aws:lb/listenerRule:ListenerRule",
            name: "mcp-rule",
            inputs: {
              listenerArn: listener.arn,
              priority: 10,
              conditions: [
                {
                  pathPattern: { values: ["/mcp", "/mcp/*", "/.well-known/oauth-protected-resource/mcp"] },
                },
              ],
              actions: [{ type: "forward", targetGroupArn: "arn of mcp-tg" }],
            },
          },
          { ruleArn: "arn of mcp-rule" },
        ],
        behind: BEHIND,
        endpoint: "https://demo.quiltdata.com/mcp",
        refused: true,
      });
    });
});
