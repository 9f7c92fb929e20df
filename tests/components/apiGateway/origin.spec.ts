import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { McpRoute, type McpRouteArgs } from "../../../components/index.ts";
import { args, failed } from "../../support/deploy.ts";
import { LINK, LINKED, behind, gatewayParts, http, rest } from "../../support/gateway.ts";
import { COMPONENT } from "../../support/route.ts";

const CREATE = {
  subnetIds: ["subnet-0a1b2c3d", "subnet-0b2c3d4e"],
  securityGroupIds: ["sg-0c3d4e5f"],
};
const made = (create: object = {}) => ({
  vpcLink: { create: { ...CREATE, ...create }, serverName: "demo.quiltdata.com" },
});

describe("The way from an API Gateway to the balancer", () => {
  for (const [kind, gateway] of Object.entries({ "a REST API": rest, "an HTTP API": http })) {
    it(`is a VPC link of its own, for ${kind}, where that is asked for`, async () => {
      const deployed = await behind(gateway({ origin: made() }));
      expect(gatewayParts(deployed).filter(([type]) => type === LINK)).to.deep.equal([
        [LINK, "mcp-api-link"],
      ]);
      expect(deployed.the("mcp-api-link").inputs).to.deep.equal(CREATE);
      for (const place of ["endpoint", "metadata", "proxy"])
        expect(deployed.the(`mcp-api-${place}-integration`).inputs["connectionId"]).to.equal(
          "mcp-api-link-id",
        );
      expect(deployed.outputs["apiGateway"]).to.include({ vpcLinkId: "mcp-api-link-id" });
    });

    it(`is no VPC link of its own, for ${kind}, where one exists, or none is needed`, async () => {
      for (const origin of [LINKED, rest().origin])
        expect((await behind(gateway({ origin }))).names).not.to.include("mcp-api-link");
    });
  }

  it("may be told by outputs of other resources", async () => {
    const { the } = await behind(
      rest({
        origin: made({
          subnetIds: [pulumi.output("subnet-0a1b2c3d"), "subnet-0b2c3d4e"],
          securityGroupIds: [pulumi.output("sg-0c3d4e5f")],
        }),
      }),
    );
    expect(the("mcp-api-link").inputs).to.deep.equal(CREATE);
    const linked = await behind(
      rest({ origin: { vpcLink: { id: pulumi.output("a1b2c3"), serverName: "demo.quiltdata.com" } } }),
    );
    expect(linked.the("mcp-api-endpoint-integration").inputs["connectionId"]).to.equal("a1b2c3");
  });

  const late: [string, McpRouteArgs["apiGateway"], string][] = [
    [
      "a link's id",
      rest({ origin: { vpcLink: { id: pulumi.output("A/1"), serverName: "demo.quiltdata.com" } } }),
      'apiGateway.origin.vpcLink.id: "A/1" is not the id of a VPC link of version 2.',
    ],
    [
      "a link's id that is nothing",
      rest({
        origin: {
          vpcLink: { id: pulumi.output(undefined as unknown as string), serverName: "demo.quiltdata.com" },
        },
      }),
      "apiGateway.origin.vpcLink.id: is given, but what it comes from turned out to hold nothing.",
    ],
    [
      "a subnet",
      rest({ origin: made({ subnetIds: ["subnet-0a1b2c3d", pulumi.output("vpc-1")] }) }),
      'apiGateway.origin.vpcLink.create.subnetIds[1]: "vpc-1" is not a subnet\'s id.',
    ],
    [
      "a security group",
      rest({ origin: made({ securityGroupIds: [pulumi.output("subnet-1")] }) }),
      'apiGateway.origin.vpcLink.create.securityGroupIds[0]: "subnet-1" is not a security group\'s id.',
    ],
    [
      "a domain that is the origin's",
      rest({ customDomain: { name: pulumi.output("origin.quiltdata.com") } }),
      'apiGateway.customDomain.name: "origin.quiltdata.com" is also the host of apiGateway.origin.url: the gateway would call itself, in a loop.',
    ],
    [
      "a web ACL",
      rest({ stage: { webAcl: { arn: pulumi.output("arn:aws:wafv2:x") } } }),
      'apiGateway.stage.webAcl.arn: "arn:aws:wafv2:x" is not the ARN of a regional web ACL.',
    ],
    [
      "the role of the account",
      rest({ stage: { accessLogs: { retention: 30, accountRole: pulumi.output("logs") } } }),
      'apiGateway.stage.accessLogs.accountRole: "logs" is not a role\'s ARN.',
    ],
  ];
  for (const [what, apiGateway, text] of late)
    it(`is checked as soon as it is known, before anything is made: ${what}`, async () => {
      const { error, registered, lookUps } = await failed(() => {
        new McpRoute("mcp", args(apiGateway ? { apiGateway } : {}));
      });
      expect(registered).to.deep.equal([COMPONENT]);
      expect(lookUps).to.deep.equal([]);
      const [head, problem] = error.message.split("\n");
      expect(head).to.equal('McpRoute "mcp": 1 problem; none of its resources was registered.');
      expect(problem).to.equal(`  ${text}`);
    });

  it("is told as an output: what the gateway calls, and by which link", async () => {
    expect((await behind(rest({ origin: LINKED }))).outputs["apiGateway"]).to.include({
      origin: "https://demo.quiltdata.com",
      vpcLinkId: "a1b2c3",
    });
    const { outputs } = await behind(rest({ origin: { url: "https://Origin.quiltdata.com:443/" } }));
    expect(outputs["apiGateway"]).to.include({ origin: "https://origin.quiltdata.com" });
    expect(outputs["apiGateway"]).not.to.have.property("vpcLinkId");
  });
});
