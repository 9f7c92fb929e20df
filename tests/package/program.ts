import * as pulumi from "@pulumi/pulumi";
import { McpRoute, type McpRouteArgs, RouteError } from "mcp-route";

// The program of a user of the package, in a project of its own: ../package.spec.ts compiles it there and runs it.
// Its last line is what it registered, and whether the error that it made is the package's.

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

const found: Record<string, object> = {
  "aws:lb/getListener:getListener": { arn: listenerArn, loadBalancerArn, port: 443, protocol: "HTTPS" },
  "aws:lb/getLoadBalancer:getLoadBalancer": {
    arn: loadBalancerArn,
    loadBalancerType: "application",
    idleTimeout: 60,
    vpcId: "vpc-0a1b2c3d",
  },
};

async function main(): Promise<void> {
  const registered: object[] = [];
  await pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
      registered.push({ type, name, inputs: inputs as object });
      return { id: `${name}-id`, state: { ...(inputs as object), name, arn: `arn of ${name}` } };
    },
    call: ({ token }) => found[token] ?? {},
  });
  const route: McpRoute = new McpRoute("mcp", args);
  const ruleArn: pulumi.Output<string> = route.ruleArn;
  ruleArn.apply((arn) => registered.push({ ruleArn: arn }));
  await pulumi.runtime.disconnect();
  console.log(JSON.stringify({ registered, refused: refusedFor({ ...args, priority: 0 }) }));
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
