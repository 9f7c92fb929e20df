import { expect } from "chai";
import { company, lookUps } from "../../support/company.ts";
import {
  HTTP_API,
  HTTP_INTEGRATION,
  HTTP_ROUTE,
  HTTP_STAGE,
  LINKED,
  ORIGIN,
  behind,
  gatewayParts,
  http,
  waitsFor,
} from "../../support/gateway.ts";
import { COMPONENT, METADATA, RULE, made, rule } from "../../support/route.ts";

const PLACES = ["endpoint", "metadata", "proxy"];

const integration = (integrationUri: string) => ({
  apiId: "mcp-api-id",
  integrationType: "HTTP_PROXY",
  integrationMethod: "ANY",
  payloadFormatVersion: "1.0",
  timeoutMilliseconds: 30_000,
  integrationUri,
});

describe("McpRoute behind an HTTP API of its own", () => {
  it("makes the API, its routes and integrations and a stage, and nothing else", async () => {
    expect(made(await behind(http()))).to.deep.equal([
      [HTTP_API, "mcp-api"],
      ...PLACES.map((place) => [HTTP_INTEGRATION, `mcp-api-${place}-integration`]),
      ...PLACES.map((place) => [HTTP_ROUTE, `mcp-api-${place}-route`]),
      [HTTP_STAGE, "mcp-api-stage"],
      [RULE, "mcp-rule"],
      [COMPONENT, "mcp"],
    ]);
  });

  it("makes an API of the protocol HTTP that says what it is for", async () => {
    expect((await behind(http())).the("mcp-api").inputs).to.deep.equal({
      protocolType: "HTTP",
      description: "The MCP endpoint https://demo.quiltdata.com/mcp",
    });
  });

  it("takes any method of the endpoint, of what is under it, and of the OAuth metadata", async () => {
    const { the } = await behind(http());
    const routeAt = (place: string, routeKey: string) => {
      expect(the(`mcp-api-${place}-route`).inputs).to.deep.equal({
        apiId: "mcp-api-id",
        routeKey,
        target: `integrations/mcp-api-${place}-integration-id`,
      });
    };
    routeAt("endpoint", "ANY /mcp");
    routeAt("proxy", "ANY /mcp/{proxy+}");
    routeAt("metadata", `ANY ${METADATA}`);
  });

  it("passes each place's requests on to the same path of the balancer", async () => {
    const { the } = await behind(http());
    const inputs = (place: string) => the(`mcp-api-${place}-integration`).inputs;
    expect(inputs("endpoint")).to.deep.equal(integration(`${ORIGIN}/mcp`));
    expect(inputs("proxy")).to.deep.equal(integration(`${ORIGIN}/mcp/{proxy}`));
    expect(inputs("metadata")).to.deep.equal(integration(`${ORIGIN}${METADATA}`));
  });

  it("passes them on by a VPC link to the listener, without the stage, and verifies the name", async () => {
    const { the } = await behind(http({ origin: LINKED }));
    const inputs = (place: string) => the(`mcp-api-${place}-integration`).inputs;
    const linked = (path: string) => ({
      ...integration(company.listenerArn),
      connectionType: "VPC_LINK",
      connectionId: "a1b2c3",
      requestParameters: { "overwrite:path": path },
      tlsConfig: { serverNameToVerify: "demo.quiltdata.com" },
    });
    expect(inputs("endpoint")).to.deep.equal(linked("/mcp"));
    expect(inputs("proxy")).to.deep.equal(linked("/mcp/$request.path.proxy"));
    expect(inputs("metadata")).to.deep.equal(linked(METADATA));
    expect(the("mcp-rule").inputs).to.deep.equal(rule);
  });

  it("verifies no name where the listener speaks HTTP", async () => {
    const { the } = await behind(
      http({ origin: LINKED }),
      {},
      {},
      { lookUp: lookUps({ listener: { protocol: "HTTP" } }) },
    );
    for (const place of PLACES)
      expect(the(`mcp-api-${place}-integration`).inputs).not.to.have.property("tlsConfig");
  });

  it("waits as long as is said", async () => {
    const { the } = await behind(http({ timeout: 10 }), { longestSilence: 10 });
    for (const place of PLACES)
      expect(the(`mcp-api-${place}-integration`).inputs["timeoutMilliseconds"]).to.equal(10_000);
  });

  it("has a stage without a name in its address, which deploys by itself, after the routes", async () => {
    const deployed = await behind(http());
    expect(deployed.the("mcp-api-stage").inputs).to.deep.equal({
      apiId: "mcp-api-id",
      name: "$default",
      autoDeploy: true,
      defaultRouteSettings: { throttlingRateLimit: 10_000, throttlingBurstLimit: 5_000 },
    });
    expect(waitsFor(deployed, "mcp-api-stage")).to.include.members(
      PLACES.map((place) => `mcp-api-${place}-route`),
    );
  });

  it("takes the root and all that is under it, for an endpoint at the root", async () => {
    const deployed = await behind(http(), {
      url: "https://demo.quiltdata.com",
      hosts: ["origin.quiltdata.com"],
    });
    expect(gatewayParts(deployed).map(([, name]) => name)).to.deep.equal([
      "mcp-api",
      "mcp-api-endpoint-integration",
      "mcp-api-proxy-integration",
      "mcp-api-endpoint-route",
      "mcp-api-proxy-route",
      "mcp-api-stage",
    ]);
    const { the } = deployed;
    expect(the("mcp-api-endpoint-route").inputs["routeKey"]).to.equal("ANY /");
    expect(the("mcp-api-proxy-route").inputs["routeKey"]).to.equal("ANY /{proxy+}");
    expect(the("mcp-api-endpoint-integration").inputs["integrationUri"]).to.equal(`${ORIGIN}/`);
    expect(the("mcp-api-proxy-integration").inputs["integrationUri"]).to.equal(`${ORIGIN}/{proxy}`);
  });

  it("says the root's path through a VPC link as well", async () => {
    const { the } = await behind(http({ origin: LINKED }), {
      url: "https://demo.quiltdata.com",
      conditions: { methods: ["POST"] },
    });
    const paths = ["endpoint", "proxy"].map(
      (place) => the(`mcp-api-${place}-integration`).inputs["requestParameters"],
    );
    expect(paths).to.deep.equal([{ "overwrite:path": "/" }, { "overwrite:path": "/$request.path.proxy" }]);
  });
});
