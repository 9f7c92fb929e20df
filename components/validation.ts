import type { AdoptTargetArgs, HealthCheckArgs, ListenerArgs, McpRouteArgs, TargetArgs } from "./args.ts";
import { endpointOf, metadataPath, pathPatterns } from "./endpoint.ts";
import { type HealthCheck, asksTheEndpoint, healthCheckOf, statusRanges } from "./healthCheck.ts";
import * as limits from "./limits.ts";
import { balancerName, isNetworkBalancer } from "./loadBalancer.ts";
import { type Problem, keyIn, shown } from "./problem.ts";

/** Arguments of which any part may be missing, as a program without types may pass them. */
export type Draft = Partial<Omit<McpRouteArgs, "target">> & { target?: Partial<TargetArgs> };

/**
 * Every problem that the arguments show by themselves, before anything is looked up.
 * An `Input` that is not a plain value yet is left to the checks of what is adopted.
 */
export function problemsOf(args: Draft): Problem[] {
  return [
    ...urlProblems(args.url),
    ...listenerProblems(args.listener),
    ...rangeProblems("priority", args.priority, limits.ranges.priority, "Give a free priority, such as 10."),
    ...hostsProblems(args.hosts, args.url),
    ...targetProblems(args.target),
    ...healthCheckProblems(args.healthCheck, args.url),
    ...(args.longestSilence === undefined
      ? []
      : rangeProblems("longestSilence", args.longestSilence, limits.ranges.idleTimeout, KEEP_ALIVE)),
    ...tagsProblems(args.tags),
  ];
}

const KEEP_ALIVE =
  "Give the seconds that pass without a byte at most: where the server sends keep-alives, their interval. " +
  "A server that may be silent for longer must send them, since no balancer waits longer.";

/** Problems of the component's own name, of which Pulumi makes the name of a new target group. */
export function nameProblems(name: string, target: Partial<TargetArgs> | undefined): Problem[] {
  const room = limits.targetGroupName.length - limits.targetGroupName.automaticSuffix - "-tg".length;
  if (!target?.create || (name.length <= room && /^[0-9A-Za-z][0-9A-Za-z-]*$/.test(name))) return [];
  return [
    {
      path: "name",
      what:
        `${shown(name)} (${name.length} characters) cannot begin the name of a target group, which has at most ` +
        `${limits.targetGroupName.length} letters, digits and inner hyphens (${limits.targetGroupName.page}).`,
      remedy: `Name the component with at most ${room} of these: "-tg" and the suffix that Pulumi adds need the rest.`,
    },
  ];
}

function urlProblems(url: unknown): Problem[] {
  const problem = (what: string, remedy: string): Problem[] => [{ path: "url", what, remedy }];
  const example = 'Give the address that clients are given, such as "https://demo.quiltdata.com/mcp".';
  if (url === undefined) return problem("is missing.", example);
  if (typeof url !== "string") return notPlainText("url", url, example);
  if (!URL.canParse(url)) return problem(`${shown(url)} is not a URL.`, example);
  const { protocol, username, password, search, hash, origin, pathname } = new URL(url);
  if (protocol !== "https:" && protocol !== "http:")
    return problem(`${shown(url)} is neither https nor http.`, example);
  if (username || password)
    return problem("holds credentials, which no client would send.", "Leave them out.");
  if (search || hash)
    return problem(
      `${shown(origin + pathname)} has a query or a fragment, which is no part of an endpoint.`,
      "Leave it out.",
    );
  return pathProblems(pathname, url);
}

