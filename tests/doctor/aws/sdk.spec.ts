import { execFile } from "node:child_process";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { expect } from "chai";
import { ACTIONS, type Ask } from "../../../doctor/aws/ask.ts";
import { iamPolicy } from "../../../doctor/aws/policy.ts";
import { CLIENTS, type SdkAsk, sdkAsk } from "../../../doctor/aws/sdk.ts";
import { FOLDER } from "../../golden/golden.ts";
import { type Listening, listen } from "../../../rehearsal/servers/loopback.ts";

/** A call of the AWS API: its action as a policy names it, and where its next page begins. */
interface Call {
  action: string;
  page: string | undefined;
  /** Which tasks are asked for. */
  desiredStatus?: string;
}

const SERVICES: Record<string, string> = {
  AWSWAF_20190729: "wafv2",
  AmazonEC2ContainerServiceV20141113: "ecs",
};

function callOf(request: IncomingMessage, body: string): Call {
  const target = request.headers["x-amz-target"];
  if (typeof target === "string") {
    const [service = "", action = ""] = target.split(".");
    const { nextToken: page, desiredStatus } = JSON.parse(body) as {
      nextToken?: string;
      desiredStatus?: string;
    };
    return {
      action: `${SERVICES[service] ?? service}:${action}`,
      page,
      ...(desiredStatus && { desiredStatus }),
    };
  }
  const form = new URLSearchParams(body);
  const service = form.get("Version") === "2016-11-15" ? "ec2" : "elasticloadbalancing";
  const page = form.get("Marker") ?? form.get("NextToken") ?? undefined;
  return { action: `${service}:${form.get("Action") ?? ""}`, page };
}

/** Each list in two pages of one member: how the first and the last answer each call. */
const PAGED: Record<string, (name: string, next: string | undefined) => string> = {
  "elasticloadbalancing:DescribeLoadBalancers": (name, next) =>
    query(
      "DescribeLoadBalancers",
      `<LoadBalancers><member><LoadBalancerName>${name}</LoadBalancerName></member></LoadBalancers>`,
      next,
    ),
  "elasticloadbalancing:DescribeListeners": (name, next) =>
    query(
      "DescribeListeners",
      `<Listeners><member><ListenerArn>${name}</ListenerArn></member></Listeners>`,
      next,
    ),
  "elasticloadbalancing:DescribeRules": (name, next) =>
    query("DescribeRules", `<Rules><member><RuleArn>${name}</RuleArn></member></Rules>`, next),
  "elasticloadbalancing:DescribeTargetGroups": (name, next) =>
    query(
      "DescribeTargetGroups",
      `<TargetGroups><member><TargetGroupName>${name}</TargetGroupName></member></TargetGroups>`,
      next,
    ),
  "ec2:DescribeNetworkInterfaces": (name, next) =>
    ec2(
      "DescribeNetworkInterfaces",
      `<networkInterfaceSet><item><networkInterfaceId>${name}</networkInterfaceId></item></networkInterfaceSet>`,
      next,
    ),
  "ec2:DescribeSecurityGroups": (name, next) =>
    ec2(
      "DescribeSecurityGroups",
      `<securityGroupInfo><item><groupId>${name}</groupId></item></securityGroupInfo>`,
      next,
    ),
  "ec2:DescribeSubnets": (name, next) =>
    ec2("DescribeSubnets", `<subnetSet><item><subnetId>${name}</subnetId></item></subnetSet>`, next),
  "ecs:ListTasks": (name, next) => JSON.stringify({ taskArns: [name], nextToken: next }),
};

const query = (action: string, list: string, next: string | undefined) =>
  `<${action}Response><${action}Result>${list}${next === undefined ? "" : `<NextMarker>${next}</NextMarker>`}</${action}Result></${action}Response>`;
const ec2 = (action: string, list: string, next: string | undefined) =>
  `<${action}Response>${list}${next === undefined ? "" : `<nextToken>${next}</nextToken>`}</${action}Response>`;

