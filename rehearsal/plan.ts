import { endpointOf, metadataPath } from "../components/endpoint.ts";
import { decide } from "../dataplane/decision.ts";
import type { Listener, Rule } from "../dataplane/listener.ts";
import { ruleFromRegistration } from "../dataplane/readers/registrations.ts";
import type { Request } from "../dataplane/request.ts";
import { sameRoute } from "../dataplane/sameRoute.ts";
import type { Settings } from "../config.ts";
import type { Finding } from "./finding.ts";
import { SUFFIX } from "./made.ts";
import type { Recording } from "./recorder.ts";
import { Refusal } from "./refusal.ts";
import { type World, listenerOf, targetGroup } from "./world/world.ts";

/** A listener without the stack's rules, and with them. */
export interface Plan {
  before: Listener;
  after: Listener;
  /** The stack's own rules. */
  rules: Rule[];
  /** The rules that are there already and are the stack's. */
  own: Rule[];
}

const RULE = "aws:lb/listenerRule:ListenerRule";

/**
 * What the recorded program makes of the listener.
 *
 * @throws Refusal where it registers no rule, or the world lacks the rule's listener.
 */
export function planOf(recording: Recording, world: World): Plan {
  const registered = recording.resources.filter(({ type }) => type === RULE);
  const arn = registered[0]?.inputs["listenerArn"];
  if (typeof arn !== "string")
    throw new Refusal("The program registers no listener rule, so there is no route to rehearse.");
  const today = listenerOf(world, arn);
  if (!today) throw new Refusal(`listeners.json has no listener ${arn}, which the program adds its rule to.`);
  const foreign = today.rules.find(
    ({ id }) => !id.startsWith(`${arn.replace(":listener/", ":listener-rule/")}/`),
  );
  if (foreign)
    throw new Refusal(`rules.json has the rule ${foreign.id}, which is not of the listener ${arn}.`);
  const rules = registered.map(({ name, inputs }) => ruleFromRegistration({ id: name, inputs }));
  const own = today.rules.filter((rule) => rules.some((mine) => isOwn(rule, mine, world)));
  const before = { ...today, rules: today.rules.filter((rule) => !own.includes(rule)) };
  return { before, after: { ...before, rules: [...before.rules, ...rules] }, rules, own };
}

/** A new target group has another ARN on AWS than here: there it is known by the name that Pulumi makes for it. */
function isOwn(existing: Rule, mine: Rule, world: World): boolean {
  if (sameRoute(existing, mine)) return true;
  const made = madeName(targetOf(mine) ?? "");
  const name = targetGroup(world, targetOf(existing) ?? "")?.TargetGroupName ?? "";
  const isMade =
    made !== undefined && name.startsWith(`${made}-`) && /^[0-9a-f]{7}$/.test(name.slice(made.length + 1));
  return isMade && sameRoute({ ...existing, actions: mine.actions }, mine);
}

/** What Pulumi makes a new target group's name from; undefined for a target group that has a name already. */
function madeName(arn: string): string | undefined {
  const name = /targetgroup\/([^/]+)/.exec(arn)?.[1];
  return name?.endsWith(SUFFIX) ? name.slice(0, -SUFFIX.length) : undefined;
}

/** The only target group that a rule forwards to. */
function targetOf({ actions }: Rule): string | undefined {
  const [action, ...others] = actions;
  if (action?.type !== "forward" || others.length > 0 || action.targetGroups.length > 1) return undefined;
  return action.targetGroups[0]?.arn;
}

/** What the rules that are there already mean for the stack's own. */
export function planFindings(plan: Plan, world: World, { route }: Settings): Finding[] {
  return plan.rules.flatMap((rule) => [
    ...ownFindings(plan, rule, world),
    ...takenFindings(plan, rule, world, route),
    ...swallowedFindings(plan, rule, world, route),
  ]);
}

function ownFindings({ own }: Plan, rule: Rule, world: World): Finding[] {
  return own
    .filter((existing) => isOwn(existing, rule, world))
    .map((existing) =>
      existing.priority === rule.priority
        ? note(
            `The rule at priority ${rule.priority} is there already, with the stack's conditions and target. If it was made by hand, import it before \`up\`.`,
          )
        : note(
            `moved: the stack's rule stands at priority ${existing.priority} now and goes to ${rule.priority}, in place.`,
          ),
    );
}