function pathProblems(path: string, url: string): Problem[] {
  const problem = (what: string, remedy: string): Problem[] => [{ path: "url", what, remedy }];
  if (path !== "/" && path.endsWith("/")) {
    return problem(
      `${shown(url)} ends with a slash.`,
      "Leave it out: the route takes the path with and without it.",
    );
  }
  if (/[*?]/.test(path))
    return problem(`${shown(url)} holds a wildcard.`, "Give one path; what is under it is taken too.");
  if (!/^[A-Za-z0-9_.$/~"'@:+&-]*$/.test(path)) {
    return problem(
      `${shown(url)} has a path with characters that no path pattern may hold (${limits.rule.page}).`,
      "Mount the server on a path of letters, digits and _ - . $ / ~ \" ' @ : + &.",
    );
  }
  const plain = plainUrl(url);
  if (plain !== undefined)
    return problem(`${shown(url)} is not what clients make of it.`, `Write ${shown(plain)}.`);
  const longest = Math.max(...pathPatterns(path).map((pattern) => pattern.length));
  if (longest <= limits.rule.patternLength) return [];
  return problem(
    `${shown(url)} has a path whose longest pattern, ${shown(metadataPath(path))}, has ${longest} characters; ` +
      `a rule takes ${limits.rule.patternLength} (${limits.rule.page}).`,
    `Mount the server on a path of at most ${path.length - (longest - limits.rule.patternLength)} characters.`,
  );
}

/**
 * What clients make of a URL with `..`, spaces or backslashes in it; undefined where they take it as it
 * stands.
 */
function plainUrl(url: string): string | undefined {
  const { protocol, host, origin, pathname } = new URL(url);
  const [scheme, empty, authority, ...rest] = url.split("/");
  const hosts = [host, `${host}${protocol === "https:" ? ":443" : ":80"}`];
  const isSame =
    scheme?.toLowerCase() === protocol &&
    empty === "" &&
    hosts.includes(authority?.toLowerCase() ?? "") &&
    `/${rest.join("/")}` === pathname;
  return isSame ? undefined : origin + pathname.replace(/^\/$/, "");
}

function listenerProblems(listener: ListenerArgs | undefined): Problem[] {
  const { arn, loadBalancer, port } = listener ?? {};
  return [
    ...exactlyOne(
      "listener",
      { arn, loadBalancer },
      "its own ARN, or the balancer's DNS name with the listener's port",
    ),
    ...listenerArnProblems("listener.arn", arn),
    ...loadBalancerProblems("listener.loadBalancer", loadBalancer),
    ...(port === undefined
      ? []
      : rangeProblems("listener.port", port, limits.ranges.port, "Give the listener's port.")),
    ...(arn !== undefined && port !== undefined
      ? [
          {
            path: "listener.port",
            what: `${shown(port)} stands beside listener.arn, which says the port already.`,
            remedy: "Leave it out.",
          },
        ]
      : []),
  ];
}

/** Problems of a listener's ARN, where its value is known. */
export function listenerArnProblems(path: string, arn: unknown): Problem[] {
  return textProblems(
    path,
    arn,
    /^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:\d{12}:listener\/app\/[^/]+\/[^/]+\/[^/]+$/,
    {
      what: "is not the ARN of an Application Load Balancer's listener.",
      remedy:
        "Find it with: aws elbv2 describe-listeners --load-balancer-arn <ARN> --query 'Listeners[].[Port,ListenerArn]'",
    },
  );
}

/** Problems of a balancer's DNS name or ARN, where its value is known. */
export function loadBalancerProblems(path: string, loadBalancer: unknown): Problem[] {
  const remedy =
    "Find it with: aws elbv2 describe-load-balancers --query 'LoadBalancers[].[Type,DNSName]' --output text";
  if (typeof loadBalancer !== "string") return notText(path, loadBalancer, remedy);
  if (
    /^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:\d{12}:loadbalancer\/app\/[^/]+\/[^/]+$/.test(
      loadBalancer,
    )
  )
    return [];
  if (balancerName(loadBalancer)) return [];
  const what = isNetworkBalancer(loadBalancer)
    ? "is a Network Load Balancer's DNS name; only an Application Load Balancer has listener rules."
    : "is neither the DNS name nor the ARN of an Application Load Balancer.";
  return [{ path, what: `${shown(loadBalancer)} ${what}`, remedy }];
}

function hostsProblems(hosts: unknown, url: unknown): Problem[] {
  if (hosts !== undefined && !Array.isArray(hosts)) {
    const remedy = 'Give a list of host names, such as ["demo.quiltdata.com"].';
    return [{ path: "hosts", what: `${shown(hosts)} is not a list.`, remedy }];
  }
  const all = (hosts ?? []) as unknown[];
  const each = all.flatMap((host, index) => hostProblems(`hosts[${index}]`, host, all.slice(0, index)));
  const path = endpointPath(url) ?? "/mcp";
  return [...each, ...budgetProblems(all, path), ...rootProblems(all, path)];
}

/** The endpoint's path, where the URL is one. */
function endpointPath(url: unknown): string | undefined {
  return typeof url === "string" && URL.canParse(url) ? endpointOf(url).path : undefined;
}

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-elasticloadbalancingv2-listenerrule-hostheaderconfig.html
 */
function hostProblems(path: string, host: unknown, before: unknown[]): Problem[] {
  const remedy =
    'Give a host name without scheme and port, such as "demo.quiltdata.com" or "*.quiltdata.com".';
  if (typeof host !== "string") return notPlainText(path, host, remedy);
  if (!/^[A-Za-z0-9.*?-]*\.[A-Za-z]+$/.test(host)) {
    return [
      { path, what: `${shown(host)} is not a host that a rule can compare (${limits.rule.page}).`, remedy },
    ];
  }
  if (host.length > limits.rule.patternLength) {
    const what = `${shown(host)} has ${host.length} characters; a rule takes ${limits.rule.patternLength} (${limits.rule.page}).`;
    return [{ path, what, remedy: "Give a shorter name, or a wildcard in its place." }];
  }
  const twice = before.some(
    (other) => typeof other === "string" && other.toLowerCase() === host.toLowerCase(),
  );
  return twice
    ? [{ path, what: `${shown(host)} stands twice; letter case does not count.`, remedy: "Leave it out." }]
    : [];
}

function budgetProblems(hosts: unknown[], path: string): Problem[] {
  const values = [...pathPatterns(path), ...hosts];
  const wildcards = values.join("").match(/[*?]/g)?.length ?? 0;
  const second =
    "Give the other hosts a second McpRoute with a priority of its own; two may share an adopted target group.";
  const over = (what: string): Problem => ({
    path: "hosts",
    what: `${what} (${limits.rule.page}).`,
    remedy: second,
  });
  return [
    ...(values.length > limits.rule.values
      ? [
          over(
            `${hosts.length} hosts and the endpoint's ${values.length - hosts.length} paths are ${values.length} values; a rule holds ${limits.rule.values}`,
          ),
        ]
      : []),
    ...(wildcards > limits.rule.wildcards
      ? [over(`hosts and paths have ${wildcards} wildcards; a rule holds ${limits.rule.wildcards}`)]
      : []),
  ];
}

function rootProblems(hosts: unknown[], path: string): Problem[] {
  if (path !== "/" || hosts.length > 0) return [];
  return [
    {
      path: "hosts",
      what: "is empty while the public URL has no path, so that the rule would take everything that reaches the listener.",
      remedy: "Give the endpoint's host, or a path of its own such as /mcp.",
    },
  ];
}

function targetProblems(target: Partial<TargetArgs> | undefined): Problem[] {
  const { adopt, create, port } = target ?? {};
  return [
    ...exactlyOne("target", { adopt, create }, "a target group that exists, or a new one"),
    ...(adopt === undefined ? [] : adoptProblems(adopt)),
    ...(create === undefined ? [] : notMap("target.create", create, "Give {} to have a target group made.")),
    ...targetGroupNameProblems("target.adopt.name", adopt?.name),
    ...targetGroupArnProblems("target.adopt.arn", adopt?.arn),
    ...vpcProblems("target.create.vpcId", create?.vpcId),
    ...rangeProblems(
      "target.port",
      port,
      limits.ranges.port,
      "Give the port that the MCP server listens on, such as 8000.",
    ),
  ];
}

function adoptProblems(adopt: AdoptTargetArgs): Problem[] {
  const meaning = "the target group's name, or its ARN";
  const wrong = notMap("target.adopt", adopt, `Give ${meaning}, such as { name: "sales-prod-mcp-server" }.`);
  return wrong.length > 0 ? wrong : exactlyOne("target.adopt", { name: adopt.name, arn: adopt.arn }, meaning);
}

/** Problems of a target group's name, where its value is known. */
export function targetGroupNameProblems(path: string, name: unknown): Problem[] {
  return textProblems(path, name, /^(?!-)[0-9A-Za-z-]{1,32}(?<!-)$/, {
    what: `is not a target group's name: at most ${limits.targetGroupName.length} letters, digits and inner hyphens (${limits.targetGroupName.page}).`,
    remedy: "Find it with: aws elbv2 describe-target-groups --query 'TargetGroups[].TargetGroupName'",
  });
}

/** Problems of a target group's ARN, where its value is known. */
export function targetGroupArnProblems(path: string, arn: unknown): Problem[] {
  return textProblems(
    path,
    arn,
    /^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:\d{12}:targetgroup\/[^/]+\/[^/]+$/,
    {
      what: "is not a target group's ARN.",
      remedy:
        "Find it with: aws elbv2 describe-target-groups --query 'TargetGroups[].[TargetGroupName,TargetGroupArn]'",
    },
  );
}

/** Problems of a VPC's id, where its value is known. */
export function vpcProblems(path: string, vpcId: unknown): Problem[] {
  return textProblems(path, vpcId, /^vpc-[0-9a-f]+$/, {
    what: "is not a VPC's id.",
    remedy:
      "Leave it out to take the balancer's VPC, or find it with: aws ec2 describe-vpcs --query 'Vpcs[].VpcId'",
  });
}

function healthCheckProblems(args: HealthCheckArgs | undefined, url: unknown): Problem[] {
  const wrong =
    args === undefined ? [] : notMap("healthCheck", args, 'Give its settings, such as { path: "/healthz" }.');
  return wrong.length > 0 ? wrong : settingProblems(healthCheckOf(args), url);
}

function settingProblems(check: HealthCheck, url: unknown): Problem[] {
  const { path, matcher, interval, timeout, healthyThreshold, unhealthyThreshold } = check;
  const at = (key: string) => `healthCheck.${key}`;
  const { ranges } = limits;
  const times = [
    ...rangeProblems(at("interval"), interval, ranges.interval, "Give a value in that range; 30 is usual."),
    ...rangeProblems(at("timeout"), timeout, ranges.timeout, "Give a value in that range; 5 is usual."),
  ];
  const order: Problem[] =
    times.length > 0 || interval > timeout
      ? []
      : [
          {
            path: at("interval"),
            what: `${interval} seconds is not more than the timeout of ${timeout} seconds (${limits.healthCheck.page}).`,
            remedy: `Give an interval above ${timeout}, or a shorter healthCheck.timeout.`,
          },
        ];
  return [
    ...checkPathProblems(at("path"), path),
    ...matcherProblems(at("matcher"), matcher),
    ...times,
    ...order,
    ...rangeProblems(
      at("healthyThreshold"),
      healthyThreshold,
      ranges.threshold,
      "Give a value in that range; 2 is usual.",
    ),
    ...rangeProblems(
      at("unhealthyThreshold"),
      unhealthyThreshold,
      ranges.threshold,
      "Give a value in that range; 3 is usual.",
    ),
    ...endpointCheckProblems(at("path"), path, matcher, url),
  ];
}

function checkPathProblems(path: string, value: unknown): Problem[] {
  const remedy = 'Give the path that answers 200 when the server is well, such as "/healthz".';
  if (typeof value !== "string") return notPlainText(path, value, remedy);
  if (!/^\/[\x21-\x7e]*$/.test(value))
    return [{ path, what: `${shown(value)} is not a path: it begins with "/", without spaces.`, remedy }];
  if (value.length <= limits.healthCheck.pathLength) return [];
  const what = `has ${value.length} characters; AWS takes ${limits.healthCheck.pathLength} (${limits.healthCheck.page}).`;
  return [{ path, what, remedy }];
}

function matcherProblems(path: string, matcher: unknown): Problem[] {
  const remedy = 'Give a code ("200"), a list ("200,202") or a range ("200-299").';
  if (typeof matcher !== "string") return notPlainText(path, matcher, remedy);
  const { statusFrom, statusTo, page } = limits.healthCheck;
  const sound = statusRanges(matcher).every(
    ([from, to]) => statusFrom <= from && from <= to && to <= statusTo,
  );
  return sound
    ? []
    : [
        {
          path,
          what: `${shown(matcher)} is not made of codes from ${statusFrom} to ${statusTo} (${page}).`,
          remedy,
        },
      ];
}

function endpointCheckProblems(path: string, value: unknown, matcher: unknown, url: unknown): Problem[] {
  const endpoint = endpointPath(url);
  if (typeof value !== "string" || typeof matcher !== "string" || endpoint === undefined) return [];
  if (!asksTheEndpoint(value, matcher, endpoint)) return [];
  const other = endpoint === "/healthz" ? "/health" : "/healthz";
  return [
    {
      path,
      what: `${shown(value)} is the MCP endpoint, which answers a bare GET with 400, 401, 404, 405 or 406, never with ${shown(matcher)}.`,
      remedy: `Give a path of its own, such as "${other}", or a healthCheck.matcher that admits the answer.`,
    },
  ];
}

/** Problems of the tags, and of each tag whose value is known. */
export function tagsProblems(tags: unknown): Problem[] {
  if (tags === undefined || isLater(tags)) return [];
  const wrong = notMap("tags", tags, 'Give a map of keys to texts, such as { team: "data" }.');
  if (wrong.length > 0) return wrong;
  const entries = Object.entries(tags as object);
  const { count, page } = limits.tags;
  const tooMany = `are ${entries.length}; AWS takes ${count} a resource (${page}).`;
  return [
    ...entries.flatMap(([key, value]) => tagProblems(key, value)),
    ...(entries.length > count ? [{ path: "tags", what: tooMany, remedy: "Leave some out." }] : []),
  ];
}

function tagProblems(key: string, value: unknown): Problem[] {
  const { keyLength, valueLength, characters, page } = limits.tags;
  const problem = (isWrong: boolean, what: string, remedy: string): Problem[] =>
    isWrong ? [{ path: keyIn("tags", key), what: `${what} (${page}).`, remedy }] : [];
  const other = "Choose another key.";
  const allowed = "AWS takes letters, digits, spaces and _ . : / = + - @";
  const keyProblems = [
    ...problem(/^aws:/i.test(key), 'begins with "aws:", which AWS keeps for itself', other),
    ...problem(
      key.length < 1 || key.length > keyLength,
      `has a key of ${key.length} characters; AWS takes 1-${keyLength}`,
      other,
    ),
    ...problem(!characters.test(key), `has other characters in its key; ${allowed}`, other),
  ];
  if (typeof value !== "string")
    return [...keyProblems, ...notText(keyIn("tags", key), value, "Give a text.")];
  return [
    ...keyProblems,
    ...problem(
      value.length > valueLength,
      `has a value of ${value.length} characters; AWS takes ${valueLength}`,
      "Shorten it.",
    ),
    ...problem(!characters.test(value), `has other characters in its value; ${allowed}`, "Leave them out."),
  ];
}

function rangeProblems(path: string, value: unknown, range: limits.Range, remedy: string): Problem[] {
  if (value === undefined) return [{ path, what: "is missing.", remedy }];
  const { from, to, unit, page } = range;
  if (typeof value === "number" && Number.isInteger(value) && from <= value && value <= to) return [];
  const words = `a whole number from ${from} to ${to}${unit ? ` ${unit}` : ""}`;
  return [{ path, what: `${shown(value)} is not ${words} (${page}).`, remedy }];
}

/**
 * An input that is absent, or not known yet, has no problem; one that is known must be a text of the right
 * form.
 */
function textProblems(
  path: string,
  value: unknown,
  form: RegExp,
  { what, remedy }: Omit<Problem, "path">,
): Problem[] {
  if (typeof value !== "string") return notText(path, value, remedy);
  return form.test(value) ? [] : [{ path, what: `${shown(value)} ${what}`, remedy }];
}

function notText(path: string, value: unknown, remedy: string): Problem[] {
  return value === undefined || isLater(value) ? [] : notPlainText(path, value, remedy);
}

/** The problem of a value that is no text, nor may become one later. */
function notPlainText(path: string, value: unknown, remedy: string): Problem[] {
  return [{ path, what: `${shown(value)} is not a text.`, remedy }];
}

/** The problem of a value that should hold others under their names, and does not. */
function notMap(path: string, value: unknown, remedy: string): Problem[] {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return [];
  return [{ path, what: `${shown(value)} is not a map.`, remedy }];
}

/** Whether a value is an Output or a Promise. */
function isLater(value: unknown): boolean {
  return typeof value === "object" && value !== null && ("apply" in value || "then" in value);
}

function exactlyOne(path: string, given: Record<string, unknown>, meaning: string): Problem[] {
  const names = Object.keys(given);
  const present = names.filter((name) => given[name] !== undefined);
  if (present.length === 1) return [];
  const what =
    present.length === 0 ? `has neither ${names.join(" nor ")}.` : `has both ${present.join(" and ")}.`;
  return [{ path, what, remedy: `Give exactly one of them: ${meaning}.` }];
}
