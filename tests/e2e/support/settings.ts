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

/** The names of what the company has for its gateways. */
export const GATEWAY = { domain: "demo.quiltdata.com", webAcl: "public-apis", api: "company" };

/**
 * The settings of one stack, one after another, that use and change what the component makes of API Gateway, as far as
 * the emulator takes it.
 *
 * @param httpApi The id of an HTTP API of the company.
 * @param webAcl The ARN of a web ACL of the company.
 */
export function everyGateway(httpApi: string, webAcl: string): Values[] {
  const origin = { url: "https://origin.quiltdata.com" };
  const accessLogs = { retention: 30, accountRole: "arn:aws:iam::123456789012:role/apigateway-logs" };
  const rest = { origin, timeout: 300 };
  const stage = { accessLogs, throttling: { rateLimit: 100, burstLimit: 200 } };
  const http = { type: "HTTP", origin, streaming: false };
  const gateway = (value: unknown): Values => ({ "mcp-route:apiGateway": value });
  return [
    {
      ...gateway({
        ...rest,
        stage: { ...stage, webAcl: { arn: webAcl } },
        // The emulator does not find a mapping of the root.
        customDomain: { name: GATEWAY.domain, basePath: "tools" },
      }),
      "mcp-route:url": "https://demo.quiltdata.com/tools/mcp",
    },
    {
      ...gateway({
        ...rest,
        origin: { url: "https://other.quiltdata.com" },
        stage: {
          accessLogs: { ...accessLogs, retention: 60 },
          throttling: { rateLimit: 50, burstLimit: 60 },
        },
      }),
      "mcp-route:url": "https://demo.quiltdata.com/tools",
    },
    {
      ...gateway({ ...http, stage: { throttling: stage.throttling } }),
      "mcp-route:longestSilence": 20,
      "mcp-route:tags": { team: "tools" },
    },
    {
      ...gateway({ ...http, timeout: 25, stage: { throttling: { rateLimit: 50, burstLimit: 60 } } }),
      "mcp-route:url": "https://demo.quiltdata.com/mcp",
      "mcp-route:tags": { team: "search", stage: "prod" },
    },
    gateway({ ...http, adopt: { id: httpApi } }),
    gateway(undefined),
  ];
}
