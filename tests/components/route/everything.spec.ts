import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { McpRoute, type McpRouteArgs } from "../../../components/index.ts";
import { company, lookUps } from "../../support/company.ts";
import { type Deployment, args, deploy, failed } from "../../support/deploy.ts";
import { COMPONENT, EGRESS, GROUP, INGRESS, RULE, group, made, manyGroups } from "../../support/route.ts";

const BALANCER = "sg-0f1e2d3c4b5a60718";
const withGroups = (vpcId?: string) =>
  manyGroups({
    balancer: { securityGroups: [BALANCER] },
    ...(vpcId === undefined ? {} : { targetGroup: { vpcId } }),
  });

/** A route of which each kind of child is made, and all that can be adopted is. */
function everything(): McpRouteArgs {
  const { target: _, ...rest } = args();
  return {
    ...rest,
    hosts: ["demo.quiltdata.com"],
    conditions: { headers: [{ name: "Mcp-Name", values: ["search"] }], sourceIps: ["203.0.113.0/24"] },
    serverPath: "/srv",
    targets: {
      blue: { adopt: { name: "sales-prod-mcp-server" }, port: 8000, weight: 90 },
      green: { create: {}, port: 8000, weight: 10, containerName: "server" },
    },
    securityGroups: { server: "sg-0a1b2c3d4e5f60718", balancer: BALANCER, egress: true },
    tags: { team: "data" },
  };
}

const CHILDREN = ["mcp-metadata-rule", "mcp-rule", "mcp-tg-green", "mcp-egress", "mcp-ingress"];

describe("McpRoute with all that it can make", () => {
  const deployed = (
    opts: pulumi.ComponentResourceOptions = {},
    changes: Partial<McpRouteArgs> = {},
  ): Promise<Deployment> =>
    deploy(
      () => {
        new McpRoute("mcp", { ...everything(), ...changes }, opts);
      },
      { lookUp: withGroups() },
    );

  it("makes two rules, a target group and two security group rules, and nothing else", async () => {
    expect(made(await deployed())).to.deep.equal([
      [RULE, "mcp-metadata-rule"],
      [RULE, "mcp-rule"],
      [GROUP, "mcp-tg-green"],
      [EGRESS, "mcp-egress"],
      [INGRESS, "mcp-ingress"],
      [COMPONENT, "mcp"],
    ]);
  });

  it("is the parent of each", async () => {
    const { resources, the } = await deployed();
    const children = resources.filter(({ type }) => type !== COMPONENT);
    expect(children.map(({ parent }) => parent)).to.deep.equal(Array(5).fill(the("mcp").urn));
  });

  it("gives each its tags", async () => {
    const { the } = await deployed();
    expect(CHILDREN.map((name) => the(name).inputs["tags"])).to.deep.equal(
      Array(CHILDREN.length).fill({ team: "data" }),
    );
  });

  it("gives none of them tags, where it is given none", async () => {
    const { tags: _, ...untagged } = everything();
    const { the } = await deploy(
      () => {
        new McpRoute("mcp", untagged);
      },
      { lookUp: withGroups() },
    );
    for (const name of CHILDREN) expect(the(name).inputs).not.to.have.property("tags");
  });

  it("leaves the default tags to the provider, with which all is made and looked up", async () => {
    const { the, lookUps: all } = await deploy(
      () => {
        const provider = new aws.Provider("tagging", {
          region: "us-east-1",
          defaultTags: { tags: { owner: "platform" } },
        });
        new McpRoute("mcp", everything(), { provider });
      },
      { lookUp: withGroups() },
    );
    const provider = `${the("tagging").urn}::tagging-id`;
    expect(CHILDREN.map((name) => [the(name).inputs["tags"], the(name).provider])).to.deep.equal(
      Array(CHILDREN.length).fill([{ team: "data" }, provider]),
    );
    expect(all.map((lookUp) => lookUp.provider)).to.deep.equal([provider, provider, provider]);
  });

  it("has no tags of its own where only the provider has some", async () => {
    const { tags: _, ...untagged } = everything();
    const { the } = await deploy(
      () => {
        const provider = new aws.Provider("tagging", { defaultTags: { tags: { owner: "platform" } } });
        new McpRoute("mcp", untagged, { provider });
      },
      { lookUp: withGroups() },
    );
    for (const name of CHILDREN) expect(the(name).inputs).not.to.have.property("tags");
  });

  it("has its transforms reach each child once", async () => {
    const seen: string[] = [];
    const { the } = await deployed({
      transforms: [
        ({ name, props, opts }) => {
          seen.push(name);
          return { props: { ...props, tags: { by: "transform" } }, opts };
        },
      ],
    });
    expect(seen.sort()).to.deep.equal(["mcp", ...CHILDREN].sort());
    expect(CHILDREN.map((name) => the(name).inputs["tags"])).to.deep.equal(
      Array(CHILDREN.length).fill({ by: "transform" }),
    );
  });

  it("has a transform set what it has no argument for", async () => {
    const { the } = await deployed({
      transforms: [
        ({ type, props, opts }) =>
          type === GROUP ? { props: { ...props, loadBalancingCrossZoneEnabled: "true" }, opts } : undefined,
      ],
    });
    expect(the("mcp-tg-green").inputs).to.deep.equal({
      ...group,
      tags: { team: "data" },
      loadBalancingCrossZoneEnabled: "true",
    });
    expect(the("mcp-rule").inputs).not.to.have.property("loadBalancingCrossZoneEnabled");
  });

  it("protects each, where that is asked", async () => {
    const { resources } = await deployed({ protect: true });
    expect(resources.map(({ protect }) => protect)).to.deep.equal(Array(6).fill(true));
  });

  it("makes nothing of it, where one check of what it adopts fails", async () => {
    const {
      error,
      registered,
      lookUps: all,
    } = await failed(
      () => {
        new McpRoute("mcp", everything());
      },
      { lookUp: withGroups("vpc-0f") },
    );
    expect(registered).to.deep.equal([COMPONENT]);
    expect(all).to.have.length(3);
    expect(error.message.split("\n").slice(0, 2)).to.deep.equal([
      'McpRoute "mcp": 1 problem; none of its resources was registered.',
      "  targets.blue.adopt.name: the target group sales-prod-mcp-server is in vpc-0f, not in the balancer's VPC " +
        `${company.vpcId}; AWS refuses to forward there.`,
    ]);
    expect(error.message.split("\n")).to.have.length(3);
  });

  it("makes nothing of it, where a tag turns out to be wrong", async () => {
    const { error, registered } = await failed(
      () => {
        new McpRoute("mcp", { ...everything(), tags: pulumi.output({ "aws:team": "data" }) });
      },
      { lookUp: withGroups() },
    );
    expect(registered).to.deep.equal([COMPONENT]);
    expect(error.message).to.match(/^McpRoute "mcp": 1 problem; .*\n {2}tags\["aws:team"\]: begins with/);
  });

  it("is known to a preview, but for its tags, where only the deployment tells one", async () => {
    const { the } = await deploy(
      () => {
        const other = new aws.lb.TargetGroup("other", { port: 80, protocol: "HTTP", vpcId: company.vpcId });
        new McpRoute("mcp", { ...everything(), tags: { other: other.id } });
      },
      { lookUp: withGroups(), preview: true },
    );
    expect(the("mcp-rule").inputs["listenerArn"]).to.equal(company.listenerArn);
    expect(the("mcp-tg-green").inputs["vpcId"]).to.equal(company.vpcId);
  });

  it("makes nothing of it, where all that it looks up is missing, and says so of each", async () => {
    const { error, registered } = await failed(
      () => {
        new McpRoute("mcp", everything());
      },
      { lookUp: lookUps({ balancer: null, targetGroup: null }) },
    );
    expect(registered).to.deep.equal([COMPONENT]);
    expect([...error.message.matchAll(/^ {2}(\S+): /gm)].map(([, path]) => path)).to.deep.equal([
      "listener.loadBalancer",
      "targets.blue.adopt.name",
    ]);
  });
});