const ONCE: Record<string, string> = {
  "elasticloadbalancing:DescribeLoadBalancerAttributes": query(
    "DescribeLoadBalancerAttributes",
    "<Attributes><member><Key>k</Key><Value>v</Value></member></Attributes>",
    undefined,
  ),
  "elasticloadbalancing:DescribeTargetGroupAttributes": query(
    "DescribeTargetGroupAttributes",
    "<Attributes><member><Key>k</Key><Value>v</Value></member></Attributes>",
    undefined,
  ),
  "elasticloadbalancing:DescribeTargetHealth": query(
    "DescribeTargetHealth",
    "<TargetHealthDescriptions><member><Target><Id>i-1</Id></Target></member></TargetHealthDescriptions>",
    undefined,
  ),
  "wafv2:GetWebACLForResource": JSON.stringify({ WebACL: { Name: "company" } }),
  "ecs:DescribeServices": JSON.stringify({ services: [{ serviceName: "mcp" }] }),
  "ecs:DescribeTasks": JSON.stringify({ tasks: [{ stoppedReason: "why" }] }),
};

/** Each question as it is asked, and what must come of it. */
const QUESTIONS: { [Q in keyof Ask]: [ask: (ask: Ask) => ReturnType<Ask[Q]>, answer: object] } = {
  loadBalancers: [
    (ask) => ask.loadBalancers({}),
    { LoadBalancers: [{ LoadBalancerName: "one" }, { LoadBalancerName: "two" }] },
  ],
  loadBalancerAttributes: [
    (ask) => ask.loadBalancerAttributes("arn"),
    { Attributes: [{ Key: "k", Value: "v" }] },
  ],
  listeners: [(ask) => ask.listeners("arn"), { Listeners: [{ ListenerArn: "one" }, { ListenerArn: "two" }] }],
  rules: [(ask) => ask.rules("arn"), { Rules: [{ RuleArn: "one" }, { RuleArn: "two" }] }],
  targetGroups: [
    (ask) => ask.targetGroups(["arn"]),
    { TargetGroups: [{ TargetGroupName: "one" }, { TargetGroupName: "two" }] },
  ],
  targetGroupAttributes: [
    (ask) => ask.targetGroupAttributes("arn"),
    { Attributes: [{ Key: "k", Value: "v" }] },
  ],
  targetHealth: [(ask) => ask.targetHealth("arn"), { TargetHealthDescriptions: [{ Target: { Id: "i-1" } }] }],
  networkInterfaces: [
    (ask) => ask.networkInterfaces([{ Name: "vpc-id", Values: ["vpc-1"] }]),
    { NetworkInterfaces: [{ NetworkInterfaceId: "one" }, { NetworkInterfaceId: "two" }] },
  ],
  securityGroups: [
    (ask) => ask.securityGroups(["sg-1"]),
    { SecurityGroups: [{ GroupId: "one" }, { GroupId: "two" }] },
  ],
  subnets: [(ask) => ask.subnets(["subnet-1"]), { Subnets: [{ SubnetId: "one" }, { SubnetId: "two" }] }],
  webAcl: [
    (ask) => ask.webAcl("arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/sales/1"),
    { WebACL: { Name: "company" } },
  ],
  service: [
    (ask) => ask.service({ cluster: "prod", service: "mcp" }),
    { services: [{ serviceName: "mcp" }] },
  ],
  stoppedTasks: [
    (ask) => ask.stoppedTasks({ cluster: "prod", service: "mcp" }),
    { taskArns: ["one", "two"] },
  ],
  tasks: [(ask) => ask.tasks("prod", ["arn"]), { tasks: [{ stoppedReason: "why" }] }],
};
const questions = Object.entries(QUESTIONS) as [keyof Ask, (typeof QUESTIONS)[keyof Ask]][];

