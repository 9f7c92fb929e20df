import * as aws from "@pulumi/aws";
import { expect } from "chai";
import { McpRoute, type McpRouteArgs } from "../../../components/index.ts";
import { company } from "../../support/company.ts";
import { args, deploy } from "../../support/deploy.ts";
import { CREATE, UNKNOWN, groupArn, manyGroups, route } from "../../support/route.ts";

/** Deploys a route and an ECS service that stands on it by its output alone. */
function service(changes: Partial<McpRouteArgs> = {}, stage: Parameters<typeof deploy>[1] = {}) {
  return deploy(() => {
    const { ecs } = new McpRoute("mcp", args(changes));
    new aws.ecs.Service("server", { launchType: "FARGATE", ...ecs });
  }, stage);
}

describe("McpRoute's wiring of an ECS service", () => {
  it("is the service's only entry: the target group, the container and its port", async () => {
    const { the } = await service({ target: { create: {}, port: 9000 } });
    expect(the("server").inputs).to.deep.equal({
      launchType: "FARGATE",
      loadBalancers: [
        { targetGroupArn: groupArn("mcp-tg-xxxxxxx"), containerName: "mcp", containerPort: 9000 },
      ],
    });
  });

  it("holds nothing but that", async () => {
    const { outputs } = await route();
    expect(outputs["ecs"]).to.deep.equal({
      loadBalancers: [{ targetGroupArn: company.targetGroupArn, containerName: "mcp", containerPort: 8000 }],
    });
  });

  it("names the container that the target names", async () => {
    const { outputs } = await route({ target: { ...CREATE, containerName: "server" } });
    expect(outputs["ecs"]).to.deep.equal({
      loadBalancers: [
        { targetGroupArn: groupArn("mcp-tg-xxxxxxx"), containerName: "server", containerPort: 8000 },
      ],
    });
  });

  it("names the container as the component, whatever that is called", async () => {
    const { outputs } = await deploy(() => ({ ecs: new McpRoute("catalog", args()).ecs }));
    expect(outputs["ecs"]).to.deep.equal({
      loadBalancers: [
        { targetGroupArn: company.targetGroupArn, containerName: "catalog", containerPort: 8000 },
      ],
    });
  });

  it("is that of the first of several targets", async () => {
    const { target: _, ...rest } = args();
    const { outputs } = await deploy(
      () => {
        const targets = {
          green: { create: {}, port: 8001, weight: 10, containerName: "new" },
          blue: { adopt: { name: "sales-prod-mcp-server" }, port: 8000, weight: 90 },
        };
        return { ecs: new McpRoute("mcp", { ...rest, targets }).ecs };
      },
      { lookUp: manyGroups() },
    );
    expect(outputs["ecs"]).to.deep.equal({
      loadBalancers: [
        { targetGroupArn: groupArn("mcp-tg-green-xxxxxxx"), containerName: "new", containerPort: 8001 },
      ],
    });
  });

  it("has the service come after the rule and the new target group", async () => {
    const { the } = await service({ target: CREATE });
    expect([...the("server").dependsOn].sort()).to.deep.equal(
      [the("mcp-rule").urn, the("mcp-tg").urn].sort(),
    );
  });

  it("has the service come after the rule of an adopted target group", async () => {
    const { the } = await service();
    expect(the("server").dependsOn).to.deep.equal([the("mcp-rule").urn]);
  });

  it("has the service come after the OAuth metadata's rule as well, where there is one", async () => {
    const { the } = await service({ serverPath: "/" });
    expect([...the("server").dependsOn].sort()).to.deep.equal([
      the("mcp-metadata-rule").urn,
      the("mcp-rule").urn,
    ]);
  });

  it("is not known in a preview, before there is a rule", async () => {
    const { the } = await service({ target: CREATE }, { preview: true });
    expect(the("server").inputs["loadBalancers"]).to.deep.equal(UNKNOWN);
  });
});
