import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { McpRoute, type McpRouteArgs } from "../../../components/index.ts";
import { type Changes, lookUps } from "../../support/company.ts";
import { args, deploy, failed } from "../../support/deploy.ts";
import {
  DEPLOYMENT,
  HTTP_INTEGRATION,
  HTTP_ROUTE,
  HTTP_STAGE,
  INTEGRATION,
  METHOD,
  RESOURCE,
  STAGE,
  behind,
  gatewayParts,
  http,
  rest,
  waitsFor,
} from "../../support/gateway.ts";
import { COMPONENT, lookedUp } from "../../support/route.ts";

const PLACES = ["endpoint", "metadata", "proxy"];
const LIVE = { name: "company", stage: "prod" };
const INNER = [
  ...PLACES.map((place) => [INTEGRATION, `mcp-api-${place}-integration`]),
  ...PLACES.map((place) => [METHOD, `mcp-api-${place}-any`]),
];

/** What is looked up of API Gateway. */
const sought = (deployed: Parameters<typeof lookedUp>[0]) =>
  lookedUp(deployed).filter(([name]) => /Api$|Resource$/.test(name));

/** How a route with this gateway fails, where the company is as these changes say. */
function refused(apiGateway: McpRouteArgs["apiGateway"], changes: Changes = {}) {
  return failed(
    () => {
      new McpRoute("mcp", args(apiGateway ? { apiGateway } : {}));
    },
    { lookUp: lookUps(changes) },
  );
}

