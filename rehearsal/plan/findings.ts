import { contains } from "../../dataplane/cidr.ts";
import type { Condition, Rule } from "../../dataplane/listener.ts";
import { type Request, headerValues } from "../../dataplane/request.ts";
import type { Finding } from "../finding.ts";
import { isOwn, isOwnChanged } from "./own.ts";
import type { Prepared } from "../program/prepare.ts";
import { samplesOf, takes } from "./samples.ts";
import { type World, ruleInWords } from "../world/world.ts";

/** What findings on a plan are made from. */
type Planned = Pick<Prepared, "plan" | "world" | "settings" | "project" | "stack">;

/** What the rules that are there already mean for the stack's own. */
export function planFindings(planned: Planned): Finding[] {
  const { plan, world, settings } = planned;
  const slots = plan.rules.map((rule) => ({
    rule,
    samples: samplesOf(settings.route, rule, plan.gateway?.host),
  }));
  const remedy = priorityAdvice(planned, freePriority(plan.before.rules, slots));
  return [
    ...plan.rules.flatMap((rule) => [
      ...plan.own.filter((existing) => isOwn(existing, rule, world)).map((own) => ownFinding(own, rule)),
      ...plan.own
        .filter((existing) => !isOwn(existing, rule, world) && isOwnChanged(existing, rule))
        .map(changedFinding),
      ...plan.own.filter((existing) => isInTheWay(existing, rule, world)).map(movingFinding),
    ]),
    ...plan.before.rules.flatMap((other) => otherFindings(other, slots, world, remedy)),
  ];
}

/** Whether one of the stack's own rules stands now where another of them is to go. */
function isInTheWay(existing: Rule, rule: Rule, world: World): boolean {
  const isItself = isOwn(existing, rule, world) || isOwnChanged(existing, rule);
  return existing.priority === rule.priority && !isItself;
}

function changedFinding({ priority }: Rule): Finding {
  const text =
    `The rule at priority ${priority} has the stack's paths, and otherwise differs: it is taken for the stack's own, which ` +
    "`up` changes in place. If somebody else made it, `up` would end in PriorityInUse: import it, or choose another priority.";
  return { severity: "warning", assumed: false, text };
}

/** Pulumi moves rules side by side, in no order. */
function movingFinding({ priority }: Rule): Finding {
  const text =
    `Priority ${priority} is that of another of the stack's own rules until it has moved: AWS may answer PriorityInUse. ` +
    "Then `pulumi up` again, or choose a priority at which, and before which, none of them stands now.";
  return { severity: "warning", assumed: false, text };
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
 * What another rule means for the stack's: it has the priority of one, or comes before them and takes what is meant
 * for them.
 */
function otherFindings(other: Rule, slots: Slot[], world: World, remedy: string): Finding[] {
  return [...slotFindings(other, slots, world, remedy), ...takenFindings(other, slots, world, remedy)];
}

function slotFindings(other: Rule, slots: Slot[], world: World, remedy: string): Finding[] {
  const isTaken = slots.some(({ rule }) => rule.priority === other.priority);
  const text = `Priority ${other.priority} is taken by ${ruleInWords(world, other)}: AWS would answer PriorityInUse, unless it is the stack's own before a change of its path. ${remedy}`;
  return isTaken ? [{ severity: "error", assumed: false, text }] : [];
}

function takenFindings(other: Rule, slots: Slot[], world: World, remedy: string): Finding[] {
  const later = slots.filter(({ rule }) => rule.priority > other.priority);
  const takenBy = (isTaken: (request: Request, rule: Rule) => boolean) =>
    later
      .map(({ rule, samples }) => ({ rule, samples: samples.filter((each) => isTaken(each, rule)) }))
      .filter(({ samples }) => samples.length > 0);
  const sure = takenBy((request) => takes(other, request));
  const taken = sure.length > 0 ? sure : takenBy((request, rule) => mayTake(other, request, rule));
  if (taken.length === 0) return [];
  const clients = sure.length > 0 ? "" : " of clients that meet its other conditions";
  const requests = taken.flatMap(({ samples }) => samples);
  const all = slots.flatMap(({ samples }) => samples);
  const at = taken.map(({ rule }) => rule.priority).sort((one, next) => one - next);
  const text =
    `${capitalized(ruleInWords(world, other))} takes ${inWords(requests, all)}${clients} before the stack's ` +
    `${at.length > 1 ? "rules" : "rule"} at ${at.join(" and ")}. ${remedy}`;
  return [{ severity: sure.length > 0 ? "error" : "warning", assumed: false, text }];
}

/**
 * Whether another rule takes such a request from some clients: what other headers they send differs, and their
 * addresses do, as far as the stack's rule leaves them open.
 */
function mayTake(other: Rule, request: Request, rule: Rule): boolean {
  const sources = rule.conditions.flatMap(({ kind, values }) => (kind === "source-ip" ? values : []));
  const open = (condition: Condition) =>
    (condition.kind === "source-ip" && overlap(condition.values, sources)) ||
    (condition.kind === "http-header" && headerValues(request, condition.name).length === 0);
  return takes({ ...other, conditions: other.conditions.filter((condition) => !open(condition)) }, request);
}

/** Whether some address is in both lists of blocks; no block at all is every address. */
function overlap(blocks: string[], others: string[]): boolean {
  const holds = (block: string, other: string) => contains(block, other.split("/")[0] ?? "");
  return (
    others.length === 0 ||
    blocks.some((block) => others.some((other) => holds(block, other) || holds(other, block)))
  );
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

/** One of the stack's rules, and what it is there for. */
interface Slot {
  rule: Rule;
  samples: Request[];
}

/**
 * The free priority next to the route's own at which no rule comes before it that takes, or may take, its requests,
 * and which leaves as much to the rule of the OAuth metadata, where that has the slot before; undefined where there
 * is none.
 */
export function freePriority(others: Rule[], slots: Slot[]): number | undefined {
  const used = new Set(others.map(({ priority }) => priority));
  const own = Math.max(...slots.map(({ rule }) => rule.priority));
  const wanted = slots.map(({ rule, samples }) => ({
    offset: rule.priority - own,
    last: lastPriority(others, rule, samples),
  }));
  const isFree = (priority: number) =>
    wanted.every(({ offset, last }) => {
      const at = priority + offset;
      return at >= 1 && at <= last && !used.has(at);
    });
  for (let distance = 0; distance < LAST; distance++) {
    const free = [own - distance, own + distance].find(isFree);
    if (free !== undefined) return free;
  }
  return undefined;
}

/** The last priority that comes before all rules that take, or may take, a rule's requests. */
function lastPriority(others: Rule[], rule: Rule, samples: Request[]): number {
  const takers = others.filter((other) => samples.some((request) => mayTake(other, request, rule)));
  return Math.min(...takers.map(({ priority }) => priority), LAST);
}

function priorityAdvice({ project, stack }: Planned, free: number | undefined): string {
  return free === undefined
    ? "No priority before all such rules is free: make room with aws elbv2 set-rule-priorities."
    : `Priority ${free} is free and comes first: pulumi config set ${project}:priority ${free} --stack ${stack}`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
