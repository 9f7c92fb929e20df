import { expect } from "chai";
import {
  COMMANDS,
  type Calls,
  type Policy,
  allowed,
  allows,
  decided,
  readCalls,
  readGatewayCalls,
  readGatewayPolicies,
  readPolicies,
} from "./calls.ts";

// What was recorded is held to the real calls by tests/e2e/permissions.e2e.ts.
describe("The policies", () => {
  let policies: { preview: Policy; up: Policy };
  let calls: Calls;
  before(async () => {
    policies = await readPolicies();
    calls = await readCalls();
  });

  it("are for every command that was recorded", () => {
    expect(Object.keys(calls).sort()).to.deep.equal(Object.values(COMMANDS).flat().sort());
  });

  it("allow a preview exactly what it asks for", () => {
    expect(allowed(policies.preview)).to.deep.equal(decided(calls, COMMANDS.preview));
  });

  it("allow an up, with the preview before it, exactly what it asks for", () => {
    expect(allowed(policies.up)).to.deep.equal(decided(calls, Object.values(COMMANDS).flat()));
  });

  it("let a preview read, and nothing else", () => {
    for (const action of allowed(policies.preview))
      expect(action).to.match(/^(ec2|elasticloadbalancing):Describe/);
  });

  it("name each action in full, and once", () => {
    for (const policy of Object.values(policies)) {
      const actions = allowed(policy);
      expect(new Set(actions).size).to.equal(actions.length);
      expect(actions.join()).not.to.include("*");
    }
  });

  it("allow every resource to reads alone, which AWS cannot limit", () => {
    const everywhere = policies.up.Statement.filter(({ Resource }) => Resource.includes("*"));
    for (const action of everywhere.flatMap(({ Action }) => Action)) expect(action).to.include(":Describe");
  });

  it("let nobody change the balancer, its listeners, or target groups of another name", () => {
    const resources = policies.up.Statement.flatMap(({ Resource }) => Resource).join("\n");
    expect(resources).not.to.include(":loadbalancer/");
    expect(
      resources.match(/:targetgroup\/.*/g)?.filter((each) => each !== ":targetgroup/mcp-tg-*/*"),
    ).to.deep.equal([]);
    const onListeners = policies.up.Statement.filter(({ Resource }) =>
      Resource.join().includes(":listener/"),
    );
    expect(onListeners.flatMap(({ Action }) => Action)).to.deep.equal(["elasticloadbalancing:CreateRule"]);
  });
});

/** What AWS itself asks for beside the calls that the provider makes, or makes in newer versions, as its documents say. */
const UNRECORDED = [
  "apigateway:SetWebACL",
  "iam:CreateServiceLinkedRole",
  "logs:CreateLogDelivery",
  "logs:DeleteLogDelivery",
  "logs:DeleteRetentionPolicy",
  "logs:DescribeResourcePolicies",
  "logs:GetLogDelivery",
  "logs:ListLogDeliveries",
  "logs:PutResourcePolicy",
  "logs:TagResource",
  "logs:UntagResource",
  "logs:UpdateLogDelivery",
  "wafv2:GetWebACL",
  "wafv2:ListWebACLs",
];

describe("The policies of stacks with an API Gateway", () => {
  const isRead = (call: string) =>
    /^(?:apigateway:GET|acm:Describe|elasticloadbalancing:Describe|logs:(?:Describe|List)|wafv2:(?:Get|List))/.test(
      call,
    );
  let policies: { preview: Policy; up: Policy };
  let calls: string[];
  before(async () => {
    policies = await readGatewayPolicies();
    calls = await readGatewayCalls();
  });

  it("allow every call that was recorded, on the resource that it is for", () => {
    expect(calls.filter((call) => !allows(policies.up, call))).to.deep.equal([]);
    expect(calls.filter(isRead).filter((call) => !allows(policies.preview, call))).to.deep.equal([]);
  });

  it("allow no action that nobody asks for", () => {
    const asked = new Set([...calls.map((call) => call.split(" ")[0] ?? ""), ...UNRECORDED]);
    expect(new Set(allowed(policies.up))).to.deep.equal(asked);
  });

  it("let a preview read, and nothing else", () => {
    expect(allowed(policies.preview).filter((action) => !isRead(action))).to.deep.equal([]);
  });

  it("let the rehearsal ask what it asks with --aws", () => {
    const asked = [
      "apigateway:GET /account",
      "apigateway:GET /restapis",
      "apigateway:GET /restapis/a1b2c3/resources",
      "apigateway:GET /restapis/a1b2c3/stages",
      "apigateway:GET /apis/a1b2c3/routes",
      "apigateway:GET /domainnames/demo.quiltdata.com",
      "acm:DescribeCertificate",
      "elasticloadbalancing:DescribeListenerCertificates",
    ];
    expect(asked.filter((call) => !allows(policies.preview, call))).to.deep.equal([]);
  });

  it("take nothing from those of stacks without one: no action stands in both", async () => {
    const { up } = await readPolicies();
    expect(allowed(up).filter((action) => allowed(policies.up).includes(action))).to.deep.equal([]);
  });

  it("let nobody change a custom domain, the account's settings or log groups of another name", () => {
    const changes = policies.up.Statement.filter(({ Action }) => Action.some((action) => !isRead(action)));
    const resources = changes.flatMap(({ Resource }) => Resource);
    expect(
      resources.filter((each) => /domainnames(?!\/\*\/(?:basepath|api)mappings)|\/account/.test(each)),
    ).to.deep.equal([]);
    expect(resources.filter((each) => each.includes(":log-group:"))).to.deep.equal([
      "arn:aws:logs:*:*:log-group:mcp-api-logs-*",
    ]);
  });
});
