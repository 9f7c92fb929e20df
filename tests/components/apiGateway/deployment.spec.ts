import * as pulumi from "@pulumi/pulumi";
import * as aws from "@pulumi/aws";
import { expect } from "chai";
import * as fc from "fast-check";
import type { ApiGatewayArgs, McpRouteArgs } from "../../../components/index.ts";
import { type RestRoute, triggersOf } from "../../../components/apiGateway/triggers.ts";
import { deploy } from "../../support/deploy.ts";
import { INTEGRATION, LINKED, METHOD, ROLE, behind, rest } from "../../support/gateway.ts";

/** What the deployment is made anew for. */
async function triggerOf(
  gateway: Partial<ApiGatewayArgs> = {},
  changes: Partial<McpRouteArgs> = {},
  transformed?: { type: string; name?: string; props: object },
): Promise<unknown> {
  const { the } = await behind(
    rest(gateway),
    changes,
    transformed
      ? {
          transforms: [
            ({ type, name, props, opts }) =>
              type === transformed.type && name === (transformed.name ?? name)
                ? { props: { ...props, ...transformed.props }, opts }
                : undefined,
          ],
        }
      : {},
  );
  return the("mcp-api-deployment").inputs["triggers"];
}

/** Another value of each property of a method, and of an integration, as its resource has them. */
const METHOD_PROPS: Partial<Record<keyof aws.apigateway.MethodArgs, unknown>> = {
  resourceId: "other",
  httpMethod: "POST",
  authorization: "AWS_IAM",
  authorizerId: "a1",
  authorizationScopes: ["mcp"],
  apiKeyRequired: true,
  operationName: "call",
  requestParameters: { "method.request.header.X": true },
  requestModels: { "application/json": "Model" },
  requestValidatorId: "v1",
};
const INTEGRATION_PROPS: Partial<Record<keyof aws.apigateway.IntegrationArgs, unknown>> = {
  type: "HTTP",
  uri: "https://other.quiltdata.com/mcp",
  integrationHttpMethod: "POST",
  connectionType: "VPC_LINK",
  connectionId: "l1",
  integrationTarget: "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/x/1",
  responseTransferMode: "BUFFERED",
  timeoutMilliseconds: 1000,
  requestParameters: { "integration.request.header.X": "'x'" },
  requestTemplates: { "application/json": "{}" },
  passthroughBehavior: "NEVER",
  contentHandling: "CONVERT_TO_TEXT",
  credentials: ROLE,
  cacheKeyParameters: ["method.request.path.proxy"],
  cacheNamespace: "other",
  tlsConfig: { insecureSkipVerification: true },
};

describe("The deployment of a REST API", () => {
  const places = ["endpoint", "proxy", "metadata"];
  for (const [what, type, suffix, all] of [
    ["method", METHOD, "any", METHOD_PROPS],
    ["integration", INTEGRATION, "integration", INTEGRATION_PROPS],
  ] as const)
    for (const [property, value] of Object.entries(all))
      it(`is made anew where ${property} of a ${what} changes`, async () => {
        const before = await triggerOf();
        for (const place of places) {
          const props = { [property]: value };
          const after = await triggerOf({}, {}, { type, name: `mcp-api-${place}-${suffix}`, props });
          expect(after, place).not.to.deep.equal(before);
        }
      });

  it("has a test of each property that a method and an integration have", async () => {
    // These say where the resource is, and the API and the resource of an integration are its method's.
    const place = ["urn", "id", "region", "restApi"];
    let method: object = {};
    let integration: object = {};
    await deploy(() => {
      method = new aws.apigateway.Method("m", {
        restApi: "a",
        resourceId: "r",
        httpMethod: "ANY",
        authorization: "NONE",
      });
      integration = new aws.apigateway.Integration("i", {
        restApi: "a",
        resourceId: "r",
        httpMethod: "ANY",
        type: "MOCK",
      });
    });
    const own = (resource: object) =>
      Object.keys(resource).filter((key) => !key.startsWith("__") && !place.includes(key));
    expect(own(method)).to.have.members(Object.keys(METHOD_PROPS));
    expect(own(integration).filter((key) => key !== "resourceId" && key !== "httpMethod")).to.have.members(
      Object.keys(INTEGRATION_PROPS),
    );
  });

  const changing: Record<string, [Partial<ApiGatewayArgs>, Partial<McpRouteArgs>?]> = {
    "the origin": [{ origin: { url: "https://other.quiltdata.com" } }],
    "the way to it": [{ origin: LINKED }],
    "the timeout": [{ timeout: 300 }],
    "the path": [{}, { url: "https://demo.quiltdata.com/tools" }],
    "the base path": [{ customDomain: { name: "demo.quiltdata.com", basePath: "mcp" } }],
  };
  for (const [what, [gateway, changes]] of Object.entries(changing))
    it(`is made anew where ${what} changes`, async () => {
      expect(await triggerOf(gateway, changes)).not.to.deep.equal(await triggerOf());
    });

  const others: Record<string, [Partial<ApiGatewayArgs>, Partial<McpRouteArgs>?]> = {
    "the default of the timeout is said": [{ timeout: 900 }],
    "the kind is said": [{ type: "REST", streaming: true, endpointType: "REGIONAL" }],
    "the server streams nothing": [{ streaming: false }],
    "the name of the stage changes": [{ stage: { name: "v1" } }],
    "the throttling changes": [{ stage: { throttling: { rateLimit: 1, burstLimit: 1 } } }],
    "a log is kept": [{ stage: { accessLogs: { retention: 30, accountRole: ROLE } } }],
    "a web ACL is asked": [{ stage: { webAcl: { name: "company" } } }],
    "a domain is mapped": [{ customDomain: { name: "demo.quiltdata.com" } }],
    "the tags change": [{}, { tags: { team: "data" } }],
    "the priority changes": [{}, { priority: 20 }],
    "the server's path changes": [{}, { serverPath: "/" }],
    "the public host changes": [{}, { url: "https://other.quiltdata.com/mcp" }],
    "the target changes": [{}, { target: { create: {}, port: 9000 } }],
  };
  for (const [what, [gateway, changes]] of Object.entries(others))
    it(`stays where ${what}`, async () => {
      expect(await triggerOf(gateway, changes)).to.deep.equal(await triggerOf());
    });

  it("stays where a transform changes the API's tags alone", async () => {
    const transformed = { type: "aws:apigateway/restApi:RestApi", props: { tags: { by: "transform" } } };
    expect(await triggerOf({}, {}, transformed)).to.deep.equal(await triggerOf());
  });

  it("is known to be made anew in a preview that does not know yet with what", async () => {
    const { the } = await behind(rest(), {}, {}, { preview: true });
    expect(the("mcp-api-deployment").inputs["triggers"]).to.deep.equal({ __pulumiUnknown: true });
  });
});

