import type { Condition, Rule } from "../../dataplane/listener.ts";
import { type Request, headerValues } from "../../dataplane/request.ts";
import type { Finding } from "../finding.ts";
import { isOwn } from "./plan.ts";
import type { Prepared } from "../program/prepare.ts";
import { samplesOf, takes } from "./samples.ts";
import { type World, ruleInWords } from "../world/world.ts";

/** What findings on a plan are made from. */
type Planned = Pick<Prepared, "plan" | "world" | "settings" | "project" | "stack">;

/** What the rules that are there already mean for the stack's own. */
export function planFindings(planned: Planned): Finding[] {
  const { plan, world, settings } = planned;
  return plan.rules.flatMap((rule) => {
    const samples = samplesOf(settings.route, rule);
    const remedy = priorityAdvice(planned, freePriority(plan.before.rules, rule, samples));
    return [
      ...plan.own.filter((existing) => isOwn(existing, rule, world)).map((own) => ownFinding(own, rule)),
      ...plan.before.rules.flatMap((other) => otherFindings(other, rule, samples, world, remedy)),
    ];
  });
}

function ownFinding(existing: Rule, rule: Rule): Finding {
  const text =
    existing.priority === rule.priority
      ? `The rule at priority ${rule.priority} is there already, with the stack's conditions and target. ` +
        "If it was made by hand, import it before `up`."
      : `moved: the stack's rule stands at priority ${existing.priority} now and goes to ${rule.priority}, in place.`;
  return { severity: "note", assumed: false, text };
}

/**
 * What another rule means for the stack's: it has its priority, or comes before it and takes what is meant
 * for it.
 */
function otherFindings(other: Rule, rule: Rule, samples: Request[], world: World, remedy: string): Finding[] {
  const who = ruleInWords(world, other);
  if (other.priority > rule.priority) return [];
  if (other.priority === rule.priority) {
    const text = `Priority ${rule.priority} is taken by ${who}: AWS would answer PriorityInUse. ${remedy}`;
    return [{ severity: "error", assumed: false, text }];
  }
  const sure = samples.filter((request) => takes(other, request));
  const taken = sure.length > 0 ? sure : samples.filter((request) => mayTake(other, request));
  if (taken.length === 0) return [];
  const clients = sure.length > 0 ? "" : " of clients that meet its other conditions";
  const text =
    `${capitalized(who)} takes ${inWords(taken, samples)}${clients} before the stack's rule at ${rule.priority}. ` +
    remedy;
  return [{ severity: sure.length > 0 ? "error" : "warning", assumed: false, text }];
}

/**
 * Whether a rule takes such a request from some clients: their addresses differ, and what other headers they
 * send.
 */
function mayTake(rule: Rule, request: Request): boolean {
  const open = (condition: Condition) =>
    condition.kind === "source-ip" ||
    (condition.kind === "http-header" && headerValues(request, condition.name).length === 0);
  return takes({ ...rule, conditions: rule.conditions.filter((condition) => !open(condition)) }, request);
}

/** "POST demo.quiltdata.com/mcp, GET demo.quiltdata.com/mcp", or that it is all. */
function inWords(taken: Request[], all: Request[]): string {
  if (taken.length === all.length) return "every request of the endpoint";
  const label = (request: Request) =>
    `${request.method} ${headerValues(request, "host")[0] ?? ""}${request.path}`;
  const left = new Set(all.filter((request) => !taken.includes(request)).map(label));
  return [...new Set(taken.map(label))]
    .map((each) => (left.has(each) ? `${each} (in part)` : each))
    .join(", ");
}

/** The priorities at which a rule can stand. */
const LAST = 50_000;

/**
 * The free priority next to the rule's own at which no rule comes before it that takes, or may take, its
 * requests; undefined where there is none.
 */
export function freePriority(others: Rule[], rule: Rule, samples: Request[]): number | undefined {
  const takers = others.filter((other) => samples.some((request) => mayTake(other, request)));
  const last = Math.min(...takers.map(({ priority }) => priority), LAST);
  const used = new Set(others.map(({ priority }) => priority));
  for (let distance = 0; distance < LAST; distance++) {
    const nearest = [rule.priority - distance, rule.priority + distance];
    const free = nearest.find((each) => each >= 1 && each <= last && !used.has(each));
    if (free !== undefined) return free;
  }
  return undefined;
}

function priorityAdvice({ project, stack }: Planned, free: number | undefined): string {
  return free === undefined
    ? "No priority before all such rules is free: make room with aws elbv2 set-rule-priorities."
    : `Priority ${free} is free and comes first: pulumi config set ${project}:priority ${free} --stack ${stack}`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
