import { decide } from "../../dataplane/decision.ts";
import type { Finding, RungReport, Severity } from "../report/report.ts";
import type { Ask } from "./ask.ts";
import { balancerFacts, judgeIdleTimeout, judgeListener, judgeScheme } from "./balancer.ts";
import { type AwsContext, endpointOf } from "./context.ts";
import { judgeService } from "./ecs.ts";
import { seek } from "./findBalancer.ts";
import { found } from "./found.ts";
import { type Names, systemNames } from "./names.ts";
import { type AwsRung, judgeNotTold } from "./notTold.ts";
import { requestTo } from "./request.ts";
import { explained, judgeRules } from "./rules.ts";
import { actionsInWords, ruleInWords } from "./ruleWords.ts";
import { sdkAsk, type SdkAsk } from "./sdk.ts";
import { judgeSecurityGroups } from "./securityGroups.ts";
import { see } from "./see.ts";
import type { AwsSeen } from "./seen.ts";
import { judgeTargets } from "./targets.ts";
import { valueOf } from "./told.ts";
import { judgeWaf } from "./waf.ts";

/** What AWS makes of a route. */
export interface AwsExamination {
  rungs: RungReport[];
  /** In the order of the rungs. */
  findings: Finding[];
  /** Which rule takes the endpoint's requests and why no other, and what else bears on them: a sentence each. */
  facts: string[];
}

/** How AWS and DNS are asked. */
export interface Means {
  /** Asks in a region; null leaves the region to the usual places. */
  askIn: (region: string | null) => Ask & Partial<Pick<SdkAsk, "close">>;
  names: Names;
}

/** By AWS's SDK and the machine's own name servers. */
export const USUAL_MEANS: Means = {
  askIn: (region) => sdkAsk(region ?? undefined),
  get names() {
    return systemNames();
  },
};

/** Asks AWS about the route, reading only, and judges what it tells. Never throws for what AWS answers. */
export async function examineAws(
  context: AwsContext,
  { askIn, names }: Means = USUAL_MEANS,
): Promise<AwsExamination> {
  const sought = await seek(context, names);
  const ask = askIn(sought.region);
  try {
    return judgeAws(await see(sought, context, { ask, names }), context);
  } finally {
    ask.close?.();
  }
}

/** What is made of what AWS told: the same answers give the same examination. */
function judgeAws(seen: AwsSeen, context: AwsContext): AwsExamination {
  const findings = judged(seen, context);
  const rungs = AWS_RUNGS.filter(({ id }) => id !== "aws.ecs" || context.ecs !== undefined);
  return {
    rungs: rungs.map((rung) => rungReport(rung, seen, context, findings)),
    findings: AWS_RUNGS.flatMap(({ id }) => findings.filter(({ rung }) => rung === id)),
    facts: factsOf(seen, context),
  };
}

interface Rung {
  id: AwsRung;
  title: string;
  /** What was seen, in a line, where nothing is wrong; null where something before left nothing to ask. */
  says: (seen: AwsSeen, context: AwsContext) => string | null;
}

/** What `--aws` looks at, in the order in which a request travels: a closed security group is why targets are not healthy. */
export const AWS_RUNGS: readonly Rung[] = [
  { id: "aws.balancer", title: "The load balancer, as AWS has it", says: balancerSays },
  { id: "aws.rules", title: "The listener's rules", says: rulesSay },
  {
    id: "aws.security-groups",
    title: "Security groups",
    says: ({ securityGroups }) => (valueOf(securityGroups) ? "no security group is in the way" : null),
  },
  { id: "aws.targets", title: "Targets", says: targetsSay },
  {
    id: "aws.waf",
    title: "Web ACL",
    says: ({ webAcl }) =>
      webAcl?.told === true ? (webAcl.value === null ? "none" : `${webAcl.value.name} is attached`) : null,
  },
  {
    id: "aws.ecs",
    title: "ECS service",
    says: ({ service }) => {
      const told = valueOf(service);
      return told && `${told.running} of ${told.desired} tasks run`;
    },
  },
];

