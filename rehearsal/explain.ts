import { decide, type Decision } from "../dataplane/decision.ts";
import type { Action } from "../dataplane/listener.ts";
import { type Request, headerValues } from "../dataplane/request.ts";
import { transformed } from "../dataplane/transform.ts";
import { CALLER } from "./client/caller.ts";
import { explainGateway } from "./explainGateway.ts";
import type { Plan } from "./plan/plan.ts";
import type { Prepared } from "./program/prepare.ts";
import { Refusal } from "./refusal.ts";
import { type World, groupName, ownerOf } from "./world/world.ts";

/**
 * Reads a request such as `POST https://demo.quiltdata.com/mcp`.
 *
 * @throws Refusal where it is not of that form.
 */
export function requestLine(text: string): AskedRequest {
  const [, method, address] = /^([A-Z]+) (https?:\/\/\S+)$/.exec(text.trim()) ?? [];
  if (!method || !address || !URL.canParse(address)) {
    throw new Refusal(
      `${JSON.stringify(text)} is not a request: give a method and an address, such as 'POST https://demo.quiltdata.com/mcp'.`,
    );
  }
  const { protocol, port, host, pathname, search } = new URL(address);
  return {
    method,
    path: pathname,
    query: search.slice(1),
    headers: [["Host", host]],
    sourceIp: CALLER,
    port: port === "" ? (protocol === "https:" ? 443 : 80) : Number(port),
  };
}

/** A request, and the port that its address leads to. */
export interface AskedRequest extends Request {
  port: number;
}

type Explained = Pick<Prepared, "plan" | "world" | "unread">;

/**
 * Which rule of the stack's listener takes a request, and why every earlier one does not, line by line; where an API
 * Gateway gets it first, which of its routes does.
 */
export function explain(prepared: Explained, request: AskedRequest): string {
  const { plan, world, unread } = prepared;
  const host = headerValues(request, "host")[0] ?? "";
  const first = plan.gateway && explainGateway(plan.gateway, request, plan.after);
  const isPast = plan.gateway && !first;
  return [
    `${request.method} ${addressOf(request)}, host ${host}, from ${request.sourceIp}`,
    ...(isPast ? ["  note: that is no address of the API Gateway, so it comes to the balancer past it"] : []),
    ...(first?.lines ?? []),
    ...(first && !first.sent ? [] : listenerLines(prepared, first?.sent ?? request)),
    ...unread.map((what) => `  not read: ${what}`),
    ...(world.assumed
      ? [`  assumed: ${ASSUMED}${plan.gateway?.before ? OF_API : ""} (--aws or --world tells)`]
      : []),
  ].join("\n");
}

const ASSUMED = "no other rules, and a default action that forwards to the frontend";
const OF_API = ", and no other routes of the API";

function listenerLines({ plan, world }: Explained, request: AskedRequest): string[] {
  const decision = decide(plan.after, request);
  return [
    ...decision.considered.map(({ rule, matched, reasons }) => {
      const owner = plan.rules.includes(rule) ? "the stack's" : ownerOf(world, rule);
      const whose = owner === undefined ? "" : ` (${owner})`;
      return `  rule ${rule.priority}${whose} ${matched ? "takes it" : "passes"}: ${reasons.join("; ")}`;
    }),
    ...(decision.rule ? [] : ["  the default rule takes it: no other rule did"]),
    `  -> ${taken(decision, world)}${rewritten(decision, request)}`,
    ...(request.port === plan.after.port
      ? []
      : [
          `  note: that is for the listener on port ${plan.after.port}; this address leads to port ${request.port}`,
        ]),
    ...takenPriorities(plan).map(
      (priority) => `  note: priority ${priority} is taken, so AWS would refuse the stack's rule`,
    ),
    ...decision.unconfirmed.map((doubt) => `  not documented by AWS: ${doubt}`),
  ];
}

/** The priorities of the stack's rules at which another rule stands. */
function takenPriorities({ before, rules }: Plan): number[] {
  return rules
    .map(({ priority }) => priority)
    .filter((each) => before.rules.some(({ priority }) => priority === each));
}

function taken({ actions }: Decision, world: World): string {
  return actions.map((action) => inWords(action, world)).join(", then ");
}

/** What the server gets in place of the request's own address, where a rule rewrites it. */
function rewritten({ rule, actions }: Decision, request: Request): string {
  if (!rule || !actions.some(({ type }) => type === "forward")) return "";
  const sent = transformed(rule.transforms, request);
  if ("failed" in sent) return `, which fails with a 500: ${sent.failed}`;
  const [address, host] = [addressOf(sent), headerValues(sent, "host")[0] ?? ""];
  const isKept = { address: address === addressOf(request), host: host === headerValues(request, "host")[0] };
  return `${isKept.address ? "" : ` as ${address}`}${isKept.host ? "" : `, host ${host}`}`;
}

/** The path with its query. */
export function addressOf({ path, query }: Pick<Request, "path" | "query">): string {
  return query === "" ? path : `${path}?${query}`;
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
