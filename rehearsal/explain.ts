import { decide, type Decision } from "../dataplane/decision.ts";
import type { Action } from "../dataplane/listener.ts";
import { type Request, headerValues } from "../dataplane/request.ts";
import type { Prepared } from "./program/prepare.ts";
import { Refusal } from "./refusal.ts";
import { CALLER } from "./plan/samples.ts";
import { type World, groupName, ownerOf } from "./world/world.ts";

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

/** Which rule of the stack's listener takes a request, and why every earlier one does not, line by line. */
export function explain({ plan, world }: Pick<Prepared, "plan" | "world">, request: Request): string {
  const decision = decide(plan.after, request);
  const target = request.query === "" ? request.path : `${request.path}?${request.query}`;
  const host = headerValues(request, "host")[0] ?? "";
  return [
    `${request.method} ${target}, host ${host}, from ${request.sourceIp}`,
    ...decision.considered.map(({ rule, matched, reasons }) => {
      const owner = plan.rules.includes(rule) ? "the stack's" : ownerOf(world, rule);
      const whose = owner === undefined ? "" : ` (${owner})`;
      return `  rule ${rule.priority}${whose} ${matched ? "takes it" : "passes"}: ${reasons.join("; ")}`;
    }),
    ...(decision.rule ? [] : ["  the default rule takes it: no other rule did"]),
    `  -> ${taken(decision, world)}`,
    ...decision.unconfirmed.map((doubt) => `  not documented by AWS: ${doubt}`),
    ...(world.assumed
      ? ["  assumed: no other rules, and a default action that forwards to the frontend (--world tells)"]
      : []),
  ].join("\n");
}

function taken({ actions }: Decision, world: World): string {
  return actions.map((action) => inWords(action, world)).join(", then ");
}

function inWords(action: Action, world: World): string {
  switch (action.type) {
    case "forward": {
      const weighted = action.targetGroups.length > 1;
      const groups = action.targetGroups.map(
        ({ arn, weight }) => `${groupName(world, arn)}${weighted ? ` (weight ${weight})` : ""}`,
      );
      return `forward to ${groups.join(", ")}`;
    }
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