function takenFindings(plan: Plan, rule: Rule, world: World, route: Settings["route"]): Finding[] {
  const taken = plan.before.rules.find(({ priority }) => priority === rule.priority);
  if (!taken) return [];
  return [
    error(
      `Priority ${rule.priority} is taken by ${described(taken, world)}: AWS would answer PriorityInUse. ${freePriority(plan, rule, route)}`,
    ),
  ];
}

function swallowedFindings(plan: Plan, rule: Rule, world: World, route: Settings["route"]): Finding[] {
  const requests = samples(route);
  const swallowers = plan.before.rules.filter((other) => other.priority < rule.priority);
  return swallowers.flatMap((other) => {
    const lost = requests.filter((request) => {
      const decision = decide(plan.after, request);
      return decision.rule === other;
    });
    if (lost.length === 0) return [];
    const list = [...new Set(lost.map(({ method, path }) => `${method} ${path}`))].join(", ");
    return [
      error(
        `${capitalized(described(other, world))} takes ${list} before the stack's rule at ${rule.priority}. ${freePriority(plan, rule, route)}`,
      ),
    ];
  });
}

const METHODS = ["POST", "GET", "DELETE", "OPTIONS"];
const CALLER = "203.0.113.10";
/** Headers that only clients of 2026-07-28 send, on which another rule may act. */
const MODERN: [string, string][] = [
  ["MCP-Protocol-Version", "2026-07-28"],
  ["Mcp-Method", "tools/list"],
];

/** What clients of both eras ask of the endpoint: each path with each method, and the metadata. */
function samples({ url, hosts = [] }: Settings["route"]): Request[] {
  const { host, path } = endpointOf(url);
  const asked = hosts.length === 0 ? [host] : hosts.map((pattern) => pattern.replaceAll(/[*?]/g, "x"));
  const paths = [path, path === "/" ? "/x" : `${path}/x`];
  return asked.flatMap((name) => [
    ...METHODS.flatMap((method) => paths.map((each) => sample(method, name, each))),
    ...paths.map((each) => sample("POST", name, each, MODERN)),
    sample("GET", name, metadataPath(path)),
  ]);
}

function sample(method: string, host: string, path: string, more: [string, string][] = []): Request {
  const usual: [string, string][] = [
    ["Host", host],
    ["Content-Type", "application/json"],
    ["Accept", "application/json, text/event-stream"],
  ];
  return { method, path, query: "", sourceIp: CALLER, headers: [...usual, ...more] };
}

/** Where the rule could stand: the highest free priority that no rule which takes such requests comes before, or the stack's own if it is free. */
function freePriority(plan: Plan, rule: Rule, route: Settings["route"]): string {
  const others = plan.before.rules;
  const takers = others.filter((other) =>
    samples(route).some((request) => decide({ ...plan.before, rules: [other] }, request).rule),
  );
  const bound = Math.min(...takers.map(({ priority }) => priority), 50001);
  const used = new Set(others.map(({ priority }) => priority));
  const free = nearestFree(rule.priority, bound, used);
  return free === undefined
    ? `No priority below ${bound} is free: make room with aws elbv2 set-rule-priorities.`
    : `Priority ${free} is free and comes first: pulumi config set mcp-route:priority ${free}`;
}

function nearestFree(wanted: number, bound: number, used: Set<number>): number | undefined {
  const candidates = Array.from({ length: Math.min(bound - 1, 50000) }, (_, index) => index + 1).filter(
    (each) => !used.has(each),
  );
  return candidates.reduce<number | undefined>(
    (best, each) => (best === undefined || Math.abs(each - wanted) < Math.abs(best - wanted) ? each : best),
    undefined,
  );
}

/** "rule 5 (Name: catalog; /mcp*)": priority, owner where a tag tells, and what it asks of a path. */
function described(rule: Rule, world: World): string {
  const tags = world.tags.TagDescriptions.find(({ ResourceArn }) => ResourceArn === rule.id)?.Tags ?? [];
  const owner =
    tags.find(({ Key }) => Key === "Name") ??
    tags.find(({ Key }) => Key === "aws:cloudformation:stack-name") ??
    tags[0];
  const paths = rule.conditions.flatMap((condition) =>
    condition.kind === "path-pattern" ? [...condition.values, ...condition.regexValues] : [],
  );
  const facts = [
    ...(owner ? [`${owner.Key}: ${owner.Value}`] : []),
    paths.length > 0 ? paths.join(" ") : "any path",
  ];
  return `rule ${rule.priority} (${facts.join("; ")})`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function note(text: string): Finding {
  return { severity: "note", assumed: false, text };
}

function error(text: string): Finding {
  return { severity: "error", assumed: false, text };
}