/** The regions and partitions of AWS, each with what it calls a balancer. */
const PLACES: Record<string, { partition: string; region: string; suffix: string }> = {
  China: { partition: "aws-cn", region: "cn-north-1", suffix: "amazonaws.com.cn" },
  GovCloud: { partition: "aws-us-gov", region: "us-gov-west-1", suffix: "amazonaws.com" },
};

for (const [place, { partition, region, suffix }] of Object.entries(PLACES)) {
  describe(`McpRoute in ${place}`, () => {
    const arn = (rest: string) => `arn:${partition}:elasticloadbalancing:${region}:123456789012:${rest}`;
    const balancerArn = arn("loadbalancer/app/sales/50dc6c495c0c9188");
    const listenerArn = arn("listener/app/sales/50dc6c495c0c9188/f2f7dc8efc522ab2");
    const targetGroupArn = arn("targetgroup/mcp/73e2d6bc24d8a067");
    const dnsName = `internal-sales-1431252539.${region}.elb.${suffix}`;
    const lookUp = lookUps({
      balancer: { arn: balancerArn, name: "sales", dnsName },
      listener: { arn: listenerArn, loadBalancerArn: balancerArn },
      targetGroup: { arn: targetGroupArn, loadBalancerArns: [balancerArn] },
    });

    it("stands on a listener given by its ARN", async () => {
      const {
        the,
        lookUps: all,
        logs,
      } = await deploy(
        () => {
          const target = { adopt: { arn: targetGroupArn }, port: 8000 };
          new McpRoute("mcp", args({ listener: { arn: listenerArn }, target }));
        },
        { lookUp },
      );
      expect(all.map(({ inputs }) => inputs)).to.deep.equal([
        { arn: listenerArn },
        { arn: balancerArn },
        { arn: targetGroupArn },
      ]);
      expect(the("mcp-rule").inputs).to.deep.include({
        listenerArn,
        actions: [{ type: "forward", targetGroupArn }],
      });
      expect(logs).to.deep.equal([]);
    });

    for (const loadBalancer of [dnsName, `dualstack.${dnsName}`, balancerArn])
      it(`stands on the balancer ${loadBalancer}`, async () => {
        const {
          the,
          lookUps: all,
          logs,
        } = await deploy(
          () => {
            new McpRoute("mcp", args({ listener: { loadBalancer } }));
          },
          { lookUp },
        );
        expect(all.slice(0, 2).map(({ inputs }) => inputs)).to.deep.equal([
          { loadBalancerArn: balancerArn, port: 443 },
          loadBalancer === balancerArn ? { arn: balancerArn } : { name: "sales" },
        ]);
        expect(the("mcp-rule").inputs["listenerArn"]).to.equal(listenerArn);
        expect(logs).to.deep.equal([]);
      });

    it("names the region in its commands", async () => {
      const { error } = await failed(
        () => {
          new McpRoute("mcp", args({ listener: { loadBalancer: dnsName } }));
        },
        { lookUp: lookUps({ balancer: null }) },
      );
      expect(error.message).to.contain(`aws elbv2 describe-load-balancers --region ${region} --query`);
    });
  });
}
