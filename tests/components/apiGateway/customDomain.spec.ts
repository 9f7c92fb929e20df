import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import {
  HTTP_MAPPING,
  MAPPING,
  ORIGIN,
  behind,
  gatewayParts,
  http,
  rest,
  waitsFor,
} from "../../support/gateway.ts";
import { METADATA } from "../../support/route.ts";

const name = "demo.quiltdata.com";

describe("A custom domain in front of a REST API", () => {
  it("has its root mapped to the stage, after it is made", async () => {
    const deployed = await behind(rest({ customDomain: { name } }));
    expect(deployed.the("mcp-api-mapping").type).to.equal(MAPPING);
    expect(deployed.the("mcp-api-mapping").inputs).to.deep.equal({
      restApi: "mcp-api-id",
      stageName: "live",
      domainName: name,
    });
    expect(waitsFor(deployed, "mcp-api-mapping")).to.include("mcp-api-stage");
    expect(deployed.outputs["apiGateway"]).to.include({ endpoint: "https://demo.quiltdata.com/mcp" });
  });

  it("is not mapped where none is given", async () => {
    for (const gateway of [rest(), http()])
      expect((await behind(gateway)).names).not.to.include("mcp-api-mapping");
  });

  it("has a base path mapped, which is no part of the API's own paths and comes to the balancer all the same", async () => {
    const { the, outputs } = await behind(rest({ customDomain: { name, basePath: "tools" } }), {
      url: "https://demo.quiltdata.com/tools/mcp",
    });
    expect(the("mcp-api-mapping").inputs).to.deep.equal({
      restApi: "mcp-api-id",
      stageName: "live",
      domainName: name,
      basePath: "tools",
    });
    expect(the("mcp-api-endpoint").inputs).to.include({ parentId: "mcp-api-root-id", pathPart: "mcp" });
    expect(the("mcp-api-endpoint-integration").inputs["uri"]).to.equal(`${ORIGIN}/tools/mcp`);
    expect(the("mcp-api-proxy-integration").inputs["uri"]).to.equal(`${ORIGIN}/tools/mcp/{proxy}`);
    expect(the("mcp-api-metadata-integration").inputs["uri"]).to.equal(
      `${ORIGIN}/.well-known/oauth-protected-resource/tools/mcp`,
    );
    expect(outputs["apiGateway"]).to.include({ endpoint: "https://demo.quiltdata.com/tools/mcp" });
  });

  it("may have a base path that is all of the endpoint's path, which is then the API's root", async () => {
    const deployed = await behind(rest({ customDomain: { name, basePath: "mcp" } }));
    const { the, names, outputs } = deployed;
    expect(names).not.to.include("mcp-api-endpoint");
    expect(the("mcp-api-endpoint-any").inputs["resourceId"]).to.equal("mcp-api-root-id");
    expect(the("mcp-api-endpoint-integration").inputs["uri"]).to.equal(`${ORIGIN}/mcp`);
    expect(the("mcp-api-proxy").inputs).to.include({ parentId: "mcp-api-root-id", pathPart: "{proxy+}" });
    expect(the("mcp-api-proxy-integration").inputs["uri"]).to.equal(`${ORIGIN}/mcp/{proxy}`);
    expect(the("mcp-api-metadata-integration").inputs["uri"]).to.equal(`${ORIGIN}${METADATA}`);
    expect(outputs["apiGateway"]).to.include({ endpoint: "https://demo.quiltdata.com/mcp" });
    expect(outputs["routes"]).to.deep.include({
      host: name,
      path: "/mcp/{proxy+}",
      methods: ["*"],
      conditions: [],
      target: `the balancer, as ${ORIGIN}`,
    });
  });

  it("is mapped to the stage of an adopted API by the name that is given", async () => {
    const deployed = await behind(
      rest({ adopt: { name: "company", stage: "prod" }, customDomain: { name } }),
    );
    expect(gatewayParts(deployed).filter(([type]) => type === MAPPING)).to.have.length(1);
    expect(deployed.the("mcp-api-mapping").inputs).to.deep.equal({
      restApi: "a1b2c3d4e5",
      stageName: "prod",
      domainName: name,
    });
  });

  it("is not mapped anew where it is already, and clients reach the route by it all the same", async () => {
    const { names, outputs } = await behind(
      rest({
        adopt: { name: "company", stage: "prod" },
        customDomain: { name, basePath: "tools", mapped: true },
      }),
      { url: "https://demo.quiltdata.com/tools/mcp" },
    );
    expect(names).not.to.include("mcp-api-mapping");
    expect(outputs["apiGateway"]).to.include({ endpoint: "https://demo.quiltdata.com/tools/mcp" });
  });

  it("may be told by the output of another resource", async () => {
    const { the, outputs } = await behind(rest({ customDomain: { name: pulumi.output(name) } }));
    expect(the("mcp-api-mapping").inputs["domainName"]).to.equal(name);
    expect(outputs["apiGateway"]).to.include({ endpoint: "https://demo.quiltdata.com/mcp" });
  });

  it("may be a wildcard, under which clients reach the public host", async () => {
    const { the, outputs } = await behind(rest({ customDomain: { name: "*.quiltdata.com" } }));
    expect(the("mcp-api-mapping").inputs["domainName"]).to.equal("*.quiltdata.com");
    expect(outputs["apiGateway"]).to.include({ endpoint: "https://demo.quiltdata.com/mcp" });
  });

  it("is a host of its own, where it is not the public URL's", async () => {
    const { outputs } = await behind(rest({ customDomain: { name: "api.quiltdata.com" } }));
    expect(outputs["apiGateway"]).to.include({ endpoint: "https://api.quiltdata.com/mcp" });
  });
});

describe("A custom domain in front of an HTTP API", () => {
  it("has its root mapped to the stage", async () => {
    const deployed = await behind(http({ customDomain: { name } }));
    expect(deployed.the("mcp-api-mapping").type).to.equal(HTTP_MAPPING);
    expect(deployed.the("mcp-api-mapping").inputs).to.deep.equal({
      apiId: "mcp-api-id",
      stage: "$default",
      domainName: name,
    });
    expect(waitsFor(deployed, "mcp-api-mapping")).to.include("mcp-api-stage");
  });

  it("may have a base path of several parts", async () => {
    const { the, outputs } = await behind(http({ customDomain: { name, basePath: "a/b" } }), {
      url: "https://demo.quiltdata.com/a/b/mcp",
    });
    expect(the("mcp-api-mapping").inputs).to.include({ apiMappingKey: "a/b" });
    expect(the("mcp-api-endpoint-route").inputs["routeKey"]).to.equal("ANY /mcp");
    expect(the("mcp-api-endpoint-integration").inputs["integrationUri"]).to.equal(`${ORIGIN}/a/b/mcp`);
    expect(outputs["apiGateway"]).to.include({ endpoint: "https://demo.quiltdata.com/a/b/mcp" });
  });

  it("is not mapped anew where it is already", async () => {
    const gateway = http({ adopt: { id: "f6g7h8i9j0" }, customDomain: { name, mapped: true } });
    expect((await behind(gateway)).names).not.to.include("mcp-api-mapping");
  });

  it("is mapped to the stage of an adopted API", async () => {
    const { the } = await behind(
      http({ adopt: { id: "f6g7h8i9j0", stage: "prod" }, customDomain: { name } }),
    );
    expect(the("mcp-api-mapping").inputs).to.deep.equal({
      apiId: "f6g7h8i9j0",
      stage: "prod",
      domainName: name,
    });
  });
});
