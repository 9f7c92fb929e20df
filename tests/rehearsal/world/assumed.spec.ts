import { expect } from "chai";
import type { PlainGateway, Settings } from "../../../config.ts";
import { assumedWorld, assumptionsOf } from "../../../rehearsal/world/assumed.ts";
import { lookUp } from "../../../rehearsal/world/lookUps.ts";
import { type World, groupName, listenerOf } from "../../../rehearsal/world/world.ts";
import { args } from "../../support/deploy.ts";
import { company } from "../supportWorld.ts";

function settings(changes: Parameters<typeof args>[0] = {}): Settings {
  return { name: "mcp", route: args(changes) as Settings["route"], tools: undefined };
}

function balancerOf(world: World): Record<string, unknown> {
  const { LoadBalancerArn: arn } = world.loadBalancers.LoadBalancers[0]!;
  return lookUp(world, "aws:lb/getLoadBalancer:getLoadBalancer", { arn });
}

describe("the assumed world of a stack with an API Gateway", () => {
  const origin = { url: "https://origin.quiltdata.com" };
  const gatewayOf = (apiGateway: PlainGateway) => assumedWorld(settings({ apiGateway })).gateway;
  const assumed = (apiGateway: PlainGateway) =>
    assumptionsOf(settings({ apiGateway })).map(({ what, value }) => `${what}: ${value}`);

  it("has nothing of an API that is new, in front of which nobody has put a gateway yet", () => {
    expect(gatewayOf({ origin })).to.equal(undefined);
    expect(assumed({ origin })).to.include("before: no API Gateway: clients come to the balancer");
  });

  it("has the REST API that is adopted, with the parents that the stack names and no other route", () => {
    const adopt = { name: "tools", parentPath: "/tools", stage: "prod" };
    const { restApis, resources } = gatewayOf({ origin, adopt })!;
    expect(restApis?.items.map(({ name }) => name)).to.deep.equal(["tools"]);
    expect(resources?.items.map(({ path }) => path)).to.have.members(["/", "/tools"]);
    expect(assumed({ origin, adopt })).to.include.members([
      "adopted API: as the stack says, regional",
      "other routes of the API: none",
    ]);
  });

  it("has the HTTP API that is adopted", () => {
    const gateway = gatewayOf({ type: "HTTP", streaming: false, origin, adopt: { id: "abc" } });
    expect(gateway?.httpApi).to.include({ ApiId: "abc", ProtocolType: "HTTP" });
  });

  it("assumes of the custom domain, the origin and the web ACL what lets clients through", () => {
    const stage = { webAcl: { name: "public" } };
    expect(assumed({ origin, stage, customDomain: { name: "demo.quiltdata.com" } })).to.include.members([
      "custom domain: regional, and mapped to nothing else",
      "origin's host: leads to the balancer, and is on its certificate",
      "web ACL: lets every request through",
    ]);
  });
});

