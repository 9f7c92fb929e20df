import { covers } from "../../dataplane/covers.ts";
import { decide, type Decision } from "../../dataplane/decision.ts";
import type { Listener, Rule } from "../../dataplane/listener.ts";
import type { Request } from "../../dataplane/request.ts";
import type { Finding } from "../report/report.ts";
import { awsCommand } from "./command.ts";
import { type AwsContext, endpointOf } from "./context.ts";
import { destinationOf, isFor, isForBelowAlone, takes } from "./forEndpoint.ts";
import { found } from "./found.ts";
import { freeAtEnd, freeBefore } from "./priorities.ts";
import { requestTo } from "./request.ts";
import { actionsInWords, conditionsArgument, ruleInWords } from "./ruleWords.ts";

/** Where RFC 9728 has the metadata of a protected resource, before the resource's path. */
const METADATA = "/.well-known/oauth-protected-resource";
/** The other methods of an MCP endpoint. */
const OTHER_METHODS = ["GET", "DELETE", "OPTIONS"];

/** What is wrong with the way in which the listener's rules take the endpoint's requests. */
export function judgeRules(listener: Listener, context: AwsContext): Finding[] {
  const request = requestTo(context, "POST");
  const decision = decide(listener, request);
  const facts = explained(listener, context);
  const route = { listener, context, request, decision, facts };
  const misrouted = wayOfPost(route);
  return [
    ...misrouted,
    ...(misrouted.length > 0 ? [] : [...answerOfRule(route), ...conflicts(route), ...otherRequests(route)]),
  ];
}

interface Route {
  listener: Listener;
  context: AwsContext;
  request: Request;
  decision: Decision;
  facts: string[];
}

/** Which rule takes each request of the endpoint, and why the earlier ones do not: a sentence each. */
export function explained(listener: Listener, context: AwsContext): string[] {
  const post = decide(listener, requestTo(context, "POST"));
  const { path } = endpointOf(context.url);
  const asksForSource = listener.rules.some((rule) =>
    rule.conditions.some(({ kind }) => kind === "source-ip"),
  );
  return [
    `POST ${path} at the listener on port ${listener.port}:`,
    ...post.considered.map(
      ({ rule, matched, reasons }) =>
        `rule ${rule.priority} ${matched ? "takes it" : "passes"}: ${reasons.join("; ")}`,
    ),
    ...(post.rule ? [] : ["the default rule takes it: no other rule did"]),
    `-> ${actionsInWords(post.actions)}`,
    ...laterRules(listener, post),
    ...otherRequestsOf(context).map((request) => {
      const { rule, actions } = decide(listener, request);
      return `${request.method} ${request.path}: ${rule ? ruleInWords(rule) : "the default rule"} -> ${actionsInWords(actions)}`;
    }),
    ...post.unconfirmed.map((doubt) => `not documented by AWS: ${doubt}`),
    ...(asksForSource && context.sourceIp === undefined
      ? ["conditions on the source address were judged for an address that nobody has"]
      : []),
  ];
}

/** Those that are never asked. */
function laterRules({ rules }: Listener, { rule: taker }: Decision): string[] {
  if (!taker) return [];
  return inOrder(rules)
    .filter(({ priority }) => priority > taker.priority)
    .map((rule) => `rule ${rule.priority} is not asked: rule ${taker.priority} comes first`);
}

function inOrder(rules: readonly Rule[]): Rule[] {
  return rules.toSorted((one, other) => one.priority - other.priority);
}

function otherRequestsOf(context: AwsContext): Request[] {
  return [...OTHER_METHODS.map((method) => requestTo(context, method)), ...metadataRequests(context)];
}

function metadataRequests(context: AwsContext): Request[] {
  const { path } = endpointOf(context.url);
  return [requestTo(context, "GET", path === "/" ? METADATA : `${METADATA}${path}`)];
}

/** Whether `POST` reaches a rule that is meant for it. */
function wayOfPost(route: Route): Finding[] {
  const { listener, request, decision } = route;
  const { rule: taker } = decision;
  if (isUpgrade(listener, decision)) return [];
  if (taker && isFor(taker, request)) return takenBefore(route, taker);
  const own = inOrder(listener.rules).find((rule) => rule !== taker && isFor(rule, request));
  if (taker && own) return shadowed(route, taker, own);
  const below = inOrder(listener.rules).find((rule) => isForBelowAlone(rule, request));
  return below ? barePath(route, below) : noRule(route);
}

/** A listener of HTTP that sends everything to HTTPS: the rules for the endpoint are the other listener's. */
function isUpgrade({ protocol }: Listener, { actions }: Decision): boolean {
  const last = actions.at(-1);
  return protocol === "HTTP" && last?.type === "redirect" && last.protocol === "HTTPS";
}

/**
 * Of two rules for the endpoint the later one is the server's where what the earlier one forwards to answers as no MCP server does:
 * `/mcp*` of another service before `/mcp`.
 */
