import * as pulumi from "@pulumi/pulumi";
import { type ApiGatewayArgs, McpRoute, type McpRouteArgs, RouteError } from "mcp-route";

// The program of a user of the package, in a project of its own: ../package.spec.ts compiles it there and runs it.
// Its last line is what it registered, what it made behind an API Gateway, and whether the error that it made is the package's.

const listenerArn =
  "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/sales/50dc6c495c0c9188/f2f7dc8efc522ab2";
const loadBalancerArn =
  "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/sales/50dc6c495c0c9188";

const args: McpRouteArgs = {
  url: "https://demo.quiltdata.com/mcp",
  listener: { arn: pulumi.output(listenerArn) },
  priority: 10,
  target: { create: {}, port: 8000 },
};

/** An API that takes something of each part of the provider that is loaded late. */
const apiGateway: ApiGatewayArgs = {
  origin: {
    vpcLink: {
      create: { subnetIds: [pulumi.output("subnet-0a1b2c3d")], securityGroupIds: ["sg-0a1b2c3d"] },
      serverName: "demo.quiltdata.com",
    },
  },
  customDomain: { name: "demo.quiltdata.com" },
  stage: {
    accessLogs: { retention: 30, accountRole: "arn:aws:iam::123456789012:role/logs" },
    webAcl: { name: "company" },
  },
};
const securityGroups = { balancer: "sg-0f1e2d3c", server: "sg-0a1b2c3d" };
const API = "aws:apigateway/restApi:RestApi";
const apiArn = "arn:aws:apigateway:us-east-1::/restapis/a1b2c3d4e5";

const found: Record<string, object> = {
  "aws:lb/getListener:getListener": { arn: listenerArn, loadBalancerArn, port: 443, protocol: "HTTPS" },
  "aws:lb/getLoadBalancer:getLoadBalancer": {
    arn: loadBalancerArn,
    loadBalancerType: "application",
    idleTimeout: 60,
    vpcId: "vpc-0a1b2c3d",
    securityGroups: ["sg-0f1e2d3c"],
  },
  "aws:wafv2/getWebAcl:getWebAcl": { arn: "arn of the web ACL" },
};

async function main(): Promise<void> {
  const registered: object[] = [];
  const behind: string[] = [];
  let endpoint: string | undefined;
  await pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
      if (name.startsWith("behind")) behind.push(type);
      else registered.push({ type, name, inputs: inputs as object });
      const arn = type === API ? apiArn : `arn of ${name}`;
      return { id: `${name}-id`, state: { ...(inputs as object), name, arn } };
    },
    call: ({ token }) => found[token] ?? {},
  });
  const route: McpRoute = new McpRoute("mcp", args);
  const ruleArn: pulumi.Output<string> = route.ruleArn;
  ruleArn.apply((arn) => registered.push({ ruleArn: arn }));
  const other = new McpRoute("behind", { ...args, priority: 20, apiGateway, securityGroups });
  other.apiGateway?.apply((info) => (endpoint = info.endpoint));
  await pulumi.runtime.disconnect();
  console.log(
    JSON.stringify({
      registered,
      behind: [...new Set(behind)].sort(),
      endpoint,
      refused: refusedFor({ ...args, priority: 0 }),
    }),
  );
}

function refusedFor(wrong: McpRouteArgs): boolean {
  try {
    new McpRoute("mcp", wrong);
    return false;
  } catch (error) {
    return error instanceof RouteError;
  }
}

void main();
