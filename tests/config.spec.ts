import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import * as fc from "fast-check";
import { parse } from "yaml";
import { RouteError } from "../components/index.ts";
import { healthCheckOf } from "../components/healthCheck.ts";
import { type Settings, loadSettings } from "../config.ts";
import { readStackFile } from "../rehearsal/program/stackFile.ts";
import { company } from "./support/company.ts";
import { deploy, failed } from "./support/deploy.ts";

const FOLDER = fileURLToPath(new URL("../", import.meta.url));

/** The least that a stack says. */
const LEAST = {
  url: "https://demo.quiltdata.com/mcp",
  listener: { loadBalancer: company.dnsName },
  priority: 10,
  target: { adopt: { name: "sales-prod-mcp-server" }, port: 8000 },
};

/** The least that a stack says of an API Gateway. */
const GATEWAY = { origin: { url: "https://origin.quiltdata.com" } };

/** What Pulumi hands to a program: texts as they are, all else as JSON. */
function configOf(values: Record<string, unknown>, project = "mcp-route"): Record<string, string> {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([key, value]) => [
      key.includes(":") ? key : `${project}:${key}`,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}

async function settingsOf(values: object, stage: Parameters<typeof deploy>[1] = {}): Promise<Settings> {
  let settings: Settings | undefined;
  await deploy(
    () => {
      settings = loadSettings();
    },
    { config: configOf({ ...LEAST, ...values }, stage.project), ...stage },
  );
  if (!settings) throw new Error("nothing was loaded");
  return settings;
}

/** The text of the error that these values end with, on the stack `test`. */
async function errorOf(values: object, stage: Parameters<typeof deploy>[1] = {}): Promise<string> {
  const { error, registered } = await failed(
    () => {
      loadSettings();
    },
    { config: configOf({ ...LEAST, ...values }, stage.project), ...stage },
  );
  expect(error).to.be.instanceOf(RouteError);
  expect(registered).to.deep.equal([]);
  return error.message;
}

/** The only problem of these values. */
async function problemOf(values: object, stage: Parameters<typeof deploy>[1] = {}): Promise<string> {
  const [head, ...lines] = (await errorOf(values, stage)).split("\n");
  expect(head).to.equal(
    "Stack test: 1 problem in its configuration, Pulumi.test.yaml; nothing was registered.",
  );
  return lines.map((line) => line.trim()).join(" ");
}

/** The keys of the problems, in the order told. */
async function keysOf(values: object): Promise<string[]> {
  return [...(await errorOf(values)).matchAll(/^ {2}(\S+): /gm)].map(([, key]) => key!);
}

/** Values with several targets in place of the one. */
function several(targets: unknown): object {
  return { target: undefined, targets };
}

const blue = { adopt: { name: "mcp-blue" }, port: 8000, weight: 90 };
const green = { create: {}, port: 8000, weight: 10 };

const ALL =
  "The keys are url, listener, priority, hosts, conditions, serverPath, oauthMetadata, target, targets, forward, " +
  "healthCheck, longestSilence, securityGroups, apiGateway, tags, tools.";
const KEYS = ALL.replace(/^The keys are |\.$/g, "").split(", ");

/** A key that no part has, by which the program is brought to name those that it knows. */
const BOGUS = "zzzzzzzzzz";

/**
 * Every key that the program reads, parts with their own keys left out: `[]` is the members of a list, `<name>` those
 * of a map with any names.
 */
async function keysRead(at: string[] = []): Promise<string[]> {
  const known = await keysBelow(at);
  if (known.length === 0) return [at.join(".").replaceAll(".[]", "[]")];
  const below: string[] = [];
  for (const key of known) below.push(...(await keysRead([...at, ...key])));
  return below;
}

/** The keys below a place, each with what stands between; none where a plain value stands there. */
async function keysBelow(at: string[]): Promise<string[][]> {
  const between = at.length === 0 ? [[]] : [[], ["[]"], ["<name>"]];
  for (const step of between) {
    const value = [...at, ...step].reduceRight<unknown>(
      (part, key) => (key === "[]" ? [part] : { [key === "<name>" ? "x" : key]: part }),
      { [BOGUS]: {} },
    );
    const text = await errorOf(value as object);
    const [, list] = new RegExp(`${BOGUS}: is not a key .*\\n.*The keys are (.*)\\.`).exec(text) ?? [];
    if (list !== undefined) return list.split(", ").map((key) => [...step, key]);
  }
  return [];
}

describe("The stack's configuration", () => {
  describe("in this repository", () => {
    async function stack(name: string): Promise<Settings> {
      const { project, config, secretKeys } = await readStackFile(FOLDER, name);
      return settingsOf({}, { project, stack: name, config, secretKeys });
    }

    it("is, for prod, exactly the route to the target group that exists", async () => {
      expect(await stack("prod")).to.deep.equal({
        name: "mcp",
        route: {
          url: "https://demo.quiltdata.com/mcp",
          listener: {
            loadBalancer: "sales--LoadB-nGDYylEerIKm-1431252539.us-east-1.elb.amazonaws.com",
            port: 443,
          },
          priority: 10,
          hosts: [],
          target: { adopt: { name: "sales-prod-mcp-server" }, port: 8000 },
          healthCheck: { path: "/healthz" },
          longestSilence: 300,
          tags: {},
        },
        tools: 97,
        region: "us-east-1",
      });
    });

    it("is, for dev, exactly the route to a target group of its own", async () => {
      expect(await stack("dev")).to.deep.equal({
        name: "mcp",
        route: {
          url: "https://dev.quiltdata.com/mcp",
          listener: {
            loadBalancer: "sales-dev-LoadB-Q2x8YkTz4pLm-862049113.us-east-1.elb.amazonaws.com",
            port: 443,
          },
          priority: 10,
          hosts: ["dev.quiltdata.com"],
          target: { create: {}, port: 8000 },
          healthCheck: {},
          tags: { environment: "dev" },
        },
        tools: 97,
        region: "us-east-1",
      });
    });

    const project = parse(readFileSync(`${FOLDER}Pulumi.yaml`, "utf8")) as {
      config: Record<string, { type: string; default?: unknown; description: string }>;
    };

    it("is, for gateway, exactly the route to a balancer that only its VPC reaches, behind a REST API", async () => {
      expect(await stack("gateway")).to.deep.equal({
        name: "mcp",
        route: {
          url: "https://tools.quiltdata.com/mcp",
          listener: {
            loadBalancer: "internal-tools-LoadB-7GfKqWzT3nRx-1187340266.us-east-1.elb.amazonaws.com",
            port: 443,
          },
          priority: 20,
          hosts: [],
          target: { adopt: { name: "tools-prod-mcp-server" }, port: 8000 },
          healthCheck: {},
          longestSilence: 240,
          apiGateway: {
            origin: {
              vpcLink: {
                create: {
                  subnetIds: ["subnet-0a1b2c3d4e5f60718", "subnet-0b2c3d4e5f6071829"],
                  securityGroupIds: ["sg-0c3d4e5f60718293a"],
                },
                serverName: "tools.quiltdata.com",
              },
            },
            stage: {
              name: "live",
              throttling: { rateLimit: 200, burstLimit: 400 },
              accessLogs: { retention: 30, accountRole: "arn:aws:iam::123456789012:role/apigateway-logs" },
              webAcl: { name: "public-apis" },
            },
            customDomain: { name: "tools.quiltdata.com" },
          },
          tags: { team: "tools" },
        },
        tools: 12,
        region: "us-east-1",
      });
    });

    it("declares every key but those that may be absent and have no default of their own", () => {
      const absent = [
        "conditions",
        "serverPath",
        "oauthMetadata",
        "target",
        "targets",
        "forward",
        "longestSilence",
        "securityGroups",
        "apiGateway",
        "tools",
      ];
      expect(Object.keys(project.config)).to.deep.equal(KEYS.filter((key) => !absent.includes(key)));
      expect(KEYS).to.include.members(absent);
    });

    it("declares the types that Pulumi checks before the program runs", () => {
      const types = Object.entries(project.config).map(([key, { type }]) => [key, type]);
      expect(Object.fromEntries(types)).to.deep.equal({
        url: "string",
        listener: "object",
        priority: "integer",
        hosts: "array",
        healthCheck: "object",
        tags: "object",
      });
    });

    it("declares the defaults that the component has", () => {
      const defaults = Object.entries(project.config).filter(([, { default: value }]) => value !== undefined);
      expect(Object.fromEntries(defaults.map(([key, { default: value }]) => [key, value]))).to.deep.equal({
        hosts: [],
        healthCheck: {},
        tags: {},
      });
      const comment = readFileSync(`${FOLDER}components/args.ts`, "utf8");
      expect(comment).to.match(/@default 60, the idle timeout[^*]*\*\/\s+longestSilence\?/);
    });

    /** The keys of the tables in docs/configuration.md, each with its default. */
    function keysTold(): Record<string, string> {
      const page = readFileSync(`${FOLDER}docs/configuration.md`, "utf8");
      const rows = [...page.matchAll(/^\| `([^`]+)` +\|[^|]+\| (.+?) +\|/gm)];
      return Object.fromEntries(rows.map(([, key, value]) => [key!, value!]));
    }

    it("has every key that the program reads told of in docs/configuration.md, and no other", async () => {
      // Of one of several targets, the keys of the only one are told, and its weight.
      const read = (await keysRead()).map((key) => key.replace(/^targets\.<name>\.(?!weight$)/, "target."));
      expect(read).to.include.members([
        "conditions.headers[].regexes",
        "target.port",
        "targets.<name>.weight",
      ]);
      const places = [...new Set(read)];
      const told = Object.keys(keysTold());
      // What may stand alone has a row as well, though it has parts.
      const alone = told.filter((key) => places.some((place) => place.startsWith(`${key}.`)));
      expect(alone).to.deep.equal(["target.create", "target.create.stickiness", "apiGateway.stage"]);
      expect(told.filter((key) => !alone.includes(key))).to.have.members(places);
    });

    it("has each default told of in docs/configuration.md", () => {
      const { path, matcher, interval, timeout, healthyThreshold, unhealthyThreshold } = healthCheckOf({});
      expect(keysTold()).to.deep.equal({
        url: "required",
        "listener.arn": "none",
        "listener.loadBalancer": "none",
        "listener.port": "the URL's port",
        priority: "required",
        hosts: "any host",
        serverPath: "the path of `url`",
        oauthMetadata: "`true`",
        "conditions.hostRegexes": "none",
        "conditions.pathRegexes": "none",
        "conditions.headers[].name": "required",
        "conditions.headers[].values": "none",
        "conditions.headers[].regexes": "none",
        "conditions.methods": "any method",
        "conditions.queryStrings[].key": "any key",
        "conditions.queryStrings[].value": "required",
        "conditions.sourceIps": "any address",
        "target.adopt.name": "none",
        "target.adopt.arn": "none",
        "target.create": "none",
        "target.port": "required",
        "target.protocol": '`"HTTP"`',
        "target.containerName": "the component's name, `mcp`",
        "target.create.vpcId": "the balancer's VPC",
        "target.create.type": '`"ip"`',
        "target.create.deregistrationDelay": "300, or `longestSilence` where that is more",
        "target.create.slowStart": "0",
        "target.create.algorithm": '`"round_robin"`',
        "target.create.stickiness": "none",
        "target.create.stickiness.type": '`"lb_cookie"`',
        "target.create.stickiness.duration": "86400",
        "target.create.stickiness.cookieName": "none",
        "target.create.targetGroupHealth.dnsFailover.minimumTargets": "1",
        "target.create.targetGroupHealth.dnsFailover.minimumPercentage": "off",
        "target.create.targetGroupHealth.unhealthyRouting.minimumTargets": "1",
        "target.create.targetGroupHealth.unhealthyRouting.minimumPercentage": "off",
        "targets.<name>.weight": "required",
        "forward.stickiness": "none",
        "forward.leaveToDeployments": "`false`",
        "healthCheck.path": `\`${path}\``,
        "healthCheck.matcher": `\`"${matcher}"\``,
        "healthCheck.interval": `${interval}`,
        "healthCheck.timeout": `${timeout}`,
        "healthCheck.healthyThreshold": `${healthyThreshold}`,
        "healthCheck.unhealthyThreshold": `${unhealthyThreshold}`,
        longestSilence: "60",
        "securityGroups.server": "required",
        "securityGroups.balancer": "required",
        "securityGroups.egress": "`false`",
        "apiGateway.type": '`"REST"`',
        "apiGateway.origin.url": "none",
        "apiGateway.origin.vpcLink.id": "none",
        "apiGateway.origin.vpcLink.create.subnetIds": "none",
        "apiGateway.origin.vpcLink.create.securityGroupIds": "none",
        "apiGateway.origin.vpcLink.serverName": "none",
        "apiGateway.streaming": "`true`",
        "apiGateway.adopt.name": "none",
        "apiGateway.adopt.id": "none",
        "apiGateway.adopt.parentPath": "`/`",
        "apiGateway.adopt.metadataParentPath": "`/`",
        "apiGateway.adopt.stage": 'none, or of an HTTP API `"$default"`',
        "apiGateway.adopt.autoDeploy": "`true`",
        "apiGateway.endpointType": '`"REGIONAL"`',
        "apiGateway.timeout": "900, or of an HTTP API 30",
        "apiGateway.stage": "`{}`, or with `adopt` none",
        "apiGateway.stage.name": '`"live"`, or of an HTTP API `"$default"`',
        "apiGateway.stage.throttling.rateLimit": "the account's",
        "apiGateway.stage.throttling.burstLimit": "the account's",
        "apiGateway.stage.accessLogs.retention": "none",
        "apiGateway.stage.accessLogs.accountRole": "none",
        "apiGateway.stage.webAcl.arn": "none",
        "apiGateway.stage.webAcl.name": "none",
        "apiGateway.customDomain.name": "none",
        "apiGateway.customDomain.basePath": "the root",
        "apiGateway.customDomain.mapped": "false",
        tags: "none",
        tools: "none",
      });
    });
  });

  describe("where it is right", () => {
    it("needs no more than the URL, the listener, the priority and the target", async () => {
      expect(await settingsOf({})).to.deep.equal({ name: "mcp", route: LEAST, tools: undefined });
    });

    it("may say everything", async () => {
      const everything = {
        url: "https://demo.quiltdata.com:8443/mcp",
        listener: { loadBalancer: company.balancerArn, port: 8443 },
        priority: 50000,
        hosts: ["demo.quiltdata.com"],
        conditions: {
          headers: [{ name: "Mcp-Method", values: ["tools/call"] }],
          methods: ["POST"],
        },
        serverPath: "/",
        oauthMetadata: false,
        target: {
          create: {
            vpcId: "vpc-0a1b2c3d",
            type: "instance",
            deregistrationDelay: 3600,
            slowStart: 30,
            algorithm: "round_robin",
            stickiness: { type: "app_cookie", duration: 60, cookieName: "session" },
            targetGroupHealth: {
              dnsFailover: { minimumTargets: 2, minimumPercentage: 50 },
              unhealthyRouting: { minimumTargets: 1, minimumPercentage: 10 },
            },
          },
          port: 65535,
          protocol: "HTTPS",
          containerName: "server",
        },
        forward: { leaveToDeployments: true },
        healthCheck: {
          path: "/well",
          matcher: "200-299",
          interval: 10,
          timeout: 2,
          healthyThreshold: 10,
          unhealthyThreshold: 10,
        },
        longestSilence: 4000,
        securityGroups: { server: "sg-0a", balancer: "sg-0b", egress: true },
        tags: { team: "data", "a.b": "" },
      };
      expect(await settingsOf({ ...everything, tools: 1 })).to.deep.equal({
        name: "mcp",
        route: everything,
        tools: 1,
      });
    });

    it("may give several targets in place of the one", async () => {
      const { target: _, ...rest } = LEAST;
      const values = { targets: { blue, green }, forward: { stickiness: 60 } };
      expect((await settingsOf({ ...several(values.targets), ...values })).route).to.deep.equal({
        ...rest,
        ...values,
      });
    });

    it("may ask by regular expressions, queries and addresses", async () => {
      const values = {
        conditions: {
          hostRegexes: ["^demo\\."],
          pathRegexes: ["^/mcp(/.*)?$"],
          headers: [{ name: "Mcp-Name", regexes: ["^a"] }],
          queryStrings: [{ key: "beta", value: "1" }],
          sourceIps: ["2001:db8::/32"],
        },
      };
      expect((await settingsOf(values)).route).to.deep.equal({ ...LEAST, ...values });
    });

    it("takes the server's path as a text, whatever it looks like, and whether there is metadata as true or false", async () => {
      expect((await settingsOf({ serverPath: "/8000", oauthMetadata: true })).route).to.deep.equal({
        ...LEAST,
        serverPath: "/8000",
        oauthMetadata: true,
      });
    });

    for (const [kind, apiGateway] of Object.entries({
      "a REST API of its own": {
        type: "REST",
        origin: { url: "https://origin.quiltdata.com" },
        streaming: true,
        endpointType: "REGIONAL",
        timeout: 900,
        stage: {
          name: "live",
          throttling: { rateLimit: 100, burstLimit: 200 },
          accessLogs: { retention: 30, accountRole: "arn:aws:iam::123456789012:role/apigateway-logs" },
          webAcl: { name: "company" },
        },
        customDomain: { name: "demo.quiltdata.com" },
      },
      "a REST API that exists": {
        origin: { url: "https://origin.quiltdata.com" },
        adopt: {
          name: "company",
          id: "a1b2c3d4e5",
          parentPath: "/",
          metadataParentPath: "/.well-known",
          stage: "prod",
        },
      },
      "an HTTP API that exists": {
        type: "HTTP",
        origin: { vpcLink: { id: "a1b2c3", serverName: "demo.quiltdata.com" } },
        streaming: false,
        adopt: { id: "a1b2c3d4e5", autoDeploy: false },
      },
    }))
      it(`may put the route behind ${kind}`, async () => {
        expect((await settingsOf({ apiGateway })).route).to.deep.equal({ ...LEAST, apiGateway });
      });

    it("leaves the keys of other programs alone", async () => {
      const others = { "aws:region": "us-east-1", "pulumi:disable-default-providers": [], "other:key": "x" };
      expect((await settingsOf(others)).route).to.deep.equal(LEAST);
    });

    it("leaves the provider's keys alone, even where the project's own name is much like them", async () => {
      for (const project of ["apps", "aw", "api", "pulumi2"])
        expect(
          (await settingsOf({ "aws:region": "us-east-1", "pulumi:x": "y" }, { project })).route,
        ).to.deep.equal(LEAST);
    });
  });

  describe("with a value of the wrong shape", () => {
    const shapes: [object, string][] = [
      [{ listener: "x" }, 'listener: "x" is not a map of keys to values.'],
      [{ listener: ["x"] }, 'listener: ["x"] is not a map of keys to values.'],
      [{ listener: { arn: 5 } }, "listener.arn: 5 is not a text."],
      [{ listener: { loadBalancer: {} } }, "listener.loadBalancer: {} is not a text."],
      [{ listener: { loadBalancer: company.dnsName, port: "443" } }, 'listener.port: "443" is not a number.'],
      [{ priority: "ten" }, 'priority: "ten" is not a number.'],
      [{ priority: null }, "priority: null is not a number."],
      [{ hosts: "a.com" }, 'hosts: "a.com" is not a list.'],
      [{ hosts: ["a.com", 5] }, "hosts[1]: 5 is not a text."],
      [{ target: 5 }, "target: 5 is not a map of keys to values."],
      [{ target: { adopt: "x", port: 8000 } }, 'target.adopt: "x" is not a map of keys to values.'],
      [{ target: { adopt: { name: 5 }, port: 8000 } }, "target.adopt.name: 5 is not a text."],
      [{ target: { adopt: { arn: true }, port: 8000 } }, "target.adopt.arn: true is not a text."],
      [{ target: { create: null, port: 8000 } }, "target.create: null is not a map of keys to values."],
      [{ target: { create: { vpcId: 5 }, port: 8000 } }, "target.create.vpcId: 5 is not a text."],
      [{ target: { ...LEAST.target, port: "8000" } }, 'target.port: "8000" is not a number.'],
      [{ healthCheck: [] }, "healthCheck: [] is not a map of keys to values."],
      [{ healthCheck: { path: 5 } }, "healthCheck.path: 5 is not a text."],
      [{ healthCheck: { matcher: 200 } }, "healthCheck.matcher: 200 is not a text."],
      ...["interval", "timeout", "healthyThreshold", "unhealthyThreshold"].map((key): [object, string] => [
        { healthCheck: { [key]: "5" } },
        `healthCheck.${key}: "5" is not a number.`,
      ]),
      [{ longestSilence: [] }, "longestSilence: [] is not a number."],
      [{ apiGateway: "x" }, 'apiGateway: "x" is not a map of keys to values.'],
      ...["origin", "adopt", "stage", "customDomain"].map((key): [object, string] => [
        { apiGateway: { ...GATEWAY, [key]: "x" } },
        `apiGateway.${key}: "x" is not a map of keys to values.`,
      ]),
      [{ apiGateway: { ...GATEWAY, timeout: "30" } }, 'apiGateway.timeout: "30" is not a number.'],
      [{ apiGateway: { ...GATEWAY, streaming: 1 } }, "apiGateway.streaming: 1 is not true or false."],
      [
        {
          apiGateway: {
            origin: { vpcLink: { create: { subnetIds: "subnet-0a", securityGroupIds: ["sg-0a"] } } },
          },
        },
        'apiGateway.origin.vpcLink.create.subnetIds: "subnet-0a" is not a list.',
      ],
      [
        { apiGateway: { ...GATEWAY, stage: { throttling: { rateLimit: "1", burstLimit: 1 } } } },
        'apiGateway.stage.throttling.rateLimit: "1" is not a number.',
      ],
      [
        { apiGateway: { ...GATEWAY, adopt: { name: "a", id: 5, stage: "prod" } } },
        "apiGateway.adopt.id: 5 is not a text.",
      ],
      [{ conditions: "x" }, 'conditions: "x" is not a map of keys to values.'],
      ...["hostRegexes", "pathRegexes", "headers", "methods", "queryStrings", "sourceIps"].map(
        (key): [object, string] => [{ conditions: { [key]: "x" } }, `conditions.${key}: "x" is not a list.`],
      ),
      ...["hostRegexes", "pathRegexes", "methods", "sourceIps"].map((key): [object, string] => [
        { conditions: { [key]: [5] } },
        `conditions.${key}[0]: 5 is not a text.`,
      ]),
      [
        { conditions: { headers: ["Mcp-Name: a"] } },
        'conditions.headers[0]: "Mcp-Name: a" is not a map of keys to values.',
      ],
      [
        { conditions: { headers: [{ name: "a", values: "b" }] } },
        'conditions.headers[0].values: "b" is not a list.',
      ],
      [
        { conditions: { headers: [{ name: "a", values: ["b", 1] }] } },
        "conditions.headers[0].values[1]: 1 is not a text.",
      ],
      [
        { conditions: { queryStrings: [{ key: "a", value: 1 }] } },
        "conditions.queryStrings[0].value: 1 is not a text.",
      ],
      [{ oauthMetadata: "no" }, 'oauthMetadata: "no" is not true or false.'],
      [{ target: { ...LEAST.target, protocol: 5 } }, "target.protocol: 5 is not a text."],
      [{ target: { ...LEAST.target, containerName: 5 } }, "target.containerName: 5 is not a text."],
      ...["type", "algorithm"].map((key): [object, string] => [
        { target: { create: { [key]: 5 }, port: 8000 } },
        `target.create.${key}: 5 is not a text.`,
      ]),
      ...["deregistrationDelay", "slowStart"].map((key): [object, string] => [
        { target: { create: { [key]: "5" }, port: 8000 } },
        `target.create.${key}: "5" is not a number.`,
      ]),
      [
        { target: { create: { stickiness: true }, port: 8000 } },
        "target.create.stickiness: true is not a map of keys to values.",
      ],
      [
        { target: { create: { targetGroupHealth: { dnsFailover: { minimumTargets: "2" } } }, port: 8000 } },
        'target.create.targetGroupHealth.dnsFailover.minimumTargets: "2" is not a number.',
      ],
      [several(["blue"]), 'targets: ["blue"] is not a map of keys to values.'],
      [several({ green, blue: 5 }), "targets.blue: 5 is not a map of keys to values."],
      [several({ green, blue: { ...blue, weight: "90" } }), 'targets.blue.weight: "90" is not a number.'],
      [{ forward: 60 }, "forward: 60 is not a map of keys to values."],
      [
        { ...several({ blue, green }), forward: { stickiness: "60" } },
        'forward.stickiness: "60" is not a number.',
      ],
      [{ forward: { leaveToDeployments: "yes" } }, 'forward.leaveToDeployments: "yes" is not true or false.'],
      [{ securityGroups: "sg-0" }, 'securityGroups: "sg-0" is not a map of keys to values.'],
      [{ securityGroups: { server: 5, balancer: "sg-0" } }, "securityGroups.server: 5 is not a text."],
      [
        { securityGroups: { server: "sg-0", balancer: "sg-1", egress: 1 } },
        "securityGroups.egress: 1 is not true or false.",
      ],
      [{ tags: [] }, "tags: [] is not a map of keys to values."],
      [{ tags: { team: 5 } }, "tags.team: 5 is not a text."],
      [{ tags: { "a.b": {} } }, 'tags["a.b"]: {} is not a text.'],
      [{ tools: "many" }, 'tools: "many" is not a number.'],
    ];
    for (const [values, problem] of shapes)
      it(`says so, and nothing else: ${problem}`, async () => {
        const text = await problemOf(values);
        expect(text.startsWith(`mcp-route:${problem} `), text).to.equal(true);
      });

    it("says what to give, and where each key is told of", async () => {
      expect(await problemOf({ priority: "ten" })).to.equal(
        'mcp-route:priority: "ten" is not a number. Give a number; docs/configuration.md shows each key.',
      );
    });

    it("says to write what YAML takes for a number between quotation marks", async () => {
      expect(await problemOf({ healthCheck: { matcher: 200 } })).to.equal(
        'mcp-route:healthCheck.matcher: 200 is not a text. Write it between quotation marks: "200".',
      );
    });
  });

  describe("with a key that is not known", () => {
    const slips: [object, string][] = [
      [{ prioritty: 1 }, `prioritty: is not a key that this program knows. Did you mean priority? ${ALL}`],
      [
        { HEALTHCHECK: {} },
        `HEALTHCHECK: is not a key that this program knows. Did you mean healthCheck? ${ALL}`,
      ],
      [{ uri: "x" }, `uri: is not a key that this program knows. Did you mean url? ${ALL}`],
      [{ foo: 1 }, `foo: is not a key that this program knows. Leave it out. ${ALL}`],
      [{ toString: "x" }, `toString: is not a key that this program knows. Leave it out. ${ALL}`],
      [
        { listener: { ...LEAST.listener, prot: 443 } },
        "listener.prot: is not a key that this program knows. Did you mean port? The keys are arn, loadBalancer, port.",
      ],
      [
        { target: { ...LEAST.target, ports: 1 } },
        "target.ports: is not a key that this program knows. Did you mean port? " +
          "The keys are adopt, create, port, protocol, containerName.",
      ],
      [
        { target: { adopt: { name: "a", Arn: "x" }, port: 8000 } },
        "target.adopt.Arn: is not a key that this program knows. Did you mean arn? The keys are name, arn.",
      ],
      [
        { target: { create: { vpcid: "x" }, port: 8000 } },
        "target.create.vpcid: is not a key that this program knows. Did you mean vpcId? The keys are vpcId, type, " +
          "deregistrationDelay, slowStart, algorithm, stickiness, targetGroupHealth.",
      ],
      [
        { target: { create: { sticky: {} }, port: 8000 } },
        "target.create.sticky: is not a key that this program knows. Leave it out. The keys are vpcId, type, " +
          "deregistrationDelay, slowStart, algorithm, stickiness, targetGroupHealth.",
      ],
      [
        { target: { create: { stickiness: { durations: 5 } }, port: 8000 } },
        "target.create.stickiness.durations: is not a key that this program knows. Did you mean duration? " +
          "The keys are type, duration, cookieName.",
      ],
      [
        { target: { create: { targetGroupHealth: { dnsFailover: { minimumTarget: 2 } } }, port: 8000 } },
        "target.create.targetGroupHealth.dnsFailover.minimumTarget: is not a key that this program knows. " +
          "Did you mean minimumTargets? The keys are minimumTargets, minimumPercentage.",
      ],
      [
        several({ green, blue: { ...blue, prot: 8000 } }),
        "targets.blue.prot: is not a key that this program knows. Did you mean port? " +
          "The keys are adopt, create, port, protocol, containerName, weight.",
      ],
      [
        several({ green, "b-2": { ...blue, adopt: { name: "x", nam: "y" } } }),
        "targets.b-2.adopt.nam: is not a key that this program knows. Did you mean name? The keys are name, arn.",
      ],
      [
        { conditions: { method: ["POST"] } },
        "conditions.method: is not a key that this program knows. Did you mean methods? " +
          "The keys are hostRegexes, pathRegexes, headers, methods, queryStrings, sourceIps.",
      ],
      [
        { conditions: { headers: [{ name: "a", values: ["b"], nam: "c" }] } },
        "conditions.headers[0].nam: is not a key that this program knows. Did you mean name? " +
          "The keys are name, values, regexes.",
      ],
      [
        { conditions: { queryStrings: [{ value: "1" }, { value: "2", Key: "x" }] } },
        "conditions.queryStrings[1].Key: is not a key that this program knows. Did you mean key? " +
          "The keys are key, value.",
      ],
      [
        { ...several({ blue, green }), forward: { stickyness: 60 } },
        "forward.stickyness: is not a key that this program knows. Did you mean stickiness? " +
          "The keys are stickiness, leaveToDeployments.",
      ],
      [
        { securityGroups: { server: "sg-0", balancer: "sg-1", ingress: true } },
        "securityGroups.ingress: is not a key that this program knows. Did you mean egress? " +
          "The keys are server, balancer, egress.",
      ],
      [
        { apiGateway: { ...GATEWAY, orgin: {} } },
        "apiGateway.orgin: is not a key that this program knows. Did you mean origin? " +
          "The keys are type, origin, streaming, adopt, endpointType, timeout, stage, customDomain.",
      ],
      [
        { apiGateway: { ...GATEWAY, stage: { throttling: { rateLimit: 1, burstLimit: 1, burst: 1 } } } },
        "apiGateway.stage.throttling.burst: is not a key that this program knows. Leave it out. " +
          "The keys are rateLimit, burstLimit.",
      ],
      [
        { healthCheck: { "time out": 5 } },
        'healthCheck["time out"]: is not a key that this program knows. Did you mean timeout? ' +
          "The keys are path, matcher, interval, timeout, healthyThreshold, unhealthyThreshold.",
      ],
    ];
    for (const [values, problem] of slips)
      it(`tells the nearest one: ${problem.slice(0, 80)}`, async () => {
        expect(await problemOf(values)).to.equal(`mcp-route:${problem}`);
      });

    it("tells what is missing for it as well, where it stands in place of the right one", async () => {
      expect(
        await keysOf({
          ...several({ blue: { ...blue, weight: undefined, wieght: 5 } }),
          conditions: { headers: [{ nam: "a", values: ["b"] }] },
        }),
      ).to.deep.equal([
        "mcp-route:conditions.headers[0].nam",
        "mcp-route:targets.blue.wieght",
        "mcp-route:conditions.headers[0].name",
        "mcp-route:targets.blue.weight",
      ]);
    });

    it("tells a namespace that is nearly this project's name", async () => {
      expect(await problemOf({ "mcp-rout:priority": 1 })).to.equal(
        "mcp-rout:priority: has a namespace that is not this project's name, mcp-route. Write mcp-route:priority.",
      );
    });

    it("tells every one of them", async () => {
      expect(await keysOf({ foo: 1, bar: 2, listener: { ...LEAST.listener, a: 1, b: 2 } })).to.deep.equal([
        "mcp-route:listener.a",
        "mcp-route:listener.b",
        "mcp-route:foo",
        "mcp-route:bar",
      ]);
    });
  });

  describe("with a region that is not the listener's", () => {
    const at = (region: string, listener: object) => ({
      config: { ...configOf({ ...LEAST, listener }, "mcp-route"), "aws:region": region },
    });
    for (const [what, listener] of [
      ["DNS name", { loadBalancer: company.dnsName }],
      ["ARN", { arn: company.listenerArn }],
    ] as const) {
      it(`says so of its ${what}`, async () => {
        const { error } = await failed(() => void loadSettings(), at("us-west-2", listener));
        expect(error.message.split("\n").slice(1)).to.deep.equal([
          '  aws:region: "us-west-2" is not "us-east-1", the region of mcp-route:listener.',
          "      Set aws:region to us-east-1, or name a balancer in us-west-2.",
        ]);
      });

      it(`says nothing where its ${what} has that region`, async () => {
        let settings: unknown;
        await deploy(() => void (settings = loadSettings()), at("us-east-1", listener));
        expect(settings).to.be.an("object");
      });
    }
  });

  describe("with values at odds, out of their limits or missing", () => {
    const cases: [object, string][] = [
      [{ listener: { arn: company.listenerArn, port: 443 } }, "listener.port"],
      [{ listener: { arn: company.listenerArn, loadBalancer: company.dnsName } }, "listener"],
      [{ target: { adopt: { name: "a" }, create: {}, port: 8000 } }, "target"],
      [{ target: { port: 8000 } }, "target"],
      [{ target: { adopt: { name: "a" } } }, "target.port"],
      [{ target: { adopt: {}, port: 8000 } }, "target.adopt"],
      [{ healthCheck: { path: "/mcp" } }, "healthCheck.path"],
      [{ healthCheck: { interval: 5, timeout: 5 } }, "healthCheck.interval"],
      [{ hosts: ["a.com", "b.com", "c.com", "d.com"] }, "hosts"],
      [{ hosts: ["a.com"], conditions: { hostRegexes: ["^a"] } }, "conditions.hostRegexes"],
      [{ conditions: { pathRegexes: ["^/x"] } }, "conditions.pathRegexes"],
      [{ conditions: { methods: ["A", "B", "C", "D"] } }, "conditions"],
      [{ conditions: { headers: [{ name: "Host", values: ["a.com"] }] } }, "conditions.headers[0].name"],
      [{ conditions: { queryStrings: [{ key: "a" }] } }, "conditions.queryStrings[0].value"],
      [{ serverPath: "/x/" }, "serverPath"],
      [{ priority: 1, serverPath: "/" }, "priority"],
      [{ targets: { blue, green } }, "target"],
      [several({}), "targets"],
      [several({ blue: { ...blue, weight: undefined } }), "targets.blue.weight"],
      [several({ blue: { ...blue, create: {} } }), "targets.blue"],
      [{ forward: { stickiness: 60 } }, "forward.stickiness"],
      [{ serverPath: "/", forward: { leaveToDeployments: true } }, "forward.leaveToDeployments"],
      [{ securityGroups: { server: "sg-0" } }, "securityGroups.balancer"],
      [
        {
          ...several({ blue, green: { ...green, port: 8001 } }),
          securityGroups: { server: "sg-0", balancer: "sg-1" },
        },
        "securityGroups",
      ],
      [{ target: { create: { algorithm: "roundRobin" }, port: 8000 } }, "target.create.algorithm"],
      [{ priority: 0 }, "priority"],
      [{ priority: undefined }, "priority"],
      [{ url: undefined }, "url"],
      [{ longestSilence: 4001 }, "longestSilence"],
      [{ tools: 0 }, "tools"],
      [{ tools: 1.5 }, "tools"],
    ];
    for (const [values, key] of cases)
      it(`refuses ${JSON.stringify(values)} at ${key}, and at nothing else`, async () => {
        expect(await keysOf(values)).to.deep.equal([`mcp-route:${key}`]);
      });

    it("says what the number of tools is", async () => {
      expect(await problemOf({ tools: 0 })).to.equal(
        "mcp-route:tools: 0 is not a whole number from 1 up. " +
          "Give the number of tools that the server lists, or leave it out.",
      );
    });

    it("tells all problems in one error, each with its full key", async () => {
      const values = {
        url: "x",
        listener: { arn: 5 },
        priority: 0,
        target: { port: 0, adpt: {} },
        tags: { team: "*" },
        tools: -1,
        foo: "x",
        "mcprote:x": "y",
      };
      expect(await keysOf(values)).to.deep.equal([
        "mcprote:x",
        "mcp-route:listener.arn",
        "mcp-route:target.adpt",
        "mcp-route:foo",
        "mcp-route:url",
        "mcp-route:priority",
        "mcp-route:target",
        "mcp-route:target.port",
        "mcp-route:tags.team",
        "mcp-route:tools",
      ]);
      expect(await errorOf(values)).to.match(
        /^Stack test: 10 problems in its configuration, Pulumi\.test\.yaml; nothing was registered\.\n/,
      );
    });
  });

  describe("with a secret", () => {
    it("refuses each key that is encrypted, and shows nothing of it", async () => {
      for (const key of KEYS) {
        const values = { [key]: "hunter2" };
        const text = await problemOf(values, { secretKeys: [`mcp-route:${key}`] });
        expect(text).to.equal(
          `mcp-route:${key}: is encrypted, but nothing in a route is a secret: its values stand in AWS and in the ` +
            "stack's outputs in clear text. Set it without --secret; a token or a key has no place here.",
        );
      }
    });

    it("shows none that stands where it does not belong", async () => {
      const text = await errorOf({
        url: "https://user:hunter2@demo.quiltdata.com/mcp",
        listener: "AKIAIOSFODNN7EXAMPLE",
        hosts: ["https://demo.quiltdata.com/?token=hunter2"],
        conditions: {
          headers: [{ name: "Authorization", values: ["Bearer hunter2\\"] }, "AKIAIOSFODNN7EXAMPLE"],
        },
        targets: { blue: { weight: "AKIAIOSFODNN7EXAMPLE", AKIAIOSFODNN7EXAMPLE: 1 } },
        tags: { team: { key: "AKIAIOSFODNN7EXAMPLE" } },
      });
      expect(text).not.to.match(/hunter2|AKIA/);
    });
  });

  it("is refused in words of its own, whatever stands in it", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...KEYS), fc.jsonValue(), async (key, value) => {
        const outcome = await settingsOf({ [key]: value }).catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome).to.be.instanceOf(RouteError);
      }),
      { numRuns: 100 },
    );
  });
});
