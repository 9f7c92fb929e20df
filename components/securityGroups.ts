import type * as vpc from "@pulumi/aws/vpc/index.js";
import type * as pulumi from "@pulumi/pulumi";

/** The two security groups of a route, once they are checked. */
export interface GroupPair {
  server: pulumi.Output<string>;
  balancer: pulumi.Output<string>;
}

/** What lets the balancer's requests in to the server, and nothing else. */
export function ingressArgs({ server, balancer }: GroupPair, port: number): vpc.SecurityGroupIngressRuleArgs {
  return {
    securityGroupId: server,
    referencedSecurityGroupId: balancer,
    description: "Requests of the load balancer to the MCP server",
    ...onPort(port),
  };
}

/** What lets the balancer's requests out to the server. */
export function egressArgs({ server, balancer }: GroupPair, port: number): vpc.SecurityGroupEgressRuleArgs {
  return {
    securityGroupId: balancer,
    referencedSecurityGroupId: server,
    description: "Requests to the MCP server",
    ...onPort(port),
  };
}

function onPort(port: number) {
  return { ipProtocol: "tcp", fromPort: port, toPort: port };
}