function judged(seen: AwsSeen, context: AwsContext): Finding[] {
  const balancer = valueOf(seen.balancer);
  const attributes = valueOf(seen.attributes);
  const listeners = valueOf(seen.listeners);
  const webAcl = valueOf(seen.webAcl);
  return [
    ...judgeNotTold(seen),
    ...(seen.balancer.told && balancer === null ? [notFound(seen, context)] : []),
    ...(balancer && balancer.type !== "application" ? [notApplication(balancer.name, balancer.type)] : []),
    ...(balancer ? judgeScheme(balancer, context) : []),
    ...(balancer && listeners ? judgeListener(balancer, listeners, seen.listener, context) : []),
    ...(balancer && attributes ? judgeIdleTimeout(balancer, attributes, context) : []),
    ...(seen.listener && seen.rules?.told ? judgeRules(seen.listener, context) : []),
    ...weightFindings(seen, context),
    ...judgeSecurityGroups(seen, context),
    ...judgeTargets(seen.groups, context),
    ...(webAcl ? judgeWaf(webAcl) : []),
    ...(seen.service?.told
      ? judgeService(seen.service.value, valueOf(seen.stopped) ?? [], seen.groups, context)
      : []),
  ];
}

function notFound({ how }: AwsSeen, { url }: AwsContext): Finding {
  const says = `The load balancer behind ${new URL(url).hostname} is not in this account and region.`;
  return found("aws.balancer-not-found", { says, layer: null, facts: [how] });
}

function notApplication(name: string, type: string): Finding {
  return found("aws.not-application", {
    says: `${name} is a ${type} balancer, which has no rules.`,
    layer: null,
  });
}

/** A forward whose groups all have the weight 0 is a 503. */
function weightFindings({ listener, rules, groups }: AwsSeen, context: AwsContext): Finding[] {
  if (!listener || rules?.told !== true || groups.length > 0) return [];
  const { rule, actions } = decide(listener, requestTo(context, "POST"));
  if (actions.at(-1)?.type !== "forward") return [];
  const which = rule ? ruleInWords(rule) : "the default rule";
  return [
    found("alb.weights", {
      says: `Every target group of ${which} has the weight 0: each request is a 503.`,
      method: "POST",
      facts: [actionsInWords(actions)],
    }),
  ];
}

/** What is worst of a rung's findings; a note leaves it working. */
const STATES: readonly Exclude<Severity, "note">[] = ["broken", "degraded", "unknown"];

function rungReport(
  { id, title, says }: Rung,
  seen: AwsSeen,
  context: AwsContext,
  findings: readonly Finding[],
): RungReport {
  const own = findings.filter(({ rung }) => rung === id);
  const worst = STATES.find((state) => own.some(({ severity }) => severity === state));
  const plain = says(seen, context);
  const first = own.find(({ severity }) => severity === worst) ?? own[0];
  if (worst !== undefined) return { id, title, state: worst, says: first?.says ?? "", blockedBy: null };
  if (plain === null)
    return { id, title, state: "skipped", says: "nothing to ask", blockedBy: blockerOf(id, seen) };
  return { id, title, state: "works", says: plain, blockedBy: null };
}

/** Everything rests on the balancer; what is behind the listener rests on its rules, too. */
function blockerOf(id: AwsRung, { listener }: AwsSeen): AwsRung {
  return listener && id !== "aws.rules" ? "aws.rules" : "aws.balancer";
}

function balancerSays({ balancer, listener }: AwsSeen): string | null {
  const told = valueOf(balancer);
  if (!told) return null;
  return listener ? `${told.name}, listener on port ${listener.port}` : told.name;
}

function rulesSay({ listener, rules }: AwsSeen, context: AwsContext): string | null {
  if (!listener || rules?.told !== true) return null;
  const { rule, actions } = decide(listener, requestTo(context, "POST"));
  return `${rule ? ruleInWords(rule) : "the default rule"} takes POST ${endpointOf(context.url).path}: ${actionsInWords(actions)}`;
}

function targetsSay({ groups }: AwsSeen): string | null {
  if (groups.length === 0) return null;
  const targets = groups.flatMap((seen) => valueOf(seen.targets) ?? []);
  const healthy = targets.filter(({ state }) => state === "healthy");
  return `${healthy.length} of ${targets.length} healthy`;
}

function factsOf({ how, balancer, attributes, listener, rules }: AwsSeen, context: AwsContext): string[] {
  const told = valueOf(balancer);
  return [
    how,
    ...(told ? balancerFacts(told, valueOf(attributes) ?? {}) : []),
    ...(listener && rules?.told === true ? explained(listener, context) : []),
  ];
}
