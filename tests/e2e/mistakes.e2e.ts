import { CreateTargetGroupCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import { expect } from "chai";
import { LISTENER_PORT, SERVER_GROUP, makeBalancer, makeGroup, makeListener } from "./support/company.ts";
import { type Stage, refusingStage } from "./support/stage.ts";

type Values = Record<string, unknown>;

const TARGET = { adopt: { name: SERVER_GROUP }, port: 8000 };
const target = (changes: object): Values => ({ "mcp-route:target": { ...TARGET, ...changes } });
const create = (settings: object): Values => ({ "mcp-route:target": { create: settings, port: 8000 } });
const conditions = (asked: object): Values => ({ "mcp-route:conditions": asked });
/** What a target group of a network balancer has. */
const TCP = {
  Protocol: "TCP",
  ProtocolVersion: undefined,
  HealthCheckPath: undefined,
  Matcher: undefined,
} as const;
const targets = (several: object): Values => ({
  "mcp-route:target": undefined,
  "mcp-route:targets": several,
});

/** Each mistake in the stack's file, by the key that the message is to name. */
const mistakes: [key: string, values: Values][] = [
  ["url", { "mcp-route:url": "demo.quiltdata.com/mcp" }],
  ["url", { "mcp-route:url": "https://demo.quiltdata.com/mcp/" }],
  ["url", { "mcp-route:url": "https://demo.quiltdata.com/mcp?tenant=1" }],
  ["url", { "mcp-route:url": `https://demo.quiltdata.com/${"p".repeat(92)}` }],
  ["listener", { "mcp-route:listener": {} }],
  ["listener.loadBalancer", { "mcp-route:listener": { loadBalancer: "https://sales.example.com" } }],
  [
    "listener.loadBalancer",
    { "mcp-route:listener": { loadBalancer: "sales-1f.elb.us-east-1.amazonaws.com" } },
  ],
  [
    "listener.prot",
    { "mcp-route:listener": { loadBalancer: "sales-1.us-east-1.elb.amazonaws.com", prot: 1 } },
  ],
  ["priority", { "mcp-route:priority": 0 }],
  ["priority", { "mcp-route:priority": 50_001 }],
  ["priority", { "mcp-route:priority": 1, ...conditions({ methods: ["POST"] }) }],
  ["hosts", { "mcp-route:hosts": ["a.com", "b.com", "c.com", "d.com"] }],
  ["hosts[0]", { "mcp-route:hosts": ["https://demo.quiltdata.com"] }],
  ["conditions.methods[0]", conditions({ methods: ["post"] })],
  ["conditions.headers[0].name", conditions({ headers: [{ name: "Host", values: ["x"] }] })],
  ["conditions.sourceIps[0]", conditions({ sourceIps: ["10.0.0.0"] })],
  ["conditions.pathRegexes[0]", conditions({ pathRegexes: ["^/mcp(?=/)"] })],
  ["conditions.pathRegexes", conditions({ pathRegexes: ["^/other$"] })],
  ["conditions", conditions({ sourceIps: ["10.0.0.0/8", "11.0.0.0/8", "12.0.0.0/8", "13.0.0.0/8"] })],
  ["serverPath", { "mcp-route:serverPath": "mcp" }],
  ["target", { "mcp-route:target": undefined }],
  ["target", target({ create: {} })],
  ["target.port", target({ port: 0 })],
  ["target.protocol", target({ protocol: "http2" })],
  ["target.create.type", create({ type: "lambda" })],
  ["target.create.algorithm", create({ algorithm: "roundRobin" })],
  ["target.create.slowStart", create({ slowStart: 10 })],
  ["target.create.deregistrationDelay", create({ deregistrationDelay: 3601 })],
  ["target.create.stickiness.cookieName", create({ stickiness: { type: "app_cookie" } })],
  ["targets", targets({ a: { ...TARGET, weight: 0 } })],
  ["targets.a.weight", targets({ a: { ...TARGET, weight: 1000 } })],
  ["forward.stickiness", { "mcp-route:forward": { stickiness: 60 } }],
  ["healthCheck.interval", { "mcp-route:healthCheck": { interval: 5, timeout: 5 } }],
  ["healthCheck.matcher", { "mcp-route:healthCheck": { matcher: "2xx" } }],
  ["healthCheck.path", { "mcp-route:healthCheck": { path: "/mcp" } }],
  ["longestSilence", { "mcp-route:longestSilence": 4001 }],
  ["securityGroups.balancer", { "mcp-route:securityGroups": { server: "sg-0a1b2c3d" } }],
  ['tags["aws:team"]', { "mcp-route:tags": { "aws:team": "data" } }],
  ["toolz", { "mcp-route:toolz": 97 }],
];

// On moto; what counts is what it is asked.
describe("A mistake in a stack's file", () => {
  let stage: Stage;
  before(async () => {
    stage = await refusingStage();
  });
  after(() => stage.stop());

  /** Brings up a stack with these values, and takes them out again. */
  async function refused(values: Values): Promise<string> {
    await stage.project.configure(values);
    stage.recorder.forget();
    const { exitCode, output } = await stage.project.pulumi("up", "--yes", "--skip-preview");
    await stage.project.restore();
    expect(exitCode, output).to.be.above(0);
    const changing = stage.recorder.calls.map(({ action }) => action).filter((action) => !isReading(action));
    expect(changing).to.deep.equal([]);
    return output;
  }

  for (const [key, values] of mistakes) {
    it(`in ${key} (${JSON.stringify(values)}) ends with its name and changes nothing on AWS`, async () => {
      const output = await refused(values);
      expect(output).to.include("nothing was registered").and.to.include(`mcp-route:${key}:`);
    });
  }

  it("is told with all others at once", async () => {
    const output = await refused({ "mcp-route:priority": 0, "mcp-route:longestSilence": 0 });
    expect(output).to.include("2 problems");
  });

  const listener = (loadBalancer: string, port = LISTENER_PORT): Values => ({
    "mcp-route:listener": { loadBalancer, port },
  });
  const adopted = (group: object): Values => ({ "mcp-route:target": { adopt: group, port: 8000 } });

  /** Makes a target group with other settings, and adopts it. */
  async function group(name: string, changes: object): Promise<Values> {
    await makeGroup(stage.company, name, undefined, changes);
    return adopted({ name });
  }

  /** Each check of what is adopted that is an error, by what fails it, with words of the message. */
  const adoptions: [what: string, said: string, prepare: () => Values | Promise<Values>][] = [
    [
      "balancer that is not there",
      'no balancer "absent" was found',
      () => listener("absent-1.us-east-1.elb.amazonaws.com"),
    ],
    [
      "balancer that has another DNS name",
      "has the DNS name",
      () => listener("sales-0.us-east-1.elb.amazonaws.com"),
    ],
    [
      "balancer of another type",
      'is of type "network"',
      async () => {
        // With a listener and a target group of its own, so that nothing but its type is wrong.
        await makeGroup(stage.company, "tcp", undefined, TCP);
        await makeListener(stage.company, await makeBalancer(stage.company, "tcp", "network"), "tcp", "TCP");
        return listener("tcp");
      },
    ],
    ["listener that is not there", "no listener 8443 was found", () => listener(stage.company.dnsName, 8443)],
    [
      "target group that is not there",
      'no target group "absent" was found',
      () => adopted({ name: "absent" }),
    ],
    [
      "target group of another protocol",
      'speaks "HTTPS" to its targets',
      () => group("https", { Protocol: "HTTPS" }),
    ],
    ["target group of HTTP2", 'speaks "HTTP2"', () => group("http2", { ProtocolVersion: "HTTP2" })],
    [
      "target group of Lambda functions",
      'has targets of type "lambda"',
      async () => {
        await stage.company.elb.send(new CreateTargetGroupCommand({ Name: "lambda", TargetType: "lambda" }));
        return adopted({ name: "lambda" });
      },
    ],
    [
      "target group in another VPC",
      "not in the balancer's VPC",
      () => group("elsewhere", { VpcId: stage.company.otherVpcId }),
    ],
    [
      "target group that another balancer holds",
      "is held by another balancer",
      async () => {
        const values = await group("held", {});
        await makeListener(stage.company, await makeBalancer(stage.company, "other", "application"), "held");
        return values;
      },
    ],
    [
      "target group whose health check asks the endpoint",
      "asks the MCP endpoint /mcp",
      () => group("check", { HealthCheckPath: "/mcp" }),
    ],
    [
      "target group twice, by its name and by its ARN",
      "a rule names a target group once",
      () =>
        targets({
          a: { ...TARGET, weight: 1 },
          b: { adopt: { arn: stage.company.serverArn }, port: 8000, weight: 1 },
        }),
    ],
    [
      "VPC that is not the balancer's, for a new target group",
      "is not the VPC of the balancer",
      () => create({ vpcId: stage.company.otherVpcId }),
    ],
    [
      "security group that is not the balancer's",
      "is no security group of the balancer",
      () => ({
        "mcp-route:securityGroups": { server: stage.company.serverGroup, balancer: "sg-0123456789abcdef0" },
      }),
    ],
  ];

  for (const [what, said, prepare] of adoptions) {
    it(`that names a ${what} ends with our message and changes nothing on AWS`, async () => {
      const output = await refused(await prepare());
      expect(output).to.match(/McpRoute "mcp": \d+ problems?; none of its resources was registered\./);
      expect(output).to.include(said);
    });
  }

  it("is the only thing that keeps it from coming up: without one, AWS is asked for the rule", async () => {
    stage.recorder.forget();
    await stage.project.up();
    const changing = stage.recorder.calls.map(({ action }) => action).filter((action) => !isReading(action));
    expect(changing).to.deep.equal(["elasticloadbalancing:CreateRule"]);
    await stage.project.must("destroy", "--yes");
  });

  it("is refused by AWS itself where a transform makes it after our checks", async () => {
    await stage.project.write("index.ts", SIXTH_VALUE);
    stage.recorder.forget();
    const { exitCode, output } = await stage.project.pulumi("up", "--yes", "--skip-preview");
    expect(exitCode).to.be.above(0);
    expect(output).to.include("A rule can only have '5' condition values");
    const asked = stage.recorder.calls.filter(({ action }) => action === "elasticloadbalancing:CreateRule");
    expect(asked.map(({ status }) => status)).to.deep.equal([400]);
  });
});

/** A program whose transform adds methods, with which the rule has six values. */
const SIXTH_VALUE = `
import type { ResourceTransform } from "@pulumi/pulumi";
import { McpRoute } from "./components/index.ts";
import { loadSettings } from "./config.ts";

const methods = { httpRequestMethod: { values: ["GET", "POST", "DELETE"] } };
const transform: ResourceTransform = ({ type, props, opts }) =>
  type === "aws:lb/listenerRule:ListenerRule"
    ? { props: { ...props, conditions: [...props.conditions, methods] }, opts }
    : undefined;
new McpRoute("mcp", loadSettings().route, { transforms: [transform] });
`;

function isReading(action: string): boolean {
  return /:(?:Describe|Get|List)/.test(action);
}
