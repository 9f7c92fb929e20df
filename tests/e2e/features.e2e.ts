import { DescribeTagsCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import { expect } from "chai";
import { listRules } from "./support/company.ts";
import { checkOut } from "./support/project.ts";
import { type Stage, refusingStage } from "./support/stage.ts";

/** A user's own program, with the route of the stack's file. */
const program = (body: string) => `
import { Provider } from "@pulumi/aws/provider.js";
import * as pulumi from "@pulumi/pulumi";
import { McpRoute } from "./components/index.ts";
import { loadSettings } from "./config.ts";

const { route } = loadSettings();
${body}
`;

const RULE = "aws:lb/listenerRule:ListenerRule";
const GROUP = "aws:lb/targetGroup:TargetGroup";

// On moto.
describe("Pulumi's own features, with the component in a program of one's own", () => {
  let stage: Stage;
  before(async () => {
    stage = await refusingStage();
    // Every kind of child.
    await stage.project.configure({
      "mcp-route:target": { create: {}, port: 8000 },
      "mcp-route:conditions": { methods: ["POST"] },
      "mcp-route:securityGroups": {
        server: stage.company.serverGroup,
        balancer: stage.company.balancerGroup,
        egress: true,
      },
    });
  });
  after(() => stage.stop());

  const up = () => stage.project.up();

  it("transforms reach every child", async () => {
    await stage.project.write(
      "index.ts",
      program(`
const transform: pulumi.ResourceTransform = ({ custom, props, opts }) =>
  custom ? { props: { ...props, tags: { ...props.tags, team: "data" } }, opts } : undefined;
new McpRoute("mcp", route, { transforms: [transform] });
`),
    );
    await up();
    const made = (await stage.project.state()).filter(
      ({ custom, type }) => custom && type.startsWith("aws:"),
    );
    expect(made.map(({ type }) => type).sort()).to.deep.equal([
      RULE,
      RULE,
      GROUP,
      "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    ]);
    expect(made.map(({ inputs }) => inputs["tags"])).to.deep.equal(made.map(() => ({ team: "data" })));
    const arns = made
      .filter(({ type }) => type !== GROUP)
      .flatMap(({ id }) => (id.startsWith("arn:") ? [id] : []));
    const { TagDescriptions = [] } = await stage.company.elb.send(
      new DescribeTagsCommand({ ResourceArns: arns }),
    );
    expect(TagDescriptions.map(({ Tags }) => Tags)).to.deep.equal(
      arns.map(() => [{ Key: "team", Value: "data" }]),
    );
  });

  it("an alias moves a renamed component and its children without replacing any", async () => {
    await stage.project.write(
      "index.ts",
      program(`new McpRoute("route", { ...route, tags: { team: "data" } }, { aliases: [{ name: "mcp" }] });`),
    );
    const before = await listRules(stage.company);
    const steps = await stage.project.previewed();
    expect([...new Set(steps.map(({ op }) => op))]).to.deep.equal(["update"]);
    await up();
    expect(await listRules(stage.company)).to.deep.equal(before);
  });

  it("--target brings up what it names alone", async () => {
    await stage.project.write(
      "index.ts",
      program(`new McpRoute("route", { ...route, tags: { team: "data", env: "prod" } });`),
    );
    const rule = (await stage.project.state()).find(({ urn }) => urn.endsWith("::route-rule"));
    stage.recorder.forget();
    await stage.project.must("up", "--yes", "--skip-preview", "--target", rule?.urn ?? "");
    const tagged = stage.recorder.calls.filter(({ action }) => action.endsWith(":AddTags"));
    expect(tagged.map(({ parameters }) => parameters["ResourceArns.member.1"])).to.deep.equal([rule?.id]);
    await up();
  });

  it("protect keeps what is protected", async () => {
    await stage.project.write(
      "index.ts",
      program(`new McpRoute("route", { ...route, tags: { team: "data", env: "prod" } }, { protect: true });`),
    );
    await up();
    const before = await listRules(stage.company);
    const { exitCode, output } = await stage.project.pulumi("destroy", "--yes");
    expect(exitCode).to.be.above(0);
    expect(output).to.include("protect");
    expect(await listRules(stage.company)).to.deep.equal(before);
  });

  it("an explicit provider is used by children and look-ups alike", async () => {
    const endpoint = stage.recorder.url;
    const own = program(`
const provider = new Provider("company", {
  region: "us-east-1",
  accessKey: "test",
  secretKey: "test",
  skipCredentialsValidation: true,
  skipMetadataApiCheck: true,
  skipRequestingAccountId: true,
  endpoints: [{ elbv2: "${endpoint}", ec2: "${endpoint}" }],
});
new McpRoute("other", { ...route, url: "https://demo.quiltdata.com/other", priority: 30 }, { providers: [provider] });
`);
    // Whoever asked the default provider would get no answer.
    const dead = "http://127.0.0.1:9";
    const other = await checkOut(dead, stage.company.dnsName);
    await other.write("index.ts", own);
    await other.configure({ "aws:maxRetries": 1 });
    await other.up();
    const rules = await listRules(stage.company);
    expect(rules.filter(({ priority }) => priority === "30")).to.have.length(1);
    await other.must("destroy", "--yes");
    await other.remove();
  });
});
