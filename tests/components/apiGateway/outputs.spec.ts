import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { type ApiGatewayArgs, McpRoute } from "../../../components/index.ts";
import { company } from "../../support/company.ts";
import { args, deploy, failed } from "../../support/deploy.ts";
import { ORIGIN, ROLE, behind, gatewayParts, http, rest, waitsFor } from "../../support/gateway.ts";
import { COMPONENT, METADATA, UNKNOWN } from "../../support/route.ts";

const CREATE = { create: { subnetIds: ["subnet-0a"], securityGroupIds: ["sg-0a"] } };
const stage = {
  throttling: { rateLimit: 1, burstLimit: 1 },
  accessLogs: { retention: 1 },
};
/** Each kind of API with everything that it may have. */
const everything: Record<string, ApiGatewayArgs> = {
  "a REST API": rest({
    origin: { vpcLink: { ...CREATE, serverName: "demo.quiltdata.com" } },
    stage: {
      ...stage,
      accessLogs: { retention: 1, accountRole: ROLE },
      webAcl: { arn: company.webAclArn },
    },
    customDomain: { name: "demo.quiltdata.com" },
  }),
  "an HTTP API": http({
    origin: { vpcLink: { ...CREATE, serverName: "demo.quiltdata.com" } },
    stage,
    customDomain: { name: "demo.quiltdata.com" },
  }),
};
/** What has tags on AWS. */
const TAGGED: Record<string, string[]> = {
  "a REST API": ["mcp-api", "mcp-api-link", "mcp-api-logs", "mcp-api-stage"],
  "an HTTP API": ["mcp-api", "mcp-api-link", "mcp-api-logs", "mcp-api-stage"],
};

for (const [kind, gateway] of Object.entries(everything))
  describe(`McpRoute behind ${kind} with everything`, () => {
    it("is the parent of each part, and has nothing wrong or doubtful to tell", async () => {
      const { resources, the, logs } = await behind(gateway);
      const children = resources.filter(({ type }) => type !== COMPONENT);
      expect(children.length).to.be.at.least(12);
      for (const { name, parent } of children) expect(parent, name).to.equal(the("mcp").urn);
      expect(logs).to.deep.equal([]);
    });

    it("gives its tags to each part that has tags on AWS, and to no other", async () => {
      const deployed = await behind(gateway, { tags: { team: "data" } });
      const names = gatewayParts(deployed).map(([, name]) => name);
      const tagged = names.filter((name) => "tags" in deployed.the(name).inputs);
      expect(tagged.sort()).to.deep.equal(TAGGED[kind]);
      for (const name of tagged) expect(deployed.the(name).inputs["tags"]).to.deep.equal({ team: "data" });
      const untagged = await behind(gateway);
      for (const name of names) expect(untagged.the(name).inputs, name).not.to.have.property("tags");
    });

    it("makes and looks up all of it with the provider that it is given", async () => {
      const { resources, the, lookUps } = await deploy(() => {
        const provider = new aws.Provider("other", { region: "us-east-1" });
        new McpRoute("mcp", args({ apiGateway: gateway }), { provider });
      });
      const provider = `${the("other").urn}::other-id`;
      const children = resources.filter(({ name }) => name.startsWith("mcp-"));
      for (const child of children) expect(child.provider, child.name).to.equal(provider);
      for (const lookUp of lookUps) expect(lookUp.provider).to.equal(provider);
    });

    it("protects each part, where that is asked", async () => {
      const { resources } = await behind(gateway, {}, { protect: true });
      for (const { name, protect } of resources) expect(protect, name).to.equal(true);
    });

    it("has its transforms reach each part once", async () => {
      const seen: string[] = [];
      const { names } = await behind(
        gateway,
        {},
        {
          transforms: [
            ({ name, props, opts }) => {
              seen.push(name);
              return { props, opts };
            },
          ],
        },
      );
      expect(seen.sort()).to.deep.equal(names);
    });

    it("registers its outputs once, with those of the gateway, when they are known", async () => {
      const { the, outputs } = await behind(gateway);
      const registered = the("mcp").outputs;
      expect(registered).to.have.length(1);
      expect(Object.keys(registered[0]!).sort()).to.deep.equal([
        "apiGateway",
        "ecs",
        "routes",
        "ruleArn",
        "targetGroupArn",
        "targetGroupName",
        "targetGroups",
        "url",
      ]);
      expect(registered[0]!["apiGateway"]).to.deep.equal(outputs["apiGateway"]);
    });

    it("works in a preview in which all that it is given is unknown", async () => {
      const { the, names, logs } = await deploy(
        () => {
          const unknown = new aws.lb.TargetGroup("other", { port: 80, protocol: "HTTP" }).arn;
          const link = { subnetIds: [unknown], securityGroupIds: [unknown] };
          const late: ApiGatewayArgs = {
            ...gateway,
            origin: { vpcLink: { create: link, serverName: "demo.quiltdata.com" } },
            customDomain: { name: unknown },
            ...(gateway.type === "HTTP"
              ? {}
              : {
                  stage: {
                    webAcl: { arn: unknown },
                    accessLogs: { retention: 1, accountRole: unknown },
                  },
                }),
          };
          const made = new McpRoute("mcp", args({ apiGateway: late, listener: { arn: unknown } }));
          return { apiGateway: made.apiGateway, routes: made.routes };
        },
        { preview: true },
      );
      expect(logs).to.deep.equal([]);
      expect(the("mcp-api-mapping").inputs["domainName"]).to.deep.equal(UNKNOWN);
      expect(the("mcp-api-link").inputs).to.deep.equal({ subnetIds: UNKNOWN, securityGroupIds: UNKNOWN });
      expect(names).to.include.members(["mcp-rule", "mcp-api-stage", "mcp-api-proxy-integration"]);
    });

    it("works in a preview in which nothing is made yet, and tells what is known", async () => {
      const { the, logs } = await behind(gateway, {}, {}, { preview: true });
      expect(logs).to.deep.equal([]);
      expect(the("mcp-rule").inputs["listenerArn"]).to.equal(company.listenerArn);
      expect(the("mcp-api-mapping").inputs["domainName"]).to.equal("demo.quiltdata.com");
      expect(the("mcp-api-logs").inputs["retentionInDays"]).to.equal(1);
    });
  });

