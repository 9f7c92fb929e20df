import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { McpRoute } from "mcp-route";

const config = new pulumi.Config();
const url = config.require("url");
const port = 8000;

// The network's stack of the same name: prod's routes go on prod's listener.
const network = new pulumi.StackReference(`${pulumi.getOrganization()}/network/${pulumi.getStack()}`);
const output = (name: string) => network.requireOutput(name) as pulumi.Output<string>;

const route = new McpRoute("catalog", {
  url,
  hosts: [new URL(url).hostname],
  listener: { arn: output("listenerArn") },
  priority: config.requireNumber("priority"),
  target: { create: {}, port, containerName: "mcp" },
});

const securityGroup = new aws.ec2.SecurityGroup("catalog", {
  description: "The catalog's MCP server: the load balancer alone gets in",
  vpcId: output("vpcId"),
  ingress: [{ protocol: "tcp", fromPort: port, toPort: port, securityGroups: [output("securityGroupId")] }],
  egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
});

const task = new aws.ecs.TaskDefinition("catalog", {
  family: "catalog",
  requiresCompatibilities: ["FARGATE"],
  networkMode: "awsvpc",
  cpu: "256",
  memory: "512",
  containerDefinitions: JSON.stringify([
    { name: "mcp", image: config.require("image"), portMappings: [{ containerPort: port }] },
  ]),
});

// What the route knows of the service comes last: it waits for the rule, before which AWS would refuse the service.
new aws.ecs.Service("catalog", {
  cluster: output("clusterArn"),
  taskDefinition: task.arn,
  launchType: "FARGATE",
  desiredCount: 2,
  networkConfiguration: {
    subnets: network.requireOutput("privateSubnetIds") as pulumi.Output<string[]>,
    securityGroups: [securityGroup.id],
  },
  ...route.ecs,
});

/** The public URL that MCP clients are given. */
export const endpoint = route.url;
