import { expect } from "chai";
import { McpRoute, type McpRouteArgs } from "../../../components/index.ts";
import { company } from "../../support/company.ts";
import { args, deploy } from "../../support/deploy.ts";
import { LINKED, ROLE, behind, gatewayParts, http, rest } from "../../support/gateway.ts";

const CREATE = {
  vpcLink: {
    create: { subnetIds: ["subnet-0a"], securityGroupIds: ["sg-0a"] },
    serverName: "demo.quiltdata.com",
  },
};
const full = {
  origin: CREATE,
  stage: {
    throttling: { rateLimit: 1, burstLimit: 1 },
    accessLogs: { retention: 1, accountRole: ROLE },
    webAcl: { arn: company.webAclArn },
  },
  customDomain: { name: "demo.quiltdata.com" },
};

/** Types and names of what belongs to the gateway. */
async function namesOf(changes: Partial<McpRouteArgs>): Promise<[string, string][]> {
  const { apiGateway = rest(), ...others } = changes;
  return gatewayParts(await behind(apiGateway, others));
}

/** Two states of a route between which nothing of its gateway is renamed, so that nothing is made twice. */
const pairs: Record<string, [Partial<McpRouteArgs>, Partial<McpRouteArgs>]> = {
  "the path": [{}, { url: "https://demo.quiltdata.com/tools" }],
  "the public host": [{}, { url: "https://other.quiltdata.com/mcp" }],
  "the priority": [{}, { priority: 20 }],
  "the tags": [{}, { tags: { team: "data" } }],
  "the server's path": [{}, { serverPath: "/" }],
  "the target": [{}, { target: { create: {}, port: 9000 } }],
  "the stage's name": [{}, { apiGateway: rest({ stage: { name: "v1" } }) }],
  "the origin": [{}, { apiGateway: rest({ origin: { url: "https://other.quiltdata.com" } }) }],
  "the way to a link that exists": [{}, { apiGateway: rest({ origin: LINKED }) }],
  "the timeout": [{}, { apiGateway: rest({ timeout: 300 }) }],
  "the domain": [
    { apiGateway: rest({ customDomain: { name: "demo.quiltdata.com" } }) },
    { apiGateway: rest({ customDomain: { name: "*.quiltdata.com" } }) },
  ],
  "the name of an adopted API": [
    { apiGateway: rest({ adopt: { name: "company", stage: "prod" } }) },
    { apiGateway: rest({ adopt: { name: "other", stage: "v1" } }) },
  ],
  "all of the settings of a stage": [
    { apiGateway: rest(full) },
    {
      apiGateway: rest({
        ...full,
        stage: {
          name: "v1",
          throttling: { rateLimit: 2, burstLimit: 2 },
          accessLogs: { retention: 3, accountRole: ROLE },
          webAcl: { name: "company" },
        },
      }),
    },
  ],
  "the path, of an HTTP API": [
    { apiGateway: http() },
    { apiGateway: http(), url: "https://demo.quiltdata.com/a/b" },
  ],
  "the stage's name, of an HTTP API": [
    { apiGateway: http() },
    { apiGateway: http({ stage: { name: "v1" } }) },
  ],
};

describe("The names of what McpRoute makes of an API Gateway", () => {
  for (const [what, [one, other]] of Object.entries(pairs))
    it(`stay where ${what} changes`, async () => {
      expect(await namesOf(one)).to.deep.equal(await namesOf(other));
    });

  it("stay, of all that is there before, where the path grows by a part", async () => {
    const before = await namesOf({});
    expect(await namesOf({ url: "https://demo.quiltdata.com/tools/mcp" })).to.include.deep.members(before);
  });

  it("stay with their places above the part by which a path grows or shrinks: AWS has no two resources of one path", async () => {
    const placesOf = async (url: string) => {
      const { resources } = await behind(rest(), { url });
      const parts = resources.filter(({ type }) => type === "aws:apigateway/resource:Resource");
      const above = parts.filter(({ name }) => name.includes("-level-"));
      return above.map(({ name, inputs }) => [name, inputs["parentId"], inputs["pathPart"]]);
    };
    const short = await placesOf("https://demo.quiltdata.com/mcp");
    expect(short).to.have.length(2);
    expect(await placesOf("https://demo.quiltdata.com/tools/mcp")).to.include.deep.members(short);
  });

  it("stay, of the route itself, where a gateway comes in front", async () => {
    const without = (await deploy(() => ({ url: new McpRoute("mcp", args()).url }))).resources;
    const own = without.map(({ type, name, inputs }) =>
      name === "mcp" ? [type, name] : [type, name, inputs],
    );
    const { resources } = await behind(rest());
    const others = resources.filter(({ name }) => !name.startsWith("mcp-api"));
    expect(
      others.map(({ type, name, inputs }) => (name === "mcp" ? [type, name] : [type, name, inputs])),
    ).to.deep.equal(own);
  });

  it("begin with the component's own, so that two routes of a program each have a gateway", async () => {
    const { names } = await deploy(() => {
      new McpRoute("one", args({ apiGateway: rest(full) }));
      new McpRoute(
        "two",
        args({ url: "https://demo.quiltdata.com/two", priority: 20, apiGateway: rest(full) }),
      );
    });
    const one = names.filter((name) => /^one(-|$)/.test(name));
    expect(names.filter((name) => /^two(-|$)/.test(name))).to.deep.equal(
      one.map((name) => name.replace(/^one/, "two")),
    );
    expect(names).to.have.length(one.length * 2);
  });

  it("are none of those that AWS makes of a name, where a text may be what it was given", async () => {
    // Pulumi gives what has no name of its own one with a suffix, so that it can be replaced.
    const { resources } = await behind(rest(full));
    for (const { name, inputs } of resources.filter(({ type }) => /RestApi|VpcLink|LogGroup/.test(type)))
      expect(inputs, name).not.to.have.property("name");
  });
});
