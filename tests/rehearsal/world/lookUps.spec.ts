import { expect } from "chai";
import { lookUp } from "../../../rehearsal/world/lookUps.ts";
import type { GatewayWorld } from "../../../rehearsal/world/gateway.ts";
import { loadBalancers } from "../../../rehearsal/world/world.ts";
import { company, describedGroup, groupArn, worldOf } from "../supportWorld.ts";

const BALANCER = "aws:lb/getLoadBalancer:getLoadBalancer";
const LISTENER = "aws:lb/getListener:getListener";
const GROUP = "aws:lb/getTargetGroup:getTargetGroup";

const world = worldOf({ preserveHost: true });

describe("a look-up in a world", () => {
  const balancer = {
    arn: company.balancerArn,
    name: "sales--LoadB-nGDYylEerIKm",
    dnsName: company.dnsName,
    loadBalancerType: "application",
    vpcId: company.vpcId,
    securityGroups: ["sg-0a1b2c3d"],
    idleTimeout: 400,
    preserveHostHeader: true,
  };

  for (const by of [{ name: balancer.name }, { arn: balancer.arn }]) {
    it(`finds the balancer by its ${Object.keys(by).join("")}`, () => {
      expect(lookUp(world, BALANCER, by)).to.deep.equal(balancer);
    });
  }

  it("gives AWS's defaults where the attributes do not name them", () => {
    const bare = { ...world, attributes: { Attributes: [] } };
    expect(lookUp(bare, BALANCER, { name: balancer.name })).to.deep.equal({
      ...balancer,
      idleTimeout: 60,
      preserveHostHeader: false,
    });
  });

  it("has no security groups of a balancer that AWS lists without any", () => {
    const [found] = world.loadBalancers.LoadBalancers;
    const { SecurityGroups, ...bare } = found!;
    const parsed = loadBalancers.parse({ LoadBalancers: [bare] });
    const answer = lookUp({ ...world, loadBalancers: parsed }, BALANCER, { name: balancer.name });
    expect([SecurityGroups, answer["securityGroups"]]).to.deep.equal([["sg-0a1b2c3d"], []]);
  });

  it("minds the letter case of a balancer's name, as AWS does", () => {
    expect(() => lookUp(world, BALANCER, { name: balancer.name.toLowerCase() })).to.throw(
      "no balancer sales--loadb-ngdyyleerikm is in load-balancers.json",
    );
  });

  const listener = {
    arn: company.listenerArn,
    loadBalancerArn: company.balancerArn,
    port: 443,
    protocol: "HTTPS",
  };

  for (const by of [{ arn: listener.arn }, { loadBalancerArn: listener.loadBalancerArn, port: 443 }]) {
    it(`finds the listener by its ${Object.keys(by).join(" and ")}`, () => {
      expect(lookUp(world, LISTENER, by)).to.deep.equal(listener);
    });
  }

  it("does not find a listener on another port, or of another balancer", () => {
    expect(() => lookUp(world, LISTENER, { loadBalancerArn: company.balancerArn, port: 80 })).to.throw(
      "no listener 80 is in listeners.json",
    );
    expect(() => lookUp(world, LISTENER, { loadBalancerArn: "arn", port: 443 })).to.throw(
      "no listener 443 is in listeners.json",
    );
  });

  const group = {
    arn: company.targetGroupArn,
    name: "sales-prod-mcp-server",
    targetType: "ip",
    protocol: "HTTP",
    protocolVersion: "HTTP1",
    port: 8000,
    vpcId: company.vpcId,
    loadBalancerArns: [company.balancerArn],
    healthCheck: {
      enabled: true,
      protocol: "HTTP",
      port: "traffic-port",
      path: "/healthz",
      matcher: "200",
      interval: 30,
      timeout: 5,
      healthyThreshold: 2,
      unhealthyThreshold: 3,
    },
  };

  for (const by of [{ name: group.name }, { arn: group.arn }]) {
    it(`finds the target group by its ${Object.keys(by).join("")}`, () => {
      expect(lookUp(world, GROUP, by)).to.deep.equal(group);
    });
  }

  it("puts a target group's ARN above its name, as the provider does", () => {
    const found = lookUp(world, GROUP, { name: group.name, arn: groupArn("sales-prod-frontend") });
    expect(found["name"]).to.equal("sales-prod-frontend");
  });

  it("gives every setting of a target group as the world has it", () => {
    const changed = describedGroup("other", {
      Protocol: "HTTPS",
      ProtocolVersion: "GRPC",
      Port: 9000,
      VpcId: "vpc-1",
      TargetType: "instance",
      LoadBalancerArns: ["a", "b"],
      HealthCheckEnabled: false,
      HealthCheckProtocol: "HTTPS",
      HealthCheckPort: "1",
      HealthCheckPath: "/x",
      HealthCheckIntervalSeconds: 11,
      HealthCheckTimeoutSeconds: 7,
      HealthyThresholdCount: 8,
      UnhealthyThresholdCount: 9,
      Matcher: { HttpCode: "200-299" },
    });
    expect(lookUp(worldOf({ groups: [changed] }), GROUP, { name: "other" })).to.deep.equal({
      arn: groupArn("other"),
      name: "other",
      targetType: "instance",
      protocol: "HTTPS",
      protocolVersion: "GRPC",
      port: 9000,
      vpcId: "vpc-1",
      loadBalancerArns: ["a", "b"],
      healthCheck: {
        enabled: false,
        protocol: "HTTPS",
        port: "1",
        path: "/x",
        matcher: "200-299",
        interval: 11,
        timeout: 7,
        healthyThreshold: 8,
        unhealthyThreshold: 9,
      },
    });
  });

  it("does not find a target group that is not there", () => {
    expect(() => lookUp(world, GROUP, { name: "other" })).to.throw(
      "no target group other is in target-groups.json",
    );
    expect(() => lookUp(world, GROUP, { arn: "arn" })).to.throw(
      "no target group arn is in target-groups.json",
    );
  });

  it("of something else is said to have no answer", () => {
    expect(() => lookUp(world, "aws:ec2/getVpc:getVpc", {})).to.throw(
      "the rehearsal has no answer to the look-up aws:ec2/getVpc:getVpc",
    );
  });
});

