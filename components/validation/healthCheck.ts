import type { HealthCheckArgs } from "../args.ts";
import { asksTheEndpoint, statusRanges } from "../../dataplane/matcher.ts";
import { type HealthCheck, healthCheckOf } from "../healthCheck.ts";
import * as limits from "../limits.ts";
import { type Problem, shown } from "../problem.ts";
import { notMap, notPlainText, rangeProblems } from "./forms.ts";
import type { Draft } from "../validation.ts";
import { endpointPath } from "./url.ts";

/** Problems of the health check, each setting and all together. */
export function healthCheckProblems(
  args: HealthCheckArgs | undefined,
  { url, serverPath }: Pick<Draft, "url" | "serverPath">,
): Problem[] {
  const wrong =
    args === undefined ? [] : notMap("healthCheck", args, 'Give its settings, such as { path: "/healthz" }.');
  // The balancer asks the server itself, where the endpoint stands at the server's own path.
  const endpoint = typeof serverPath === "string" ? serverPath : endpointPath(url);
  return wrong.length > 0 ? wrong : settingProblems(healthCheckOf(args), endpoint);
}

function settingProblems(check: HealthCheck, endpoint: string | undefined): Problem[] {
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
    ...endpointCheckProblems(at("path"), path, matcher, endpoint),
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

function endpointCheckProblems(
  path: string,
  value: unknown,
  matcher: unknown,
  endpoint: string | undefined,
): Problem[] {
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