describe("McpRoute on an API that exists, in a preview that does not know which", () => {
  for (const [kind, gateway] of Object.entries({
    "a REST API": (unknown: pulumi.Output<string>) => rest({ adopt: { name: unknown, stage: "prod" } }),
    "an HTTP API": (unknown: pulumi.Output<string>) => http({ adopt: { id: unknown } }),
  }))
    it(`makes all that it would make of ${kind}`, async () => {
      const { names, the, logs } = await deploy(
        () => {
          const unknown = new aws.lb.TargetGroup("other", { port: 80, protocol: "HTTP" }).arn;
          new McpRoute("mcp", args({ apiGateway: gateway(unknown) }));
        },
        { preview: true },
      );
      expect(logs).to.deep.equal([]);
      expect(names.filter((name) => name.endsWith("-integration"))).to.have.length(3);
      expect(the("mcp-rule").inputs["listenerArn"]).to.deep.equal(UNKNOWN);
    });
});

describe("What McpRoute tells of its API Gateway", () => {
  const row = (host: string, path: string, target: string) => ({
    host,
    path,
    methods: ["*"],
    conditions: [],
    target,
  });

  it("is nothing where there is none", async () => {
    let made: McpRoute | undefined;
    const { the } = await deploy(() => {
      made = new McpRoute("mcp", args());
    });
    expect(made?.apiGateway).to.equal(undefined);
    expect(the("mcp").outputs[0]).not.to.have.property("apiGateway");
  });

  it("is its endpoint, ids and ARNs", async () => {
    expect((await behind(everything["a REST API"]!)).outputs["apiGateway"]).to.deep.equal({
      type: "REST",
      id: "mcp-api-id",
      arn: "arn:aws:apigateway:us-east-1::/restapis/mcp-api-id",
      executionArn: "arn:aws:execute-api:us-east-1:123456789012:mcp-api-id",
      stage: "live",
      endpoint: "https://demo.quiltdata.com/mcp",
      origin: "https://demo.quiltdata.com",
      vpcLinkId: "mcp-api-link-id",
      logGroup: "mcp-api-logs-xxxxxxx",
    });
    expect((await behind(http())).outputs["apiGateway"]).to.deep.equal({
      type: "HTTP",
      id: "mcp-api-id",
      arn: "arn:aws:apigateway:us-east-1::/apis/mcp-api-id",
      executionArn: "arn:aws:execute-api:us-east-1:123456789012:mcp-api-id",
      stage: "$default",
      endpoint: "https://mcp-api-id.execute-api.us-east-1.amazonaws.com/mcp",
      origin: ORIGIN,
    });
  });

  const lasts: Record<string, [ApiGatewayArgs, string[]]> = {
    "the stage of a REST API": [rest(), ["mcp-api-stage"]],
    "the stage of an HTTP API": [http(), ["mcp-api-stage"]],
    "the mapping of an HTTP API's domain": [
      http({ customDomain: { name: "demo.quiltdata.com" } }),
      ["mcp-api-mapping", "mcp-api-stage"],
    ],
    "the mapping of a REST API's domain": [
      rest({ customDomain: { name: "demo.quiltdata.com" } }),
      ["mcp-api-mapping", "mcp-api-stage"],
    ],
    "what an adopted REST API gets": [
      rest({ adopt: { name: "company", stage: "prod" } }),
      ["mcp-api-endpoint-integration", "mcp-api-metadata-integration", "mcp-api-proxy-integration"],
    ],
    "what an adopted HTTP API gets": [
      http({ adopt: { id: "f6g7h8i9j0" } }),
      ["mcp-api-endpoint-route", "mcp-api-metadata-route", "mcp-api-proxy-route"],
    ],
  };
  for (const [what, [gateway, names]] of Object.entries(lasts))
    it(`is known after ${what}, so that what takes it comes when clients come through`, async () => {
      const deployed = await deploy(() => {
        const { apiGateway } = new McpRoute("mcp", args({ apiGateway: gateway }));
        const endpoint = apiGateway!.apply((info) => info.endpoint);
        new aws.ssm.Parameter("after", { type: "String", value: endpoint });
      });
      expect(waitsFor(deployed, "after")).to.include.members(names);
    });

  it("is a row of `routes` for each of its places, after those of the listener's rules", async () => {
    const own = "mcp-api-id.execute-api.us-east-1.amazonaws.com";
    const target = `the balancer, as ${ORIGIN}`;
    expect((await behind(rest())).outputs["routes"]).to.deep.equal([
      row("*", "/mcp", "sales-prod-mcp-server"),
      row("*", "/mcp/*", "sales-prod-mcp-server"),
      row("*", METADATA, "sales-prod-mcp-server"),
      row(own, "/live/mcp", target),
      row(own, "/live/mcp/{proxy+}", target),
      row(own, `/live${METADATA}`, target),
    ]);
    expect(((await behind(http())).outputs["routes"] as object[]).slice(3)).to.deep.equal([
      row(own, "/mcp", target),
      row(own, "/mcp/{proxy+}", target),
      row(own, METADATA, target),
    ]);
  });

  it("says by which link requests come", async () => {
    const linked = "the balancer, as https://demo.quiltdata.com by VPC link mcp-api-link-id";
    expect(((await behind(everything["a REST API"]!)).outputs["routes"] as object[]).slice(-3)).to.deep.equal(
      [
        row("demo.quiltdata.com", "/mcp", linked),
        row("demo.quiltdata.com", "/mcp/{proxy+}", linked),
        row("demo.quiltdata.com", METADATA, linked),
      ],
    );
  });

  it("has one slash at the root, and not two", async () => {
    const root = { url: "https://demo.quiltdata.com", hosts: ["origin.quiltdata.com"] };
    const paths = async (gateway: ApiGatewayArgs) => {
      const { outputs } = await behind(gateway, root);
      const { endpoint } = outputs["apiGateway"] as { endpoint: string };
      return [endpoint, ...(outputs["routes"] as { path: string }[]).slice(1).map(({ path }) => path)];
    };
    const own = "https://mcp-api-id.execute-api.us-east-1.amazonaws.com";
    expect(await paths(rest())).to.deep.equal([`${own}/live`, "/live", "/live/{proxy+}"]);
    expect(await paths(http())).to.deep.equal([own, "/", "/{proxy+}"]);
    const mapped = rest({ customDomain: { name: "demo.quiltdata.com" } });
    expect(await paths(mapped)).to.deep.equal(["https://demo.quiltdata.com", "/", "/{proxy+}"]);
  });
});

describe("McpRoute behind an API Gateway with a mistake", () => {
  it("registers nothing, where a plain value is wrong", async () => {
    const { error, registered, lookUps } = await failed(() => {
      new McpRoute("mcp", args({ apiGateway: http({ streaming: true }) }));
    });
    expect(registered).to.deep.equal([]);
    expect(lookUps).to.deep.equal([]);
    expect(error.message).to.match(
      /^McpRoute "mcp": 1 problem; nothing was registered\.\n {2}apiGateway\.type: /,
    );
  });

  it("makes nothing of the gateway, where a tag turns out to be wrong", async () => {
    for (const gateway of Object.values(everything)) {
      const { registered } = await failed(() => {
        new McpRoute("mcp", args({ apiGateway: gateway, tags: pulumi.output({ "aws:team": "data" }) }));
      });
      // What has no tags on AWS does not wait for them.
      expect(registered.filter((type) => /Api$|Stage$|VpcLink$|LogGroup$|Rule$/.test(type))).to.deep.equal(
        [],
      );
    }
  });
});