describe("McpRoute on a REST API that exists", () => {
  it("gets resources, methods and integrations, and no more: neither a deployment nor a stage", async () => {
    expect(gatewayParts(await behind(rest({ adopt: LIVE })))).to.deep.equal([
      ...INNER,
      [RESOURCE, "mcp-api-endpoint"],
      [RESOURCE, "mcp-api-metadata"],
      [RESOURCE, "mcp-api-metadata-level-1"],
      [RESOURCE, "mcp-api-metadata-level-2"],
      [RESOURCE, "mcp-api-proxy"],
    ]);
  });

  it("is looked up by its name alone", async () => {
    expect(sought(await behind(rest({ adopt: { ...LIVE, id: "a1b2c3d4e5" } })))).to.deep.equal([
      ["getRestApi", { name: "company" }],
    ]);
  });

  it("gets them under its root", async () => {
    const { the } = await behind(rest({ adopt: LIVE }));
    expect(the("mcp-api-endpoint").inputs).to.deep.equal({
      restApi: "a1b2c3d4e5",
      parentId: "root",
      pathPart: "mcp",
    });
    expect(the("mcp-api-metadata-level-1").inputs["parentId"]).to.equal("root");
    for (const place of PLACES) {
      expect(the(`mcp-api-${place}-any`).inputs["restApi"]).to.equal("a1b2c3d4e5");
      expect(the(`mcp-api-${place}-integration`).inputs["restApi"]).to.equal("a1b2c3d4e5");
    }
  });

  it("gets them under the resources on their way that exist, each looked up by its path", async () => {
    const adopt = { ...LIVE, parentPath: "/tools", metadataParentPath: "/.well-known" };
    const deployed = await behind(rest({ adopt }), { url: "https://demo.quiltdata.com/tools/mcp" });
    expect(sought(deployed)).to.deep.equal([
      ["getResource", { path: "/.well-known", restApiId: "a1b2c3d4e5" }],
      ["getResource", { path: "/tools", restApiId: "a1b2c3d4e5" }],
      ["getRestApi", { name: "company" }],
    ]);
    expect(gatewayParts(deployed)).to.deep.equal([
      ...INNER,
      [RESOURCE, "mcp-api-endpoint"],
      [RESOURCE, "mcp-api-metadata"],
      [RESOURCE, "mcp-api-metadata-level-2"],
      [RESOURCE, "mcp-api-metadata-level-3"],
      [RESOURCE, "mcp-api-proxy"],
    ]);
    const { the } = deployed;
    expect(the("mcp-api-endpoint").inputs).to.deep.equal({
      restApi: "a1b2c3d4e5",
      parentId: "id-of-/tools",
      pathPart: "mcp",
    });
    expect(the("mcp-api-metadata-level-2").inputs).to.deep.equal({
      restApi: "a1b2c3d4e5",
      parentId: "id-of-/.well-known",
      pathPart: "oauth-protected-resource",
    });
  });

  it("is looked up with the resources on their way with the provider that the route is given", async () => {
    const adopt = { ...LIVE, parentPath: "/tools", metadataParentPath: "/.well-known" };
    const url = "https://demo.quiltdata.com/tools/mcp";
    const { the, lookUps: asked } = await deploy(() => {
      const provider = new aws.Provider("other", { region: "us-east-1" });
      new McpRoute("mcp", args({ url, apiGateway: rest({ adopt }) }), { provider });
    });
    const ofApi = asked.filter(({ token }) => /:get(RestApi|Resource)$/.test(token));
    expect(ofApi.map(({ provider }) => provider)).to.deep.equal(
      Array<string>(3).fill(`${the("other").urn}::other-id`),
    );
  });

  it("looks up nothing of what is above, where that is said to be the root", async () => {
    const adopt = { ...LIVE, parentPath: "/", metadataParentPath: "/" };
    expect(sought(await behind(rest({ adopt })))).to.deep.equal([["getRestApi", { name: "company" }]]);
  });

  it("gets methods on its own root, for an endpoint there", async () => {
    const { the, names } = await behind(rest({ adopt: LIVE }), {
      url: "https://demo.quiltdata.com",
      hosts: ["origin.quiltdata.com"],
    });
    expect(names).not.to.include("mcp-api-endpoint");
    expect(the("mcp-api-endpoint-any").inputs["resourceId"]).to.equal("root");
    expect(the("mcp-api-proxy").inputs["parentId"]).to.equal("root");
  });

  it("gets a stage and the deployment for it where it is to have one of its own", async () => {
    const deployed = await behind(rest({ adopt: { name: "company" }, stage: { name: "mcp" } }));
    expect(gatewayParts(deployed)).to.deep.equal([
      [DEPLOYMENT, "mcp-api-deployment"],
      ...INNER,
      [RESOURCE, "mcp-api-endpoint"],
      [RESOURCE, "mcp-api-metadata"],
      [RESOURCE, "mcp-api-metadata-level-1"],
      [RESOURCE, "mcp-api-metadata-level-2"],
      [RESOURCE, "mcp-api-proxy"],
      [STAGE, "mcp-api-stage"],
    ]);
    expect(deployed.the("mcp-api-stage").inputs).to.deep.equal({
      restApi: "a1b2c3d4e5",
      deployment: "mcp-api-deployment-id",
      stageName: "mcp",
    });
    expect(deployed.the("mcp-api-deployment").inputs["restApi"]).to.equal("a1b2c3d4e5");
    expect(deployed.outputs["apiGateway"]).not.to.have.property("deployCommand");
  });

  it("has the command that publishes the routes for an output", async () => {
    const { outputs } = await behind(rest({ adopt: LIVE }));
    expect(outputs["apiGateway"]).to.deep.equal({
      type: "REST",
      id: "a1b2c3d4e5",
      arn: "arn:aws:apigateway:us-east-1::/restapis/a1b2c3d4e5",
      executionArn: "arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5",
      stage: "prod",
      endpoint: "https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/prod/mcp",
      origin: "https://origin.quiltdata.com",
      deployCommand:
        "aws apigateway create-deployment --region us-east-1 --rest-api-id a1b2c3d4e5 --stage-name prod",
    });
  });

  it("takes a name that only the deployment tells, and makes nothing before it is known", async () => {
    const { the } = await behind(rest({ adopt: { ...LIVE, name: pulumi.output("company") } }));
    expect(the("mcp-api-endpoint").inputs["restApi"]).to.equal("a1b2c3d4e5");
    const { error, registered } = await refused(rest({ adopt: { ...LIVE, name: pulumi.output("") } }));
    expect(registered).to.deep.equal([COMPONENT]);
    expect(error.message.split("\n")).to.deep.equal([
      'McpRoute "mcp": 1 problem; none of its resources was registered.',
      "  apiGateway.adopt.name: is empty.",
      "      Find it with: aws apigateway get-rest-apis --query 'items[].[name,id]'",
    ]);
  });

  it("makes nothing where there is no one API of that name", async () => {
    const { error, registered } = await refused(rest({ adopt: LIVE }), { restApi: null });
    expect(registered).to.deep.equal([COMPONENT]);
    expect(error.message.split("\n")).to.deep.equal([
      'McpRoute "mcp": 1 problem; none of its resources was registered.',
      '  apiGateway.adopt.name: no one API "company" was found in this account and region. The provider says: ' +
        "reading ELBv2 RestApi: couldn't find resource",
      "      Find it with: aws apigateway get-rest-apis --query 'items[].[name,id]'; or leave apiGateway.adopt out to have one made.",
    ]);
  });

  it("makes nothing where a resource above is missing, and says so of each", async () => {
    const { error, registered } = await failed(
      () => {
        const adopt = { ...LIVE, parentPath: "/tools", metadataParentPath: "/.well-known" };
        new McpRoute(
          "mcp",
          args({ url: "https://demo.quiltdata.com/tools/mcp", apiGateway: rest({ adopt }) }),
        );
      },
      { lookUp: lookUps({ resource: null }) },
    );
    expect(registered).to.deep.equal([COMPONENT]);
    const why = "The provider says: reading ELBv2 Resource: couldn't find resource";
    const see =
      "See its resources with: aws apigateway get-resources --rest-api-id a1b2c3d4e5 --query 'items[].path'";
    expect(error.message.split("\n")).to.deep.equal([
      'McpRoute "mcp": 2 problems; none of its resources was registered.',
      `  apiGateway.adopt.parentPath: the API a1b2c3d4e5 has no resource "/tools". ${why}`,
      `      ${see}`,
      `  apiGateway.adopt.metadataParentPath: the API a1b2c3d4e5 has no resource "/.well-known". ${why}`,
      `      ${see}`,
    ]);
  });

  it("tells what else is missing in the same error", async () => {
    const { error, registered } = await refused(rest({ adopt: LIVE }), {
      restApi: null,
      balancer: null,
      targetGroup: null,
    });
    expect(registered).to.deep.equal([COMPONENT]);
    expect([...error.message.matchAll(/^ {2}(\S+): /gm)].map(([, path]) => path)).to.deep.equal([
      "listener.loadBalancer",
      "target.adopt.name",
      "apiGateway.adopt.name",
    ]);
  });
});