function takenBefore(route: Route, taker: Rule): Finding[] {
  const { listener, context, request, decision } = route;
  if (context.answeredByServer !== false || decision.actions.at(-1)?.type !== "forward") return [];
  const own = inOrder(listener.rules).find(
    (rule) =>
      isFor(rule, request) &&
      rule.priority > taker.priority &&
      destinationOf(rule.actions) !== destinationOf(decision.actions),
  );
  return own ? shadowed(route, taker, own) : [];
}

function shadowed({ listener, context, request, decision, facts }: Route, taker: Rule, own: Rule): Finding[] {
  if (destinationOf(own.actions) === destinationOf(decision.actions)) return [];
  const between = listener.rules.some(({ priority }) => taker.priority < priority && priority < own.priority);
  const free = freeBefore(listener.rules, taker.priority);
  const severity = context.answeredByServer === true ? ("note" as const) : undefined;
  const says =
    `${capital(ruleInWords(taker))} takes POST ${endpointOf(context.url).path} before ${ruleInWords(own)}, ` +
    `which is for it, and does this: ${actionsInWords(decision.actions)}.`;
  const priorities = (...pairs: [Rule, number][]) =>
    awsCommand(
      "elbv2 set-rule-priorities",
      own.id,
      `--rule-priorities ${pairs.map(([{ id }, priority]) => `RuleArn=${id},Priority=${priority}`).join(" ")}`,
    );
  const swap = `Swap the two priorities: ${priorities([own, taker.priority], [taker, own.priority])}`;
  const move =
    free === null
      ? null
      : `Priority ${free} is free and comes first (in a stack of this project, mcp-route:priority): ${priorities([own, free])}`;
  const isOrder = !between && !isFor(taker, request);
  const price = between ? ", which changes what the rules between them get" : "";
  return [
    found(isOrder ? "alb.rule-order" : "alb.rule-shadowed", {
      says,
      method: "POST",
      remedy: isOrder ? swap : (move ?? `No priority before ${taker.priority} is free. ${swap}${price}.`),
      facts: [
        ...facts,
        ...(isOrder && free !== null ? [`priority ${free} is free and comes first, too`] : []),
      ],
      ...(severity && { severity }),
    }),
  ];
}

function barePath({ listener, context, decision, facts }: Route, below: Rule): Finding[] {
  const { path } = endpointOf(context.url);
  const { rule: taker } = decision;
  const tooLate = taker !== undefined && taker.priority < below.priority;
  const free = tooLate ? freeBefore(listener.rules, taker.priority) : null;
  const move = tooLate
    ? ` It also has to come before ${ruleInWords(taker)}${free === null ? "" : `: priority ${free} is free`}.`
    : "";
  return [
    found("alb.bare-path", {
      says:
        `${capital(ruleInWords(below))} takes what is below ${path} and not ${path} itself, which ` +
        `${taker ? ruleInWords(taker) : "the default rule"} takes: ${actionsInWords(decision.actions)}.`,
      method: "POST",
      remedy: `${hasRegex(below) ? `Have the rule's regular expression match ${path} as well.` : `Add ${path} to the rule: ${pathAdded(below, path)}`}${move}`,
      facts,
      ...(context.answeredByServer === true && { severity: "note" as const }),
    }),
  ];
}

function hasRegex({ conditions }: Rule): boolean {
  return conditions.some((each) => each.kind === "path-pattern" && each.regexValues.length > 0);
}

/** Whether a rule's wildcards for the path are all that keeps it from a request. */
function lacksPathAlone(rule: Rule, request: Request): boolean {
  const others = rule.conditions.filter(({ kind }) => kind !== "path-pattern");
  return !hasRegex(rule) && takes({ ...rule, conditions: others }, request);
}

/** The command that adds a path to a rule. */
function pathAdded({ id, conditions }: Rule, path: string): string {
  const argument = conditionsArgument(conditions, path);
  return awsCommand("elbv2 modify-rule", id, `--rule-arn ${id} --conditions ${argument}`);
}

/**
 * No rule is for the endpoint. Where what takes it forwards, it may well be the server's: a balancer, or a host, of its
 * own. Only what came over the wire tells.
 */
function noRule({ listener, context, decision, facts }: Route): Finding[] {
  const forwards = decision.actions.at(-1)?.type === "forward";
  if (forwards && context.answeredByServer === true) return [];
  const { path } = endpointOf(context.url);
  const { rule: taker } = decision;
  const free = taker ? freeBefore(listener.rules, taker.priority) : freeAtEnd(listener.rules);
  const create = awsCommand(
    "elbv2 create-rule",
    listener.arn,
    `--listener-arn ${listener.arn} --priority ${free ?? "PRIORITY"}`,
    `--conditions '[{"Field":"path-pattern","PathPatternConfig":{"Values":["${path}","${path.replace(/\/$/, "")}/*"]}}]'`,
    "--actions Type=forward,TargetGroupArn=TARGET_GROUP_ARN",
  );
  return [
    found("alb.rule-missing", {
      says:
        `No rule of the listener is for ${path}: ${taker ? ruleInWords(taker) : "the default action"} ` +
        `takes it and does this: ${actionsInWords(decision.actions)}.`,
      method: "POST",
      ...(forwards && context.answeredByServer === undefined && { severity: "note" as const }),
      remedy: `${
        free === null
          ? "No priority before it is free: renumber the rules first. Then add a rule"
          : `Priority ${free} is free. Set mcp-route:priority to it, or add a rule`
      }: ${create}`,
      facts,
    }),
  ];
}

