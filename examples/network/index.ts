import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();

const vpc = new awsx.ec2.Vpc("network", { natGateways: { strategy: "Single" } });

const securityGroup = new aws.ec2.SecurityGroup("balancer-ingress", {
  description: "The load balancer: HTTPS from anywhere",
  vpcId: vpc.vpcId,
  ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["0.0.0.0/0"] }],
  egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
});

const balancer = new aws.lb.LoadBalancer("balancer", {
  subnets: vpc.publicSubnetIds,
  securityGroups: [securityGroup.id],
  // An MCP server may think for some minutes without sending a byte.
  idleTimeout: 300,
});

const listener = new aws.lb.Listener("https", {
  loadBalancerArn: balancer.arn,
  port: 443,
  protocol: "HTTPS",
  sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
  certificateArn: config.require("certificateArn"),
  // What no application's rule takes.
  defaultActions: [
    {
      type: "fixed-response",
      fixedResponse: {
        statusCode: "404",
        contentType: "application/json",
        messageBody: JSON.stringify({ error: "not found" }),
      },
    },
  ],
});

const cluster = new aws.ecs.Cluster("services");

/** Where applications add their routes. */
export const listenerArn = listener.arn;
/** The balancer's security group, which services let in. */
export const securityGroupId = securityGroup.id;
/** The balancer's DNS name, for the records of the applications' hosts. */
export const dnsName = balancer.dnsName;
/** The VPC of services and their target groups. */
export const vpcId = vpc.vpcId;
/** Where services run: out of reach from outside, but for the balancer. */
export const privateSubnetIds = vpc.privateSubnetIds;
/** The ECS cluster of services. */
export const clusterArn = cluster.arn;
