import { expect } from "chai";
import { company, lookUps } from "../../support/company.ts";
import {
  DEPLOYMENT,
  INTEGRATION,
  LINKED,
  METHOD,
  ORIGIN,
  RESOURCE,
  REST_API,
  STAGE,
  behind,
  gatewayParts,
  rest,
  waitsFor,
} from "../../support/gateway.ts";
import { COMPONENT, METADATA, RULE, made, rule } from "../../support/route.ts";

/** The methods and integrations of a route that has the OAuth metadata apart. */
const PLACES = ["endpoint", "metadata", "proxy"];

const GREEDY_METHOD = { requestParameters: { "method.request.path.proxy": true } };
const GREEDY = { requestParameters: { "integration.request.path.proxy": "method.request.path.proxy" } };

const method = (resourceId: string) => ({
  restApi: "mcp-api-id",
  resourceId,
  httpMethod: "ANY",
  authorization: "NONE",
});
const integration = (resourceId: string, uri: string) => ({
  restApi: "mcp-api-id",
  resourceId,
  httpMethod: "ANY",
  type: "HTTP_PROXY",
  integrationHttpMethod: "ANY",
  uri,
  responseTransferMode: "STREAM",
  timeoutMilliseconds: 900_000,
});

describe("McpRoute behind a REST API of its own", () => {
  it("makes the API, its resources, methods and integrations, a deployment and a stage, and nothing else", async () => {
    expect(made(await behind(rest()))).to.deep.equal([
      [DEPLOYMENT, "mcp-api-deployment"],
      ...PLACES.map((place) => [INTEGRATION, `mcp-api-${place}-integration`]),
      ...PLACES.map((place) => [METHOD, `mcp-api-${place}-any`]),
      [RESOURCE, "mcp-api-endpoint"],
      [RESOURCE, "mcp-api-metadata"],
      [RESOURCE, "mcp-api-metadata-level-1"],
      [RESOURCE, "mcp-api-metadata-level-2"],
      [RESOURCE, "mcp-api-proxy"],
      [REST_API, "mcp-api"],
      [STAGE, "mcp-api-stage"],
      [RULE, "mcp-rule"],
      [COMPONENT, "mcp"],
    ]);
  });

  it("makes a regional API that says what it is for", async () => {
    expect((await behind(rest())).the("mcp-api").inputs).to.deep.equal({
      description: "The MCP endpoint https://demo.quiltdata.com/mcp",
      endpointConfiguration: { types: "REGIONAL" },
    });
  });

  it("makes one at the edge, where streams are silent for no longer than that allows", async () => {
    const { the } = await behind(rest({ endpointType: "EDGE" }), { longestSilence: 30 });
    expect(the("mcp-api").inputs["endpointConfiguration"]).to.deep.equal({ types: "EDGE" });
  });

  it("makes a resource for each part of a path, each under the one before", async () => {
    const { the } = await behind(rest());
    const resource = (name: string) => the(name).inputs;
    const at = (parentId: string, pathPart: string) => ({ restApi: "mcp-api-id", parentId, pathPart });
    expect(resource("mcp-api-endpoint")).to.deep.equal(at("mcp-api-root-id", "mcp"));
    expect(resource("mcp-api-proxy")).to.deep.equal(at("mcp-api-endpoint-id", "{proxy+}"));
    expect(resource("mcp-api-metadata-level-1")).to.deep.equal(at("mcp-api-root-id", ".well-known"));
    expect(resource("mcp-api-metadata-level-2")).to.deep.equal(
      at("mcp-api-metadata-level-1-id", "oauth-protected-resource"),
    );
    expect(resource("mcp-api-metadata")).to.deep.equal(at("mcp-api-metadata-level-2-id", "mcp"));
  });

  it("takes any method at each place, and asks nobody for credentials", async () => {
    const { the } = await behind(rest());
    expect(the("mcp-api-endpoint-any").inputs).to.deep.equal(method("mcp-api-endpoint-id"));
    expect(the("mcp-api-proxy-any").inputs).to.deep.equal({
      ...method("mcp-api-proxy-id"),
      ...GREEDY_METHOD,
    });
    expect(the("mcp-api-metadata-any").inputs).to.deep.equal(method("mcp-api-metadata-id"));
  });

  it("passes each place's requests on, and the answers as they come", async () => {
    const { the } = await behind(rest());
    expect(the("mcp-api-endpoint-integration").inputs).to.deep.equal(
      integration("mcp-api-endpoint-id", `${ORIGIN}/mcp`),
    );
    expect(the("mcp-api-proxy-integration").inputs).to.deep.equal({
      ...integration("mcp-api-proxy-id", `${ORIGIN}/mcp/{proxy}`),
      ...GREEDY,
    });
    expect(the("mcp-api-metadata-integration").inputs).to.deep.equal(
      integration("mcp-api-metadata-id", `${ORIGIN}${METADATA}`),
    );
  });

  it("passes them on by a VPC link to the balancer, with the name on its certificate", async () => {
    const { the } = await behind(rest({ origin: LINKED }));
    const link = {
      connectionType: "VPC_LINK",
      connectionId: "a1b2c3",
      integrationTarget: company.balancerArn,
    };
    expect(the("mcp-api-endpoint-integration").inputs).to.deep.equal({
      ...integration("mcp-api-endpoint-id", "https://demo.quiltdata.com/mcp"),
      ...link,
    });
    expect(the("mcp-api-proxy-integration").inputs).to.deep.equal({
      ...integration("mcp-api-proxy-id", "https://demo.quiltdata.com/mcp/{proxy}"),
      ...GREEDY,
      ...link,
    });
    expect(the("mcp-api-metadata-integration").inputs).to.deep.equal({
      ...integration("mcp-api-metadata-id", `https://demo.quiltdata.com${METADATA}`),
      ...link,
    });
  });

  for (const timeout of [60, 899, 900])
    it(`waits ${timeout} seconds for the end of an answer at each place, where that is said`, async () => {
      const { the } = await behind(rest({ timeout }));
      for (const place of PLACES)
        expect(the(`mcp-api-${place}-integration`).inputs["timeoutMilliseconds"]).to.equal(timeout * 1000);
    });

  it("publishes its stage `live` by a deployment that comes after each integration", async () => {
    const deployed = await behind(rest());
    const { triggers, ...inputs } = deployed.the("mcp-api-deployment").inputs;
    expect(inputs).to.deep.equal({ restApi: "mcp-api-id" });
    expect(triggers).to.have.all.keys("routes");
    expect(waitsFor(deployed, "mcp-api-deployment")).to.include.members(
      PLACES.map((place) => `mcp-api-${place}-integration`),
    );
    expect(deployed.the("mcp-api-stage").inputs).to.deep.equal({
      restApi: "mcp-api-id",
      deployment: "mcp-api-deployment-id",
      stageName: "live",
    });
  });

  it("leaves the rule as it is without a gateway, where requests come over the internet", async () => {
    expect((await behind(rest())).the("mcp-rule").inputs).to.deep.equal(rule);
  });

  it("has the rules take the stage that comes with the path through a VPC link, and rewrite it", async () => {
    const { the } = await behind(rest({ origin: LINKED }));
    const rewrite = (regex: string, replace: string) => [
      { type: "url-rewrite", urlRewriteConfig: { rewrite: { regex, replace } } },
    ];
    expect(the("mcp-rule").inputs).to.deep.equal({
      ...rule,
      conditions: [{ pathPattern: { values: ["/mcp", "/mcp/*", "/live/mcp", "/live/mcp/*"] } }],
      transforms: rewrite("^(/live)?/mcp(.*)$", "/mcp$2"),
    });
    expect(the("mcp-metadata-rule").inputs).to.deep.equal({
      ...rule,
      priority: 9,
      conditions: [{ pathPattern: { values: [METADATA, `/live${METADATA}`] } }],
      transforms: rewrite("^(/live)?/\\.well-known/oauth-protected-resource/mcp(.*)$", `${METADATA}$2`),
    });
  });

  it("makes the resources of an endpoint further down under names that say how far", async () => {
    const { the, names } = await behind(rest(), { url: "https://demo.quiltdata.com/a/b/mcp" });
    const parts = names.filter((name) => /^mcp-api-(endpoint|metadata)(-level-\d)?$/.test(name));
    expect(parts.map((name) => [name, the(name).inputs["pathPart"]])).to.deep.equal([
      ["mcp-api-endpoint", "mcp"],
      ["mcp-api-endpoint-level-1", "a"],
      ["mcp-api-endpoint-level-2", "b"],
      ["mcp-api-metadata", "mcp"],
      ["mcp-api-metadata-level-1", ".well-known"],
      ["mcp-api-metadata-level-2", "oauth-protected-resource"],
      ["mcp-api-metadata-level-3", "a"],
      ["mcp-api-metadata-level-4", "b"],
    ]);
  });

  describe("for an endpoint at the root", () => {
    const root = { url: "https://demo.quiltdata.com", hosts: ["origin.quiltdata.com"] };

    it("takes the API's own root and all that is under it, the OAuth metadata as well", async () => {
      const deployed = await behind(rest(), root);
      expect(gatewayParts(deployed)).to.deep.equal([
        [DEPLOYMENT, "mcp-api-deployment"],
        [INTEGRATION, "mcp-api-endpoint-integration"],
        [INTEGRATION, "mcp-api-proxy-integration"],
        [METHOD, "mcp-api-endpoint-any"],
        [METHOD, "mcp-api-proxy-any"],
        [RESOURCE, "mcp-api-proxy"],
        [REST_API, "mcp-api"],
        [STAGE, "mcp-api-stage"],
      ]);
      const { the } = deployed;
      expect(the("mcp-api-endpoint-any").inputs).to.deep.equal(method("mcp-api-root-id"));
      expect(the("mcp-api-endpoint-integration").inputs).to.deep.equal(
        integration("mcp-api-root-id", `${ORIGIN}/`),
      );
      expect(the("mcp-api-proxy").inputs).to.deep.equal({
        restApi: "mcp-api-id",
        parentId: "mcp-api-root-id",
        pathPart: "{proxy+}",
      });
      expect(the("mcp-api-proxy-integration").inputs["uri"]).to.equal(`${ORIGIN}/{proxy}`);
    });

    it("has one rule, which takes the stage away from what comes through a VPC link", async () => {
      const { the, names } = await behind(rest({ origin: LINKED }), {
        ...root,
        hosts: ["demo.quiltdata.com"],
      });
      expect(names).not.to.include("mcp-metadata-rule");
      expect(the("mcp-rule").inputs).to.deep.equal({
        ...rule,
        conditions: [{ hostHeader: { values: ["demo.quiltdata.com"] } }, { pathPattern: { values: ["/*"] } }],
        transforms: [
          {
            type: "url-rewrite",
            urlRewriteConfig: { rewrite: { regex: "^/live(/|$)(.*)$", replace: "/$2" } },
          },
        ],
      });
    });
  });

  it("gives the rule of a balancer that speaks HTTP in its VPC the balancer's own name", async () => {
    const { the } = await behind(
      rest({ origin: { vpcLink: { id: "a1b2c3" } } }),
      { listener: { loadBalancer: company.dnsName, port: 8080 } },
      {},
      { lookUp: lookUps({ listener: { protocol: "HTTP", port: 8080 } }) },
    );
    expect(the("mcp-api-endpoint-integration").inputs["uri"]).to.equal(
      `http://${company.dnsName.toLowerCase()}:8080/mcp`,
    );
  });
});
