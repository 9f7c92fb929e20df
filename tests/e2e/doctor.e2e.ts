import {
  CreateClusterCommand,
  CreateServiceCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from "@aws-sdk/client-ecs";
import { expect } from "chai";
import { examineAws, USUAL_MEANS } from "../../doctor/aws/examine.ts";
import { iamPolicy } from "../../doctor/aws/policy.ts";
import { type AwsApi, startMoto } from "./support/api.ts";
import { type Company, makeCompany, makeRule } from "./support/company.ts";
import { type Recorder, startRecorder } from "./support/recorder.ts";

const ENVIRONMENT = ["AWS_ENDPOINT_URL", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];

// On moto: the doctor's own SDK clients, against an AWS API that holds what it is told.
describe("The doctor with AWS credentials", () => {
  const environment = { ...process.env };
  let api: AwsApi;
  let company: Company;
  let recorder: Recorder;

  before(async () => {
    api = await startMoto();
    company = await makeCompany(api.url, { frontend: 9, server: 9 });
    recorder = await startRecorder(api.url, () => undefined);
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const ecs = new ECSClient({ endpoint: api.url, region: "us-east-1", credentials });
    await ecs.send(new CreateClusterCommand({ clusterName: "prod" }));
    const containerDefinitions = [{ name: "mcp", image: "mcp", memory: 128 }];
    await ecs.send(new RegisterTaskDefinitionCommand({ family: "mcp", containerDefinitions }));
    await ecs.send(
      new CreateServiceCommand({
        cluster: "prod",
        serviceName: "mcp",
        taskDefinition: "mcp",
        desiredCount: 2,
      }),
    );
    ecs.destroy();
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: recorder.url,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    });
  });
  after(async () => {
    for (const name of ENVIRONMENT) {
      if (environment[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = environment[name];
    }
    await recorder.stop();
    await api.kill();
  });
  beforeEach(() => {
    recorder.forget();
  });

  const examine = () =>
    examineAws(
      {
        url: `http://${company.dnsName}/mcp`,
        ecs: { cluster: "prod", service: "mcp" },
        connected: true,
        longestSilence: 300,
      },
      USUAL_MEANS,
    );

  it("finds no rule, and the free priority", async () => {
    const { findings } = await examine();
    const rule = findings.find(({ rung }) => rung === "aws.rules");
    expect(rule).to.include({ id: "alb.rule-missing", severity: "note" });
    expect(rule?.remedy).to.include("Priority 1 is free.");
  });

  it("finds the rule that is in the way, and nothing else that is wrong with the rules", async () => {
    await makeRule(company, { priority: 5, paths: ["/*"], groupArn: company.frontendArn });
    const own = await makeRule(company, {
      priority: 10,
      paths: ["/mcp", "/mcp/*"],
      groupArn: company.serverArn,
    });
    const { findings } = await examine();
    const rules = findings.filter(({ rung }) => rung === "aws.rules");
    expect(rules.map(({ id }) => id)).to.deep.equal(["alb.rule-order"]);
    expect(rules[0]?.remedy).to.include(`RuleArn=${own},Priority=5`);
  });

  it("is told everything, by calls that its policy allows", async () => {
    const { findings, rungs } = await examine();
    expect(findings.filter(({ id }) => id === "aws.not-told")).to.deep.equal([]);
    expect(rungs.map(({ id }) => id)).to.include("aws.ecs");
    const { Statement } = JSON.parse(iamPolicy()) as { Statement: { Action: string[] }[] };
    const allowed = Statement.flatMap(({ Action }) => Action);
    const made = [...new Set(recorder.calls.map(({ action }) => action))];
    expect(made.filter((action) => !allowed.includes(action))).to.deep.equal([]);
    expect(made).to.include.members(["wafv2:GetWebACLForResource", "ecs:DescribeServices", "ecs:ListTasks"]);
  });
});
