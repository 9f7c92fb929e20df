import type { PlainRoute } from "../../config.ts";
import { ask } from "../../dataplane/condition.ts";
import type { Condition, Rule } from "../../dataplane/listener.ts";
import type { Request } from "../../dataplane/request.ts";
import type { Caller } from "./caller.ts";
import { type Operation, requestOf } from "./requests.ts";

/** What a stack asks of requests, by which it may leave some of a client's out on purpose. */
const BY_REQUEST: Condition["kind"][] = ["http-header", "http-request-method", "query-string"];

/**
 * Why the stack leaves a request of the client out on purpose; undefined where its rules take it, or where it is
 * the wrong host or path.
 */
export function leftOutOf(
  rules: Rule[],
  route: PlainRoute,
  caller: Caller,
): (operation: Operation) => string | undefined {
  return (operation) => {
    const request = requestOf(operation, route, caller);
    const failures = rules.map((rule) => failuresOf(rule, request));
    if (failures.some((failed) => failed.length === 0)) return undefined;
    if (operation === "metadata") return route.oauthMetadata === false ? "oauthMetadata is false" : undefined;
    const onPurpose = failures.find((failed) => failed.every(({ kind }) => BY_REQUEST.includes(kind)));
    return onPurpose?.map(({ reason }) => reason).join("; ");
  };
}

function failuresOf({ conditions }: Rule, request: Request) {
  return conditions
    .map((condition) => ({ kind: condition.kind, ...ask(condition, request) }))
    .filter(({ matched }) => !matched);
}
