import type { Company } from "./company.ts";
import { SERVER_GROUP } from "./company.ts";

/** Values of a stack's file; one that is undefined is taken out. */
export type Values = Record<string, unknown>;

/** The settings of one stack, one after another, that use and change everything that the component makes. */
export function everything({ serverGroup: server, balancerGroup: balancer }: Company): Values[] {
  const adopted = { adopt: { name: SERVER_GROUP }, port: 8000 };
  const made: Values = {
    // Asks for a method, and so the OAuth metadata has a rule of its own.
    "mcp-route:conditions": { methods: ["POST"] },
    "mcp-route:target": undefined,
    "mcp-route:targets": {
      blue: { create: {}, port: 8000, weight: 100 },
      green: { ...adopted, weight: 0 },
    },
    "mcp-route:forward": { stickiness: 600 },
    "mcp-route:securityGroups": { server, balancer, egress: true },
    "mcp-route:tags": { team: "catalog", stage: "prod" },
  };
  const changed: Values = {
    "mcp-route:priority": 20,
    "mcp-route:conditions": { methods: ["POST", "GET"] },
    "mcp-route:targets": {
      blue: { create: { deregistrationDelay: 60, slowStart: 30 }, port: 8000, weight: 50 },
      green: { ...adopted, weight: 50 },
    },
    "mcp-route:healthCheck": { interval: 10 },
    "mcp-route:tags": { team: "search" },
  };
  // Another port: the security groups' rules are changed, and a new target group takes the old one's place.
  const moved: Values = {
    "mcp-route:targets": {
      blue: { create: {}, port: 9000, weight: 50 },
      green: { create: {}, port: 9000, weight: 50 },
    },
  };
  return [made, changed, moved, { "mcp-route:securityGroups": undefined }];
}
