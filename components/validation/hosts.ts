import * as limits from "../limits.ts";
import { type Problem, shown } from "../problem.ts";
import { notPlainText, twiceProblems } from "./forms.ts";

/** Problems of the hosts, each by itself. */
export function hostsProblems(hosts: unknown): Problem[] {
  if (hosts === undefined) return [];
  if (!Array.isArray(hosts)) {
    const remedy = 'Give a list of host names, such as ["demo.quiltdata.com"].';
    return [{ path: "hosts", what: `${shown(hosts)} is not a list.`, remedy }];
  }
  const all = hosts as unknown[];
  return all.flatMap((host, index) => hostProblems(`hosts[${index}]`, host, all.slice(0, index)));
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
  return twiceProblems(path, host, before, { caseSensitive: false });
}