/** The rule that is for the endpoint takes it, and forwards nothing. */
function answerOfRule({ context, decision, facts, listener }: Route): Finding[] {
  const { rule, actions } = decision;
  const which = rule ? capital(ruleInWords(rule)) : "The default action";
  const path = endpointOf(context.url).path;
  const isLogin = actions.find(({ type }) => type === "authenticate-oidc" || type === "authenticate-cognito");
  const login = isLogin
    ? [
        found("alb.login", {
          says: `${which} takes POST ${path} and asks for a login first: ${isLogin.type}.`,
          method: "POST",
          facts,
        }),
      ]
    : [];
  const last = actions.at(-1);
  if (last?.type === "fixed-response") {
    const other = inOrder(listener.rules).find(
      (each) =>
        each !== rule && takes(each, requestTo(context, "POST")) && each.actions.at(-1)?.type === "forward",
    );
    const behind = other ? ` Behind it, ${ruleInWords(other)} would ${actionsInWords(other.actions)}.` : "";
    return [
      ...login,
      found("alb.fixed-response", {
        says: `${which} answers POST ${path} by itself with a fixed response ${last.statusCode} ${last.contentType}.${behind}`,
        method: "POST",
        remedy: rule
          ? `Have it forward: ${awsCommand("elbv2 modify-rule", rule.id, `--rule-arn ${rule.id} --actions Type=forward,TargetGroupArn=TARGET_GROUP_ARN`)}`
          : null,
        facts,
      }),
    ];
  }
  if (last?.type === "redirect") {
    return [
      ...login,
      found("alb.redirect", {
        says: `${which} answers POST ${path} with a ${actionsInWords([last])}.`,
        method: "POST",
        // Where clients follow it, the place that it leads to is what is asked about.
        ...(context.answeredByServer === false && { severity: "broken" as const }),
        facts,
      }),
    ];
  }
  return login;
}

/** Later rules for the endpoint that lead elsewhere, and of which the rule that takes it leaves nothing. */
function conflicts({ listener, request, decision, facts }: Route): Finding[] {
  const { rule: taker, actions } = decision;
  if (!taker) return [];
  return inOrder(listener.rules)
    .filter(
      (rule) =>
        rule.priority > taker.priority &&
        isFor(rule, request) &&
        covers(taker, rule) &&
        destinationOf(rule.actions) !== destinationOf(actions),
    )
    .map((rule) =>
      found("alb.rule-conflict", {
        says: `${capital(ruleInWords(rule))} never gets a request: ${ruleInWords(taker)} takes them all. It would ${actionsInWords(rule.actions)}.`,
        remedy: `Delete the one that is not meant: ${awsCommand("elbv2 delete-rule", rule.id, `--rule-arn ${rule.id}`)}`,
        facts,
      }),
    );
}

/** The other methods and the metadata, where they leave the way of `POST`. */
function otherRequests({ listener, context, decision, facts }: Route): Finding[] {
  if (decision.actions.at(-1)?.type !== "forward") return [];
  const strays = (request: Request): Decision | null => {
    const other = decide(listener, request);
    const isMeant = other.rule !== undefined && (other.rule === decision.rule || isFor(other.rule, request));
    return isMeant || destinationOf(other.actions) === destinationOf(decision.actions) ? null : other;
  };
  const words = ({ rule, actions }: Decision) =>
    `${rule ? ruleInWords(rule) : "the default rule"}: ${actionsInWords(actions)}`;
  const methods = OTHER_METHODS.flatMap((method) => {
    const other = strays(requestTo(context, method));
    if (!other) return [];
    return found("alb.method-elsewhere", {
      says: `${method} ${endpointOf(context.url).path} goes elsewhere than POST does, by ${words(other)}.`,
      method,
      // A preflight matters to browsers alone, which the rung of CORS asks for.
      ...(method === "OPTIONS" && { severity: "note" as const }),
      facts,
    });
  });
  if (context.needsToken !== true) return methods;
  const { rule } = decision;
  const metadata = metadataRequests(context).flatMap((request) => {
    const other = strays(request);
    if (!other) return [];
    return found("alb.metadata-elsewhere", {
      says: `GET ${request.path} goes elsewhere than the endpoint does, by ${words(other)}.`,
      method: "GET",
      ...(rule && lacksPathAlone(rule, request)
        ? { remedy: `Add ${request.path} to the rule: ${pathAdded(rule, request.path)}` }
        : {}),
      ...(context.metadataLost !== undefined && { severity: context.metadataLost }),
      facts,
    });
  });
  return [...methods, ...metadata];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
