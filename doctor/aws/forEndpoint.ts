import { decide } from "../../dataplane/decision.ts";
import type { Action, Listener, Rule } from "../../dataplane/listener.ts";
import type { Request } from "../../dataplane/request.ts";

/** Whether a rule, asked alone, takes a request. */
export function takes(rule: Rule, request: Request): boolean {
  return decide({ ...BARE, rules: [rule] }, request).rule !== undefined;
}

const BARE: Listener = {
  arn: "",
  protocol: "HTTP",
  port: 80,
  preserveHostHeader: false,
  rules: [],
  defaultActions: [],
};

/**
 * Whether a rule is meant for the endpoint: it takes the request, and not the same request to a neighbouring path. A
 * rule for `/*`, or for a host alone, takes both.
 */
export function isFor(rule: Rule, request: Request): boolean {
  return takes(rule, request) && !takes(rule, { ...request, path: neighbourOf(request.path) });
}

/** Whether a rule is meant for what is below the endpoint, and leaves the endpoint out: `/mcp/*`. */
export function isForBelowAlone(rule: Rule, request: Request): boolean {
  const below = (path: string): Request => ({ ...request, path: `${path.replace(/\/$/, "")}/session` });
  return (
    !takes(rule, request) &&
    takes(rule, below(request.path)) &&
    !takes(rule, below(neighbourOf(request.path)))
  );
}

/** A path beside, which begins like no endpoint, so that `/mcp*` does not take it. */
function neighbourOf(path: string): string {
  return path.replace(/[^/]*\/?$/, "~neighbour");
}

/** Where a rule's requests end, to be compared: the target groups, or the answer. */
export function destinationOf(actions: readonly Action[]): string {
  const last = actions.at(-1);
  if (last?.type !== "forward") return JSON.stringify(last ?? null);
  const groups = last.targetGroups.filter(({ weight }) => weight > 0).map(({ arn }) => arn);
  return JSON.stringify([...new Set(groups)].sort());
}
