import * as aws from "@pulumi/aws";
import { expect } from "chai";
import { McpRoute } from "../../../components/index.ts";
import { company, lookUps } from "../../support/company.ts";
import { args, deploy, failed } from "../../support/deploy.ts";
import { LOGS, ROLE, SETTINGS, WAF, behind, gatewayParts, http, rest } from "../../support/gateway.ts";
import { COMPONENT, lookedUp } from "../../support/route.ts";

const throttling = { rateLimit: 200, burstLimit: 400 };

/** What a line of the log tells, by its names. */
const LINE = {
  requestId: "$context.requestId",
  time: "$context.requestTime",
  ip: "$context.identity.sourceIp",
  method: "$context.httpMethod",
  path: "$context.path",
  protocol: "$context.protocol",
  status: "$context.status",
  responseBytes: "$context.responseLength",
  latency: "$context.responseLatency",
  integrationStatus: "$context.integration.status",
  integrationLatency: "$context.integration.latency",
  error: "$context.error.responseType",
};

describe("The stage of a REST API", () => {
  it("throttles all of its methods, where that is asked for", async () => {
    const deployed = await behind(rest({ stage: { throttling } }));
    expect(deployed.the("mcp-api-throttling").inputs).to.deep.equal({
      restApi: "mcp-api-id",
      stageName: "live",
      methodPath: "*/*",
      settings: { throttlingRateLimit: 200, throttlingBurstLimit: 400 },
    });
  });

  it("writes each request to a log of its own, with the balancer's status and latency and no header", async () => {
    const { the, outputs } = await behind(
      rest({ stage: { accessLogs: { retention: 30, accountRole: ROLE } } }),
    );
    expect(the("mcp-api-logs").type).to.equal(LOGS);
    expect(the("mcp-api-logs").inputs).to.deep.equal({ retentionInDays: 30 });
    const { destinationArn, format } = the("mcp-api-stage").inputs["accessLogSettings"] as {
      destinationArn: string;
      format: string;
    };
    expect(destinationArn).to.equal("arn:aws:logs:us-east-1:123456789012:log-group:mcp-api-logs-xxxxxxx");
    expect(JSON.parse(format)).to.deep.equal(LINE);
    // Of headers and of the query, which may hold a token, AWS writes what a format names.
    expect(format).not.to.match(/header|authoriz|querystring|"\$context\.(path|resourcePath)\?/i);
    expect(format).not.to.contain("\n");
    expect(outputs["apiGateway"]).to.include({ logGroup: "mcp-api-logs-xxxxxxx" });
  });

  it("keeps the lines for ever where 0 says so", async () => {
    const { the } = await behind(rest({ stage: { accessLogs: { retention: 0, accountRole: ROLE } } }));
    expect(the("mcp-api-logs").inputs).to.deep.equal({ retentionInDays: 0 });
  });

  it("is guarded by a web ACL, given by its ARN", async () => {
    const deployed = await behind(rest({ stage: { webAcl: { arn: company.webAclArn } } }));
    expect(deployed.the("mcp-api-waf").type).to.equal(WAF);
    expect(deployed.the("mcp-api-waf").inputs).to.deep.equal({
      resourceArn: "arn:aws:apigateway:us-east-1::/restapis/mcp-api-id/stages/live",
      webAclArn: company.webAclArn,
    });
    expect(lookedUp(deployed).map(([name]) => name)).not.to.include("getWebAcl");
  });

  it("loses its web ACL before it gets another: the end of the first would take the second away", async () => {
    const deployed = await behind(rest({ stage: { webAcl: { arn: company.webAclArn } } }));
    const deletedFirst = deployed.resources.filter(({ deleteBeforeReplace }) => deleteBeforeReplace);
    expect(deletedFirst.map(({ name }) => name)).to.deep.equal(["mcp-api-waf"]);
  });

  it("is guarded by a web ACL that is looked up by its name", async () => {
    const deployed = await behind(rest({ stage: { webAcl: { name: "company" } } }));
    expect(deployed.the("mcp-api-waf").inputs["webAclArn"]).to.equal(company.webAclArn);
    expect(lookedUp(deployed)).to.deep.include(["getWebAcl", { name: "company", scope: "REGIONAL" }]);
  });

  it("is not made where there is no web ACL of that name", async () => {
    const { error, registered } = await failed(
      () => {
        new McpRoute("mcp", args({ apiGateway: rest({ stage: { webAcl: { name: "company" } } }) }));
      },
      { lookUp: lookUps({ webAcl: null }) },
    );
    expect(registered).to.deep.equal([COMPONENT]);
    expect(error.message.split("\n").slice(1)).to.deep.equal([
      '  apiGateway.stage.webAcl.name: no regional web ACL "company" was found in this account and region. ' +
        "The provider says: reading ELBv2 WebAcl: couldn't find resource",
      "      Find it with: aws wafv2 list-web-acls --scope REGIONAL --query 'WebACLs[].[Name,ARN]'",
    ]);
  });

  it("is protected by a web ACL that is looked up with the provider that the route is given", async () => {
    const { the, lookUps: asked } = await deploy(() => {
      const provider = new aws.Provider("other", { region: "us-east-1" });
      const apiGateway = rest({ stage: { webAcl: { name: "company" } } });
      new McpRoute("mcp", args({ apiGateway }), { provider });
    });
    const acl = asked.find(({ token }) => token.endsWith(":getWebAcl"));
    expect(acl?.provider).to.equal(`${the("other").urn}::other-id`);
  });

  it("has none of these where none is asked for, and its own name in the address", async () => {
    const deployed = await behind(rest({ stage: { name: "v1" } }));
    expect(gatewayParts(deployed).filter(([type]) => [LOGS, SETTINGS, WAF].includes(type))).to.deep.equal([]);
    expect(deployed.the("mcp-api-stage").inputs).to.deep.equal({
      restApi: "mcp-api-id",
      deployment: "mcp-api-deployment-id",
      stageName: "v1",
    });
    expect(deployed.outputs["apiGateway"]).to.include({
      stage: "v1",
      endpoint: "https://mcp-api-id.execute-api.us-east-1.amazonaws.com/v1/mcp",
    });
    expect(deployed.outputs["apiGateway"]).not.to.have.property("logGroup");
  });
});

describe("The stage of an HTTP API", () => {
  it("throttles its routes by default, and writes a log without any role", async () => {
    const deployed = await behind(http({ stage: { throttling, accessLogs: { retention: 7 } } }));
    const { accessLogSettings, ...inputs } = deployed.the("mcp-api-stage").inputs;
    expect(inputs).to.deep.equal({
      apiId: "mcp-api-id",
      name: "$default",
      autoDeploy: true,
      defaultRouteSettings: { throttlingRateLimit: 200, throttlingBurstLimit: 400 },
    });
    const { format } = accessLogSettings as { format: string };
    expect(JSON.parse(format)).to.deep.equal(LINE);
    expect(deployed.the("mcp-api-logs").inputs).to.deep.equal({ retentionInDays: 7 });
    expect(gatewayParts(deployed).filter(([type]) => [SETTINGS, WAF].includes(type))).to.deep.equal([]);
  });

  it("has the name that is given, which then stands in its address", async () => {
    const { the, outputs } = await behind(http({ stage: { name: "v1" } }));
    expect(the("mcp-api-stage").inputs["name"]).to.equal("v1");
    expect(outputs["apiGateway"]).to.include({
      endpoint: "https://mcp-api-id.execute-api.us-east-1.amazonaws.com/v1/mcp",
    });
  });
});
