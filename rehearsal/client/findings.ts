import { decide } from "../../dataplane/decision.ts";
import type { Condition } from "../../dataplane/listener.ts";
import { alternatives, quoted } from "../../dataplane/wording.ts";
import type { Finding } from "../finding.ts";
import type { Prepared } from "../program/prepare.ts";
import { operations, requestOf } from "./requests.ts";

/** What there is to say of the client's requests before any of them is sent. */
export function clientFindings(prepared: Pick<Prepared, "plan" | "settings" | "caller">): Finding[] {
  return [...prepared.caller.unmet.map(unmetFinding), ...doubtFindings(prepared)];
}

function unmetFinding(condition: Condition): Finding {
  const text =
    `The rehearsal found nothing to send that meets the stack's condition on ${inWords(condition)}, and sends nothing ` +
    "for it: what the route does with a client that meets it is not rehearsed.";
  return { severity: "warning", assumed: false, text };
}

function inWords(condition: Condition): string {
  const patterns = [
    ...condition.values.map((value) =>
      typeof value === "string" ? value : `${value.key ?? "*"}=${value.value}`,
    ),
    ...("regexValues" in condition ? condition.regexValues : []),
  ];
  const subject = condition.kind === "http-header" ? `the header ${condition.name}` : "the query";
  return `${subject}, ${alternatives(patterns.map(quoted))}`;
}

/** What AWS does not document and would send a request of the client elsewhere, were it otherwise than assumed. */
function doubtFindings({
  plan,
  settings,
  caller,
}: Pick<Prepared, "plan" | "settings" | "caller">): Finding[] {
  const decided = operations.map((operation) => {
    const request = requestOf(operation, settings.route, caller);
    return { request, doubts: decide(plan.after, request).unconfirmed };
  });
  return [...new Set(decided.flatMap(({ doubts }) => doubts))].map((doubt) => {
    const resting = decided.filter(({ doubts }) => doubts.includes(doubt));
    const asked = new Set(resting.map(({ request: { method, path } }) => `${method} ${path}`));
    const text = `AWS does not document what decides where ${[...asked].join(", ")} goes: ${doubt}.`;
    return { severity: "warning", assumed: false, text };
  });
}