/** The trigger of a route whose method and integration have these contents. */
async function hashOf(method: object, integration: object): Promise<string> {
  let hash = "";
  await deploy(() => {
    const of = (content: object) =>
      Object.fromEntries(
        Object.entries(content).map(([key, value]) => [key, pulumi.output(value as unknown)]),
      );
    const route = { path: "/mcp", method: of(method), integration: of(integration) } as unknown as RestRoute;
    triggersOf([route]).apply(({ routes }) => (hash = routes!));
  });
  return hash;
}

describe("What a deployment is made anew for", () => {
  const text = fc.string({ minLength: 1, maxLength: 6 });
  const nothing = fc.constantFrom(undefined, null, "", false, {}, []);
  const method = fc.record({
    authorization: text,
    requestParameters: fc.dictionary(text, fc.constant(true)),
  });
  const integration = fc.record({
    uri: text,
    requestTemplates: fc.dictionary(text, text),
    timeoutMilliseconds: fc.integer({ min: 1, max: 900_000 }),
  });

  it("is a SHA-256 in hexadecimal digits", async () => {
    expect(await hashOf({}, {})).to.match(/^[0-9a-f]{64}$/);
  });

  it("is the same, whatever shape what is not there has, and whatever the order", async () => {
    await fc.assert(
      fc.asyncProperty(method, integration, nothing, nothing, async (one, other, empty, inner) => {
        const shuffled = (content: object) => Object.fromEntries(Object.entries(content).reverse());
        const same = await hashOf(
          { ...shuffled(one), requestModels: empty, apiKeyRequired: false },
          {
            ...shuffled({ ...other, requestTemplates: shuffled(other.requestTemplates) }),
            credentials: empty,
            tlsConfig: { insecureSkipVerification: inner },
          },
        );
        expect(same).to.equal(await hashOf(one, other));
      }),
      { numRuns: 40 },
    );
  });

  it("is another wherever the content is another", async () => {
    const told = (content: object) => JSON.stringify(content);
    await fc.assert(
      fc.asyncProperty(method, integration, method, integration, async (one, other, two, more) => {
        const sorted = (content: Record<string, unknown>) =>
          Object.fromEntries(Object.entries(content).sort());
        const isSame =
          told([sorted(one.requestParameters), one.authorization]) ===
            told([sorted(two.requestParameters), two.authorization]) &&
          told([other.uri, sorted(other.requestTemplates), other.timeoutMilliseconds]) ===
            told([more.uri, sorted(more.requestTemplates), more.timeoutMilliseconds]);
        expect((await hashOf(one, other)) === (await hashOf(two, more))).to.equal(isSame);
      }),
      { numRuns: 40 },
    );
  });
});
