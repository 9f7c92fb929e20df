import type { HealthCheckArgs, ListenerArgs, McpRouteArgs, TargetArgs } from "./args.ts";
import { endpointOf, metadataPath, pathPatterns } from "./endpoint.ts";
import { asksTheEndpoint, healthCheckOf, statusRanges } from "./healthCheck.ts";
import * as limits from "./limits.ts";
import { balancerName, isNetworkBalancer } from "./loadBalancer.ts";
import { type Problem, shown } from "./problem.ts";

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
    ...hostProblems(args.hosts ?? [], args.url),
    ...targetProblems(args.target),
    ...healthCheckProblems(args.healthCheck, args.url),
    ...(args.longestSilence === undefined
      ? []
      : rangeProblems("longestSilence", args.longestSilence, limits.ranges.idleTimeout, KEEP_ALIVE)),
    ...tagProblems(args.tags),
  ];
}

const KEEP_ALIVE =
  "No balancer waits longer than 4000 seconds: have the server send a keep-alive sooner, and give its interval.";

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

function urlProblems(url: string | undefined): Problem[] {
  const problem = (what: string, remedy: string): Problem[] => [{ path: "url", what, remedy }];
  const example = 'Give the address that clients are given, such as "https://demo.quiltdata.com/mcp".';
  if (url === undefined) return problem("is missing.", example);
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
  const longest = Math.max(...pathPatterns(path).map((pattern) => pattern.length));
  if (longest <= limits.rule.patternLength) return [];
  return problem(
    `${shown(url)} has a path whose longest pattern, ${shown(metadataPath(path))}, has ${longest} characters; ` +
      `a rule takes ${limits.rule.patternLength} (${limits.rule.page}).`,
    `Mount the server on a path of at most ${path.length - (longest - limits.rule.patternLength)} characters.`,
  );
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

function hostProblems(hosts: string[], url: string | undefined): Problem[] {
  const each = hosts.flatMap((host, index) =>
    oneHostProblems(`hosts[${index}]`, host, hosts.slice(0, index)),
  );
  const path = url !== undefined && URL.canParse(url) ? endpointOf(url).path : "/mcp";
  return [...each, ...budgetProblems(hosts, path), ...rootProblems(hosts, path)];
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-elasticloadbalancingv2-listenerrule-hostheaderconfig.html */
function oneHostProblems(path: string, host: unknown, before: string[]): Problem[] {
  const remedy =
    'Give a host name without scheme and port, such as "demo.quiltdata.com" or "*.quiltdata.com".';
  if (typeof host !== "string") return notText(path, host, remedy);
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

function budgetProblems(hosts: string[], path: string): Problem[] {
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

function rootProblems(hosts: string[], path: string): Problem[] {
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
    ...(adopt
      ? exactlyOne(
          "target.adopt",
          { name: adopt.name, arn: adopt.arn },
          "the target group's name, or its ARN",
        )
      : []),
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

function healthCheckProblems(args: HealthCheckArgs | undefined, url: string | undefined): Problem[] {
  const { path, matcher, interval, timeout, healthyThreshold, unhealthyThreshold } = healthCheckOf(args);
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
  if (typeof value !== "string") return notText(path, value, remedy);
  if (!/^\/[\x21-\x7e]*$/.test(value))
    return [{ path, what: `${shown(value)} is not a path: it begins with "/", without spaces.`, remedy }];
  if (value.length <= limits.healthCheck.pathLength) return [];
  const what = `has ${value.length} characters; AWS takes ${limits.healthCheck.pathLength} (${limits.healthCheck.page}).`;
  return [{ path, what, remedy }];
}

function matcherProblems(path: string, matcher: unknown): Problem[] {
  const remedy = 'Give a code ("200"), a list ("200,202") or a range ("200-299").';
  if (typeof matcher !== "string") return notText(path, matcher, remedy);
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

function endpointCheckProblems(
  path: string,
  value: unknown,
  matcher: unknown,
  url: string | undefined,
): Problem[] {
  if (typeof value !== "string" || typeof matcher !== "string" || url === undefined || !URL.canParse(url))
    return [];
  if (!asksTheEndpoint(value, matcher, endpointOf(url).path)) return [];
  return [
    {
      path,
      what: `${shown(value)} is the MCP endpoint, which answers a bare GET with 400, 401, 404, 405 or 406, never with ${shown(matcher)}.`,
      remedy: 'Give a path of its own, such as "/healthz", or a healthCheck.matcher that admits the answer.',
    },
  ];
}

function tagProblems(tags: McpRouteArgs["tags"]): Problem[] {
  if (tags === undefined || typeof tags !== "object" || "apply" in tags || tags instanceof Promise) return [];
  const { count, keyLength, valueLength, page } = limits.tags;
  const problem = (key: string, what: string, remedy: string): Problem => ({
    path: `tags[${shown(key)}]`,
    what,
    remedy,
  });
  const each = Object.entries(tags).flatMap(([key, value]) => [
    ...(/^aws:/i.test(key)
      ? [problem(key, `begins with "aws:", which AWS keeps for itself (${page}).`, "Choose another key.")]
      : []),
    ...(key.length < 1 || key.length > keyLength
      ? [
          problem(
            key,
            `has ${key.length} characters; AWS takes 1-${keyLength} (${page}).`,
            "Choose another key.",
          ),
        ]
      : []),
    ...(typeof value === "string" && value.length > valueLength
      ? [
          problem(
            key,
            `has a value of ${value.length} characters; AWS takes ${valueLength} (${page}).`,
            "Shorten it.",
          ),
        ]
      : []),
  ]);
  const total = Object.keys(tags).length;
  return total <= count
    ? each
    : [
        ...each,
        {
          path: "tags",
          what: `are ${total}; AWS takes ${count} a resource (${page}).`,
          remedy: "Leave some out.",
        },
      ];
}

function rangeProblems(path: string, value: unknown, range: limits.Range, remedy: string): Problem[] {
  if (value === undefined) return [{ path, what: "is missing.", remedy }];
  const { from, to, unit, page } = range;
  if (typeof value === "number" && Number.isInteger(value) && from <= value && value <= to) return [];
  const words = `a whole number from ${from} to ${to}${unit ? ` ${unit}` : ""}`;
  return [{ path, what: `${shown(value)} is not ${words} (${page}).`, remedy }];
}

/** A value that is absent, or not known yet, has no problem; one that is known must be a text of the right form. */
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
  const isLater =
    value === undefined ||
    (typeof value === "object" && value !== null && ("apply" in value || "then" in value));
  return isLater ? [] : [{ path, what: `${shown(value)} is not a text.`, remedy }];
}

function exactlyOne(path: string, given: Record<string, unknown>, meaning: string): Problem[] {
  const names = Object.keys(given);
  const present = names.filter((name) => given[name] !== undefined);
  if (present.length === 1) return [];
  const what =
    present.length === 0 ? `has neither ${names.join(" nor ")}.` : `has both ${present.join(" and ")}.`;
  return [{ path, what, remedy: `Give exactly one of them: ${meaning}.` }];
}
