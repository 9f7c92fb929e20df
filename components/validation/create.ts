import * as limits from "../limits.ts";
import { type Problem, shown } from "../problem.ts";
import {
  Algorithm,
  type CreateTargetArgs,
  type HealthThresholdArgs,
  type StickinessArgs,
  StickinessType,
  type TargetGroupHealthArgs,
  TargetType,
} from "../targetArgs.ts";
import { notMap, notPlainText, oneOfProblems, rangeProblems, textProblems } from "./forms.ts";

const { ranges } = limits;
const IN_RANGE = "Give a value in that range, or leave it out.";

/** Problems of a new target group, as far as its values are known. */
export function createProblems(path: string, create: unknown): Problem[] {
  const wrong = notMap(path, create, "Give {} to have a target group made.");
  if (wrong.length > 0) return wrong;
  const { vpcId, type, deregistrationDelay, slowStart, algorithm, stickiness, targetGroupHealth } =
    create as CreateTargetArgs;
  const optional = (key: string, value: unknown, range: limits.Range) =>
    value === undefined ? [] : rangeProblems(`${path}.${key}`, value, range, IN_RANGE);
  return [
    ...vpcProblems(`${path}.vpcId`, vpcId),
    ...oneOfProblems(`${path}.type`, type, Object.values(TargetType)),
    ...optional("deregistrationDelay", deregistrationDelay, ranges.deregistrationDelay),
    ...(slowStart === 0 ? [] : optional("slowStart", slowStart, ranges.slowStart)),
    ...oneOfProblems(`${path}.algorithm`, algorithm, Object.values(Algorithm)),
    ...(stickiness === undefined ? [] : stickinessProblems(`${path}.stickiness`, stickiness)),
    ...(targetGroupHealth === undefined
      ? []
      : groupHealthProblems(`${path}.targetGroupHealth`, targetGroupHealth)),
    ...togetherProblems(path, create as CreateTargetArgs),
  ];
}

/** Problems of a VPC's id, where its value is known. */
export function vpcProblems(path: string, vpcId: unknown): Problem[] {
  return textProblems(path, vpcId, /^vpc-[0-9a-f]+$/, {
    what: "is not a VPC's id.",
    remedy:
      "Leave it out to take the balancer's VPC, or find it with: aws ec2 describe-vpcs --query 'Vpcs[].VpcId'",
  });
}

/** The algorithms with which targets do not start slowly; what is none at all is told of by itself. */
const OTHERS = Object.values(Algorithm).filter((algorithm) => algorithm !== Algorithm.RoundRobin);

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html */
function togetherProblems(path: string, { slowStart, algorithm, stickiness }: CreateTargetArgs): Problem[] {
  const { page } = limits.stickiness;
  return [
    ...((slowStart ?? 0) !== 0 && OTHERS.some((other) => other === algorithm)
      ? [
          {
            path: `${path}.slowStart`,
            what: `stands beside the algorithm ${shown(algorithm)}; AWS starts targets slowly with ${shown(Algorithm.RoundRobin)} alone (${page}).`,
            remedy: "Leave one of them out.",
          },
        ]
      : []),
    ...(stickiness !== undefined && algorithm === Algorithm.WeightedRandom
      ? [
          {
            path: `${path}.stickiness`,
            what: `stands beside the algorithm ${shown(algorithm)}, with which AWS keeps no client with a target (${page}).`,
            remedy: "Leave one of them out.",
          },
        ]
      : []),
  ];
}

function stickinessProblems(path: string, stickiness: unknown): Problem[] {
  const wrong = notMap(path, stickiness, "Give {} for a cookie of the balancer's, for a day.");
  if (wrong.length > 0) return wrong;
  const { type, duration, cookieName } = stickiness as StickinessArgs;
  return [
    ...oneOfProblems(`${path}.type`, type, Object.values(StickinessType)),
    ...(duration === undefined
      ? []
      : rangeProblems(`${path}.duration`, duration, ranges.stickiness, IN_RANGE)),
    ...cookieProblems(`${path}.cookieName`, cookieName, type),
  ];
}

function cookieProblems(path: string, name: unknown, type: unknown): Problem[] {
  const { reserved, page } = limits.stickiness;
  const remedy = "Give the name of the cookie that the server sets.";
  if (type === undefined || type === StickinessType.LoadBalancer) {
    const what = `${shown(name)} is the name of a cookie of the server's, while the balancer sets its own.`;
    return name === undefined ? [] : [{ path, what, remedy: 'Leave it out, or give the type "app_cookie".' }];
  }
  // Of another type, which is told of by itself, nobody knows whose cookie is meant.
  if (type !== StickinessType.Application) return [];
  if (name === undefined) return [{ path, what: "is missing.", remedy }];
  if (typeof name !== "string") return notPlainText(path, name, remedy);
  if (reserved.some((prefix) => name.toUpperCase().startsWith(prefix))) {
    const what = `${shown(name)} begins like the balancer's own cookies, ${reserved.join(", ")} (${page}).`;
    return [{ path, what, remedy }];
  }
  // A cookie's name is a token of HTTP: https://www.rfc-editor.org/rfc/rfc6265#section-4.1.1
  return /^[\w!#$%&'*+.^`|~-]+$/.test(name)
    ? []
    : [{ path, what: `${shown(name)} is not a cookie's name.`, remedy }];
}

function groupHealthProblems(path: string, health: unknown): Problem[] {
  const example = "Give thresholds, such as { dnsFailover: { minimumTargets: 2 } }.";
  const wrong = notMap(path, health, example);
  if (wrong.length > 0) return wrong;
  const { dnsFailover, unhealthyRouting } = health as TargetGroupHealthArgs;
  const each = [
    ...thresholdProblems(`${path}.dnsFailover`, dnsFailover),
    ...thresholdProblems(`${path}.unhealthyRouting`, unhealthyRouting),
  ];
  return each.length > 0 ? each : orderProblems(path, dnsFailover ?? {}, unhealthyRouting ?? {});
}

function thresholdProblems(path: string, threshold: unknown): Problem[] {
  if (threshold === undefined) return [];
  const wrong = notMap(path, threshold, "Give a threshold, such as { minimumTargets: 2 }.");
  if (wrong.length > 0) return wrong;
  const { minimumTargets, minimumPercentage } = threshold as HealthThresholdArgs;
  return [
    ...(minimumTargets === undefined
      ? []
      : rangeProblems(`${path}.minimumTargets`, minimumTargets, ranges.minimumTargets, IN_RANGE)),
    ...(minimumPercentage === undefined
      ? []
      : rangeProblems(`${path}.minimumPercentage`, minimumPercentage, ranges.minimumPercentage, IN_RANGE)),
  ];
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health.html */
function orderProblems(path: string, dns: HealthThresholdArgs, routing: HealthThresholdArgs): Problem[] {
  const compared = [
    { key: "minimumTargets", first: dns.minimumTargets ?? 1, second: routing.minimumTargets ?? 1 },
    // Off is below any percentage.
    { key: "minimumPercentage", first: dns.minimumPercentage ?? 0, second: routing.minimumPercentage ?? 0 },
  ];
  return compared
    .filter(({ first, second }) => first < second)
    .map(({ key, first, second }) => ({
      path: `${path}.dnsFailover.${key}`,
      what: `${first === 0 ? "off" : first} is below unhealthyRouting's ${second} (${ranges.minimumPercentage.page}).`,
      remedy: `Give ${second} or more, so that a zone leaves DNS before its unhealthy targets get requests.`,
    }));
}
