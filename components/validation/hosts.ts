import { pathPatterns } from "../endpoint.ts";
import * as limits from "../limits.ts";
import { type Problem, shown } from "../problem.ts";
import { notPlainText } from "./forms.ts";
import { endpointPath } from "./url.ts";

/** Problems of the hosts, each and together with the paths of the endpoint. */
export function hostsProblems(hosts: unknown, url: unknown): Problem[] {
  if (hosts !== undefined && !Array.isArray(hosts)) {
    const remedy = 'Give a list of host names, such as ["demo.quiltdata.com"].';
    return [{ path: "hosts", what: `${shown(hosts)} is not a list.`, remedy }];
  }
  const all = (hosts ?? []) as unknown[];
  const each = all.flatMap((host, index) => hostProblems(`hosts[${index}]`, host, all.slice(0, index)));
  const path = endpointPath(url) ?? "/mcp";
  return [...each, ...budgetProblems(all, path), ...rootProblems(all, path)];
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
