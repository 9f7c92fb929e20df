import type { Action, Condition, Listener, Patterns, Rule } from "../../dataplane/listener.ts";
import type { Request } from "../../dataplane/request.ts";

export const TRACE_ID = "1-67891233-abcdef012345678912345678";

export function aRequest(parts: Partial<Request> = {}): Request {
  return {
    method: "POST",
    path: "/mcp",
    query: "",
    headers: [["Host", "demo.example.com"]],
    sourceIp: "203.0.113.7",
    ...parts,
  };
}

export function aRule(parts: Partial<Rule> = {}): Rule {
  return {
    id: "mcp-rule",
    priority: 10,
    conditions: [path("/mcp", "/mcp/*")],
    actions: [forwardTo("mcp")],
    transforms: [],
    ...parts,
  };
}

export function aListener(parts: Partial<Listener> = {}): Listener {
  return {
    arn: "arn:aws:elasticloadbalancing:us-east-1:111122223333:listener/app/sales/1/2",
    protocol: "HTTPS",
    port: 443,
    preserveHostHeader: false,
    rules: [],
    defaultActions: [{ type: "fixed-response", statusCode: 404, contentType: "text/plain", body: "nothing" }],
    ...parts,
  };
}

export function forwardTo(name: string, weight = 1): Action {
  return { type: "forward", targetGroups: [{ arn: arn(name), weight }] };
}

export function arn(name: string): string {
  return `arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/${name}/0123456789abcdef`;
}

export function path(...values: string[]): Condition & Patterns {
  return { kind: "path-pattern", values, regexValues: [] };
}

export function pathRegex(...regexValues: string[]): Condition & Patterns {
  return { kind: "path-pattern", values: [], regexValues };
}

export function host(...values: string[]): Condition & Patterns {
  return { kind: "host-header", values, regexValues: [] };
}
