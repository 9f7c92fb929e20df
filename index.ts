import * as pulumi from "@pulumi/pulumi";
import { McpRoute } from "./components/index.ts";
import { loadSettings } from "./config.ts";
import { promisesOf } from "./promises.ts";

const settings = loadSettings();
const mcp = new McpRoute(settings.name, settings.route);

/** The public URL that MCP clients are given. */
export const url = mcp.url;
/** The listener rule's ARN. */
export const ruleArn = mcp.ruleArn;
/** The ARN of the target group that the rule forwards to. */
export const targetGroupArn = mcp.targetGroupArn;
/** The name of that target group. */
export const targetGroupName = mcp.targetGroupName;
/** All target groups, by the names of the targets. */
export const targetGroups = mcp.targetGroups;
/** What an ECS service in another stack needs, to be spread into its arguments. */
export const ecs = mcp.ecs;
/** What the route carries: host, path, methods, further conditions and target of each row. */
export const routes = mcp.routes;
/** The API Gateway in front of the balancer: its endpoint, ids and ARNs; null where the stack has none. */
export const apiGateway = mcp.apiGateway ?? null;
/** What is promised of the route: the doctor holds it to that. */
export const promised = promisesOf(settings);
/** The command that says whether the route works, and which layer broke it. */
export const doctor = `npm run doctor -- --stack ${pulumi.getStack()}`;
