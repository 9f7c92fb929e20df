import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { McpRoute, type McpRouteArgs, type SecurityGroupsArgs } from "../../../components/index.ts";
import { lookUps } from "../../support/company.ts";
import { args, deploy, failed } from "../../support/deploy.ts";
import { COMPONENT, CREATE, EGRESS, INGRESS, RULE, made, route, rule } from "../../support/route.ts";

const SERVER = "sg-0a1b2c3d4e5f60718";
const BALANCER = "sg-0f1e2d3c4b5a60718";
const PAIR = { server: SERVER, balancer: BALANCER };

/** AWS's answers where the balancer has its group, and another one. */
const withGroups = { lookUp: lookUps({ balancer: { securityGroups: ["sg-0000", BALANCER] } }) };

const ingress = {
  securityGroupId: SERVER,
  referencedSecurityGroupId: BALANCER,
  description: "Requests of the load balancer to the MCP server",
  ipProtocol: "tcp",
  fromPort: 8000,
  toPort: 8000,
};

const egress = {
  securityGroupId: BALANCER,
  referencedSecurityGroupId: SERVER,
  description: "Requests to the MCP server",
  ipProtocol: "tcp",
  fromPort: 8000,
  toPort: 8000,
};

function opened(groups: SecurityGroupsArgs = PAIR, changes: Partial<McpRouteArgs> = {}) {
  return route({ securityGroups: groups, ...changes }, {}, withGroups);
}