describe("McpRoute on an HTTP API that exists", () => {
  const adopt = { id: "f6g7h8i9j0" };

  it("gets routes and integrations, and no more: its stage deploys by itself", async () => {
    const deployed = await behind(http({ adopt }));
    expect(gatewayParts(deployed)).to.deep.equal([
      ...PLACES.map((place) => [HTTP_INTEGRATION, `mcp-api-${place}-integration`]),
      ...PLACES.map((place) => [HTTP_ROUTE, `mcp-api-${place}-route`]),
    ]);
    expect(sought(deployed)).to.deep.equal([["getApi", { apiId: "f6g7h8i9j0" }]]);
    for (const place of PLACES) {
      expect(deployed.the(`mcp-api-${place}-route`).inputs["apiId"]).to.equal("f6g7h8i9j0");
      expect(deployed.the(`mcp-api-${place}-integration`).inputs["apiId"]).to.equal("f6g7h8i9j0");
    }
    expect(deployed.outputs["apiGateway"]).to.deep.equal({
      type: "HTTP",
      id: "f6g7h8i9j0",
      arn: "arn:aws:apigateway:us-east-1::/apis/f6g7h8i9j0",
      executionArn: "arn:aws:execute-api:us-east-1:123456789012:f6g7h8i9j0",
      stage: "$default",
      endpoint: "https://f6g7h8i9j0.execute-api.us-east-1.amazonaws.com/mcp",
      origin: "https://origin.quiltdata.com",
    });
  });

  it("has the command that deploys for an output where its stage does not by itself", async () => {
    const command = (stage: string) =>
      `aws apigatewayv2 create-deployment --region us-east-1 --api-id f6g7h8i9j0 --stage-name ${stage}`;
    const told = async (changes: object) =>
      (await behind(http({ adopt: { ...adopt, ...changes } }))).outputs["apiGateway"];
    expect(await told({ autoDeploy: false })).to.include({ deployCommand: command("'$default'") });
    expect(await told({ autoDeploy: false, stage: "prod" })).to.include({
      deployCommand: command("prod"),
      stage: "prod",
      endpoint: "https://f6g7h8i9j0.execute-api.us-east-1.amazonaws.com/prod/mcp",
    });
    expect(await told({ autoDeploy: true })).not.to.have.property("deployCommand");
  });

  it("gets a stage where it is to have one of its own", async () => {
    const deployed = await behind(http({ adopt, stage: { name: "mcp" } }));
    expect(gatewayParts(deployed).filter(([type]) => type === HTTP_STAGE)).to.have.length(1);
    expect(deployed.the("mcp-api-stage").inputs).to.deep.equal({
      apiId: "f6g7h8i9j0",
      name: "mcp",
      autoDeploy: true,
      defaultRouteSettings: { throttlingRateLimit: 10_000, throttlingBurstLimit: 5_000 },
    });
    expect(waitsFor(deployed, "mcp-api-stage")).to.include.members(
      PLACES.map((place) => `mcp-api-${place}-route`),
    );
  });

  it("takes an id that only the deployment tells, and checks it then", async () => {
    const { the } = await behind(http({ adopt: { id: pulumi.output("f6g7h8i9j0") } }));
    expect(the("mcp-api-endpoint-route").inputs["apiId"]).to.equal("f6g7h8i9j0");
    const { error, registered } = await refused(http({ adopt: { id: pulumi.output("F6") } }));
    expect(registered).to.deep.equal([COMPONENT]);
    expect(error.message).to.contain(
      'apiGateway.adopt.id: "F6" is not an API\'s id, which has small letters and digits.',
    );
  });

  it("makes nothing where there is none of that id", async () => {
    const { error, registered } = await refused(http({ adopt }), { httpApi: null });
    expect(registered).to.deep.equal([COMPONENT]);
    expect(error.message.split("\n").slice(1)).to.deep.equal([
      '  apiGateway.adopt.id: no one API "f6g7h8i9j0" was found in this account and region. The provider says: ' +
        "reading ELBv2 Api: couldn't find resource",
      "      Find it with: aws apigatewayv2 get-apis --query 'Items[].[ApiId,Name,ProtocolType]'; or leave apiGateway.adopt out to have one made.",
    ]);
  });
});