describe("AWS, asked by its own SDK,", () => {
  const environment = { ...process.env };
  let api: Listening;
  let asker: SdkAsk;
  let calls: Call[];
  let respond: (call: Call, response: ServerResponse) => void;

  before(async () => {
    const server = createServer((request, response) => {
      void text(request).then((body) => {
        const call = callOf(request, body);
        calls.push(call);
        respond(call, response);
      });
    });
    api = await listen(server, 0);
  });
  after(() => api.stop());

  beforeEach(() => {
    calls = [];
    respond = ({ action, page }, response) => {
      const paged = PAGED[action];
      const isJson = /^(?:wafv2|ecs):/.test(action);
      response.writeHead(200, { "content-type": isJson ? "application/x-amz-json-1.1" : "text/xml" });
      response.end(
        paged ? (page === undefined ? paged("one", "more") : paged("two", undefined)) : ONCE[action],
      );
    };
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${api.port}`,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test-secret",
      AWS_MAX_ATTEMPTS: "1",
    });
    asker = sdkAsk("us-east-1");
  });
  afterEach(() => {
    asker.close();
    for (const name of [
      "AWS_ENDPOINT_URL",
      "AWS_ACCESS_KEY_ID",
      "AWS_SECRET_ACCESS_KEY",
      "AWS_MAX_ATTEMPTS",
    ]) {
      if (environment[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = environment[name];
    }
  });

  for (const [question, [ask, answer]] of questions) {
    it(`answers ${question} with every page of it`, async () => {
      const told = await ask(asker);
      if (!told.told) expect.fail(told.why);
      const { $metadata, ...rest } = told.value as Record<string, unknown>;
      const members = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
      expect(members).to.deep.equal(answer);
      const [action] = ACTIONS[question];
      const pages = PAGED[action] ? [undefined, "more"] : [undefined];
      const which = question === "stoppedTasks" ? { desiredStatus: "STOPPED" } : {};
      expect(calls).to.deep.equal(pages.map((page) => ({ action, page, ...which })));
    });
  }

  it("is asked exactly what the policy allows, with what AWS checks beside", async () => {
    for (const [, [ask]] of questions) await ask(asker);
    const { Statement } = JSON.parse(iamPolicy()) as { Statement: { Action: string[] }[] };
    const made = new Set([...calls.map(({ action }) => action), "wafv2:GetWebACL"]);
    expect(Statement.flatMap(({ Action }) => Action)).to.deep.equal([...made].sort());
  });

  for (const [service, question, code] of [
    ["ELB", "rules", "AccessDenied"],
    ["EC2", "subnets", "UnauthorizedOperation"],
    ["WAF", "webAcl", "AccessDeniedException"],
    ["ECS", "service", "AccessDeniedException"],
  ] as const) {
    it(`refuses as ${service} does, and the action is named`, async () => {
      respond = ({ action }, response) => {
        response.writeHead(400, { "content-type": "text/xml" });
        if (/^(?:wafv2|ecs):/.test(action)) response.end(JSON.stringify({ __type: code, message: "no" }));
        else if (action.startsWith("ec2:"))
          response.end(
            `<Response><Errors><Error><Code>${code}</Code><Message>no</Message></Error></Errors></Response>`,
          );
        else
          response.end(
            `<ErrorResponse><Error><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`,
          );
      };
      const [action] = ACTIONS[question];
      expect(await QUESTIONS[question][0](asker)).to.deep.equal({
        told: false,
        action,
        why: `these credentials do not allow ${action}`,
      });
    });
  }

  it("fails otherwise, in its own words", async () => {
    respond = (_, response) => {
      response.writeHead(400, { "content-type": "text/xml" });
      response.end(
        "<ErrorResponse><Error><Code>LoadBalancerNotFound</Code><Message>no such</Message></Error></ErrorResponse>",
      );
    };
    expect(await asker.loadBalancers({ Names: ["sales"] })).to.deep.include({
      told: false,
      why: "LoadBalancerNotFoundException: no such",
    });
  });

  it("does not answer in time", async () => {
    respond = () => undefined;
    const hasty = sdkAsk("us-east-1", CLIENTS, 100);
    expect(await hasty.rules("arn")).to.deep.equal({
      told: false,
      action: "elasticloadbalancing:DescribeRules",
      why: "no answer within 0.1 seconds",
    });
    hasty.close();
  });

  // The SDK says so once a process, which another test may have been.
  it("says nothing of Node's version on stderr, which is the doctor's own matter", async () => {
    const script =
      'const { sdkAsk } = await import("./doctor/aws/sdk.ts"); console.log((await sdkAsk("us-east-1").rules("arn")).told)';
    const args = ["--import", "./load-typescript.js", "--input-type=module", "--eval", script];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: FOLDER });
    expect({ stdout, stderr }).to.deep.equal({ stdout: "true\n", stderr: "" });
  });

  it("cannot be asked without its package, whose installation is told", async () => {
    const load = () => Promise.reject(Object.assign(new Error("no"), { code: "ERR_MODULE_NOT_FOUND" }));
    const without = sdkAsk("us-east-1", { ...CLIENTS, ecs: { ...CLIENTS.ecs, load } });
    expect(await without.service({ cluster: "prod", service: "mcp" })).to.deep.equal({
      told: false,
      action: "ecs:DescribeServices",
      why: "the package @aws-sdk/client-ecs is missing: npm install --save-dev @aws-sdk/client-ecs",
    });
  });
});