describe("McpRoute with security groups", () => {
  it("makes one ingress rule beside the listener rule, and nothing else", async () => {
    expect(made(await opened())).to.deep.equal([
      [RULE, "mcp-rule"],
      [INGRESS, "mcp-ingress"],
      [COMPONENT, "mcp"],
    ]);
  });

  it("lets the balancer's group in to the server's port, and no address", async () => {
    expect((await opened()).the("mcp-ingress").inputs).to.deep.equal(ingress);
  });

  it("opens the port that the server listens on", async () => {
    const { the } = await opened(PAIR, { target: { create: {}, port: 9000 } });
    expect(the("mcp-ingress").inputs).to.deep.equal({ ...ingress, fromPort: 9000, toPort: 9000 });
  });

  it("lets requests out of the balancer's group as well, where that is asked", async () => {
    const deployment = await opened({ ...PAIR, egress: true });
    expect(made(deployment)).to.deep.equal([
      [RULE, "mcp-rule"],
      [EGRESS, "mcp-egress"],
      [INGRESS, "mcp-ingress"],
      [COMPONENT, "mcp"],
    ]);
    expect(deployment.the("mcp-egress").inputs).to.deep.equal(egress);
    expect(deployment.the("mcp-ingress").inputs).to.deep.equal(ingress);
  });

  it("leaves the balancer's egress alone, where it is asked not to touch it", async () => {
    expect((await opened({ ...PAIR, egress: false })).names).to.deep.equal([
      "mcp",
      "mcp-ingress",
      "mcp-rule",
    ]);
  });

  it("touches no security group unless asked", async () => {
    const { resources } = await route({}, {}, withGroups);
    expect(resources.filter(({ type }) => type.startsWith("aws:vpc/"))).to.deep.equal([]);
  });

  it("opens one port for several targets that share it", async () => {
    const { target: _, ...rest } = args({ securityGroups: PAIR });
    const { the, names } = await deploy(() => {
      const share = { create: {}, port: 9000, weight: 1 };
      new McpRoute("mcp", { ...rest, targets: { blue: share, green: share } });
    }, withGroups);
    expect(names).to.deep.equal(["mcp", "mcp-ingress", "mcp-rule", "mcp-tg-blue", "mcp-tg-green"]);
    expect(the("mcp-ingress").inputs).to.deep.equal({ ...ingress, fromPort: 9000, toPort: 9000 });
  });

  it("changes nothing in the listener rule", async () => {
    expect((await opened()).the("mcp-rule").inputs).to.deep.equal(rule);
  });

  it("gives all that it makes the tags", async () => {
    const tags = { team: "data" };
    const { resources } = await opened({ ...PAIR, egress: true }, { tags, target: CREATE, serverPath: "/" });
    const tagged = resources.filter(({ type }) => type !== COMPONENT);
    expect(tagged.map(({ name, inputs }) => [name, inputs["tags"]])).to.deep.equal(
      ["mcp-metadata-rule", "mcp-rule", "mcp-tg", "mcp-egress", "mcp-ingress"].map((name) => [name, tags]),
    );
  });

  it("is the parent of its rules", async () => {
    const { the } = await opened({ ...PAIR, egress: true });
    const { urn } = the("mcp");
    expect([the("mcp-ingress").parent, the("mcp-egress").parent]).to.deep.equal([urn, urn]);
  });

  it("takes groups that become known later", async () => {
    const later = { server: pulumi.output(SERVER), balancer: Promise.resolve(BALANCER), egress: true };
    const { the } = await opened(later);
    expect(the("mcp-ingress").inputs).to.deep.equal(ingress);
    expect(the("mcp-egress").inputs).to.deep.equal(egress);
  });

  it("waits for the group that it opens, where the program makes it", async () => {
    const { the } = await deploy(() => {
      // Its id is not AWS's under mocks.
      const server = new aws.ec2.SecurityGroup("server", {}).id.apply(() => SERVER);
      new McpRoute("mcp", args({ securityGroups: { server, balancer: BALANCER } }));
    }, withGroups);
    expect(the("mcp-ingress").dependsOn).to.deep.equal([the("server").urn]);
  });

  for (const key of ["server", "balancer"] as const) {
    it(`refuses securityGroups.${key} with the words that it has for a plain value, and makes nothing`, async () => {
      const early = await failed(() => {
        new McpRoute("mcp", args({ securityGroups: { ...PAIR, [key]: "default" } }));
      }, withGroups);
      const late = await failed(() => {
        new McpRoute("mcp", args({ securityGroups: { ...PAIR, [key]: pulumi.output("default") } }));
      }, withGroups);
      const [, ...problem] = early.error.message.split("\n");
      expect(late.error.message.split("\n")).to.deep.equal([
        'McpRoute "mcp": 1 problem; none of its resources was registered.',
        ...problem,
      ]);
      expect([early.registered, late.registered]).to.deep.equal([[], [COMPONENT]]);
      expect(late.lookUps).to.deep.equal([]);
    });

    it(`refuses securityGroups.${key}, where an Output turns out to hold nothing`, async () => {
      const nothing = pulumi.output(undefined as unknown as string);
      const { error, registered } = await failed(() => {
        new McpRoute("mcp", args({ securityGroups: { ...PAIR, [key]: nothing } }));
      }, withGroups);
      expect(error.message).to.equal(
        'McpRoute "mcp": 1 problem; none of its resources was registered.\n' +
          `  securityGroups.${key}: is given, but what it comes from turned out to hold nothing.\n` +
          "      Check the name of the output that it comes from.",
      );
      expect(registered).to.deep.equal([COMPONENT]);
    });
  }

  it("makes nothing at all where the balancer has another group", async () => {
    const { error, registered } = await failed(
      () => {
        new McpRoute("mcp", args({ target: CREATE, securityGroups: { ...PAIR, egress: true } }));
      },
      { lookUp: lookUps({ balancer: { securityGroups: ["sg-0000"] } }) },
    );
    expect(error.message).to.equal(
      'McpRoute "mcp": 1 problem; none of its resources was registered.\n' +
        `  securityGroups.balancer: ${BALANCER} is no security group of the balancer "sales--LoadB-nGDYylEerIKm", ` +
        "whose requests would not be let in.\n" +
        "      Give sg-0000.",
    );
    expect(registered).to.deep.equal([COMPONENT]);
  });

  it("makes nothing where something else that it adopts is not as it should be", async () => {
    const { registered } = await failed(
      () => {
        new McpRoute("mcp", args({ securityGroups: { ...PAIR, egress: true } }));
      },
      { lookUp: lookUps({ balancer: { securityGroups: [BALANCER] }, targetGroup: null }) },
    );
    expect(registered).to.deep.equal([COMPONENT]);
  });
});