describe("the assumed world of a stack", () => {
  it("is marked as such", () => {
    expect(assumedWorld(settings()).assumed).to.be.true;
  });

  it("has the balancer that a DNS name tells of, with AWS's default idle timeout", () => {
    const { arn, ...balancer } = balancerOf(assumedWorld(settings()));
    expect(arn).to.match(
      /^arn:aws:elasticloadbalancing:us-east-1:\d{12}:loadbalancer\/app\/sales--LoadB-nGDYylEerIKm\/\w+$/,
    );
    expect(balancer).to.deep.equal({
      name: "sales--LoadB-nGDYylEerIKm",
      dnsName: company.dnsName,
      loadBalancerType: "application",
      vpcId: "vpc-00000000",
      securityGroups: [],
      idleTimeout: 60,
      preserveHostHeader: false,
    });
  });

  for (const [what, listener] of [
    ["balancer", { loadBalancer: company.balancerArn }],
    ["listener", { arn: company.listenerArn }],
  ] as const) {
    it(`has the balancer that a ${what}'s ARN tells of`, () => {
      const { arn, name } = balancerOf(assumedWorld(settings({ listener })));
      expect([arn, name]).to.deep.equal([company.balancerArn, "sales--LoadB-nGDYylEerIKm"]);
    });
  }

  it("has the listener of the stack's ARN, without rules, whose default action reaches the frontend", () => {
    const world = assumedWorld(settings({ listener: { arn: company.listenerArn } }));
    const listener = listenerOf(world, company.listenerArn);
    expect(listener).to.include({ protocol: "HTTPS", port: 443, preserveHostHeader: false });
    expect(listener?.rules).to.deep.equal([]);
    const [action] = listener!.defaultActions;
    if (action?.type !== "forward") throw new Error("no forward");
    expect(action.targetGroups.map(({ arn }) => groupName(world, arn))).to.deep.equal(["frontend"]);
  });

  it("has the port that the stack says, and speaks as its URL does", () => {
    const world = assumedWorld(
      settings({
        url: "http://demo.quiltdata.com/mcp",
        listener: { loadBalancer: company.dnsName, port: 8080 },
      }),
    );
    expect(world.listeners.Listeners[0]).to.include({ Port: 8080, Protocol: "HTTP" });
  });

  for (const adopt of [{ name: "sales-prod-mcp-server" }, { arn: company.targetGroupArn }]) {
    it(`has the target group that the stack adopts by ${Object.keys(adopt).join("")}, as the stack says`, () => {
      const world = assumedWorld(
        settings({ target: { adopt, port: 9000 }, healthCheck: { path: "/up", interval: 11 } }),
      );
      const found = lookUp(world, "aws:lb/getTargetGroup:getTargetGroup", adopt);
      expect(found).to.include({ name: "sales-prod-mcp-server", port: 9000, protocol: "HTTP" });
      expect(found["healthCheck"]).to.include({ path: "/up", interval: 11, timeout: 5 });
    });
  }

  it("keeps an adopted target group called frontend apart from the one it assumes", () => {
    const world = assumedWorld(settings({ target: { adopt: { name: "frontend" }, port: 8000 } }));
    const { arn } = lookUp(world, "aws:lb/getTargetGroup:getTargetGroup", { name: "frontend" });
    expect(JSON.stringify(world.listeners)).not.to.contain(String(arn));
  });

  it("is in the VPC that a new target group is to be in", () => {
    const world = assumedWorld(settings({ target: { create: { vpcId: "vpc-0a1b" }, port: 8000 } }));
    expect(balancerOf(world)["vpcId"]).to.equal("vpc-0a1b");
  });

  it("has every target group that the stack adopts, and none that it makes", () => {
    const { route, ...others } = settings();
    const rest = { ...route };
    delete rest.target;
    const targets = {
      blue: { adopt: { name: "mcp-blue" }, port: 8000, weight: 90 },
      green: { adopt: { name: "mcp-green" }, port: 8001, weight: 10 },
      next: { create: {}, port: 8002, weight: 0 },
    };
    const world = assumedWorld({ ...others, route: { ...rest, targets } });
    expect(
      world.targetGroups.TargetGroups.map(({ TargetGroupName, Port }) => [TargetGroupName, Port]),
    ).to.deep.equal([
      ["mcp-blue", 8000],
      ["mcp-green", 8001],
      ["frontend", 80],
    ]);
  });

  it("has the balancer's security group of the stack, and says so", () => {
    const secured = settings({ securityGroups: { server: "sg-1", balancer: "sg-2" } });
    expect(balancerOf(assumedWorld(secured))["securityGroups"]).to.deep.equal(["sg-2"]);
    expect(assumptionsOf(secured).at(-1)).to.deep.equal({
      what: "balancer's security group",
      value: "as the stack says",
    });
  });

  it("is told in words", () => {
    expect(assumptionsOf(settings())).to.deep.equal([
      { what: "idle timeout", value: "60 s, AWS's default" },
      { what: "default action", value: "forwards to a frontend that answers POST with an HTML 405" },
      { what: "other rules", value: "none" },
      { what: "Host header", value: "passed on without a port, AWS's default" },
      { what: "adopted target group", value: "as the stack says" },
    ]);
  });

  it("is told to leave Pulumi a new target group's name", () => {
    expect(assumptionsOf(settings({ target: { create: {}, port: 8000 } })).at(-1)).to.deep.equal({
      what: "new target group",
      value: "named by Pulumi, with a suffix of its own",
    });
  });
});
