// The program of somebody who declares production's resource without an McpRoute, from the same stack's file and with the same
// look-ups and outputs. It checks nothing. The bench's copy of the project has it for its index.ts, so it imports packages alone.
import { getListenerOutput } from "@pulumi/aws/lb/getListener.js";
import { getLoadBalancerOutput } from "@pulumi/aws/lb/getLoadBalancer.js";
import { getTargetGroupOutput } from "@pulumi/aws/lb/getTargetGroup.js";
import { ListenerRule } from "@pulumi/aws/lb/listenerRule.js";
import { Config } from "@pulumi/pulumi";

const config = new Config();
const at = config.requireObject<{ loadBalancer: string; port: number }>("listener");
const { adopt } = config.requireObject<{ adopt: { name: string } }>("target");
export const url = config.require("url");

const path = new URL(url).pathname;
const paths = [path, `${path}/*`, `/.well-known/oauth-protected-resource${path}`];
// What AWS makes a balancer's DNS name of: its name, a hyphen and an id.
const balancer = getLoadBalancerOutput({ name: at.loadBalancer.replace(/-[^-.]*\..*$/, "") });
const listener = getListenerOutput({ loadBalancerArn: balancer.arn, port: at.port });
const targetGroup = getTargetGroupOutput({ name: adopt.name });
const rule = new ListenerRule("mcp-rule", {
  listenerArn: listener.arn,
  priority: config.requireNumber("priority"),
  conditions: [{ pathPattern: { values: paths } }],
  actions: [{ type: "forward", targetGroupArn: targetGroup.arn }],
});

export const ruleArn = rule.arn;
export const targetGroupArn = targetGroup.arn;
export const targetGroupName = targetGroup.name;