describe("a look-up of API Gateway in a world", () => {
  const gateway: GatewayWorld = {
    restApis: {
      items: [
        { id: "abc", name: "tools", endpointConfiguration: { types: ["REGIONAL"] } },
        { id: "b1", name: "twice" },
        { id: "b2", name: "twice" },
        { id: "old", name: "old" },
      ],
    },
    resources: {
      items: [
        { id: "root", path: "/" },
        { id: "t1", path: "/tools" },
      ],
    },
    httpApi: { ApiId: "h1", Name: "web", ProtocolType: "HTTP", ApiEndpoint: "https://h1.example" },
  };
  const told = { ...world, gateway };
  const REST = "aws:apigateway/getRestApi:getRestApi";
  const RESOURCE = "aws:apigateway/getResource:getResource";
  const HTTP = "aws:apigatewayv2/getApi:getApi";

  it("finds a REST API by its name, with its root", () => {
    expect(lookUp(told, REST, { name: "tools" })).to.deep.equal({
      id: "abc",
      name: "tools",
      arn: "arn:aws:apigateway:us-east-1::/restapis/abc",
      executionArn: "arn:aws:execute-api:us-east-1:123456789012:abc",
      endpointConfigurations: [{ types: ["REGIONAL"], ipAddressType: "ipv4", vpcEndpointIds: [] }],
      rootResourceId: "root",
    });
  });

  it("takes a REST API that does not say where it is for one at the edge, as AWS does", () => {
    const { endpointConfigurations } = lookUp(told, REST, { name: "old" });
    expect(endpointConfigurations).to.deep.include({
      types: ["EDGE"],
      ipAddressType: "ipv4",
      vpcEndpointIds: [],
    });
  });

  it("finds a resource by its path", () => {
    expect(lookUp(told, RESOURCE, { restApiId: "abc", path: "/tools" })).to.deep.equal({
      id: "t1",
      path: "/tools",
    });
  });

  it("finds an HTTP API by its id", () => {
    expect(lookUp(told, HTTP, { apiId: "h1" })).to.deep.equal({
      id: "h1",
      name: "web",
      arn: "arn:aws:apigateway:us-east-1::/apis/h1",
      executionArn: "arn:aws:execute-api:us-east-1:123456789012:h1",
      protocolType: "HTTP",
      apiEndpoint: "https://h1.example",
    });
  });

  it("takes a web ACL to exist", () => {
    expect(lookUp(told, "aws:wafv2/getWebAcl:getWebAcl", { name: "public" })["arn"]).to.match(
      /^arn:aws:wafv2:us-east-1:\d{12}:regional\/webacl\/public\//,
    );
  });

  for (const [token, inputs, message] of [
    [REST, { name: "none" }, "no REST API none is in rest-apis.json"],
    [REST, { name: "twice" }, "2 REST APIs twice are in rest-apis.json"],
    [RESOURCE, { path: "/none" }, "no resource /none is in api-resources.json"],
    [HTTP, { apiId: "h2" }, "http-api.json is that of the API h1, not of h2"],
  ] as const) {
    it(`fails as the provider's: ${message}`, () => {
      expect(() => lookUp(told, token, inputs)).to.throw(message);
    });
  }

  for (const [token, file] of [
    [REST, "rest-apis.json"],
    [RESOURCE, "api-resources.json"],
    [HTTP, "http-api.json"],
  ] as const) {
    it(`says that ${file} is missing`, () => {
      expect(() => lookUp(world, token, { name: "tools", path: "/", apiId: "h1" })).to.throw(
        `${file} is missing`,
      );
    });
  }
});
