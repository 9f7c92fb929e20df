import { decide, type Decision } from "../dataplane/decision.ts";
import type { Action, Listener } from "../dataplane/listener.ts";
import type { Request } from "../dataplane/request.ts";
import { Refusal } from "./refusal.ts";

/** The address of the caller in an explanation: one of those that are kept for documentation. */
const CALLER = "203.0.113.10";

/**
 * Reads a request such as `POST https://demo.quiltdata.com/mcp`.
 *
 * @throws Refusal where it is not of that form.
 */
export function requestLine(text: string): Request {
  const [, method, address] = /^([A-Z]+) (https?:\/\/\S+)$/.exec(text.trim()) ?? [];
  if (!method || !address || !URL.canParse(address)) {
    throw new Refusal(
      `${JSON.stringify(text)} is not a request: give a method and an address, such as 'POST https://demo.quiltdata.com/mcp'.`,
    );
  }
  const { host, pathname, search } = new URL(address);
  return { method, path: pathname, query: search.slice(1), headers: [["Host", host]], sourceIp: CALLER };
}

/** Which rule takes a request, and why every earlier one does not, line by line. */
export function explain(
  listener: Listener,
  request: Request,
  nameOf: (targetGroupArn: string) => string,
): string {
  const decision = decide(listener, request);
  const { considered, rule, unconfirmed } = decision;
  const target = request.query === "" ? request.path : `${request.path}?${request.query}`;
  return [
    `${request.method} ${target}, host ${request.headers[0]?.[1] ?? ""}, from ${request.sourceIp}`,
    ...considered.map(
      (each) =>
        `  rule ${each.rule.priority} ${each.matched ? "takes it" : "passes"}: ${each.reasons.join("; ")}`,
    ),
    ...(rule ? [] : ["  the default rule takes it: no other rule did"]),
    `  -> ${taken(decision, nameOf)}`,
    ...unconfirmed.map((doubt) => `  not documented by AWS: ${doubt}`),
  ].join("\n");
}

function taken({ actions }: Decision, nameOf: (targetGroupArn: string) => string): string {
  return actions.map((action) => inWords(action, nameOf)).join(", then ");
}

function inWords(action: Action, nameOf: (targetGroupArn: string) => string): string {
  switch (action.type) {
    case "forward":
      return `forward to ${action.targetGroups.map(({ arn, weight }) => `${nameOf(arn)}${action.targetGroups.length > 1 ? ` (weight ${weight})` : ""}`).join(", ")}`;
    case "redirect":
      return `redirect ${action.statusCode} to ${action.protocol}://${action.host}:${action.port}${action.path}`;
    case "fixed-response":
      return `fixed response ${action.statusCode} ${action.contentType}`;
    case "authenticate-oidc":
    case "authenticate-cognito":
    case "jwt-validation":
      return `answered here by ${action.type}`;
  }
}
